"""Files are whole or not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.export.files import atomic, write_atomically


def test_a_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    """Until then the former one stands."""
    path = tmp_path / "a.txt"
    path.write_text("former", encoding="utf-8")
    with atomic(path) as out:
        out.write("new\n")
        during = path.read_text(encoding="utf-8")

    assert during == "former"
    assert path.read_bytes() == b"new\n"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_interrupted_file_leaves_the_former(error: type[BaseException], tmp_path: Path) -> None:
    """An error, or the user's interrupt, leaves the former file and nothing else."""
    path = tmp_path / "a.txt"
    path.write_text("former", encoding="utf-8")

    def write() -> None:
        with atomic(path) as out:
            out.write("half")
            raise error

    with pytest.raises(error):
        write()
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [("a.txt", "former")]


def test_line_ends_are_kept(tmp_path: Path) -> None:
    """What is written is what stands in the file, on every system."""
    write_atomically(tmp_path / "a.txt", "a\nb\r\n")

    assert (tmp_path / "a.txt").read_bytes() == b"a\nb\r\n"


def test_half_a_surrogate_pair_survives_in_json(tmp_path: Path) -> None:
    """UTF-8 cannot hold it, its escape can."""
    write_atomically(tmp_path / "a.json", json.dumps("a\ud800b", ensure_ascii=False))

    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == "a\ud800b"
