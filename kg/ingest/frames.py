"""Tables that rules are drawn around: the rules of a page become grids that say which cell a place lies in."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as raw

#: Rules this near to each other are one; a shape no thicker is a rule. In points.
_NEAR = 3.0
#: No cell is narrower or lower.
_LEAST = 6.0
#: A page with more pieces of lines, more rules when they are joined, or more cells, is a drawing.
_MOST_DRAWN, _MOST, _MOST_CELLS = 30_000, 400, 4_000

Point = tuple[float, float]
#: The unit cell (row, column) at the upper left of a cell.
Place = tuple[int, int]


@dataclass(slots=True)
class Rule:
    """A straight line along one axis: where it stands on the other, and from where to where it runs, in points."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The cells of a ruled table.

    Attributes:
        xs: borders of the columns, from the left.
        ys: borders of the rows, from the top.
        owners: for each unit cell, row by row, the place of the cell that it belongs to; several where cells were merged.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owners: tuple[tuple[Place, ...], ...]

    def cell(self, x: float, y: float) -> Place | None:
        """The cell that a point lies in."""
        if not (self.xs[0] < x < self.xs[-1] and self.ys[-1] < y < self.ys[0]):
            return None
        row = bisect_right([-border for border in self.ys], -y) - 1
        return self.owners[row][bisect_right(self.xs, x) - 1]


def frames(page: pypdfium2.PdfPage) -> list[Frame]:
    """The ruled tables of a page, from the top."""
    across: list[Rule] = []
    down: list[Rule] = []
    drawn = 0
    for item in objects(page, raw.FPDF_PAGEOBJ_PATH):
        drawn += raw.FPDFPath_CountSegments(item)
        if drawn > _MOST_DRAWN:
            return []
        for a, b in _strokes(item):
            if abs(a[1] - b[1]) <= _NEAR:
                across.append(Rule((a[1] + b[1]) / 2, *sorted((a[0], b[0]))))
            elif abs(a[0] - b[0]) <= _NEAR:
                down.append(Rule((a[0] + b[0]) / 2, *sorted((a[1], b[1]))))
    return grids_of(across, down)


def objects(page: pypdfium2.PdfPage, type_: int) -> Iterator[pypdfium2.PdfObject]:
    """What stands on a page of a type. (``get_objects`` makes an object of every piece of text before it passes over it.)"""
    for n in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, n)
        if raw.FPDFPageObj_GetType(item) == type_:
            yield pypdfium2.PdfObject(item, page=page)


def _strokes(item: pypdfium2.PdfObject) -> Iterator[tuple[Point, Point]]:
    """The straight lines of a path, as pairs of points of the page: strokes, and filled shapes that are thin."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, mode, stroked)
    for shape in _shapes(item):
        (left, right), (low, high) = [(min(axis), max(axis)) for axis in zip(*shape, strict=True)]
        if right - left <= _NEAR < high - low:
            yield ((left + right) / 2, low), ((left + right) / 2, high)
        elif high - low <= _NEAR < right - left:
            yield (left, (low + high) / 2), (right, (low + high) / 2)
        elif stroked.value:
            yield from pairwise(shape)


def _shapes(item: pypdfium2.PdfObject) -> Iterator[list[Point]]:
    """The outlines that a path draws without curves."""
    matrix = item.get_matrix()
    shape: list[Point] = []
    straight = True
    x, y = ctypes.c_float(), ctypes.c_float()
    for n in range(raw.FPDFPath_CountSegments(item)):
        segment = raw.FPDFPath_GetPathSegment(item, n)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(shape) > 1 and straight:
                yield shape
            shape, straight = [], True
        straight = straight and kind != raw.FPDF_SEGMENT_BEZIERTO
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        shape.append(matrix.on_point(x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            shape.append(shape[0])
    if len(shape) > 1 and straight:
        yield shape


def grids_of(across: Sequence[Rule], down: Sequence[Rule]) -> list[Frame]:
    """The frames that rules across and down the page draw, from the top."""
    across, down = _merged(across), _merged(down)
    if len(across) < 2 or len(down) < 1 or max(len(across), len(down)) > _MOST:
        return []
    found = [frame for one, other in _connected(across, down) if (frame := _frame(one, other))]
    return sorted(found, key=lambda frame: (-frame.ys[0], frame.xs[0]))


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Rules as they look: pieces in one line, end to end, are one."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if lines and rule.at - lines[-1][0].at <= _NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    merged: list[Rule] = []
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        last: Rule | None = None
        for rule in sorted(line, key=lambda rule: rule.start):
            if last and rule.start <= last.end + _NEAR:
                last.end = max(last.end, rule.end)
            else:
                last = Rule(at, rule.start, rule.end)
                merged.append(last)
    return [rule for rule in merged if rule.end - rule.start > _LEAST]


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the rules that touch each other, table by table."""
    left = list(range(len(down)))
    free = list(range(len(across)))
    while free:
        rows, columns, new = [free.pop(0)], [], [0]
        while new:
            new = [n for n in left if any(_touch(across[m], down[n]) for m in rows)]
            columns += new
            left = [n for n in left if n not in new]
            more = [m for m in free if any(_touch(across[m], down[n]) for n in new)]
            rows += more
            free = [m for m in free if m not in more]
        yield [across[m] for m in sorted(rows)], [down[n] for n in columns]


