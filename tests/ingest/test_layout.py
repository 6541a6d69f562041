"""Layout repair: cases as data, and properties over generated layouts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.ingest import from_text
from kg.model import Block, Document

CASES = Path(__file__).parent.parent / "cases" / "layout"


def load(name: str) -> list[Any]:
    """The cases of a file, as test parameters."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [pytest.param(case, id=case["name"]) for case in map(json.loads, lines)]


LAYOUTS, TABLES = load("cases.jsonl"), load("tables.jsonl")


def test_no_case_was_dropped() -> None:
    """The files hold as many cases as they did: a filter cannot quietly drop them."""
    assert (len(LAYOUTS), len(TABLES)) == (16, 6)


@pytest.mark.parametrize("case", LAYOUTS)
def test_blocks_are_repaired(case: dict[str, Any]) -> None:
    """A damaged text gives the blocks that its case lists."""
    document = from_text(case["text"])

    assert case["blocks"] == [[block.kind, block.text] for block in document.blocks]


@pytest.mark.parametrize("case", TABLES)
def test_tables_are_read(case: dict[str, Any]) -> None:
    """A flattened table gives the header and rows that its case lists, or says that it is unsure."""
    [block] = [block for block in from_text(case["text"]).blocks if block.kind == "table"]
    assert block.table is not None
    assert case["sure"] == block.table.sure
    if case["sure"]:
        assert case["header"] == [block.text[cell.start : cell.end] for cell in block.table.header]
        assert case["rows"] == [[block.text[cell.start : cell.end] for cell in row.cells] for row in block.table.rows]


def test_a_table_block_is_title_header_and_rows() -> None:
    """The text of a table block has the caption, the header and each row on lines of their own, each a sentence."""
    document = from_text("表 1　貨量\n港口　貨量\n北岸港　120\n南岸港　95\n資料來源：港務局。\n")
    block = document.blocks[0]
    assert block.table is not None
    assert block.table.title is not None

    assert block.text == "表 1 貨量\n港口 貨量\n北岸港 120\n南岸港 95"
    assert block.text[block.table.title.start : block.table.title.end] == "表 1 貨量"
    assert [block.text[span.start : span.end] for span in block.sentences] == block.text.split("\n")


def test_a_footnote_keeps_its_mark_and_its_place() -> None:
    """A footnote block says its number, and its places lead to where it stands."""
    case = next(param.values[0] for param in LAYOUTS if "footnote" in param.id)
    document = from_text(case["text"])
    note = next(block for block in document.blocks if block.kind == "footnote")

    assert note.mark == "1"
    assert document.text[note.places[0] : note.places[-1] + 1].startswith("1 海運公會")


def check_places(document: Document) -> None:
    """What every document promises: see ``Block``."""
    seen: set[int] = set()
    for n, block in enumerate(document.blocks):
        assert block.id == n
        assert len(block.places) == len(block.text)
        assert list(block.places) == sorted(set(block.places))
        for char, place in zip(block.text, block.places, strict=True):
            assert char == document.text[place] or (char in " \n" and not document.text[place].isalnum())
        own = {place for char, place in zip(block.text, block.places, strict=True) if not char.isspace()}
        assert not own & seen
        seen |= own
        check_sentences(block)
    assert [block.places[0] for block in document.blocks] == sorted(block.places[0] for block in document.blocks)


def check_sentences(block: Block) -> None:
    """Sentences lie in order, do not overlap and leave out nothing but white space."""
    ends = [0, *(span.end for span in block.sentences)]
    starts = [*(span.start for span in block.sentences), len(block.text)]
    for end, start in zip(ends, starts, strict=True):
        assert end <= start
        assert not block.text[end:start].strip()


@pytest.mark.parametrize("case", [*LAYOUTS, *TABLES])
def test_places_lead_back(case: dict[str, Any]) -> None:
    """Every clean character has its own source place."""
    check_places(from_text(case["text"]))


