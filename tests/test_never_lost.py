"""Whatever ends a build, the former outputs stay whole, and the next build ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import pipeline, reading
from kg.errors import BusyError
from kg.loading import load
from kg.pipeline import build
from kg.staging import locked, settle, staged, unsettled
from tests.test_pipeline import EN, HANS, HANT, folder, outputs

ROOT = Path(__file__).parent.parent
FORMER = {"月報.txt": HANT, "moves.md": EN}
LATTER = {"月報.txt": HANT.replace("越南", "印度"), "moves.md": EN, "zh-hans/周报.txt": HANS}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills, mounts and limits as Linux has them")


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds without the check, which writes nothing and takes most of the time of a small build."""
    monkeypatch.setattr(pipeline, "validate", lambda *_, **__: [])


class Death:
    """Kills this process, and none that it starts, at its so-manieth call of a function, or rename of a file; counts both on the way.

    Renames are counted before they are done, so that the file is written and has its temporary name.
    """

    def __init__(self, *, call: int = 0, rename: int = 0) -> None:
        self.calls = self.renames = 0
        self._call, self._rename = call, rename
        self._process = 0

    def __enter__(self) -> Death:
        self._process = os.getpid()
        self._real = os.replace, os.rename
        os.replace, os.rename = map(self._counted, self._real)
        sys.setprofile(self._profile)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        os.replace, os.rename = self._real

    def _profile(self, _frame: object, event: str, _arg: object) -> None:
        if event != "call" or os.getpid() != self._process:
            return
        self.calls += 1
        if self.calls == self._call:
            os.kill(os.getpid(), signal.SIGKILL)

    def _counted(self, real):  # type: ignore[no-untyped-def]
        def rename(*args: object, **options: object) -> None:
            self.renames += 1
            if self.renames == self._rename:
                os.kill(os.getpid(), signal.SIGKILL)
            real(*args, **options)

        return rename


def killed_build(docs: Path, out: Path, death: Death, workers: int) -> bool:
    """Build in a forked process; returns whether it was killed."""
    child = os.fork()
    if not child:
        with death:
            build([docs], out, workers=workers)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_killed_build_loses_nothing(tmp_path: Path, unchecked: None) -> None:
    """Killed at thirty points, half of them between writing a file and renaming it: every file stays whole, all are of one build as
    soon as somebody opens the folder, and the next build ends as one from nothing does."""
    docs = folder(tmp_path / "docs", FORMER)
    build([docs], tmp_path / "former", workers=1)
    shutil.rmtree(docs)
    folder(docs, LATTER)
    shutil.copytree(tmp_path / "former", tmp_path / "latter")
    with Death() as count:
        build([docs], tmp_path / "latter", workers=1)
    former, latter = outputs(tmp_path / "former"), outputs(tmp_path / "latter")
    chance = random.Random(9)
    points = [Death(call=n) for n in chance.sample(range(1, count.calls), 15)]
    points += [Death(rename=n) for n in chance.sample(range(1, count.renames + 1), 15)]

    found = []
    for n, death in enumerate(points):
        out = tmp_path / f"out{n}"
        shutil.copytree(tmp_path / "former", out)
        assert killed_build(docs, out, death, workers=1 if n < 15 else n % 2 + 1)
        left = outputs(out)
        assert left.keys() == former.keys()
        assert all(data in (former[name], latter[name]) for name, data in left.items())
        settle(out)
        assert outputs(out) in (former, latter)
        found.append(outputs(out) == latter)
        build([docs], out, workers=1)
        assert outputs(out) == latter
        assert {path.name for path in out.iterdir()} == {*latter, ".cache"}
        shutil.rmtree(out)

    assert set(found) == {True, False}


def test_a_killed_build_is_settled_when_it_is_loaded(tmp_path: Path) -> None:
    """A build that was killed while it moved its files is complete for whoever loads the graph."""
    docs = folder(tmp_path / "docs", {"moves.md": EN})
    build([docs], tmp_path / "out", workers=1)
    folder(docs, {"moves.md": EN.replace("Vietnam", "India")})
    build([docs], tmp_path / "new", workers=1)
    complete = tmp_path / "out" / ".complete"
    complete.mkdir()
    for path in [path for path in (tmp_path / "new").iterdir() if path.is_file()]:
        path.rename(complete / path.name)
    assert unsettled(tmp_path / "out")

    assert "country-in" in load(tmp_path / "out").entities
    assert not unsettled(tmp_path / "out")


def test_workers_end_with_their_build(tmp_path: Path) -> None:
    """A build that is killed leaves no worker process behind, and none that keeps the folder locked."""
    docs = folder(tmp_path / "docs", {f"{i}.txt": HANT * 20 + f"\n{i}\n" for i in range(8)})
    child = os.fork()
    if not child:
        os.setsid()
        build([docs], tmp_path / "out", workers=2)
        os._exit(0)
    deadline = time.monotonic() + 20
    while len(members(child)) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(members(child)) >= 3
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with locked(tmp_path / "out"):
        pass
    while members(child) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert members(child) == []


