"""A file or a string becomes a Document."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.errors import EmptyDocumentError
from kg.ids import document_id
from kg.ingest.build import build_blocks
from kg.ingest.layout import lay_out
from kg.ingest.source import Source
from kg.model import Document


def read(source: Source | Path, *, root: Path | None = None) -> Document:
    """Read a document."""
    path = source if isinstance(source, Path) else source.path
    name = path.name if isinstance(source, Path) else source.name
    data = path.read_bytes()
    if not data.strip():
        raise EmptyDocumentError(name, "the file is empty")
    return from_text(data.decode("utf-8-sig"), name=name)


def from_text(text: str, *, name: str = "text", published: str | None = None) -> Document:
    """Make a document of a string."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(document_id(sha256), name, sha256, text, published=published, blocks=build_blocks(text, lay_out(text)))
