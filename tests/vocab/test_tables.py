"""CSV files of the ontology: what is read, and how each mistake is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import VocabularyError
from kg.vocab.tables import read_table


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Write a table and give its path."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def read(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The lines of a table of words."""
    return [(line, dict(row)) for line, row in read_table(path, ("word", "value"), ("note",))]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("word,value\na,1\n", [(2, {"word": "a", "value": "1"})]),
        ("value,word\n1,a\n", [(2, {"word": "a", "value": "1"})]),
        ("word,value,note\na,1,x\n", [(2, {"word": "a", "value": "1", "note": "x"})]),
        ("word,value\n", []),
        ("# what it is\nword,value\n\n# more\na,1\n", [(5, {"word": "a", "value": "1"})]),
        ("word,value\r\na,1\r\n", [(2, {"word": "a", "value": "1"})]),
        ("\ufeffword,value\na,1\n", [(2, {"word": "a", "value": "1"})]),
        (" word , value \n a , 1 \n", [(2, {"word": "a", "value": "1"})]),
        ('word,value\n"a,b","say ""c"""\n', [(2, {"word": "a,b", "value": 'say "c"'})]),
        ("word,value\na,\n,1\n", [(2, {"word": "a", "value": ""}), (3, {"word": "", "value": "1"})]),
        ("word,value\na,1", [(2, {"word": "a", "value": "1"})]),
    ],
    ids=["plain", "order", "optional", "header", "comments", "crlf", "bom", "spaces", "quotes", "empty-cells", "no-last-newline"],
)
def test_rows_come_with_their_line_numbers(table, content: str, expected: list) -> None:
    """Rows are read by column name, stripped, each with its line in the file; comments and empty lines count as lines only."""
    assert read(table(content)) == expected


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("word\na\n", 1, "column missing: value"),
        ("word,value,colour\na,1,red\n", 1, "unknown column: colour"),
        ("word,value\na,1\nb\n", 3, "1 cells where the header has 2"),
        ("word,value\na,1,x\n", 2, "3 cells where the header has 2"),
        ("word,value\n# c\n\na,1\nb,1,2\n", 5, "3 cells"),
        ('word,value\na,1\nb,"2"x\n', 3, "quotes"),
        ('word,value\na,1\n"b,2\n', 3, "quotes"),
        (b"word,value\na,1\n" + "台,2\n".encode("big5"), 3, "not UTF-8"),
        ("", None, "empty"),
        ("# only words\n", None, "empty"),
    ],
    ids=["missing", "unknown", "narrow", "wide", "after-comments", "stray-quote", "open-quote", "big5", "empty", "comment-only"],
)
def test_a_mistake_is_refused_with_its_place(table, content: str | bytes, line: int | None, reason: str) -> None:
    """A malformed file is refused; the error names the file, the line where it can, and what is wrong."""
    path = table(content)

    with pytest.raises(VocabularyError) as caught:
        read(path)

    assert (caught.value.path, caught.value.line) == (path, line)
    assert reason in caught.value.reason
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "content",
    ["# a comment\nword\na\n", "# a comment\n\nword,value,colour\na,1,red\n"],
    ids=["missing", "unknown"],
)
def test_a_wrong_header_is_refused_at_its_own_line(table, content: str) -> None:
    """A header that stands below comments is named by the line where it stands."""
    path = table(content)
    header = next(number for number, line in enumerate(content.splitlines(), 1) if line.startswith("word"))

    with pytest.raises(VocabularyError) as caught:
        read(path)

    assert caught.value.line == header


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that is not there is named."""
    path = tmp_path / "nowhere.csv"

    with pytest.raises(VocabularyError) as caught:
        read(path)

    assert caught.value.path == path
    assert "missing" in caught.value.reason
