"""Folders as people have them: thousands of tiny files, one that is far too large, links that lead round, names that look alike."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from pathlib import Path

import pytest

from kg.ingest import discover
from kg.pipeline import build
from tests.test_pipeline import EN, HANT, folder, outputs


@pytest.mark.slow
def test_twenty_thousand_tiny_files(tmp_path: Path) -> None:
    """A folder of 20,000 files, most of them empty or a line: each is read or refused, and the build after reads none of them again."""
    docs = tmp_path / "docs"
    for i in range(20_000):
        (docs / f"{i // 1000}").mkdir(parents=True, exist_ok=True)
        text = f"第{i}號。" if i % 100 == 0 else ""
        (docs / f"{i // 1000}" / f"{i}.txt").write_text(text, encoding="utf-8")
    folder(docs, {"月報.txt": HANT})
    done = build([docs], tmp_path / "out", workers=2)

    assert (len(done.graph.documents), len(done.refused)) == (201, 19_800)
    assert build([docs], tmp_path / "out", workers=2).reused == 201


def test_a_text_of_half_a_gigabyte(tmp_path: Path) -> None:
    """A file far larger than kg reads is refused in one line, and the rest is built."""
    docs = folder(tmp_path / "docs", {"moves.md": EN})
    with (docs / "huge.txt").open("wb") as file:
        file.truncate(500_000_000)
    done = build([docs], tmp_path / "out", workers=1)

    assert [(refusal.source, "larger than" in refusal.reason) for refusal in done.refused] == [("huge.txt", True)]
    assert done.graph.claims


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_links_that_lead_round(tmp_path: Path) -> None:
    """A link to the folder it is in, to itself, to one that links back and to nothing: no document is read twice, nothing hangs."""
    docs = folder(tmp_path / "docs", {"sub/moves.md": EN})
    for name, target in {"sub/round": "..", "self.txt": "self.txt", "a.txt": "b.txt", "b.txt": "a.txt", "gone.txt": "nowhere"}.items():
        (docs / name).symlink_to(target)
    done = build([docs], tmp_path / "out", workers=1)

    assert [document.source for document in done.graph.documents.values()] == ["sub/moves.md"]
    assert {refusal.source for refusal in done.refused} == {"self.txt", "a.txt", "b.txt", "gone.txt"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have such names once only")
def test_names_that_look_alike(tmp_path: Path) -> None:
    """Names that differ in case or in Unicode form only are documents of their own, and the report warns of them."""
    composed, apart = "café.txt", unicodedata.normalize("NFD", "café.txt")
    docs = folder(tmp_path / "docs", {"Report.txt": HANT, "report.TXT": EN, composed: HANT + "1", apart: HANT + "2", "other.txt": "無事。"})
    done = build([docs], tmp_path / "out", workers=1)
    report = json.loads((done.output / "report.json").read_text(encoding="utf-8"))

    assert {document.source for document in done.graph.documents.values()} == {"Report.txt", "report.TXT", composed, apart, "other.txt"}
    assert {warning["file"] for warning in report["warnings"]} == {"report.TXT", max(composed, apart)}
    assert outputs(build([docs], tmp_path / "again", workers=1).output) == outputs(done.output)


def test_a_folder_that_cannot_be_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be read, or that is removed while its neighbours are, is named, and the rest is found."""
    docs = folder(tmp_path / "docs", {"a/moves.md": EN, "b/moves.md": EN, "c/moves.md": EN})
    scandir, stat = os.scandir, os.stat

    def closed(path):  # type: ignore[no-untyped-def]
        if str(path).endswith("/a"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    def vanished(path, **options):  # type: ignore[no-untyped-def]
        if str(path).endswith("/b"):
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return stat(path, **options)

    monkeypatch.setattr(os, "scandir", closed)
    monkeypatch.setattr(os, "stat", vanished)
    skipped: list[str] = []
    found = [source.name for source in discover([docs], on_skip=lambda name, reason: skipped.append(name))]

    assert found == ["c/moves.md"]
    assert skipped == ["a", "b"]
