"""What the general lexical analyser says of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.lexical import LexicalAnalyzer

ANALYZER = LexicalAnalyzer()


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("部长樊哲维说明了计划", "樊哲维", "PER"),
        ("为求转圜,王文涛与谢夫丘维奇会谈", "谢夫丘维奇", "PER"),
        ("位于越南北江省的工厂", "北江省", "LOC"),
        ("委由经济部能源署办理", "经济部能源署", "ORG"),
    ],
)
def test_names_are_told_from_words(text: str, name: str, kind: str) -> None:
    """A person, place or body that no list knows is labelled as one."""
    (labels,) = ANALYZER.labels([text])
    start = text.index(name)

    assert labels[start : start + len(name)] == [f"{kind}-B", *[f"{kind}-I"] * (len(name) - 1)]


def test_an_enumeration_comma_parts_names() -> None:
    """The members of a list are names of their own."""
    text = "宝成、儒鸿与聚阳"
    (labels,) = ANALYZER.labels([text])

    assert labels[2] == "w-B"
    assert labels[3].endswith("-B")


@given(st.lists(st.text(alphabet="越南台积电宣布投资,。aB1、😀", min_size=1, max_size=30), max_size=8))
def test_every_character_has_a_label(texts: list[str]) -> None:
    """There are as many labels as characters, whatever else is analysed with them, and no label depends on it."""
    together = ANALYZER.labels(texts)

    assert [len(labels) for labels in together] == [len(text) for text in texts]
    assert together == [ANALYZER.labels([text])[0] for text in texts]
