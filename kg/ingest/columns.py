"""What the cells of a column have in common, and rows that do not fit it.

A reading that parted words wrongly leaves traces: two figures in one cell, words among dates, a status with the end of another
cell grown on to it. These are looked for here, whatever the reading was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb
from typing import Literal as OneOf

from kg.ingest.chars import CJK_WORD

CellKind = OneOf["date", "number", "nothing", "text"]

DATE = re.compile(r"(?:\d{4}|\d{2,3})[/.-]\d{1,2}(?:[/.-]\d{1,2})?(?:[~～–-][\d/.-]+)?|(?:19|20)\d\d")
_NOTHING = re.compile(r"NIL|N/?A|[-–—－]+", re.I)
NUMBER = re.compile(rf"[-−–+±]?[\d,.]+[%％]?|{_NOTHING.pattern}", re.I)
#: A decimal, though it may be a month of a year of the Republic (109.7); 2019.7 is a month.
_DECIMAL = re.compile(r"(?!(?:19|20)\d\d\.(?:0?[1-9]|1[0-2])$)\d+\.\d+")
#: Stands between the members of a cell that lists several.
_LISTED = re.compile(r"[\s、，,;；/／（(及和與与*＊†]")
#: The end of one cell and the figure of the next.
_WORDS_AND_FIGURE = re.compile(rf"[{CJK_WORD}]{{2,}}\s*[\d,.]+[%％]?")
#: Share of a column's cells that makes a kind the column's own; of values that recur, for a column that takes few.
MOSTLY, _CLOSED = 0.7, 0.8
_FEWEST = 5
#: More placements of a row's cells are not weighed.
_MOST_WAYS = 500


def kind_of(cell: str) -> CellKind:
    """What a cell holds, by its form."""
    if _NOTHING.fullmatch(cell):
        return "nothing"
    if DATE.fullmatch(cell) and not _DECIMAL.fullmatch(cell):
        return "date"
    return "number" if NUMBER.fullmatch(cell) else "text"


def is_alike(rows: Sequence[Sequence[str]]) -> bool:
    """Whether each column holds figures throughout or words throughout."""
    for column in zip(*rows, strict=True):
        kinds = [kind for kind in map(kind_of, filter(None, column)) if kind != "nothing"]
        if 0.3 < sum(kind != "text" for kind in kinds) / max(1, len(kinds)) < 0.7:
            return False
    return True


class Columns:
    """The columns of rows that were told apart."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        self._rows = rows
        self._columns = [_Column(column) for column in zip(*rows, strict=True)]

    def strange(self) -> Iterator[int]:
        """Yield the rows that were parted wrongly, as their cells show."""
        for n, row in enumerate(self._rows):
            if any(_is_several(cell) or column.refuses(cell) for cell, column in zip(row, self._columns, strict=True)):
                yield n

    def place(self, cells: Sequence[str]) -> tuple[int, ...] | None:
        """The columns that the cells of a short row belong to, in order; None if its neighbours do not tell."""
        if comb(len(self._columns), len(cells)) > _MOST_WAYS:
            return None
        likes = [[column.likes(cell) for column in self._columns] for cell in cells]
        ways = [
            (sum(own[n] for own, n in zip(likes, way, strict=True)), way) for way in combinations(range(len(self._columns)), len(cells))
        ]
        ways.sort(reverse=True)
        if not ways or ways[0][0] <= 0 or (len(ways) > 1 and ways[0][0] - ways[1][0] < 1):
            return None
        return ways[0][1]


def _is_several(cell: str) -> bool:
    """Whether a cell is two figures or more."""
    words = cell.split()
    return len(words) > 1 and all(kind_of(word) in ("date", "number") for word in words)


class _Column:
    """The cells of one column."""

    def __init__(self, cells: Sequence[str]) -> None:
        filled = [cell for cell in cells if cell]
        told = [kind for kind in map(kind_of, filled) if kind != "nothing"]
        count = Counter(told)
        self.kind = next((kind for kind, number in count.most_common(1) if number >= MOSTLY * len(told)), None)
        values = Counter(filled)
        self.values = {value for value, number in values.items() if number > 1}
        recurring = sum(number for number in values.values() if number > 1)
        self._closed = len(filled) >= _FEWEST and recurring >= _CLOSED * len(filled)

    def refuses(self, cell: str) -> bool:
        """Whether a cell cannot be of this column: words among dates, words before a figure among figures, or a word of a closed
        set that runs on."""
        if not cell or cell in self.values:
            return False
        if self.kind == "date":
            return kind_of(cell) == "text" and not any(char.isdigit() for char in cell)
        if self.kind == "number" and _WORDS_AND_FIGURE.fullmatch(cell):
            return True
        grown = (value for value in self.values if len(value) > 1 and cell.startswith(value) and kind_of(value) == "text")
        return self._closed and any(not _LISTED.match(cell, len(value)) for value in grown)

    def likes(self, cell: str) -> float:
        """How well a cell goes with the others: 2 if it is one of them, 1 or less for its kind, below 0 if not at all."""
        if cell in self.values:
            return 2.0
        kind = kind_of(cell)
        if self.kind is None or kind == "nothing":
            return 0.0
        return (0.0 if kind == "text" else 1.0) if kind == self.kind else -9.0
