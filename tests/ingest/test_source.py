"""Finding documents in folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.ingest import discover, read


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
