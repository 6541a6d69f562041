"""Running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from kg.ingest.kinds import (
    BYLINE,
    ISSUE,
    LINK,
    NOTE,
    PAGE_NUMBER,
    PRINTED,
    has_stops,
    has_word,
    heading_level,
    is_ended,
    is_item,
    is_page_number,
)
from kg.ingest.lines import Line
from kg.ingest.pagewords import page_words

_DASHED = re.compile(r"[-–—―－─·•|‧]\s*\d{1,4}\s*[-–—―－─·•|‧]")
_NUMBER_FIRST = re.compile(r"(\d{1,4})(?![\d.,%年月日/-])\D")
_NUMBER_LAST = re.compile(r"(?<![\d.,/-])(\d{1,4})$")
#: The running head of a periodical, once enough: its name, issue and page.
_PERIODICAL = re.compile(rf"{ISSUE.pattern}.{{0,24}}?\s\d{{1,4}}$|^\d{{1,4}}\s.{{0,24}}{ISSUE.pattern}")
#: Running heads are short, and pages have more lines than this, where no form feed says where they begin.
_WIDEST, _PAGE = 72, 8
#: The name of a column is no wider; known ones of this many characters are no piece of a word.
_NARROW, _NAMED = 16, 4
#: Lines of footnotes that may stand between a page number and the running head of the next page.
_FEET = 6
#: A head that is given by its words alone comes this often in a document of more than this many pages.
_OFTEN, _MANY = 3, 6


def furniture(lines: Sequence[Line]) -> set[int]:
    """Indices of the lines that belong to the page and not to the text."""
    short = [i for i, line in enumerate(lines) if line.width <= _WIDEST]
    found = _numbered_heads(lines, short)
    found |= {i for i in short if _is_numbered(lines[i].text) and _PERIODICAL.search(lines[i].text) and _at_edge(lines, i, found)}
    found |= {i for i in range(len(lines)) if PRINTED.fullmatch(lines[i].text) and _at_edge(lines, i, found)}
    found |= _page_numbers(lines, found)
    found |= _heads(lines, short, found)
    return found | _columns(lines, short, found)


def _numbered_heads(lines: Sequence[Line], short: Iterable[int]) -> set[int]:
    """Lines that come again and again, a page apart, with a number at one end that grows."""
    groups: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for i in short:
        text = lines[i].text
        if _is_numbered(text):
            for side, match in enumerate((_NUMBER_FIRST.match(text), _NUMBER_LAST.search(text))):
                if match:
                    rest = text[: match.start(1)] if side else text[match.end(1) :]
                    groups["".join(rest.split()), side].append((i, int(match[1])))
    return {
        i
        for (rest, _), group in groups.items()
        if len(group) > 1 and len(rest) > 3 and has_word(rest) and not has_stops(rest) and _counts_up(group)
        for i, _ in group
    }


def _is_numbered(text: str) -> bool:
    return text[0].isdigit() or text[-1].isdigit()


def _counts_up(group: Sequence[tuple[int, int]]) -> bool:
    return all(j - i >= _PAGE and 0 < b - a < 30 for (i, a), (j, b) in pairwise(group))


def _page_numbers(lines: Sequence[Line], heads: set[int]) -> set[int]:
    """Lines that hold only a page number: between dashes, next to a running head, or in step with the pages."""
    last = len(lines) - 1
    alone = {i: match for i, line in enumerate(lines) if is_page_number(line.text) and (match := PAGE_NUMBER.fullmatch(line.text))}
    found = {i for i in alone if _DASHED.fullmatch(lines[i].text) or {i - 1, i + 1} & heads}
    numbers = [(i, int(match["n"])) for i, match in alone.items() if match["n"].isdigit()]
    found |= {n for (i, a), (j, b) in pairwise(numbers) if b == a + 1 and j - i > _PAGE for n in (i, j)}
    edges = [(i, number) for i, number in numbers if lines[i].page or i == last or lines[i + 1].page]
    return found | _in_step(lines, edges)


def _in_step(lines: Sequence[Line], numbers: Sequence[tuple[int, int]]) -> set[int]:
    """Numbers at the edges of pages that run as far ahead of the count of pages as most of them do."""
    page, ahead = 0, {}
    wanted = dict(numbers)
    for i, line in enumerate(lines):
        page += line.page
        if i in wanted:
            ahead[i] = wanted[i] - page
    common = Counter(ahead.values()).most_common(1)
    if not common or (common[0][1] == 1 and page > _OFTEN):
        return set()
    return {i for i, lead in ahead.items() if abs(lead - common[0][0]) <= 1}


def _heads(lines: Sequence[Line], short: Iterable[int], known: set[int]) -> set[int]:
    """Lines that come again word for word at the edge of pages. The first may be the title that the others repeat."""
    pages = sum(line.page for line in lines)
    groups: dict[str, list[int]] = defaultdict(list)
    for i in short:
        groups["".join(lines[i].text.split())].append(i)
    found: set[int] = set()
    for text, group in groups.items():
        if len(group) < (_OFTEN if pages > _MANY else 2) or has_stops(text) or is_ended(text) or LINK.match(text) or NOTE.match(text):
            continue
        at_edge = [i for i in group if i not in known and _at_edge(lines, i, known)]
        if (
            at_edge[-1:] == group[-1:]
            and len(at_edge) >= len(group) - 1
            and has_word(text)
            and all(b - a >= _PAGE or (lines[a].page and lines[b].page) for a, b in pairwise(group))
        ):
            first = lines[group[0]]
            keep = group[0] if not first.page or heading_level(first.text) else -1
            found.update(i for i in at_edge if i != keep)
    return found


def _columns(lines: Sequence[Line], short: Iterable[int], known: set[int]) -> set[int]:
    """Names of a periodical's columns: known ones, and what stands below the head of a page in mid-sentence."""
    named = {i for i in short if lines[i].text in page_words("column") and (len(lines[i].text) >= _NAMED or _is_parted(lines, i, known))}
    return named | {
        i
        for i in short
        if i - 1 in known
        and lines[i].width <= _NARROW
        and i + 1 < len(lines)
        and lines[i + 1].width > lines[i].width
        and has_word(lines[i].text)
        and not (has_stops(lines[i].text) or is_ended(lines[i].text) or heading_level(lines[i].text) or is_item(lines[i].text))
        and _PERIODICAL.search(lines[i - 1].text)
        and _is_interrupted(lines, i - 1, known)
    }


def _is_parted(lines: Sequence[Line], i: int, known: set[int]) -> bool:
    """Whether the sentence before a line is ended."""
    return i == 0 or lines[i].page or i - 1 in known or is_ended(lines[i - 1].text)


def _is_interrupted(lines: Sequence[Line], i: int, known: set[int]) -> bool:
    """Whether the head of a page, with a title and byline above it perhaps, stands in the middle of a sentence."""
    while i >= 0 and (i in known or BYLINE.match(lines[i].text)):
        i -= 1
    return i >= 0 and not is_ended(lines[i].text)


def _at_edge(lines: Sequence[Line], i: int, known: set[int]) -> bool:
    """Whether a line stands first or last on a page, or next to what does."""
    after = i + 1 == len(lines) or lines[i + 1].page
    return lines[i].page or after or i + 1 in known or any(_only_notes(lines, n + 1, i) for n in range(i - _FEET, i) if n in known)


def _only_notes(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether nothing but footnotes may stand between a page number and a running head."""
    return start == end or lines[start].text[0].isdigit()
