"""Documents on disk: what to read, and under which name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import UsageError
from kg.ingest.extract import About
from kg.ingest.manifest import read_manifest

#: Endings of files that are picked up from folders; files named one by one are read whatever their ending.
ENDINGS = frozenset({".pdf", ".docx", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text"})


@dataclass(frozen=True, slots=True)
class Source:
    """A document to read.

    Attributes:
        name: relative to the folder it was found in, with forward slashes.
        path: where its bytes are.
        key: what tells it from other documents in the same file (a member of an archive); "" where the file is the document.
        about: what the folder's manifest says of it, which wins over what the file says itself.
    """

    name: str
    path: Path
    key: str = ""
    about: About = field(default_factory=About)


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
        for source in _folder(path) if path.is_dir() else (Source(_readable(path.name), path),):
            found.setdefault(source.path.resolve(), source)
    yield from sorted(found.values(), key=lambda source: (source.name, source.path))


def _folder(folder: Path) -> Iterator[Source]:
    """The documents of a folder: those its manifest lists, else all whose ending is a document's."""
    listed = read_manifest(folder)
    if listed is not None:
        yield from (Source(name, folder / name, about=about) for name, about in listed.items())
        return
    yield from (Source(_readable(file.relative_to(folder).as_posix()), file) for file in _files(folder))


def _readable(name: str) -> str:
    """A file name as text that can be written down: bytes that are no UTF-8 (old archives hold such names) as \\x…."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


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
