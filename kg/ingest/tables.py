"""Tables of a page: where those are that extraction flattened, and the captions of those that rules are drawn around."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from kg.ingest.captions import continues, is_table_caption, joined
from kg.ingest.cells import grid_of
from kg.ingest.kinds import NOTE, REMARK, has_stops, heading_level, is_ended
from kg.ingest.lines import Line
from kg.ingest.paragraphs import Page, is_filled
from kg.ingest.part import Grid, Part, words_of

#: No table runs on for more lines; without a source note below it, no more than these.
_MOST, _MOST_OPEN = 600, 60
_CAPTION_LINES = 3


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables as parts, and the lines they take."""

    parts: tuple[Part, ...]
    lines: frozenset[int]


def find_tables(text: str, lines: Sequence[Line], page: Page, taken: set[int] | frozenset[int]) -> Tables:
    """The tables that stand under a caption: down to a source note or remark, or else as long as lines fall into cells."""
    parts: list[Part] = []
    aside: list[Part] = []
    used: set[int] = set()
    for i, line in enumerate(lines):
        if i in taken or i in used or not is_table_caption(line.text):
            continue
        title = caption_lines(lines, page, i, taken)
        if found := _table(text, lines, page, title, taken) if title else None:
            table, repeated, own = found
            whole = joined(text, parts[-1], table) if parts else None
            parts[-1:] = [whole] if whole else [*parts[-1:], table]
            aside += [Part("furniture", (lines[n].span,)) for n in ([*title, *repeated] if whole else repeated)]
            used |= own
    return Tables((*parts, *aside), frozenset(used))


def ruled_tables(text: str, lines: Sequence[Line], page: Page, grids: Sequence[Grid], taken: Container[int]) -> Tables:
    """The tables whose cells the reader saw, with the captions above them; one that goes on over a page break is one.

    Args:
        text: of the document.
        lines: of it; a row of a grid is a line.
        page: what the lines have in common.
        grids: in reading order.
        taken: lines that belong to no table.
    """
    parts: list[Part] = []
    aside: list[Part] = []
    starts = [line.start for line in lines]
    used = set(inside(lines, grids))
    below = 0
    for grid in grids:
        part = Part("table", grid=grid)
        first = bisect_left(starts, part.start)
        between = [n for n in range(below, first) if n not in taken]
        title = _caption_above(lines, page, between, taken)
        part = replace(part, grid=replace(grid, title=tuple(lines[n].span for n in title)))
        whole = joined(text, parts[-1], part, captioned=bool(title)) if parts and between == title else None
        if whole:
            aside += [Part("furniture", (lines[n].span,)) for n in title]
        parts[-1:] = [whole] if whole else [*parts[-1:], part]
        used.update(title)
        below = next(n for n in range(first, len(lines) + 1) if n == len(lines) or n not in used)
    return Tables((*parts, *aside), frozenset(used))


def inside(lines: Sequence[Line], grids: Sequence[Grid]) -> frozenset[int]:
    """The lines that rows of grids stand on."""
    starts = [line.start for line in lines]
    rows = (row for grid in grids for row in (grid.header, *grid.rows))
    return frozenset(bisect_right(starts, min(piece.start for cell in row for piece in cell)) - 1 for row in rows if any(row))


def _caption_above(lines: Sequence[Line], page: Page, between: Sequence[int], taken: Container[int]) -> list[int]:
    """The lines of the caption that ends the lines above a table; none if other text does."""
    for i in between[-1 : -1 - _CAPTION_LINES : -1]:
        if is_table_caption(lines[i].text):
            title = caption_lines(lines, page, i, taken)
            return title if title and title[-1] == between[-1] else []
    return []


def caption_lines(lines: Sequence[Line], page: Page, i: int, taken: Container[int]) -> list[int]:
    """The lines of a caption; none if it turns out to be a sentence."""
    title = [i]
    while (page.marked and lines[title[-1]].trail == 0) or _is_open(lines, title):
        n = title[-1] + 1
        if n == len(lines) or n in taken or len(title) == _CAPTION_LINES:
            return []
        title.append(n)
    whole = "".join(lines[n].text for n in title)
    prose = not page.marked and is_filled(page, lines, i) and has_stops(whole)
    return [] if prose or is_ended(whole) or "。" in whole else title


def _is_open(lines: Sequence[Line], title: Sequence[int]) -> bool:
    whole = "".join(lines[n].text for n in title)
    return any(whole.count(a) > whole.count(b) for a, b in ("（）", "()", "「」", "《》"))


def _table(
    text: str, lines: Sequence[Line], page: Page, title: list[int], taken: Container[int]
) -> tuple[Part, list[int], set[int]] | None:
    """A table, lines in it that only repeat its caption or header, and all lines that it takes."""
    first = title[-1] + 1
    named = words_of(text, [lines[n].span for n in title])
    end = _note_below(lines, first, named)
    closed = end is not None
    if end is None:
        end = _prose_below(lines, page, first, named)
    body = [n for n in range(first, end) if n not in taken]
    repeated = _repeated(lines, body, named)
    kept = [lines[n] for n in body if n not in repeated]
    if len(kept) < 2:
        return None
    grid = grid_of(text, kept, tuple(lines[n].span for n in title), marked=page.marked)
    return (Part("table", grid=grid), sorted(repeated), {*title, *body}) if closed or grid.sure else None


def _repeated(lines: Sequence[Line], body: Sequence[int], named: str) -> set[int]:
    """The lines of a table that repeat its caption or its header, at the head of a page."""
    plain = ["".join(lines[n].text.split()) for n in body]
    repeated: set[int] = set()
    for at, n in enumerate(body):
        begun = is_table_caption(lines[n].text) and continues(lines[n].text, named)
        if begun or (at and lines[n].page and plain[at] == plain[0]):
            repeated.add(n)
            same = takewhile(lambda pair: pair[0] == pair[1], zip(plain[at + begun :], plain, strict=False))
            repeated.update(body[at + begun : at + begun + sum(1 for _ in same)])
    return repeated


def _note_below(lines: Sequence[Line], first: int, named: str) -> int | None:
    """The source note or remark that closes a table, unless another caption or a chapter comes first."""
    for n in range(first, min(first + _MOST, len(lines))):
        text = lines[n].text
        if NOTE.match(text) or REMARK.match(text):
            return n
        if (is_table_caption(text) and not continues(text, named)) or (heading_level(text) or 9) <= 2:
            return None
    return None


def _prose_below(lines: Sequence[Line], page: Page, first: int, named: str) -> int:
    """The line where text goes on below a table without a note."""
    stop = min(first + _MOST_OPEN, len(lines))
    for n in range(first, stop):
        text = lines[n].text
        if continues(text, named):
            continue
        if heading_level(text) or is_table_caption(text) or (is_filled(page, lines, n) and has_stops(text)) or is_ended(text):
            return n
    return stop
