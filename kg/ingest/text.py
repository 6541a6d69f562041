"""Plain text: exactly what the file holds."""

from __future__ import annotations

from kg.ingest.decode import decode
from kg.ingest.extract import Extract


def read_text(data: bytes, name: str) -> Extract:
    """The decoded text, line ends as they are."""
    text, encoding, warnings = decode(data, name)
    return Extract(text, encoding=encoding, warnings=warnings)
