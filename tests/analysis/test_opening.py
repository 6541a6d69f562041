"""Building, loading, reading one text; and what is said when it cannot be done."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import kg
from kg.errors import DocumentError, GraphNotFoundError, UsageError

TEXT = "2019年8月，鴻海將部分產線從中國移往越南。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a document, an empty one and one in an archive."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("x.txt", TEXT)
        archive.writestr("y.txt", TEXT * 2)
    return tmp_path


def test_a_build_lists_what_it_could_not_read(folder: Path) -> None:
    """The graph of the rest is there, and the refusal in plain sight."""
    built = kg.build(folder / "a.txt", folder / "out", workers=1)
    both = kg.build([folder / "a.txt", folder / "empty.txt"], folder / "out", workers=1)

    assert both.graph == built.graph == kg.load(folder / "out")
    assert [refusal.source for refusal in both.refused] == ["empty.txt"]
    assert "refused empty.txt: the file is empty" in repr(both)


@pytest.mark.parametrize("how", [str, Path])
def test_a_path_is_read(how: type, folder: Path) -> None:
    """As text or as a path; the graph of the one file is at hand."""
    reading = kg.extract(how(folder / "a.txt"))

    assert reading.document.source == "a.txt"
    assert len(reading.graph.claims) == len(reading.claims) == 2


@pytest.mark.parametrize("text", [TEXT, TEXT.strip(), "鴻海" * 3000, "a\x00b 鴻海投資越南", ""])
def test_text_is_text(text: str) -> None:
    """What is no name of a file is read as it stands, however long or odd."""
    assert kg.extract(text).document.text == text


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("missing.pdf", UsageError, "missing.pdf does not exist; check the path"),
        (".", UsageError, "is a folder; kg.build reads folders"),
        ("b.zip", UsageError, "holds 2 documents; kg.build reads archives"),
        ("empty.txt", DocumentError, "the file is empty"),
    ],
)
def test_what_is_not_one_document_is_refused(name: str, error: type[Exception], message: str, folder: Path) -> None:
    """The message says what to do instead."""
    with pytest.raises(error, match=message):
        kg.extract(str(folder / name))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"document": "a.txt", "mentions": []}', "another version of kg"),
        ("no json", "build the graph again"),
    ],
)
def test_an_older_or_broken_graph_is_refused(content: str, message: str, tmp_path: Path) -> None:
    """Not with a KeyError: the message names the file and what to do."""
    (tmp_path / "claims.jsonl").write_text(content + "\n", encoding="utf-8")

    with pytest.raises(GraphNotFoundError, match=message) as caught:
        kg.load(tmp_path)

    assert "claims.jsonl" in str(caught.value)
    assert "kg build" in str(caught.value)
