"""Files that are whole or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside the place of ``path``, moved there when it is complete."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
        Path(name).chmod(0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def atomic(path: Path) -> Iterator[TextIO]:
    """A text file (UTF-8, LF) written under a temporary name beside its place and moved there when it is complete.

    Half a surrogate pair, which damaged text may hold and UTF-8 cannot, is written as its escape, \\udXXX: what JSON reads back.
    """
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as out:
        yield out


def write_atomically(path: Path, text: str) -> None:
    """Write a whole text file, or nothing."""
    with atomic(path) as out:
        out.write(text)
