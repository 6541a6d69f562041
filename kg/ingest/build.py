"""Parts into blocks: the clean text, its places, sentences and cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from kg.ingest.celltypes import column_types
from kg.ingest.clean import Cleaner, places_of, text_of
from kg.ingest.kinds import NOTE, REMARK
from kg.ingest.part import Grid, Layout, Part
from kg.ingest.sentences import sentences
from kg.model import Block, Row, Section, Span, Table

#: Blocks below a table among which its note and source stand.
_BELOW = 8


def build_blocks(text: str, layout: Layout, *, pages: Sequence[int] = (), sections: Sequence[Section] = ()) -> tuple[Block, ...]:
    """The blocks of a document, in reading order."""
    cleaner = Cleaner(text, layout.marks)
    starts = [section.span.start for section in sections]
    blocks: list[Block] = []
    for part in layout.parts:
        clean, places, table = _table(text, cleaner, part.grid) if part.grid else _plain(text, cleaner, part)
        if clean:
            blocks.append(
                Block(
                    id=len(blocks),
                    kind=part.kind,
                    text=clean,
                    places=places,
                    sentences=sentences(clean),
                    page=bisect_right(pages, places[0]) or None if pages else None,
                    section=_section(sections, starts, places[0]),
                    table=table,
                    mark=part.mark,
                    anchor=part.anchor,
                )
            )
    return tuple(_with_notes(blocks))


def _with_notes(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks, tables with the note and the source below them."""
    for block in blocks:
        if block.table:
            below = list(takewhile(_is_below, blocks[block.id + 1 : block.id + 1 + _BELOW]))
            note = next((other.id for other in below if REMARK.match(other.text)), None)
            source = next((other.id for other in below if NOTE.match(other.text)), None)
            block = replace(block, table=replace(block.table, note=note, source=source))
        yield block


def _is_below(block: Block) -> bool:
    """Whether a block may stand between a table and its source."""
    return block.kind == "furniture" or bool(REMARK.match(block.text) or NOTE.match(block.text))


def _section(sections: Sequence[Section], starts: Sequence[int], place: int) -> int | None:
    n = bisect_right(starts, place) - 1
    return n if n >= 0 and place < sections[n].span.end else None


def _plain(text: str, cleaner: Cleaner, part: Part) -> tuple[str, tuple[int, ...], None]:
    runs = cleaner.clean(part.pieces)
    return text_of(text, runs), tuple(places_of(runs)), None


class _Page:
    """A table's clean text while it is written."""

    def __init__(self, text: str, cleaner: Cleaner) -> None:
        self._source, self._cleaner = text, cleaner
        self.text: list[str] = []
        self.places: list[int] = []

    def cell(self, pieces: Sequence[Span]) -> Span:
        """Write a cell and say where it stands."""
        runs = self._cleaner.clean(pieces)
        start = len(self.places)
        self.text.append(text_of(self._source, runs))
        self.places.extend(places_of(runs))
        return Span(start, len(self.places))

    def gap(self, char: str, following: int) -> None:
        """Write a break that stands for the last white space before ``following``."""
        place = next((i for i in range(following - 1, self.places[-1], -1) if self._source[i].isspace()), None) if self.places else None
        if place is not None:
            self.text.append(char)
            self.places.append(place)


def _table(text: str, cleaner: Cleaner, grid: Grid) -> tuple[str, tuple[int, ...], Table]:
    page = _Page(text, cleaner)
    title = page.cell(grid.title) if grid.title else None
    header, *rows = [tuple(_cells(page, row)) for row in (grid.header, *grid.rows)]
    body = tuple(Row(cells, n not in grid.unsure) for n, cells in enumerate(rows))
    clean = "".join(page.text)
    types = column_types(_words(clean, header), [_words(clean, row.cells) for row in body if row.sure]) if grid.sure else ()
    return clean, tuple(page.places), Table(title, header, body, grid.sure, types=types)


def _words(clean: str, cells: Sequence[Span]) -> list[str]:
    return [clean[cell.start : cell.end] for cell in cells]


def _cells(page: _Page, row: Sequence[Sequence[Span]]) -> Iterator[Span]:
    fresh = True
    for pieces in row:
        if pieces and pieces[0].start < pieces[-1].end:
            page.gap("\n" if fresh else " ", pieces[0].start)
            fresh = False
            yield page.cell(pieces)
        else:
            yield Span(len(page.places), len(page.places))
