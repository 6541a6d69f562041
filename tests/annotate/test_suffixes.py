"""New names by their endings, and where they begin."""

from __future__ import annotations

import pytest

from kg.annotate import resolve
from kg.annotate.suffixes import SuffixGrammar


@pytest.fixture(scope="module")
def found(vocab, view):
    """(surface, type) found in a text; known names are given as (surface, type)."""
    grammar = SuffixGrammar(vocab)

    def find(text: str, *known: tuple[str, str]) -> list[tuple[str, str]]:
        seen = view(text)
        ends: dict[int, list[tuple[int, str]]] = {}
        for name, type_ in known:
            start = text.index(name)
            ends.setdefault(start + len(name), []).append((start, type_))
        return [(seen.text[c.start : c.end], c.type) for c in resolve(grammar.find(seen, ends))]

    return find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("，海天航運公司宣布", [("海天航運公司", "Firm")]),
        ("根據海洋保育協會的報告", [("海洋保育協會", "Organization")]),
        ("，海洋管理委員會", [("海洋管理委員會", "Organization")]),
        ("依據海洋保護法辦理", [("海洋保護法", "Policy")]),
        ("簽署海域合作協定", [("海域合作協定", "Policy")]),
        ("參加海洋論壇", [("海洋論壇", "Event")]),
        ("在海天工業區設廠", [("海天工業區", "Place")]),
        ("以及海天大学", [("海天大学", "Organization")]),
        ("推動造船產業", [("造船產業", "Sector")]),
        ("的公司", []),
        ("多家公司", []),
        ("成立委員會", []),
        ("子公司", []),
        ("各大學", []),
        ("的企業", []),
        ("相關產業", []),
        ("依法", []),
        ("加強相關產業", []),
    ],
)
def test_endings_make_names(found, text: str, expected: list) -> None:
    """A free suffix with enough before it makes a name up to the nearest sound edge; common nouns are none."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("宣布美國海洋委員會", ("美國", "Country"), [("美國海洋委員會", "Organization")]),
        ("美國的海洋委員會", ("美國", "Country"), [("海洋委員會", "Organization")]),
        ("歐盟海洋保護法", ("歐盟", "Organization"), [("歐盟海洋保護法", "Policy")]),
        ("林永樂海洋委員會", ("林永樂", "Person"), [("海洋委員會", "Organization")]),
        ("半導體產業", ("半導體", "Product"), [("半導體產業", "Sector")]),
    ],
)
def test_a_known_name_before_a_new_one(found, text: str, known: tuple, expected: list) -> None:
    """A country's or body's name belongs to the body or law behind it, a product's to its sector; a person's is an edge."""
    assert found(text, known) == expected


def test_a_name_needs_an_edge_near_by(found) -> None:
    """Where no edge is met for too long, nothing is guessed."""
    assert found("甲" * 30 + "委員會") == []


def test_a_year_belongs_to_a_law_but_not_to_a_body(found) -> None:
    """1974年 is part of a law's name; for a body it is only when something happened."""
    assert found("依1974年海洋保護法") == [("1974年海洋保護法", "Policy")]
    assert found("於1974年海洋委員會") == [("海洋委員會", "Organization")]


def test_spaces_inside_a_name_stay_inside(found) -> None:
    """White space, as PDF has it, neither ends a name nor shifts its place."""
    assert found("，海天 航運公司") == [("海天 航運公司", "Firm")]
