"""A name found once is found again in the whole document."""

from __future__ import annotations

import pytest

from kg.annotate.candidate import Candidate, View
from kg.annotate.memory import Memory
from kg.model import Block, Row, Span, Table


def remembered(view, surfaces, first: str, type_: str, found_by: str, text: str) -> list[str]:
    """Where a name found by an annotator is found again in a text."""
    memory = Memory([view(first)], [[Candidate(0, len(first), type_, found_by, 0.7)]])
    return surfaces(view(text), memory.find(view(text)))


@pytest.mark.parametrize(
    ("first", "found_by", "text", "expected"),
    [
        ("海天航運", "suffix", "海天航運與海天航運", ["海天航運", "海天航運"]),
        ("海天航運", "gloss", "海天 航运", ["海天 航运"]),
        ("海天航運", "gazetteer", "海天航運", []),
        ("海天", "suffix", "海天", []),
        ("海天", "abbreviation", "海天", ["海天"]),
        ("Alia", "gloss", "Alia Alian ALIA", ["Alia", "ALIA"]),
        ("OGC", "gloss", "OGC FOGC OGCs 「OGC」", ["OGC", "OGC"]),
        ("Nova", "gloss", "Nova, NOVA, a nova", ["Nova", "NOVA"]),
        ("nova", "gloss", "Nova, a nova", ["Nova", "nova"]),
    ],
)
def test_where_a_new_name_is_found_again(view, surfaces, first: str, found_by: str, text: str, expected: list[str]) -> None:
    """New names are found in any spelling as whole words; known names and two letters that no abbreviation introduced are not sought."""
    assert remembered(view, surfaces, first, "Firm", found_by, text) == expected


def test_the_commonest_type_is_remembered(view) -> None:
    """A name found under two types is found again under the more frequent one, whatever the order."""
    seen = view("海天航運")
    found = [Candidate(0, 4, type_, "suffix", 0.7) for type_ in ("Organization", "Firm", "Firm")]

    assert [c.type for c in Memory([seen], [found]).find(seen)] == ["Firm"]
    assert [c.type for c in Memory([seen], [found[::-1]]).find(seen)] == ["Firm"]


def test_an_empty_memory_finds_nothing(view) -> None:
    """Without names there is nothing to find."""
    assert list(Memory([], []).find(view("海天航運"))) == []


@pytest.mark.parametrize(("found_by", "again"), [("tagger", 0), ("suffix", 1)])
def test_a_guess_is_not_sought_in_tables(view, found_by: str, again: int) -> None:
    """What only the tagger took for a name in prose is no name in the cells of a table."""
    text = "海天航運"
    table = Table(None, (), (Row((Span(0, 4),)),))
    cell = View.of(Block(1, "table", text, tuple(range(len(text))), table=table))

    assert len(list(Memory([view(text)], [[Candidate(0, 4, "Firm", found_by, 0.7)]]).find(cell))) == again


@pytest.mark.parametrize(("times", "found_by", "again"), [(8, "tagger", 0), (3, "tagger", 3), (8, "suffix", 8)])
def test_a_guess_that_is_rarely_made_is_not_spread(view, times: int, found_by: str, again: int) -> None:
    """What the tagger took for a name at one place of many is none at the others; what a rule found is one wherever it stands."""
    text = view("生產架構，" * times)

    assert len(list(Memory([text], [[Candidate(0, 4, "Policy", found_by, 0.7)]]).find(text))) == again
