"""Where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ingest.sentences import sentences


@pytest.mark.parametrize(
    "parts",
    [
        ["港口關閉了。", "船東抗議！", "為什麼？"],
        ["他說：「港口關閉了。船東抗議。」", "眾人散去。"],
        ["「船不來了。」的說法並不正確。"],
        ["公會（簡稱海運公會。）表示反對。", "港務局沒有回應。"],
        ["他問「為什麼？」。", "沒有人回答。"],
        ["括號沒有關上（所以不算。", "下一句。"],
        ["規費調高；船東抗議。"],
        ["Mr. Ray of the U.S. board left.", "Nobody came."],
        ["It rose 2.5% in Jan. 2021, i.e. a lot.", "Then it fell."],
        ["“It is closed.”", "She left."],
        ["See quay.example.org for more.", "It is free."],
        ["表 1 貨量", "港口 貨量", "北岸港 120"],
    ],
)
def test_sentences_end_where_they_do(parts: list[str]) -> None:
    """A text made of sentences is cut into them again: full stops inside quotations, brackets and words do not count."""
    glue = "\n" if parts[0].startswith("表") else " " if parts[0].isascii() or parts[0].startswith("“") else ""
    text = glue.join(parts)

    assert parts == [text[span.start : span.end] for span in sentences(text)]


@given(st.text(alphabet="港口。！？「」（）『』 .!?aB\n", max_size=200))
def test_sentences_cover_the_text(text: str) -> None:
    """Sentences lie in order and leave out nothing but white space."""
    place = 0
    for span in sentences(text):
        assert place <= span.start < span.end
        assert not text[place : span.start].strip()
        place = span.end
    assert not text[place:].strip()
