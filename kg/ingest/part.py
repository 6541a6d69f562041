"""What readers hand to the block builder: pieces of source text that belong together, before spaces and breaks are repaired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.model import BlockKind, Span


def words_of(text: str, pieces: Sequence[Span]) -> str:
    """What pieces say, as it stands in the source, one behind the other."""
    return "".join(text[piece.start : piece.end] for piece in pieces)


def last_solid(words: str, at: int, before: int | None = None) -> int | None:
    """The place of the last character in words that is no white space: what the mark of a note behind them stands behind.

    Args:
        words: as they stand in the text.
        at: the place of the first of their characters.
        before: that character in what stands before them, which is given back if they have none.
    """
    solid = len(words.rstrip())
    return at + solid - 1 if solid else before


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table part, as source spans; a cell that was wrapped has several.

    Attributes:
        title: lines of the caption.
        header: cells of the header row.
        rows: body rows, each as long as the header where there is one.
        sure: whether the cells were told apart with confidence.
        unsure: positions of rows that were not, in a table that was.
    """

    title: tuple[Span, ...]
    header: tuple[tuple[Span, ...], ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    sure: bool = True
    unsure: frozenset[int] = frozenset()

    def moved(self, by: int) -> Grid:
        """The same cells, as many characters further on."""

        def place(cell: tuple[Span, ...]) -> tuple[Span, ...]:
            return tuple(Span(piece.start + by, piece.end + by) for piece in cell)

        rows = tuple(tuple(map(place, row)) for row in self.rows)
        return replace(self, title=place(self.title), header=tuple(map(place, self.header)), rows=rows)


@dataclass(frozen=True, slots=True)
class Part:
    """A run of one kind.

    Attributes:
        kind: what it is on the page.
        pieces: its lines as source spans, ascending; what lies between two of them is a line break or an interruption.
        mark: the footnote's own number, for kind "footnote" and such as cite.
        anchor: source place of the character that this mark stands behind in the text, where it is known.
        grid: the cells, for kind "table" (``pieces`` is then empty).
        level: depth of a heading, counted from 1.
    """

    kind: BlockKind
    pieces: tuple[Span, ...] = ()
    mark: str | None = None
    grid: Grid | None = None
    level: int | None = None
    anchor: int | None = None

    @property
    def start(self) -> int:
        """Source place of the first character."""
        if self.grid is None:
            return self.pieces[0].start
        cells = [cell for row in (self.grid.header, *self.grid.rows) for cell in row]
        return min(span.start for cell in (self.grid.title, *cells) for span in cell)


@dataclass(frozen=True, slots=True)
class Layout:
    """What a reader found on the pages.

    Attributes:
        parts: in reading order.
        marks: source spans of footnote marks inside running text, to be left out of the clean text.
        pages: source places at which pages open, as far as the lines show.
    """

    parts: tuple[Part, ...]
    marks: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()
