"""Rows and cells of a table that extraction flattened to lines.

A cell ends at a wide gap. Where extraction left a single blank, the number of columns, which the header tells, decides how many
of the blanks part cells, and the kinds of words on either side which of them do: a date or a figure is a cell more likely than
the first half of one. Ways to read the rows are tried from the most telling to the least; if none fits nearly all rows, the
table is unsure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.ingest.chars import CJK
from kg.ingest.lines import Line
from kg.ingest.part import Grid
from kg.model import Span

Cell = tuple[Span, ...]
Row = tuple[Cell, ...]

_TOKEN = re.compile(r"\S+")
_WIDE = re.compile(r"\s{2,}|[\t\u3000]")
_CJK = re.compile(f"[{CJK}]")
_DATE = re.compile(r"(?:\d{4}|\d{2,3})[/.-]\d{1,2}(?:[/.-]\d{1,2})?(?:[~～–-][\d/.-]+)?|(?:19|20)\d\d")
_NOTHING = re.compile(r"NIL|N/?A|[-–—－]+", re.I)
_NUMBER = re.compile(rf"[-−–+±]?[\d,.]+[%％]?|{_NOTHING.pattern}", re.I)
_KEYS: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?:{_DATE.pattern})(?=\s|$)(?!\s*年)"),
    re.compile(r"[第前]\s*[\d一二三四五六七八九十]+\s*[輪波批階次屆期項]"),
    re.compile(r"\d{3,}(?=\s)"),
    re.compile(r"\d{1,2}[.、]?(?=\s)"),
)
#: Share of the rows that a reading must explain.
_ENOUGH = 0.85
_HARD, _NEVER = 0.0, 99.0
#: Words that it costs no more to part stand in two cells: two figures are never one.
_APART = 0.6
_LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class _Row:
    """Words of a row, and between each two what it costs to part them: nothing, or more the less likely."""

    words: tuple[Span, ...]
    costs: tuple[float, ...]
    lines: tuple[int, ...]


def grid_of(text: str, lines: Sequence[Line], title: Cell, *, marked: bool) -> Grid:
    """The cells of the lines between a caption and its source note.

    Args:
        text: of the document.
        lines: header and body.
        title: lines of the caption.
        marked: whether blanks at line ends tell where paragraphs end.
    """
    for reading in (_by_key, _by_line, _by_paragraph):
        if grid := reading(text, lines, title, marked):
            return grid
    rows = tuple((tuple(line.span for line in group),) for group in _paragraphs(lines, marked))
    return Grid(title, (), tuple((cell,) for (cell,) in rows), sure=False)


def _by_key(text: str, lines: Sequence[Line], title: Cell, marked: bool) -> Grid | None:
    """Rows begin where the first column does: at a date, a number, a round."""
    for key in _KEYS:
        starts = [n for n, line in enumerate(lines) if key.match(line.text)]
        if len(starts) > 1 and 0 < starts[0] <= 8:
            rows = [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
            if grid := _fit(text, lines[: starts[0]], rows, title, marked):
                return grid
    return None


def _by_line(text: str, lines: Sequence[Line], title: Cell, marked: bool) -> Grid | None:
    """Every line is a row."""
    return _fit(text, lines[:1], [[line] for line in lines[1:]], title, marked) if len(lines) > 2 else None


def _by_paragraph(text: str, lines: Sequence[Line], title: Cell, marked: bool) -> Grid | None:
    """Cells run on over lines, and blanks tell where each ends: as many cells as columns make a row."""
    if not marked or len(lines) < 3:
        return None
    columns = _width(text, lines[:1], marked)
    header = _split(_row(text, lines[:1], marked, header=True), columns[0])
    cells = [cell for group in _paragraphs(lines[1:], marked) for cell in _wide_cells(text, group)]
    if header is None or len(columns) > 1 or len(header) < 2 or len(cells) % len(header):
        return None
    rows = [tuple(cells[n : n + len(header)]) for n in range(0, len(cells), len(header))]
    fits = len(rows) > 2 and _keys_are_short(text, rows, {line.start for line in lines}) and _alike(text, rows)
    return Grid(title, header, tuple(rows)) if fits else None


def _keys_are_short(text: str, rows: Sequence[Row], starts: set[int]) -> bool:
    """Whether first cells look like what a row is about: they open a line and are no sentences."""
    keys = [row[0] for row in rows]
    return all(
        key[0].start in starts and sum(map(len, key)) <= _LONGEST_KEY and not re.search("[。；]", text[key[0].start : key[-1].end])
        for key in keys
    )


def _alike(text: str, rows: Sequence[Row]) -> bool:
    """Whether each column holds figures throughout or words throughout."""
    for column in zip(*rows, strict=True):
        filled = [text[cell[0].start : cell[-1].end] for cell in column if cell]
        told = [cell for cell in filled if not _NOTHING.fullmatch(cell)]
        figures = sum(bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell)) for cell in told)
        if 0.3 < figures / max(1, len(told)) < 0.7:
            return False
    return True


def _fit(text: str, header: Sequence[Line], rows: Sequence[Sequence[Line]], title: Cell, marked: bool) -> Grid | None:
    """The grid of rows whose lines are known, if a number of columns that the header allows fits nearly all."""
    parted = [_row(text, row, marked) for row in rows]
    for columns in _width(text, header, marked):
        names = _split(_row(text, header, marked, header=True), columns)
        split = [_split(row, columns) for row in parted]
        told = [row for row in split if row]
        if columns > 1 and names and len(told) >= max(2, _ENOUGH * len(split)) and _alike(text, told):
            body = tuple(row or _unsplit(whole, columns) for row, whole in zip(split, parted, strict=True))
            return Grid(title, names, body)
    return None


def _unsplit(row: _Row, columns: int) -> Row:
    """A row that could not be split, in its first cell."""
    return (_cell(row, 0, len(row.words)), *((),) * (columns - 1))


def _width(text: str, header: Sequence[Line], marked: bool) -> list[int]:
    """Numbers of columns that a header may mean, likeliest first."""
    costs = _row(text, header, marked, header=True).costs
    hard, likely = 1 + costs.count(_HARD), 1 + sum(cost < 1.2 for cost in costs)
    return [likely] if likely == hard else [likely, hard]


def _row(text: str, lines: Sequence[Line], marked: bool, *, header: bool = False) -> _Row:
    words: list[Span] = []
    costs: list[float] = []
    at: list[int] = []
    for n, line in enumerate(lines):
        for match in _TOKEN.finditer(text, line.start, line.end):
            if words:
                broken = at[-1] != n
                gap = text[words[-1].end : match.start()]
                left, right = text[words[-1].start : words[-1].end], match[0]
                costs.append(
                    _break_cost(lines[n - 1], left, right, marked, header) if broken else _gap_cost(gap, left, right, marked, words, text)
                )
            words.append(Span(match.start(), match.end()))
            at.append(n)
    return _Row(tuple(words), tuple(costs), tuple(at))


def _gap_cost(gap: str, left: str, right: str, marked: bool, words: Sequence[Span], text: str) -> float:
    """What it costs to part two words of a line."""
    if left[-1] in "/（(、，" or right[0] in "/）)、，":
        return _NEVER
    if _WIDE.search(gap):
        return _HARD
    return _word_cost(
        left,
        right,
        marked,
        sandwiched=len(words) > 1 and _CJK.match(text[words[-2].end - 1]) is not None and words[-1].start - words[-2].end == 1,
    )


def _word_cost(left: str, right: str, marked: bool, *, sandwiched: bool) -> float:
    left_cjk, right_cjk = bool(_CJK.match(left[-1])), bool(_CJK.match(right[0]))
    if _DATE.fullmatch(left) and not (right_cjk and right[0] in "年月日"):
        return 0.3
    if left_cjk:
        return (2.8 if right_cjk else 2.5) if marked else (0.8 if right_cjk else 1.5)
    if _NUMBER.fullmatch(left) and not right_cjk:
        return 0.5 if _NUMBER.fullmatch(right) else 0.7
    if right_cjk:
        return 3.0 if sandwiched else 1.0
    return 0.6 if _NUMBER.fullmatch(right) else 2.0


def _break_cost(above: Line, left: str, right: str, marked: bool, header: bool) -> float:
    """What it costs to part two words at a line break."""
    if right[0] in "（(" and header:
        return _NEVER
    if marked and above.trail == 0:
        return _NEVER
    if marked and _CJK.match(left[-1]):
        return _HARD
    return min(0.9, _word_cost(left, right, marked, sandwiched=False)) if _CJK.match(right[0]) or header else 2.2


def _split(row: _Row, columns: int) -> Row | None:
    """The cells of a row: parted at every hard gap, and at as many of the cheapest others as columns are wanting."""
    hard = row.costs.count(_HARD)
    wanting = columns - 1 - hard
    soft = sorted((cost, n) for n, cost in enumerate(row.costs) if _HARD < cost < _NEVER)
    if not 0 <= wanting <= len(soft) or not row.words:
        return None
    if wanting < len(soft) and (soft[wanting][0] <= _APART or (wanting and soft[wanting][0] - soft[wanting - 1][0] < 0.05)):
        return None
    cuts = sorted([n for n, cost in enumerate(row.costs) if cost == _HARD] + [n for _, n in soft[:wanting]])
    edges = [0, *(n + 1 for n in cuts), len(row.words)]
    return tuple(_cell(row, a, b) for a, b in pairwise(edges))


def _cell(row: _Row, first: int, end: int) -> Cell:
    """Words of a row as one span a line."""
    pieces: list[Span] = []
    for n in range(first, end):
        if n > first and row.lines[n] == row.lines[n - 1]:
            pieces[-1] = Span(pieces[-1].start, row.words[n].end)
        else:
            pieces.append(row.words[n])
    return tuple(pieces)


def _paragraphs(lines: Sequence[Line], marked: bool) -> Iterator[list[Line]]:
    """Lines that run on, where blanks at their ends tell; else each by itself."""
    group: list[Line] = []
    for n, line in enumerate(lines):
        group.append(line)
        after = lines[n + 1].text[0] if n + 1 < len(lines) else ""
        goes_on = marked and (line.trail == 0 or (not _CJK.match(line.text[-1]) and bool(after) and not _CJK.match(after)))
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
        for match in _WIDE.finditer(text, line.start, line.end):
            yield (*pieces, Span(start, match.start()))
            pieces, start = [], match.end()
        pieces.append(Span(start, line.end))
    yield tuple(pieces)
