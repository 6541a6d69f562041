"""Writing decisions into ``judgements.csv``, so that neither a crash nor a second writer loses one."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kg.errors import UsageError, VocabularyError
from kg.vocab.judgements import COLUMNS, Judgement, Judgements, end_key, parse_judgements

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

    def added(data: bytes) -> bytes:
        before = parse_judgements(path, data, types, known)
        if any(_decision(row) == _decision(judgement) for row in before.rows):
            return data
        return data + (b"" if data.endswith(b"\n") else b"\n") + _csv(judgement)

    return _rewritten(path, added, types, known)


def withdraw(path: Path, judgement: Judgement, types: Collection[str], known: Mapping[str, object]) -> Judgements:
    """Take a decision out of a file, whoever took it, and return what the file then holds; other lines stay as they are.

    Raises:
        UsageError: the file holds no such decision.
        VocabularyError: the file itself is wrong.
    """

    def removed(data: bytes) -> bytes:
        gone = {row.line for row in parse_judgements(path, data, types, known).rows if _decision(row) == _decision(judgement)}
        if not gone:
            raise UsageError(f"{path} holds no judgement {judgement.verdict!r} about {judgement.left!r}")
        lines = data.decode().splitlines(keepends=True)
        return "".join(line for number, line in enumerate(lines, 1) if number not in gone).encode()

    return _rewritten(path, removed, types, known)


def _decision(row: Judgement) -> tuple[str, frozenset[str]] | tuple[str, str, str]:
    """What is decided, whoever decided it and in whichever order it names the two."""
    if row.verdict in ("same", "different"):
        return row.verdict, frozenset(map(end_key, (row.left, row.right)))
    return row.verdict, end_key(row.left), row.right


def _rewritten(path: Path, change: Callable[[bytes], bytes], types: Collection[str], known: Mapping[str, object]) -> Judgements:
    """Replace the file by what ``change`` makes of it, if that is sound; nobody else writes meanwhile, and readers see it whole."""
    path = path.resolve()
    with _locked(path):
        data = path.read_bytes() if path.exists() else ",".join(COLUMNS).encode() + b"\n"
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
    csv.writer(out, lineterminator="\n").writerow(map(_one_line, cells))
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
