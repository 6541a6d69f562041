"""``manifest.csv`` in a folder or archive: which of its files are documents, and what is known about them.

A folder with a manifest is read by it alone, so that notes, licences and sources beside the documents are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kg.errors import UsageError
from kg.ingest.extract import About
from kg.vocab.tables import parse_table

NAME = "manifest.csv"
_REQUIRED = ("file",)
_OPTIONAL = ("title", "author", "publisher", "published", "lang", "format", "register")


def read_manifest(folder: Path) -> dict[str, About] | None:
    """What the manifest of a folder says of each file, by name relative to the folder; None where there is no manifest.

    Raises:
        VocabularyError: the manifest is malformed.
        UsageError: it names a file that is not there.
    """
    path = folder / NAME
    return parse_manifest(path, path.read_bytes(), lambda name: (folder / name).is_file()) if path.is_file() else None


def parse_manifest(path: Path, data: bytes, holds: Callable[[str], bool]) -> dict[str, About]:
    """What a manifest says of each file. ``path`` is for errors, ``holds`` tells whether a file is there.

    Raises:
        VocabularyError: the manifest is malformed.
        UsageError: it names a file that is not there.
    """
    rows = {}
    for line, row in parse_table(path, data, _REQUIRED, _OPTIONAL):
        if not holds(row["file"]):
            raise UsageError(f"{path}:{line}: there is no file {row['file']!r} in {path.parent}; correct the line or remove it")
        rows[row["file"]] = About(**{name: row.get(name) or None for name in ("title", "author", "publisher", "published")})
    return rows
