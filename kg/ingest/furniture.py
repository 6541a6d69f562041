"""Running heads and page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from kg.ingest.kinds import ISSUE, PAGE_NUMBER, heading_level, is_ended, is_page_number
from kg.ingest.lines import Line

_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")
_DASHED = re.compile(r"[-–—―－─·•|‧]\s*\d{1,4}\s*[-–—―－─·•|‧]")
_NUMBER_AT_EDGE = re.compile(r"^(\d{1,4})\b|(\d{1,4})$")
#: The running head of a periodical, once enough: its name, issue and page.
_PERIODICAL = re.compile(rf"{ISSUE.pattern}.{{0,24}}?\s\d{{1,4}}$|^\d{{1,4}}\s.{{0,24}}{ISSUE.pattern}")
#: Running heads are short, and pages have more lines than this.
_WIDEST, _PAGE = 72, 8
#: Lines of footnotes that may stand between a page number and the running head of the next page.
_FEET = 6


def furniture(lines: Sequence[Line]) -> set[int]:
    """Indices of the lines that belong to the page and not to the text."""
    found = _numbered_heads(lines)
    found |= {i for i, line in enumerate(lines) if line.width <= _WIDEST and _at_edge(lines, i, found) and _PERIODICAL.search(line.text)}
    found |= _page_numbers(lines, found)
    found |= _heads(lines, found)
    return found


def _groups(lines: Sequence[Line], *, numbered: bool) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        if line.width <= _WIDEST and bool(_NUMBER_AT_EDGE.search(line.text)) >= numbered:
            key = _SPACES.sub("", line.text)
            groups[_DIGITS.sub("#", key) if numbered else key].append(i)
    return groups


def _numbered_heads(lines: Sequence[Line]) -> set[int]:
    """Lines that come again and again, a page apart, with a number at one end that grows."""
    found: set[int] = set()
    for key, group in _groups(lines, numbered=True).items():
        if (
            len(group) > 1
            and len(key) > 3
            and not is_ended(lines[group[0]].text)
            and all(b - a >= _PAGE for a, b in pairwise(group))
        ):
            for side in (0, 1):
                numbers = [_edge(lines[i].text, side) for i in group]
                if None not in numbers and all(0 < b - a < 30 for a, b in zip(numbers, numbers[1:], strict=False)):  # type: ignore[operator]
                    found.update(group)
    return found


def _edge(text: str, side: int) -> int | None:
    match = re.search(r"(?<![\d.])(\d{1,4})$" if side else r"^(\d{1,4})(?!\d)", text)
    return int(match[1]) if match else None


def _page_numbers(lines: Sequence[Line], heads: set[int]) -> set[int]:
    """Lines that hold only a page number: between dashes, at the edge of a page, or one of a row that grows by one a page."""
    last = len(lines) - 1
    alone = {i: PAGE_NUMBER.fullmatch(line.text) for i, line in enumerate(lines) if is_page_number(line.text)}
    found = {i for i in alone if _DASHED.fullmatch(lines[i].text) or i == last or lines[i].page or lines[i + 1].page or {i - 1, i + 1} & heads}
    numbers = [(i, int(match["n"])) for i, match in alone.items() if match and match["n"].isdigit()]
    for (i, a), (j, b) in pairwise(numbers):
        if b == a + 1 and j - i > _PAGE:
            found |= {i, j}
    return found


def _heads(lines: Sequence[Line], known: set[int]) -> set[int]:
    """Lines that come again word for word at the edge of pages. The first may be the title that the others repeat."""
    found: set[int] = set()
    for group in _groups(lines, numbered=False).values():
        at_edge = [i for i in group if _at_edge(lines, i, known)]
        if len(group) > 1 and at_edge and len(at_edge) >= len(group) - 1 and _apart(group) and not is_ended(lines[group[0]].text):
            first = lines[group[0]]
            keep = group[0] if not first.page or heading_level(first.text) else -1
            found.update(i for i in at_edge if i != keep)
    return found


def _apart(group: Sequence[int]) -> bool:
    return all(b - a >= _PAGE for a, b in pairwise(group))


def _at_edge(lines: Sequence[Line], i: int, known: set[int]) -> bool:
    after = i + 1 < len(lines) and lines[i + 1].page
    return lines[i].page or after or i + 1 in known or any(_only_notes(lines, n + 1, i) for n in range(i - _FEET, i) if n in known)


def _only_notes(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether nothing but footnotes may stand between a page number and a running head."""
    return start == end or lines[start].text[0].isdigit()
