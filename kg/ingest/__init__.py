"""Files become documents: a reader for each media type, layout repair, tables, sentences, metadata."""

from __future__ import annotations

from kg.ingest.ocr import recogniser
from kg.ingest.reader import from_text, read
from kg.ingest.source import Source, discover

__all__ = ["Source", "discover", "from_text", "read", "recogniser"]
