"""Writing decisions into ``judgements.csv``, so that neither a crash nor a second writer loses one."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from kg.errors import OutdatedError, UsageError, VocabularyError
from kg.vocab.judgements import EMPTY, Judgement, Judgements, as_cell, end_key, parse_judgements, version_of

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def judge(path: Path, judgement: Judgement, types: Collection[str], known: Mapping[str, object]) -> Judgements:
    """Add a decision to a file, which is made if need be, and return all that it then holds.

    What stands in the file, comments included, stays as it is, also what others wrote a moment ago. A decision that somebody took
    already is not written twice.

    Args:
        types, known: the entity types and the known entities by id, as for ``load_judgements``.

    Raises:
        UsageError: the decision is malformed or contradicts one in the file; nothing was written.
        VocabularyError: the file itself is wrong.
    """
    return revise(path, types, known, add=[judgement])


def withdraw(path: Path, judgement: Judgement, types: Collection[str], known: Mapping[str, object]) -> Judgements:
    """Take a decision out of a file, whoever took it, and return what the file then holds; other lines stay as they are.

    Raises:
        UsageError: the file holds no such decision.
        VocabularyError: the file itself is wrong.
    """
    return revise(path, types, known, remove=[judgement])


def revise(
    path: Path,
    types: Collection[str],
    known: Mapping[str, object],
    *,
    add: Sequence[Judgement] = (),
    remove: Sequence[Judgement] = (),
    version: str | None = None,
) -> Judgements:
    """Take decisions out of a file and add others to it, all of them or none; otherwise like ``judge`` and ``withdraw``.

    Args:
        version: that of ``Judgements`` which the decisions were taken in sight of; None to decide whatever the file holds.

    Raises:
        OutdatedError: the file holds something else than it did in that version; nothing was written.
        UsageError, VocabularyError: as ``judge`` and ``withdraw``.
    """

    def revised(data: bytes) -> bytes:
        if version is not None and version != version_of(data):
            raise OutdatedError(f"{path.name} was changed by somebody else meanwhile; look at what it holds now and decide again")
        rows = parse_judgements(path, data, types, known).rows
        gone = {_decision(row) for row in remove}
        for row in remove:
            if not any(_decision(row) == _decision(other) for other in rows):
                raise UsageError(f"{path} holds no judgement {row.verdict!r} about {row.left!r}")
        kept = _without(data, {row.line for row in rows if _decision(row) in gone})
        taken = {_decision(row) for row in rows} - gone
        for end in (end for row in add for end in (row.left, row.right)):
            if end_key(_one_line(end)) != end_key(end):
                raise UsageError(f"not written: {end!r} holds characters that a line of the file cannot")
        fresh = {decision: row for row in add if (decision := _decision(row)) not in taken}
        return b"".join([kept, *([b"\n"] if fresh and not kept.endswith(b"\n") else []), *map(_csv, fresh.values())])

    return _rewritten(path, revised, types, known)


def _without(data: bytes, numbers: Collection[int]) -> bytes:
    if not numbers:
        return data
    return "".join(line for number, line in enumerate(data.decode().splitlines(keepends=True), 1) if number not in numbers).encode()


def _decision(row: Judgement) -> tuple[str, frozenset[str]] | tuple[str, str, str]:
    """What is decided, whoever decided it and in whichever order it names the two."""
    if row.verdict in ("same", "different"):
        return row.verdict, frozenset(map(end_key, (row.left, row.right)))
    return row.verdict, end_key(row.left), row.right


def _rewritten(path: Path, change: Callable[[bytes], bytes], types: Collection[str], known: Mapping[str, object]) -> Judgements:
    """Replace the file by what ``change`` makes of it, if that is sound; nobody else writes meanwhile, and readers see it whole."""
    path = path.resolve()
    with _locked(path):
        data = path.read_bytes() if path.exists() else EMPTY
        wanted = change(data)
        try:
            judgements = parse_judgements(path, wanted, types, known)
        except VocabularyError as error:
            raise UsageError(f"not written: {error.reason}") from None
        if wanted != data or not path.exists():
            _replace(path, wanted)
    return judgements


def _csv(judgement: Judgement) -> bytes:
    cells = (judgement.verdict, judgement.left, judgement.right, judgement.who, judgement.when, judgement.why)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(as_cell(_one_line(cell)) for cell in cells)
    return out.getvalue().encode()


def _one_line(cell: str) -> str:
    """A cell without what would end its line, or could drive a terminal."""
    return " ".join("".join(char if char.isprintable() else " " for char in cell).split())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Wait until nobody else holds the lock beside the file. The system frees it when its holder dies."""
    with path.with_name(f".{path.name}.lock").open("a+b") as lock:
        if sys.platform == "win32":
            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _replace(path: Path, data: bytes) -> None:
    staged = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with staged.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, staged)
        os.replace(staged, path)
    finally:
        staged.unlink(missing_ok=True)
