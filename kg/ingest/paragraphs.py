"""Which lines belong to one paragraph, heading or list item."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import ceil

from kg.ingest.chars import CJK, FINAL
from kg.ingest.kinds import POINTERS, has_stops, heading_level, is_ended, is_glyph, is_item, is_name
from kg.ingest.lines import Line, is_double_spaced

_CJK_END = re.compile(f"[{CJK}]$")
_OPEN_END = re.compile(r"[，、；：,;（(「『《〈—－\-/&]$")
_PAUSE_START = re.compile(r"[，、；：。！？）」』》〉,;.!?)%％之的]")
_PAIRS = (("「", "」"), ("（", "）"), ("(", ")"), ("《", "》"), ("『", "』"), ("【", "】"))
#: A heading that the text goes on with in the same line.
_RUN_IN = re.compile(r"[：:](?=.)")
#: A line this much narrower than its column does not fill it: two Chinese characters.
_SLACK = 4
#: Lines on either side that tell the width of the column, and how many of them may be wider.
_WINDOW, _QUANTILE = 24, 0.85
#: Lines on one side that show a column by themselves, and how many of them must be alike.
_NEAR, _LIKE = 8, 5
#: Characters before and behind a line among which a word that runs over it may stand whole.
_NEARBY = 100_000
#: A heading set over the lines is no longer than this.
_HEADING = 80


@dataclass(frozen=True, slots=True)
class Page:
    """What the lines of a document have in common.

    Attributes:
        text: of the document.
        columns: for each line the width of its column.
        wrapped: whether lines were cut at the end of a column, so that many are nearly as wide as it.
        marked: whether a blank behind a line says that its paragraph ends (as word processors' PDF files do).
        spaced: whether empty lines stand between most lines.
    """

    text: str = field(repr=False)
    columns: Sequence[int]
    wrapped: bool
    marked: bool
    spaced: bool


def page_of(text: str, lines: Sequence[Line], taken: Container[int] = ()) -> Page:
    """Measure the lines of a document; those ``taken`` out of its columns do not count for their width."""
    ended = [line.trail > 0 for line in lines if line.text[-1] in FINAL]
    marked = len(ended) > 3 and sum(ended) > 0.6 * len(ended)
    columns = _columns(lines, taken, rough=marked)
    return Page(text, columns, _is_wrapped(lines, columns, taken), marked, is_double_spaced(lines))


def _is_wrapped(lines: Sequence[Line], columns: Sequence[int], taken: Container[int]) -> bool:
    long = alike = 0
    for i, (line, column) in enumerate(zip(lines, columns, strict=True)):
        if line.width > column // 2 and i not in taken:
            long += 1
            alike += abs(line.width - column) <= max(_SLACK + 2, column // 8)
    return alike >= 0.4 * long


def _columns(lines: Sequence[Line], taken: Container[int], *, rough: bool) -> list[int]:
    """The width of the column that each line stands in: of the narrower of two columns that meet there, where both are plain.

    A rough measure does where widths decide little.
    """
    kept = [line.width for i, line in enumerate(lines) if i not in taken]
    plain = cache(lambda start, end: _plain(kept[start:end]))  # what lies before one line lies behind another
    columns: list[int] = []
    n = 0
    wide = 0
    for i in range(len(lines)):
        if n % _WINDOW == 0 or not columns:
            near = sorted(kept[max(0, n - _WINDOW) : n + 2 * _WINDOW])
            wide = near[ceil(_QUANTILE * (len(near) - 1))] if near else lines[i].width
        sides = () if rough else (plain(max(0, n - _NEAR), n + 1), plain(n, n + _NEAR + 1))
        columns.append(min(filter(None, sides), default=wide))
        n += i not in taken
    return columns


def _plain(widths: Sequence[int]) -> int | None:
    """The width that most of a few lines share, roughly; the widest may be an exception."""
    if len(widths) < _LIKE:
        return None
    ordered = sorted(widths)
    return ordered[-2] if ordered[-_LIKE] > ordered[-2] - _SLACK - 2 else None


def goes_on(page: Page, lines: Sequence[Line], group: Sequence[int], b: int) -> bool:
    """Whether line ``b`` goes on with the paragraph of a group of lines. If other lines stand between, they were taken out."""
    a = group[-1]
    last, line = lines[a], lines[b]
    if is_glyph(line.text) and last.text[-1] not in "（(「『《":
        return False
    if line.page and lines[group[0]].text[0] in POINTERS:
        return False
    announced = last.text[-1] in "：:" and line.text[0] not in "（("
    if (announced or not is_filled(page, lines, a)) and (heading_level(line.text) or is_item(line.text)):
        return False
    apart = line.indent > last.indent or any(other.page for other in lines[a + 1 : b + 1])
    if apart and heading_level(line.text) and last.text[-1] not in "，、；：,;:":
        return False
    if page.marked and _CJK_END.search(last.text):
        return not last.trail
    if page.marked and last.trail == 0 and not is_ended(last.text):
        return True
    return _goes_on_by_width(page, lines, group, b)


def _goes_on_by_width(page: Page, lines: Sequence[Line], group: Sequence[int], b: int) -> bool:
    a = group[-1]
    last, line = lines[a], lines[b]
    filled = is_filled(page, lines, a)
    if is_ended(last.text):
        begins = heading_level(line.text) or is_item(line.text) or opens(page, lines, b) or _parted(page, line)
        return filled and a == b - 1 and not line.page and not begins
    if is_name(line.text) and len(group) < 3:
        return False
    if _OPEN_END.search(last.text) or _PAUSE_START.match(line.text) or line.text[0].islower():
        return True
    if a != b - 1:
        return filled or any(has_stops(lines[i].text) for i in group)
    if is_tight(page, line) and line.width <= 0.6 * page.columns[b]:
        return True
    if (_parted(page, line) and not filled) or (len(group) == 1 and _stands_alone(page, lines, a, b)):
        return False
    return filled or last.width > 0.6 * page.columns[a]


def is_tight(page: Page, line: Line) -> bool:
    """Whether a line follows at once where others are set apart."""
    return page.spaced and line.gap == 0 and not line.page


def _stands_alone(page: Page, lines: Sequence[Line], a: int, b: int) -> bool:
    """Whether a line that is not ended is a heading: the next looks like the first of a paragraph, and no word runs over."""
    text, after = lines[a].text, lines[b].text
    if has_stops(text) or _RUN_IN.search(text) or any(text.count(left) > text.count(right) for left, right in _PAIRS):
        return False
    short = heading_level(text) is not None and lines[a].width <= 0.65 * page.columns[a]
    if not (short or opens(page, lines, b)):
        return False
    near = lines[a].start
    return page.text.find(text[-1] + after[0], max(0, near - _NEARBY), near + _NEARBY) < 0


def _parted(page: Page, line: Line) -> bool:
    """Whether an empty line that means something stands before a line."""
    return line.gap > page.spaced and not line.page


def is_filled(page: Page, lines: Sequence[Line], i: int) -> bool:
    """Whether a line fills its column, so that nothing can be told from its end."""
    line = lines[i]
    if page.marked and _CJK_END.search(line.text):
        return not line.trail
    if not page.wrapped:
        return False
    slack = _SLACK if _CJK_END.search(line.text) else max(_SLACK, page.columns[i] // 5)
    return line.width > page.columns[i] - slack


def opens(page: Page, lines: Sequence[Line], i: int) -> bool:
    """Whether a line looks like the first of a paragraph: indented, or narrower than its column though its sentence goes on."""
    line = lines[i]
    if not line.page and i and line.indent > lines[i - 1].indent and (line.indent > 1 or page.spaced) and not is_item(lines[i - 1].text):
        return True
    if i + 1 == len(lines) or is_ended(line.text) or page.marked:
        return False
    return line.width <= page.columns[i] - _SLACK + 1 and lines[i + 1].width > line.width + 1 and not is_filled(page, lines, i)


def is_heading(page: Page, lines: Sequence[Line], group: Sequence[int]) -> bool:
    """Whether lines that stand alone are a heading: short, without the punctuation of sentences."""
    text = "".join(lines[i].text for i in group)
    asks = len(group) == 1 and text[-1] in "？?" and heading_level(text)
    if len(group) > 3 or sum(lines[i].width for i in group) > _HEADING or (is_ended(text) and not asks):
        return False
    if heading_level(text):
        return not has_stops(text.rstrip("：:？?")[4:]) or len(text) < 24
    if len(text) < 2 or _OPEN_END.search(text):
        return False
    return not has_stops(text) or (len(text) < 32 and len(re.findall("[，,；]", text)) < 2 and "。" not in text)
