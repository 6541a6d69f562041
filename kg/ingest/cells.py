"""Rows and cells of a table that extraction flattened to lines.

Words are parted where it costs least (``words``), as often as the header has columns. Ways to read the rows are tried from the most telling to the least; if none fits nearly all rows, the
table is unsure. A row that a reading does not fit, though it fits the others, is unsure by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, pairwise

from kg.ingest.chars import CJK, width
from kg.ingest.columns import DATE, Columns, is_alike, kind_of
from kg.ingest.lines import Line
from kg.ingest.part import Grid, words_of
from kg.ingest.words import APART, BULLET, HARD, WIDE, Cell, Row, Words, cell_of, split, words_in
from kg.model import Span

_CJK = re.compile(f"[{CJK}]")
#: An empty cell between two others: one gap that stands twice.
_TWICE = re.compile(r"(?:\t{2,}|\u3000{2,})")
_KEYS: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?:{DATE.pattern})(?=\s|$)(?!\s*年)"),
    re.compile(r"[第前]\s*[\d一二三四五六七八九十]+\s*[輪波批階次屆期項]"),
    re.compile(r"\d{3,}(?=\s)"),
    re.compile(r"\d{1,2}[.、]?(?=\s)"),
)
#: The rank or number of a row; rows are told by counting on.
_RANK = re.compile(r"(\d{1,3})[.、]?(?=\s|$)")
#: Parts cells that each fill their line.
_CELL_GAP = re.compile(rf"{WIDE.pattern}|\s(?={BULLET.pattern})")
#: Opens an item of a list; no decimal, no year.
_ITEM = re.compile(r"[(（]?(\d{1,2})(?:[)）、]|[.．](?!\d))")
#: Share of the rows that a reading must explain.
_ENOUGH = 0.85
#: Share that must have all cells, to tell which of the others' are empty.
_MOST_FIT = 0.6
#: Lines above the names of a header that one of the upper names spans.
_UPPER = 2
_LONGEST_KEY = 40
#: Rows of which all must fit; characters around a line among which a word that runs over it may stand whole.
_FEW, _NEARBY = 3, 100_000


def grid_of(text: str, lines: Sequence[Line], title: Cell, *, marked: bool) -> Grid:
    """The cells of the lines between a caption and its source note.

    Args:
        text: of the document.
        lines: header and body.
        title: lines of the caption.
        marked: whether blanks at line ends tell where paragraphs end.
    """
    for reading in (_by_key, _by_line, _by_paragraph, _by_group):
        if grid := reading(text, lines, title, marked):
            return grid
    rows = tuple((tuple(line.span for line in group),) for group in _paragraphs(lines, marked))
    return Grid(title, (), tuple((cell,) for (cell,) in rows), sure=False)


def _by_key(text: str, lines: Sequence[Line], title: Cell, marked: bool) -> Grid | None:
    """Rows begin where the first column does: at a date, a number, a round."""
    for starts in _starts(lines):
        if len(starts) > 1 and 0 < starts[0] <= 8:
            rows = [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
            if grid := _fit(text, _headers(text, lines[: starts[0]], marked), rows, title, marked):
                return grid
    return None


def _starts(lines: Sequence[Line]) -> Iterator[list[int]]:
    """Yield the lines at which rows may begin, each time by another key."""
    ranked: list[int] = []
    for n, line in enumerate(lines):
        if (match := _RANK.match(line.text)) and int(match[1]) == len(ranked) + 1:
            ranked.append(n)
    yield ranked
    for key in _KEYS:
        yield [n for n, line in enumerate(lines) if key.match(line.text)]


def _by_line(text: str, lines: Sequence[Line], title: Cell, marked: bool) -> Grid | None:
    """Every line is a row, but for the header, whose last name may stand over several on the next line."""
    if len(lines) < 3:
        return None
    rows = [[line] for line in lines[1:]]
    if grid := _fit(text, _headers(text, lines[:1], marked), rows, title, marked):
        return grid
    for upper in range(1, min(_UPPER, len(lines) - 3) + 1):
        names = _two_level(text, lines[:upper], lines[upper], marked)
        if names and (grid := _fit(text, [names], rows[upper:], title, marked)):
            return grid
    return None


def _two_level(text: str, above: Sequence[Line], below: Line, marked: bool) -> Row | None:
    """The names of a header whose last name spans those of the line below it."""
    upper, lower = words_in(text, above, marked, header=True), words_in(text, [below], marked, header=True)
    spanned = split(lower, 1 + lower.costs.count(HARD))
    names = split(upper, 1 + upper.costs.count(HARD))
    return (*names[:-1], (*names[-1], *spanned[0]), *spanned[1:]) if names and spanned and min(len(names), len(spanned)) > 1 else None


def _by_paragraph(text: str, lines: Sequence[Line], title: Cell, marked: bool) -> Grid | None:
    """Cells run on over lines, and blanks tell where each ends: as many cells as columns make a row."""
    if not marked or len(lines) < 3:
        return None
    columns = _width(text, lines[:1], marked)
    header = split(words_in(text, lines[:1], marked, header=True), columns[0])
    cells = list(_joined_items(text, (cell for group in _paragraphs(lines[1:], marked) for cell in _wide_cells(text, group))))
    if header is None or len(columns) > 1 or len(header) < 2 or len(cells) % len(header):
        return None
    rows = [tuple(cells[n : n + len(header)]) for n in range(0, len(cells), len(header))]
    starts = {line.start for line in lines}
    unsure = frozenset(n for n, row in enumerate(rows) if not _is_key(text, row[0], starts))
    kept = [row for n, row in enumerate(rows) if n not in unsure]
    told = _told(text, kept)
    if len(rows) < 3 or len(kept) < _needed(len(rows)) or not _is_sound(told) or not _is_in_step(kept, lines):
        return None
    whole = (((tuple(chain.from_iterable(row)), *((),) * (len(header) - 1)) if n in unsure else row) for n, row in enumerate(rows))
    return Grid(title, header, tuple(whole), unsure=unsure)


def _by_group(text: str, lines: Sequence[Line], title: Cell, marked: bool) -> Grid | None:
    """Cells run on over lines, and a name of the first column stands once for all rows that share it: rows begin at the figure, mostly
    a date, in the second. The name stands in the first of its rows."""
    if not marked or len(lines) < 3:
        return None
    columns = _width(text, lines[:1], marked)
    header = split(words_in(text, lines[:1], marked, header=True), columns[0])
    cells = list(_joined_items(text, (cell for group in _paragraphs(lines[1:], marked) for cell in _wide_cells(text, group))))
    keys = [n for n, cell in enumerate(cells) if kind_of(words_of(text, cell)) in ("date", "number")]
    if header is None or len(columns) > 1 or len(header) < 3 or keys[:1] != [1]:
        return None
    rows: list[Row] = []
    name = cells[0]
    for key, following in zip(keys, [*keys[1:], len(cells)], strict=True):
        spare = following - key - (len(header) - 1)
        if not 0 <= spare <= (following < len(cells)):
            return None
        rows.append((name, *cells[key : key + len(header) - 1]))
        name = cells[following - 1] if spare else ()
    starts = {line.start for line in lines}
    named = all(_is_key(text, row[0], starts) for row in rows if row[0])
    sound = len(rows) > _FEW and named and _is_sound(_told(text, [row[1:] for row in rows]))
    return Grid(title, header, tuple(rows)) if sound else None


def _joined_items(text: str, cells: Iterable[Cell]) -> Iterator[Cell]:
    """Cells, those that count on from the one before as one with it: 1. … 2. …"""
    whole: Cell = ()
    last = 0
    for cell in cells:
        number = _item(text, cell)
        if whole and number > 1 and number == last + 1:
            whole = (*whole, *cell)
        else:
            if whole:
                yield whole
            whole = cell
        last = number
    if whole:
        yield whole


def _item(text: str, cell: Cell) -> int:
    """The number of the item that a cell begins with, 0 if with none."""
    return int(match[1]) if (match := _ITEM.match(text, cell[0].start)) else 0


def _is_key(text: str, cell: Cell, starts: Collection[int]) -> bool:
    """Whether a first cell looks like what a row is about: it opens a line and is no sentence."""
    short = sum(map(len, cell)) <= _LONGEST_KEY and not re.search("[。；，：]", text[cell[0].start : cell[-1].end])
    return cell[0].start in starts and short


def _is_in_step(rows: Sequence[Row], lines: Sequence[Line]) -> bool:
    """Whether the cells of a column are set alike: a paragraph too many in one cell moves all that follow to other columns."""
    indents = {line.start: line.indent > 0 for line in lines}
    opened = [[indents[cell[0].start] for cell in column if cell and cell[0].start in indents] for column in zip(*rows, strict=True)]
    return all(len(set(column)) < 2 for column in opened)


def _is_sound(told: Sequence[Sequence[str]]) -> bool:
    """Whether the cells of columns look alike, and no row was parted wrongly."""
    return is_alike(told) and next(Columns(told).strange(), None) is None


def _told(text: str, rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """The words of cells."""
    return [tuple(words_of(text, cell) for cell in row) for row in rows]


def _fit(text: str, headers: Iterable[Row], rows: Sequence[Sequence[Line]], title: Cell, marked: bool) -> Grid | None:
    """The grid of rows whose lines are known, under the first header whose number of columns fits nearly all."""
    parted = [words_in(text, row, marked) for row in rows]
    for names in headers:
        found = [None if _overflows(text, row, len(names), marked) else split(row, len(names)) for row in parted]
        fitting = [n for n, row in enumerate(found) if row]
        told = _told(text, [row for row in found if row])
        stubbed = bool(names[0]) or (len(fitting) == len(rows) and _is_stub(told))
        if len(fitting) < max(2, _MOST_FIT * len(rows)) or not stubbed or not is_alike(told):
            continue
        strange = {fitting[n] for n in Columns(told).strange()}
        plain = Columns([row for n, row in zip(fitting, told, strict=True) if n not in strange])
        body = [
            row if row and n not in strange else None if row else _short(text, whole, len(names), plain)
            for n, (row, whole) in enumerate(zip(found, parted, strict=True))
        ]
        unsure = frozenset(n for n, row in enumerate(body) if row is None)
        if len(rows) - len(unsure) >= _needed(len(rows)):
            whole_rows = tuple(row or _unsplit(whole, len(names)) for row, whole in zip(body, parted, strict=True))
            return Grid(title, names, whole_rows, unsure=unsure)
    return None


def _needed(rows: int) -> float:
    """Of so many rows, those that a reading must fit: nearly all, and of a few all but one."""
    return max(2, min(_ENOUGH * rows, rows - 1 if rows > _FEW else rows))


def _headers(text: str, header: Sequence[Line], marked: bool) -> Iterator[Row]:
    """Yield the headers that lines may mean, likeliest first; at last one whose first column has no name."""
    row = words_in(text, header, marked, header=True)
    names = [cells for columns in _width(text, header, marked) if columns > 1 and (cells := split(row, columns))]
    yield from names
    yield from (((), *cells) for cells in names[:1])


def _is_stub(told: Sequence[Sequence[str]]) -> bool:
    """Whether the first column names the rows and all others hold figures, so that it may do without a header."""
    return all(not first[:1].isdigit() and kind_of(first) == "text" and "text" not in map(kind_of, rest) for first, *rest in told)


def _overflows(text: str, row: Words, columns: int, marked: bool) -> bool:
    """Whether a row has all its cells on its first line, and what follows may as well go on with another cell than the last."""
    first = row.lines.count(0)
    hard = [n for n, cost in enumerate(row.costs) if cost == HARD]
    if marked or first == len(row.words) or columns < 3 or len(hard) != columns - 1 or hard[-1] >= first - 1:
        return False
    edges = [0, *(n + 1 for n in hard), first]
    widths = [width(text[row.words[a].start : row.words[b - 1].end]) for a, b in pairwise(edges)]
    end, on = row.words[first - 1].end, row.words[first].start
    runs_on = text[end - 1] + text[on] in text[max(0, end - _NEARBY) : end + _NEARBY]
    return widths[-1] < max(widths) and not runs_on


def _short(text: str, row: Words, columns: int, others: Columns) -> Row | None:
    """The cells of a row that lacks some, if its gaps or the other rows tell which are empty."""
    edges = [0, *(n + 1 for n, cost in enumerate(row.costs) if cost <= APART), len(row.words)]
    cells = [cell_of(row, a, b) for a, b in pairwise(edges)]
    if not 1 < len(cells) < columns or row.lines[-1] > 0:
        return None
    skipped = [len(gap[0]) - 1 if (gap := _TWICE.fullmatch(text, a[-1].end, b[0].start)) else 0 for a, b in pairwise(cells)]
    if len(cells) + sum(skipped) == columns:
        way = tuple(n + sum(skipped[:n]) for n in range(len(cells)))
    else:
        way = others.place(_told(text, [tuple(cells)])[0]) or ()
    by_column = dict(zip(way, cells, strict=False))
    return tuple(by_column.get(n, ()) for n in range(columns)) if way else None


def _unsplit(row: Words, columns: int) -> Row:
    """A row that could not be split, in its first cell."""
    return (cell_of(row, 0, len(row.words)), *((),) * (columns - 1))


def _width(text: str, header: Sequence[Line], marked: bool) -> list[int]:
    """Numbers of columns that a header may mean, likeliest first."""
    costs = words_in(text, header, marked, header=True).costs
    hard, likely = 1 + costs.count(HARD), 1 + sum(cost < 1.2 for cost in costs)
    return [likely] if likely == hard else [likely, hard]


def _paragraphs(lines: Sequence[Line], marked: bool) -> Iterator[list[Line]]:
    """Lines that run on, where blanks at their ends tell; else each by itself."""
    group: list[Line] = []
    for n, line in enumerate(lines):
        group.append(line)
        after = lines[n + 1].text[0] if n + 1 < len(lines) else ""
        latin = bool(after) and not (_CJK.match(line.text[-1]) or _CJK.match(after) or BULLET.match(after))
        goes_on = marked and (line.trail == 0 or latin)
        if not goes_on:
            yield group
            group = []
    if group:
        yield group


def _wide_cells(text: str, group: Sequence[Line]) -> Iterator[Cell]:
    """The cells of lines that run on, parted at wide gaps only."""
    pieces: list[Span] = []
    for line in group:
        start = line.start
        for match in _CELL_GAP.finditer(text, line.start, line.end):
            if BULLET.fullmatch(text, start, match.start()):
                continue
            yield (*pieces, Span(start, match.start()))
            pieces, start = [], match.end()
        pieces.append(Span(start, line.end))
    yield tuple(pieces)