def _touch(across: Rule, down: Rule) -> bool:
    return across.start - _NEAR <= down.at <= across.end + _NEAR and down.start - _NEAR <= across.at <= down.end + _NEAR


def _frame(across: Sequence[Rule], down: Sequence[Rule]) -> Frame | None:
    """The frame of rules that touch; None if they part no page of cells. Its sides may be open."""
    if not down:
        return None
    ends = [min(rule.start for rule in across), max(rule.end for rule in across)]
    xs = _borders([*(rule.at for rule in down), *ends])
    ys = _borders([rule.at for rule in across])[::-1]
    if len(xs) < 3 or len(ys) < 3:
        return None
    if len(xs) * len(ys) > _MOST_CELLS:
        return None
    owner = {(r, c): (r, c) for r in range(len(ys) - 1) for c in range(len(xs) - 1)}
    for r, c in list(owner):
        x, y = (xs[c] + xs[c + 1]) / 2, (ys[r] + ys[r + 1]) / 2
        if c and not _parts(down, xs[c], y):
            _unite(owner, (r, c - 1), (r, c))
        if r and not _parts(across, ys[r], x):
            _unite(owner, (r - 1, c), (r, c))
    cells: dict[Place, list[Place]] = {}
    for place in owner:
        cells.setdefault(_first(owner, place), []).append(place)
    if len(cells) < 4 or not all(_is_rectangle(cell) for cell in cells.values()):
        return None
    return Frame(tuple(xs), tuple(ys), tuple(tuple(_first(owner, (r, c)) for c in range(len(xs) - 1)) for r in range(len(ys) - 1)))


def _borders(places: Sequence[float]) -> list[float]:
    """Places in order; of such as leave no room for a cell, the first."""
    borders: list[float] = []
    for place in sorted(places):
        if not borders or place - borders[-1] > _LEAST:
            borders.append(place)
    return borders


def _parts(rules: Sequence[Rule], at: float, middle: float) -> bool:
    """Whether a rule stands at a border, beside the middle of a cell."""
    return any(abs(rule.at - at) <= _LEAST and rule.start <= middle <= rule.end for rule in rules)


def _unite(owner: dict[Place, Place], a: Place, b: Place) -> None:
    first, second = sorted((_first(owner, a), _first(owner, b)))
    owner[second] = first


def _first(owner: dict[Place, Place], place: Place) -> Place:
    """The upper left place of a cell that was merged of several."""
    while owner[place] != place:
        owner[place] = place = owner[owner[place]]
    return place


def _is_rectangle(cell: Sequence[Place]) -> bool:
    rows, columns = {r for r, _ in cell}, {c for _, c in cell}
    return len(cell) == len(rows) * len(columns)
