"""The clean texts of documents, from ``documents.jsonl``, read one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from kg.model import Span

_ID = re.compile(rb'\{"id": "(doc-[0-9a-f]+)"')


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of clean text; ``places`` are the runs of source places behind its characters, as start and length."""

    kind: str
    text: str
    page: int | None
    section: int | None
    places: Sequence[tuple[int, int]]

    def clean(self, source: Span) -> Span | None:
        """The clean span read from a source span, as far as it lies in this block; None if none of it does."""
        start = end = None
        at = 0
        for first, length in self.places:
            low, high = max(first, source.start), min(first + length, source.end)
            if low < high:
                start = at + low - first if start is None else start
                end = at + high - first
            at += length
        return None if start is None or end is None else Span(start, end)


class Texts:
    """The documents of a build whose text was kept.

    The file is held open: it stays what it was when a new build takes its place.
    """

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO | None = path.open("rb") if path.is_file() else None
        self._reading = Lock()
        self._places = dict(_places(self._file)) if self._file else {}

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()

    def passages(self, document: str) -> Sequence[Passage] | None:
        """The blocks of a document, in reading order; None if its text was not kept."""
        if self._file is None or document not in self._places:
            return None
        with self._reading:  # requests come in several threads
            self._file.seek(self._places[document])
            line = self._file.readline()
        return [_passage(block) for block in json.loads(line)["blocks"]]


def _places(file: BinaryIO) -> Iterator[tuple[str, int]]:
    at = 0
    for line in file:
        if match := _ID.match(line):
            yield match[1].decode(), at
        at += len(line)


def _passage(block: dict[str, Any]) -> Passage:
    return Passage(block["kind"], block["text"], block["page"], block["section"], [(start, length) for start, length in block["places"]])
