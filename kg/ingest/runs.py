"""Glyphs that stand together on a line become runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kg.ingest.frames import Frame, Place
from kg.ingest.glyphs import UNKNOWN, Glyphs

#: Which table of the page, and where in it.
Cell = tuple[int, Place]
#: The lines of each cell of each row.
Table = list[list[list[str]]]
#: How far a glyph may stand from the one before it, and from where on there is a blank between them; in heights of the glyph.
_NEAREST, _FARTHEST, _BLANK = -0.3, 0.9, 0.25
#: How far apart their middles may be, in heights of the higher.
_LEVEL = 0.6
_UNKNOWNS = re.compile(f"{UNKNOWN}(?: ?{UNKNOWN})+")


@dataclass(slots=True)
class Run:
    """Characters that stand together on one line. Places are in points, from the lower left corner.

    A ruled table stands among them as one run without text, at its upper border.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    cell: Cell | None = None
    table: Table | None = None

    @property
    def middle(self) -> float:
        """Half way up."""
        return (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        """Of its highest glyph."""
        return self.top - self.bottom


def runs_of(glyphs: Glyphs, tables: Sequence[Frame]) -> list[Run]:
    """The glyphs of a page, joined as long as one follows another on the line, in the same cell if in a table.

    What cannot be read is one ``UNKNOWN`` for all glyphs in a row, and left out where nothing else stands in the run.
    """
    count = len(glyphs.texts)
    if not count:
        return []
    left, top, right, bottom = glyphs.boxes.T
    sides = tuple(side.tolist() for side in glyphs.boxes.T)  # four lists: one for each glyph would keep the garbage collector busy
    rights = sides[2]
    cells = [_cell_at(tables, box) for box in zip(*sides, strict=True)] if tables else [None] * count
    height, middle = top - bottom, (top + bottom) / 2
    gap = left[1:] - right[:-1]
    # Glyphs that follow one another in the same cell, each reaching further than the one before: they join if their levels allow,
    # which is asked once for each stretch of them, and one by one only if they do not lie close together.
    follows = (right[1:] >= right[:-1]) & (_NEAREST * height[1:] < gap) & (gap < _FARTHEST * height[1:])
    if tables:
        follows &= np.fromiter((a == b for a, b in pairwise(cells)), np.bool_, count - 1)
    starts = np.flatnonzero(np.concatenate(([True], ~follows)))
    ends = [*starts[1:].tolist(), count]
    lowest, highest = np.minimum.reduceat(middle, starts).tolist(), np.maximum.reduceat(middle, starts).tolist()
    least, most = np.minimum.reduceat(height, starts).tolist(), np.maximum.reduceat(height, starts).tolist()
    spaced = [False, *(glyphs.parted[1:] | (gap > _BLANK * height[1:])).tolist()]
    texts = [f" {text}" if blank else text for text, blank in zip(glyphs.texts, spaced, strict=True)]
    heights, parted = height.tolist(), glyphs.parted.tolist()
    runs: list[Run] = []
    for stretch, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)):
        for n in range(start, end):
            _add(runs, glyphs.texts[n], [side[n] for side in sides], cells[n], blank=parted[n])
            run = runs[-1]
            level = max(highest[stretch], run.middle) - min(lowest[stretch], run.middle) < _LEVEL * min(least[stretch], run.height)
            if level and run.right == rights[n]:
                run.text += "".join(texts[n + 1 : end])
                run.right = rights[end - 1]
                if most[stretch] > run.height:
                    _, run.top, _, run.bottom = (side[heights.index(most[stretch], n, end)] for side in sides)
                break
    return _readable(runs) if glyphs.unreadable else runs


def _cell_at(tables: Sequence[Frame], box: Sequence[float]) -> Cell | None:
    left, top, right, bottom = box
    x, y = (left + right) / 2, (bottom + top) / 2
    return next(((n, place) for n, table in enumerate(tables) if (place := table.cell(x, y))), None)


def _add(runs: list[Run], text: str, box: Sequence[float], cell: Cell | None, *, blank: bool) -> None:
    last = runs[-1] if runs else None
    left, top, right, bottom = box
    height = top - bottom
    if (
        last
        and last.cell == cell
        and abs((top + bottom) / 2 - last.middle) < _LEVEL * max(last.height, height)
        and _NEAREST * height < left - last.right < _FARTHEST * height
    ):
        spaced = blank or left - last.right > _BLANK * height
        last.text += f" {text}" if spaced else text
        last.right = max(last.right, right)
        if height > last.height:
            last.bottom, last.top = bottom, top
    else:
        runs.append(Run(text, left, right, bottom, top, cell))


def _readable(runs: Sequence[Run]) -> list[Run]:
    for run in runs:
        run.text = _UNKNOWNS.sub(UNKNOWN, run.text)
    return [run for run in runs if run.text != UNKNOWN]