def members(session: int) -> list[int]:
    """The live processes of a session."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, of = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(of) == session and state != "Z":
            found.append(int(path.parent.name))
    return found


def test_two_builds_at_once(tmp_path: Path) -> None:
    """The second build into a folder says in one line that another is at it, and touches nothing; afterwards it may."""
    docs = folder(tmp_path / "docs", {"moves.md": EN})
    with locked(tmp_path / "out"), pytest.raises(BusyError, match=r"another build writes to .*out"):
        build([docs], tmp_path / "out", workers=1)
    assert list((tmp_path / "out").iterdir()) == []

    assert build([docs], tmp_path / "out", workers=1).graph.claims


def test_what_a_killed_build_left_is_removed(tmp_path: Path) -> None:
    """The hidden folder of a build that was killed before its files were complete goes with the next build."""
    (tmp_path / ".building-x").mkdir()
    (tmp_path / ".building-x" / "graph.ttl").write_text("half")
    with locked(tmp_path):
        assert list(tmp_path.iterdir()) == []


def write_some(place: Path, text: str, missing: Path) -> None:
    """Write a file, then fail."""
    (place / "a").write_text(text)
    missing.read_text()


def test_files_change_together_or_not_at_all(tmp_path: Path) -> None:
    """After an error while files are written none has changed; without one all have."""
    (tmp_path / "a").write_text("former")
    with pytest.raises(FileNotFoundError), staged(tmp_path) as place:
        write_some(place, "latter", tmp_path / "nothing")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "former")]

    with staged(tmp_path) as place:
        (place / "a").write_text("latter")
        (place / "b").write_text("new")
    assert sorted((path.name, path.read_text()) for path in tmp_path.iterdir()) == [("a", "latter"), ("b", "new")]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here: that takes the rights of root")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk(disk: Path, tmp_path: Path, unchecked: None) -> None:
    """When the disk is full the build says so and names the folder; what was there stays, and with room again the build ends the same."""
    docs = folder(tmp_path / "docs", FORMER)
    build([docs], disk / "out", workers=1)
    former = outputs(disk / "out")
    folder(docs, LATTER)
    (disk / "ballast").write_bytes(bytes(shutil.disk_usage(disk).free - 100_000))
    with pytest.raises(OSError, match="No space left") as caught:
        build([docs], disk / "out", workers=1)
    assert caught.value.filename
    assert outputs(disk / "out") == former

    (disk / "ballast").unlink()
    build([docs], disk / "out", workers=1)
    build([docs], tmp_path / "fresh", workers=1)
    assert outputs(disk / "out") == outputs(tmp_path / "fresh")


def test_a_disk_that_may_only_be_read(disk: Path, tmp_path: Path, unchecked: None) -> None:
    """A build to a disk that may only be read is one error that names the folder, and the graph there can still be loaded."""
    docs = folder(tmp_path / "docs", FORMER)
    graph = build([docs], disk / "out", workers=1).graph
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)

    with pytest.raises(OSError, match="Read-only file system") as caught:
        build([docs], disk / "out", workers=1)
    assert str(disk) in str(caught.value.filename)
    assert load(disk / "out").claims == graph.claims


def test_a_limit_on_the_size_of_files(tmp_path: Path, unchecked: None) -> None:
    """A build that may not write as much as it must leaves the former outputs as they were."""
    docs = folder(tmp_path / "docs", FORMER)
    build([docs], tmp_path / "out", workers=1)
    former = outputs(tmp_path / "out")
    folder(docs, LATTER)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            build([docs], tmp_path / "out", workers=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert outputs(tmp_path / "out") == former


def test_a_document_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What was read counts and is said to have changed; the next build makes of the folder what a build from nothing makes."""
    docs = folder(tmp_path / "docs", {"moves.md": EN})
    real = reading.read

    def read(source, **options):  # type: ignore[no-untyped-def]
        folder(docs, {"moves.md": EN.replace("Vietnam", "India")})
        return real(source, **options)

    monkeypatch.setattr(reading, "read", read)
    first = build([docs], tmp_path / "out", workers=1)
    monkeypatch.undo()
    assert "moves.md changed while it was read" in caplog.text
    assert "country-in" in first.graph.entities

    folder(docs, {"moves.md": EN})
    again = build([docs], tmp_path / "out", workers=1)
    assert again.reused == 0
    assert "country-vn" in again.graph.entities


def test_a_document_that_vanishes_during_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that is gone when it is to be read is refused, and the rest is built."""
    docs = folder(tmp_path / "docs", FORMER)
    real = pipeline.discover

    def discover(*args, **options):  # type: ignore[no-untyped-def]
        found = list(real(*args, **options))
        (docs / "moves.md").unlink()
        return found

    monkeypatch.setattr(pipeline, "discover", discover)
    done = build([docs], tmp_path / "out", workers=1)
    assert [refusal.source for refusal in done.refused] == ["moves.md"]
    assert [document.source for document in done.graph.documents.values()] == ["月報.txt"]


def test_a_document_that_kills_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unchecked: None) -> None:
    """A document that its process does not survive is refused with that reason; the others are read."""
    docs = folder(tmp_path / "docs", {**LATTER, "deadly.txt": HANT + "1"})
    real = reading.read

    def read(source, **options):  # type: ignore[no-untyped-def]
        if source.name == "deadly.txt":
            os.kill(os.getpid(), signal.SIGKILL)
        return real(source, **options)

    monkeypatch.setattr(reading, "read", read)
    done = build([docs], tmp_path / "out", workers=2)
    assert [(refusal.source, "crashed" in refusal.reason) for refusal in done.refused] == [("deadly.txt", True)]
    assert {document.source for document in done.graph.documents.values()} == set(LATTER)


def test_a_result_lost_from_the_cache_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A result that is damaged in its middle, where a look at its end does not tell, is made again; the outputs are the same."""
    docs = folder(tmp_path / "docs", FORMER)
    build([docs], tmp_path / "out", workers=1)
    before = outputs(tmp_path / "out")
    for path in (tmp_path / "out" / ".cache").glob("*.json"):
        data = path.read_bytes()
        path.write_bytes(data[:50] + b"\0" * 20 + data[70:])

    build([docs], tmp_path / "out", workers=1)
    assert outputs(tmp_path / "out") == before
    assert all(json.loads(path.read_bytes()) for path in (tmp_path / "out" / ".cache").glob("*.json"))
