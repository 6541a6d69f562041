"""Which lines belong to one paragraph, heading or list item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.ingest.chars import CJK, FINAL
from kg.ingest.kinds import has_stops, heading_level, is_ended, is_glyph, is_item
from kg.ingest.lines import Line, is_double_spaced

import re

_CJK_END = re.compile(f"[{CJK}]$")
_OPEN_END = re.compile(r"[，、；：,;（(「『《〈—－\-/&]$")
_PAUSE_START = re.compile(r"[，、；：。！？）」』》〉,;.!?)%％]")
#: A line this much narrower than its column does not fill it: two Chinese characters.
_SLACK = 4
#: Lines on either side that tell the width of the column, and how many of them may be wider.
_WINDOW, _QUANTILE = 24, 0.85
#: A heading set over the lines is no longer than this.
_HEADING = 80


@dataclass(frozen=True, slots=True)
class Page:
    """What the lines of a document have in common.

    Attributes:
        columns: for each line the width of its column.
        marked: whether a blank behind a line says that its paragraph ends (as word processors' PDF files do).
        spaced: whether empty lines stand between most lines.
    """

    columns: Sequence[int]
    marked: bool
    spaced: bool


def page_of(lines: Sequence[Line]) -> Page:
    """Measure the lines of a document."""
    ended = [line.trail > 0 for line in lines if line.text[-1] in FINAL]
    marked = len(ended) > 3 and sum(ended) > 0.6 * len(ended)
    return Page(_columns(lines), marked, is_double_spaced(lines))


def _columns(lines: Sequence[Line]) -> list[int]:
    columns: list[int] = []
    for start in range(0, len(lines), _WINDOW):
        near = sorted(line.width for line in lines[max(0, start - _WINDOW) : start + 2 * _WINDOW])
        columns += [near[int(_QUANTILE * (len(near) - 1))]] * min(_WINDOW, len(lines) - start)
    return columns


def goes_on(page: Page, lines: Sequence[Line], a: int, b: int, *, interrupted: bool) -> bool:
    """Whether line ``b`` goes on with the paragraph that line ``a`` belongs to; ``interrupted`` if other things stand between."""
    last, line = lines[a], lines[b]
    if is_glyph(line.text) and not _OPEN_END.search(last.text[-1]):
        return False
    if not is_filled(page, lines, a) and (heading_level(line.text) or is_item(line.text)):
        return False
    if page.marked and _CJK_END.search(last.text):
        return not last.trail
    if page.marked and last.trail == 0 and not is_ended(last.text):
        return True
    return _goes_on_by_width(page, lines, a, b, interrupted)


def _goes_on_by_width(page: Page, lines: Sequence[Line], a: int, b: int, interrupted: bool) -> bool:
    last, line = lines[a], lines[b]
    filled = is_filled(page, lines, a)
    if is_ended(last.text):
        return filled and not opens(page, lines, b) and not (heading_level(line.text) or is_item(line.text)) and not _parted(page, line)
    if _OPEN_END.search(last.text) or _PAUSE_START.match(line.text):
        return True
    if not interrupted and _parted(page, line) and not filled:
        return False
    return filled or last.width > 0.6 * page.columns[a]


def _parted(page: Page, line: Line) -> bool:
    """Whether an empty line that means something stands before a line."""
    return line.gap > page.spaced and not line.page


def is_filled(page: Page, lines: Sequence[Line], i: int) -> bool:
    """Whether a line fills its column, so that nothing can be told from its end."""
    line = lines[i]
    if page.marked and _CJK_END.search(line.text):
        return not line.trail
    slack = _SLACK if _CJK_END.search(line.text) else max(_SLACK, page.columns[i] // 5)
    return line.width > page.columns[i] - slack


def opens(page: Page, lines: Sequence[Line], i: int) -> bool:
    """Whether a line looks like the first of a paragraph: indented, or narrower than its column though its sentence goes on."""
    line = lines[i]
    if line.indent >= 2 and not line.page:
        return True
    if i + 1 == len(lines) or is_ended(line.text) or page.marked:
        return False
    return line.width <= page.columns[i] - _SLACK + 1 and lines[i + 1].width > line.width + 1 and not is_filled(page, lines, i)


def is_heading(page: Page, lines: Sequence[Line], group: Sequence[int]) -> bool:
    """Whether lines that stand alone are a heading: short, without the punctuation of sentences."""
    text = "".join(lines[i].text for i in group)
    if len(group) > 3 or sum(lines[i].width for i in group) > _HEADING or is_ended(text):
        return False
    if heading_level(text):
        return not has_stops(text.rstrip("：:")[4:]) or len(text) < 24
    return not has_stops(text) and not _OPEN_END.search(text) and len(text) > 1
