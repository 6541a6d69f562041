"""``manifest.csv`` in a folder: which of its files are documents, and what is known about them.

A folder with a manifest is read by it alone, so that notes, licences and sources beside the documents are left out.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import UsageError
from kg.ingest.extract import About
from kg.vocab.tables import read_table

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
    if not path.is_file():
        return None
    rows = {}
    for line, row in read_table(path, _REQUIRED, _OPTIONAL):
        if not (folder / row["file"]).is_file():
            raise UsageError(f"{path}:{line}: there is no file {row['file']!r} in {folder}; correct the line or remove it")
        rows[row["file"]] = About(**{name: row.get(name) or None for name in ("title", "author", "publisher", "published")})
    return rows
