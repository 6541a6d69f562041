"""Words of a table row, and what it costs to part each two of them.

A wide gap parts for nothing. Where extraction left a single blank, the kinds of words on either side decide: a date or a figure is
a cell more likely than the first half of one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.ingest.chars import CJK
from kg.ingest.columns import DATE, NUMBER
from kg.ingest.lines import Line
from kg.model import Span

Cell = tuple[Span, ...]
Row = tuple[Cell, ...]

_TOKEN = re.compile(r"\S+")
WIDE = re.compile(r"\s{2,}|[\t\u3000]")
_CJK = re.compile(f"[{CJK}]")
#: A bullet belongs to what follows it.
BULLET = re.compile(r"[•●◎○◆◇■□▪▫◼◻➢➤▶►✓✔]")
HARD, _NEVER = 0.0, 99.0
#: Words that it costs no more to part stand in two cells: two figures are never one.
APART = 0.6


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a row, and between each two what it costs to part them: nothing, or more the less likely."""

    words: tuple[Span, ...]
    costs: tuple[float, ...]
    lines: tuple[int, ...]


def words_in(text: str, lines: Sequence[Line], marked: bool, *, header: bool = False) -> Words:
    """The words of a row's lines.

    Args:
        text: of the document.
        lines: of the row.
        marked: whether blanks at line ends tell where paragraphs end.
        header: whether it is the header, whose names break anywhere.
    """
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
    return Words(tuple(words), tuple(costs), tuple(at))


def _gap_cost(gap: str, left: str, right: str, marked: bool, words: Sequence[Span], text: str) -> float:
    """What it costs to part two words of a line."""
    if left[-1] in "/（(、，" or right[0] in "/）)、，" or (BULLET.fullmatch(left) and len(words) > 1):
        return _NEVER
    if WIDE.search(gap) or (BULLET.match(right) and (DATE.fullmatch(left) or NUMBER.fullmatch(left))):
        return HARD
    return _word_cost(
        left,
        right,
        marked,
        sandwiched=len(words) > 1 and _CJK.match(text[words[-2].end - 1]) is not None and words[-1].start - words[-2].end == 1,
    )


def _word_cost(left: str, right: str, marked: bool, *, sandwiched: bool) -> float:
    left_cjk, right_cjk = bool(_CJK.match(left[-1])), bool(_CJK.match(right[0]))
    if DATE.fullmatch(left) and not (right_cjk and right[0] in "年月日"):
        return 0.3
    if left_cjk:
        return (2.8 if right_cjk else 2.5) if marked else (0.8 if right_cjk else 1.5)
    if NUMBER.fullmatch(left) and not right_cjk:
        return 0.5 if NUMBER.fullmatch(right) else 0.7
    if right_cjk:
        return 3.0 if sandwiched else 1.0
    return 0.6 if NUMBER.fullmatch(right) else 2.0


def _break_cost(above: Line, left: str, right: str, marked: bool, header: bool) -> float:
    """What it costs to part two words at a line break."""
    if right[0] in "（(" and header:
        return _NEVER
    if marked and above.trail == 0:
        return _NEVER
    if marked and _CJK.match(left[-1]):
        return HARD
    return min(0.9, _word_cost(left, right, marked, sandwiched=False)) if _CJK.match(right[0]) or header else 2.2


def split(row: Words, columns: int) -> Row | None:
    """The cells of a row: parted at every hard gap, and at as many of the cheapest others as columns are wanting."""
    hard = row.costs.count(HARD)
    wanting = columns - 1 - hard
    soft = sorted((cost, n) for n, cost in enumerate(row.costs) if HARD < cost < _NEVER)
    if not 0 <= wanting <= len(soft) or not row.words:
        return None
    if wanting < len(soft) and (soft[wanting][0] <= APART or (wanting and soft[wanting][0] - soft[wanting - 1][0] < 0.05)):
        return None
    cuts = sorted([n for n, cost in enumerate(row.costs) if cost == HARD] + [n for _, n in soft[:wanting]])
    edges = [0, *(n + 1 for n in cuts), len(row.words)]
    return tuple(cell_of(row, a, b) for a, b in pairwise(edges))


def cell_of(row: Words, first: int, end: int) -> Cell:
    """Words of a row as one span a line."""
    pieces: list[Span] = []
    for n in range(first, end):
        if n > first and row.lines[n] == row.lines[n - 1]:
            pieces[-1] = Span(pieces[-1].start, row.words[n].end)
        else:
            pieces.append(row.words[n])
    return tuple(pieces)
