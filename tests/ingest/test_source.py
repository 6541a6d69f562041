"""Finding documents in folders."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.ingest import discover, read
from tests.ingest import files


def put(folder: Path, *names: str) -> None:
    """Write files with a word in each."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("港口", encoding="utf-8")


def test_folders_are_searched_in_order(tmp_path: Path) -> None:
    """Documents come sorted by name, from all depths; hidden and foreign files are passed over."""
    put(tmp_path, "b.txt", "a/報告 一.PDF", "a/x.md", ".hidden/c.txt", "a/.d.txt", "e.png", "f.csv")

    assert [source.name for source in discover([tmp_path])] == ["a/x.md", "a/報告 一.PDF", "b.txt"]


def test_a_file_named_by_hand_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    """The ending of a file does not matter when someone points at it: its content does."""
    put(tmp_path, "notes")
    [source] = discover([tmp_path / "notes"])

    assert read(source).text == "港口"


def test_a_file_is_found_once(tmp_path: Path) -> None:
    """A file named twice, by itself and by its folder, is one document."""
    put(tmp_path, "a.txt")

    assert len(list(discover([tmp_path, tmp_path / "a.txt"]))) == 1


def test_links_that_lead_back_end(tmp_path: Path) -> None:
    """A folder that holds a link to itself is searched once."""
    put(tmp_path, "a/b.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)

    assert [source.name for source in discover([tmp_path])] == ["a/b.txt"]


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    """No document is no error here."""
    assert list(discover([tmp_path])) == []


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    """What does not exist was misspelt: that is worth stopping for."""
    with pytest.raises(UsageError, match="does not exist"):
        list(discover([tmp_path / "gone"]))


def test_names_are_relative_to_the_root(tmp_path: Path) -> None:
    """A file can be named relative to a folder above it."""
    put(tmp_path, "a/b.txt")

    assert read(tmp_path / "a" / "b.txt", root=tmp_path).source == "a/b.txt"


def test_folders_choose_by_content_too(tmp_path: Path) -> None:
    """A document without its ending is one all the same; what is none is passed over with a reason."""
    others = {
        "report": files.pdf([[(72, 700, 11, "The quay was opened.")]]),
        "x.dat": files.word(),
        "page.aspx": b"<!DOCTYPE html><html><body><p>Quay</p></body></html>",
        "photo.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
        "tool.bin": b"\x7fELF\0\0",
        "old.doc": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(99),
        "rows.csv": b"a,b",
        ".hidden": b"%PDF-1.4",
    }
    for name, data in others.items():
        (tmp_path / name).write_bytes(data)
    skipped: dict[str, str] = {}

    assert [source.name for source in discover([tmp_path], on_skip=skipped.__setitem__)] == ["page.aspx", "report", "x.dat"]
    assert skipped.keys() == {"photo.jpg", "tool.bin", "old.doc", "rows.csv"}
    assert ".docx" in skipped["old.doc"]
    assert "OCR" in skipped["photo.jpg"]


def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    """What is no file has no end: it is passed over."""
    os.mkfifo(tmp_path / "a.txt")

    assert list(discover([tmp_path])) == []


def test_ignored_files_are_neither_found_nor_named(tmp_path: Path) -> None:
    """What a build wrote is no document of the next."""
    put(tmp_path, "a.txt", "graph.html", "claims.csv")
    ignored = {(tmp_path / name).resolve() for name in ("graph.html", "claims.csv")}
    skipped: dict[str, str] = {}

    assert [source.name for source in discover([tmp_path], ignored=ignored, on_skip=skipped.__setitem__)] == ["a.txt"]
    assert skipped == {}