#: Whole words, so that no line break falls beside a character that opens a block of another kind.
WORDS = [
    "港口",
    "協會",
    "航線",
    "貨主",
    "船東",
    "表示",
    "認為",
    "將於",
    "明年",
    "調整",
    "運費",
    "因此",
    "並且",
    "Anchor",
    "Blue",
    "的",
    "合約",
    "北岸",
]
sentence = st.lists(st.sampled_from(WORDS), min_size=4, max_size=30)
paragraph = st.lists(sentence, min_size=1, max_size=5)


def written(words: list[list[str]]) -> str:
    """A paragraph as it should come out: blanks between Latin words, full stops behind sentences."""
    text = ""
    for sentence in words:
        for word in sentence:
            text += " " + word if text and text[-1].isascii() and word.isascii() else word
        text += "。"
    return text


def wrapped(text: str, width: int) -> list[str]:
    """A text cut into lines of a width, Latin words whole and the blanks at line ends left out."""
    lines, line = [], ""
    tokens = text.replace("Blue Anchor", "Blue\0Anchor").replace("Anchor Blue", "Anchor\0Blue")
    for token in _tokens(tokens.replace("\0", " ")):
        if line and sum(2 - char.isascii() for char in line + token) > width and token != "。":
            lines.append(line)
            line = ""
        line += token if line or token != " " else ""
    return [part.strip() for part in [*lines, line]]


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for char in text:
        if tokens and char.isascii() and char.isalpha() and tokens[-1].isascii() and tokens[-1].isalpha():
            tokens[-1] += char
        else:
            tokens.append(char)
    return tokens


def joined(document: Document) -> str:
    """All the running text of a document."""
    return "".join(block.text for block in document.blocks if block.kind in ("paragraph", "title", "heading"))


@given(paragraph, st.integers(26, 70), st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n", " \n"]))
def test_wrapping_is_undone(words: list[list[str]], width: int, end: str) -> None:
    """A paragraph cut into lines comes back as it was, character by character, with every place right."""
    text = written(words)
    lines = wrapped(text, width)
    assume(len(set(lines)) == len(lines))
    document = from_text(end.join(lines) + end)

    assert joined(document).replace(" ", "") == text.replace(" ", "")
    check_places(document)


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=20, max_size=40), min_size=2, max_size=4), st.integers(30, 44))
def test_a_sentence_over_two_pages_is_whole(words: list[list[str]], width: int) -> None:
    """A form feed, a page number and a running head in mid-text do not show in the clean text."""
    lines = wrapped(written([*words, *words, *words]), width)
    assume(len(set(lines)) == len(lines))
    middle = len(lines) // 2
    damaged = ["港灣研究　第二章", *lines[:middle], "— 1 —\f港灣研究　第二章", *lines[middle:], "— 2 —"]
    document = from_text("\n".join(damaged))

    text = "".join(
        block.text for block in document.blocks if block.kind in ("paragraph", "title", "heading") and "第二章" not in block.text
    )
    assert text.replace(" ", "") == written([*words, *words, *words]).replace(" ", "")
    check_places(document)


@given(paragraph)
def test_letter_spacing_is_undone(words: list[list[str]]) -> None:
    """A Chinese text set with a blank behind every character comes back without them."""
    text = written([[word for word in sentence if not word.isascii()] or ["港口"] for sentence in words])
    document = from_text(" ".join(text))

    assert joined(document) == text


@given(st.text(alphabet=st.sampled_from(list("港口。，「」（）(1 2.\n\r\f\t　表圖註：:第一章、#|-•—aB")), max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever the text, reading it keeps every promise about places and loses no word."""
    document = from_text(text)

    check_places(document)
    kept = {place for block in document.blocks for place in block.places}
    lost = [char for place, char in enumerate(text) if place not in kept and not char.isspace()]
    assert all(char in "12-" for char in lost)


def test_reading_is_deterministic() -> None:
    """The same text gives the same document."""
    text = LAYOUTS[6].values[0]["text"]

    assert from_text(text) == from_text(text)
