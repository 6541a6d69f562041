"""Documents on disk: what to read, and under which name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError

#: Endings of files that are picked up from folders; files named one by one are read whatever their ending.
ENDINGS = frozenset({".pdf", ".docx", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text"})


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A document to read.

    Attributes:
        name: relative to the folder it was found in, with forward slashes.
        path: where its bytes are.
        key: what tells it from other documents in the same file (a member of an archive); "" where the file is the document.
    """

    name: str
    path: Path
    key: str = ""


def discover(paths: Sequence[Path]) -> Iterator[Source]:
    """Yield the documents under files and folders, each file once, in the order of their names.

    Folders are searched through and through; hidden files and folders, and files of other kinds, are passed over. A link that
    leads back into a folder already seen is not followed.

    Raises:
        UsageError: a path does not exist.
    """
    found: dict[Path, Source] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist")
        root, files = (path, _files(path)) if path.is_dir() else (path.parent, iter([path]))
        for file in files:
            found.setdefault(file.resolve(), Source(file.relative_to(root).as_posix(), file))
    yield from sorted(found.values())


def _files(folder: Path) -> Iterator[Path]:
    seen: set[tuple[int, int]] = set()
    for here, folders, files in os.walk(folder, followlinks=True):
        status = os.stat(here)
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(here, name) for name in sorted(files) if not name.startswith(".") and Path(name).suffix.lower() in ENDINGS)
