"""What ``kg build`` says while it runs: lines of progress, JSON for programs."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kg.cli.events import Events, Form
from tests.test_cli import TEXT, run


def test_a_line_for_every_twentieth(capsys: pytest.CaptureFixture[str]) -> None:
    """Where stderr is no terminal, 1,000 documents make twenty lines, with documents a second and time left."""
    with Events(Form.JSON).progress() as progress:
        for done in range(1, 1001):
            progress(done, 1000, "a.txt")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    assert [line["done"] for line in lines] == list(range(50, 1001, 50))
    assert all(line["event"] == "progress" and line["documents_per_second"] > 0 for line in lines)
    assert lines[-1]["seconds_left"] == 0


def test_what_was_done_before_is_not_counted_as_speed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents of the build before make nobody faster: the rate is that of those read now."""
    clock = iter([0.0, *[10.0] * 5])
    monkeypatch.setattr("kg.cli.events.perf_counter", lambda: next(clock))
    with Events(Form.JSON).progress() as progress:
        progress(900, 1000, "")
        progress(950, 1000, "a.txt")
    line = json.loads(capsys.readouterr().err.splitlines()[-1])

    assert (line["documents_per_second"], line["seconds_left"]) == (5.0, 10.0)


def test_words(capsys: pytest.CaptureFixture[str]) -> None:
    """In words a line says how far the build is; a few documents need no line; warnings of kg are lines too."""
    with Events(Form.TEXT).progress() as progress:
        progress(1, 3, "a.txt")
        progress(20, 40, "b.txt")
        logging.getLogger("kg.pipeline").warning("a.txt changed")
    first, second = capsys.readouterr().err.splitlines()

    assert first.startswith("50 %: 20 of 40 documents, ")
    assert first.endswith(" left")
    assert second == "warning: a.txt changed"


def test_structured_logs(tmp_path: Path) -> None:
    """With ``--log json`` every line on stderr is an event with its time; the last one counts and times the build."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text(TEXT, encoding="utf-8")
    (docs / "empty.txt").write_text("")
    result = run("build", docs, "-o", tmp_path / "out", "--workers", "1", "--log", "json")
    refused, built = [json.loads(line) for line in result.stderr.splitlines()]

    assert result.exit_code == 1
    assert (refused["event"], refused["file"]) == ("refused", "empty.txt")
    assert "empty" in refused["reason"]
    assert built["event"] == "built"
    assert built["counts"]["documents"] == 1
    assert built["seconds"].keys() == {"finding", "reading", "assembling", "writing", "checking"}


class Visits:
    """A folder that changes twice, the second time so that no build can be made."""

    def __init__(self, paths: Sequence[Path], **_: object) -> None:
        self._docs = paths[0]

    def changes(self) -> Iterator[set[str]]:
        """Add a document, then remove all; then the user interrupts."""
        (self._docs / "b.txt").write_text("2021年5月，三星電子將部分產線從中國移往印度。\n", encoding="utf-8")
        yield {"b.txt"}
        for path in self._docs.iterdir():
            path.unlink()
        yield {"a.txt", "b.txt"}
        raise KeyboardInterrupt


def test_a_watched_folder_is_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ``--watch`` every change is built, what cannot be built is said, and an interrupt ends it without an error."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr("kg.cli.building.Watch", Visits)
    result = run("build", docs, "-o", tmp_path / "out", "--workers", "1", "--watch", "--log", "json")
    events = [json.loads(line) for line in result.stderr.splitlines()]

    assert result.exit_code == 0, result.output
    assert [event["event"] for event in events] == ["built", "watching", "changed", "built", "changed", "failed"]
    assert [event["counts"]["unchanged"] for event in events if event["event"] == "built"] == [0, 1]
    assert "no document found" in events[-1]["reason"]


def test_the_report_for_programs(tmp_path: Path) -> None:
    """``report.json`` holds counts, refused documents and reasons, and nothing that differs between runs."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text(TEXT, encoding="utf-8")
    (docs / "empty.txt").write_text("")
    (docs / "photo.png").write_bytes(b"\x89PNG\r\n\0")
    run("build", docs, "-o", tmp_path / "out", "--workers", "1")
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))

    assert {key: report["counts"][key] for key in ("documents", "refused", "skipped", "findings")} == {
        "documents": 1, "refused": 1, "skipped": 1, "findings": 0,
    }  # fmt: skip
    assert sum(report["counts"]["claims by relation"].values()) == report["counts"]["claims"] > 0
    assert [refusal["file"] for refusal in report["refused"]] == ["empty.txt"]
    assert [skip["file"] for skip in report["skipped"]] == ["photo.png"]
