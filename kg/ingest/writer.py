"""Text and parts of a format that marks its blocks, written one after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.ingest.bounds import check_cells, check_length
from kg.ingest.bylines import bare_byline, credit
from kg.ingest.captions import joined
from kg.ingest.citations import is_citation
from kg.ingest.kinds import BIBLIOGRAPHY, BYLINE, CAPTION, FULL_DATE, IMPRINT, NOTE, REMARK, is_ended, is_masthead
from kg.ingest.part import Grid, Layout, Part
from kg.model import BlockKind, Span

#: Bylines and imprints stand among the first blocks, and are short.
_FIRST, _LONGEST = 8, 120
#: Where a cell stands; nowhere if it is empty.
Cell = tuple[Span, ...]
#: Marks of emphasis around a line.
_SIGNS = "*_ \t\r\n"


class Writer:
    """Collects blocks: each on a line of its own, an empty line between two.

    Args:
        name: of the document.

    Raises:
        OversizedDocumentError: more is written than kg reads.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._chunks: list[str] = []
        self._length = 0
        self._parts: list[Part] = []

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._chunks)

    @property
    def layout(self) -> Layout:
        """The blocks, captions of tables joined to them, bibliographies set apart."""
        return Layout(tuple(settle(self.text, self._parts)))

    def block(
        self, kind: BlockKind, text: str, *, level: int | None = None, mark: str | None = None, anchor: int | None = None
    ) -> Span | None:
        """Write a block and say where it stands; one without text is passed over. White space at its ends is left out."""
        if not (text := text.strip()):
            return None
        self._gap("\n\n")
        span = self._write(text)
        self._parts.append(Part(kind, (span,), mark, level=level, anchor=anchor))
        return span

    def table(self, rows: Sequence[Sequence[str]], *, caption: str = "", header: bool = True) -> list[tuple[Cell, ...]]:
        """Write a table: rows on lines, cells parted by tabs. The first row is the header unless said otherwise.

        Returns where the cells of each row stand, white space between their words being single blanks; nothing if all are empty.
        """
        columns = max(map(len, rows), default=0)
        check_cells(columns * len(rows), self.name)
        if not any(cell.strip() for row in rows for cell in row):
            return []
        self._gap("\n\n")
        title = (self._write(caption.strip()),) if caption.strip() else ()
        body: list[tuple[Cell, ...]] = []
        for row in rows:
            if title or body:
                self._gap("\n")
            body.append(self._row([*row, *[""] * (columns - len(row))]))
        head, rest = (body[0], body[1:]) if header and len(body) > 1 else ((), body)
        self._parts.append(Part("table", grid=Grid(title, head, tuple(rest), sure=bool(head))))
        return body

    def _row(self, row: Sequence[str]) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        for n, cell in enumerate(row):
            if n:
                self._gap("\t")
            cells.append((self._write(" ".join(cell.split())),) if cell.strip() else ())
        return tuple(cells)

    def _gap(self, white: str) -> None:
        if self._length:
            self._chunks.append(white)
            self._length += len(white)

    def _write(self, text: str) -> Span:
        check_length(self._length + len(text), 2 * len(self._parts), self.name)
        start = self._length
        self._chunks.append(text)
        self._length += len(text)
        return Span(start, self._length)


def settle(text: str, parts: Sequence[Part]) -> list[Part]:
    """Parts with their last touches: bylines and source notes by their words, captions joined to the tables below them."""
    settled: list[Part] = []
    citing = False
    for n, part in enumerate(parts):
        words = text[part.start : part.pieces[-1].end].strip(_SIGNS) if part.pieces else ""
        if part.kind in ("heading", "title"):
            citing = bool(BIBLIOGRAPHY.fullmatch(words))
        elif part.kind == "footnote" and is_citation(words):
            part = replace(part, kind="reference")
        elif part.kind in ("paragraph", "list_item", "caption"):
            part = replace(part, kind="reference" if citing else _kind(words, part.kind, n, settled[-1].kind if settled else None))
        if part.grid and not part.grid.title and settled and _is_caption(text, settled[-1]):
            part = replace(part, grid=replace(part.grid, title=settled.pop().pieces))
        whole = joined(text, settled[-1], part) if settled else None
        settled[-1:] = [whole] if whole else [*settled[-1:], part]
    return settled


def _kind(words: str, kind: BlockKind, n: int, above: BlockKind | None) -> BlockKind:
    if NOTE.match(words):
        return "reference"
    if REMARK.match(words):
        return "caption"
    if above in ("title", "heading", "furniture") and len(words) < _LONGEST:
        byline = BYLINE.match(words) or bare_byline(words)
        if byline or (above == "furniture" and FULL_DATE.fullmatch(words)):
            return "furniture"
    if credit(words):
        return "furniture"
    early = n < _FIRST and len(words) < _LONGEST
    return "furniture" if early and (BYLINE.match(words) or IMPRINT.match(words) or is_masthead(words)) else kind


def _is_caption(text: str, part: Part) -> bool:
    words = text[part.start : part.pieces[-1].end] if part.pieces else ""
    return part.kind == "caption" or bool(words and CAPTION.match(words) and not is_ended(words))
