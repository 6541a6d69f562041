"""Lines whose kind shows by themselves: captions, source notes, imprints, bylines and the titles above them."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from kg.ingest.bylines import bare_byline, credit, is_body, is_office, read_byline
from kg.ingest.kinds import (
    BYLINE,
    CAPTION,
    IMPRINT,
    ISSUE,
    LINK,
    NOTE,
    REMARK,
    has_stops,
    heading_level,
    is_ended,
    is_glyph,
    is_issue,
    is_item,
    is_masthead,
    is_name,
)  # fmt: skip
from kg.ingest.lines import Line
from kg.ingest.pagewords import one_of, page_words
from kg.ingest.paragraphs import Page, is_filled, is_tight
from kg.model import BlockKind

Label = tuple[BlockKind, list[int]]

#: No list of contents has more lines.
_ENTRIES = 40
#: No credit has more lines; a body signs among the first lines.
_CREDIT_LINES, _BODY_LINES = 3, 4
#: No byline fills more columns; no title above one has more lines; an imprint stands among the first lines.
_LONGEST, _TITLE_LINES, _IMPRINT_LINES = 100, 3, 12
#: A line that names a column and not an article.
_COLUMN = re.compile(rf"\S{{2,10}}{one_of('column-end')}")
#: A sentence that opens like a caption is read no further to find its end.
_CAPTION_LINES = 8
_ASIDE = re.compile(r"[（(][^（()）]*[)）]")


def label_lines(lines: Sequence[Line], page: Page, taken: Container[int]) -> list[Label]:
    """The labelled lines, in order; a label may have several lines."""
    labels: list[Label] = []
    used: set[int] = set()
    free = [i for i in range(len(lines)) if i not in taken]
    for n, i in enumerate(free):
        if i not in used and (found := _label(lines, page, free, n)):
            kind, group = found
            labels += [("title", title)] if kind == "furniture" and (title := _title_above(lines, page, free, n, used)) else []
            labels.append((kind, group))
            used.update(index for _, own in labels[-2:] for index in own)
    return labels


def _label(lines: Sequence[Line], page: Page, free: Sequence[int], n: int) -> Label | None:
    i = free[n]
    text = lines[i].text
    if text.rstrip("：: ") in page_words("contents"):
        return "furniture", _contents(lines, page, free, n)
    if LINK.fullmatch(text):
        return "reference", [i]
    if NOTE.match(text):
        return "reference", _with_rest(lines, page, free, n)
    if REMARK.match(text):
        return "caption", _with_rest(lines, page, free, n)
    if _is_caption(lines, page, i):
        return "caption", _with_rest(lines, page, free, n)
    if lines[i].width < _LONGEST and (BYLINE.match(text) or (n < _IMPRINT_LINES and (IMPRINT.match(text) or is_masthead(text)))):
        return "furniture", [i]
    if is_issue(text):
        return "furniture", [i]
    signed = (bare_byline(text) or (n <= _BODY_LINES and is_body(text))) and not (
        is_filled(page, lines, i) or is_filled(page, lines, i - 1)
    )
    if (is_name(text) or signed) and _stands_under(lines, page, free, n):
        office = is_name(text) and is_office(lines[free[n + 1]].text) and lines[free[n + 1]].width < _LONGEST
        return "furniture", [i, free[n + 1]] if office else [i]
    credited = _credit(lines, free, n) if text[0] in "【（([" else []
    return ("furniture", credited) if credited else None


def _is_caption(lines: Sequence[Line], page: Page, i: int) -> bool:
    """Whether a line opens a caption, and not a sentence that begins with what it speaks of: Table 1 sums up …"""
    match = CAPTION.match(lines[i].text)
    if not match or not match["gap"] or is_ended(lines[i].text):
        return False
    if match["gap"].strip():
        return True
    if not page.marked:
        return not (is_filled(page, lines, i) and has_stops(match["rest"]))
    end = next((n for n in range(i, min(i + _CAPTION_LINES, len(lines))) if lines[n].trail), i)
    return not is_ended(lines[end].text)


def _with_rest(lines: Sequence[Line], page: Page, free: Sequence[int], n: int) -> list[int]:
    """A note with the lines it runs on over."""
    group = [free[n]]
    for i in free[n + 1 : n + 4]:
        last = lines[group[-1]]
        if i != group[-1] + 1 or NOTE.match(lines[i].text) or CAPTION.match(lines[i].text) or lines[i].page:
            break
        runs_on = (
            (page.marked and last.trail == 0)
            or last.text[-1] in "，、,:：-"
            or LINK.match(lines[i].text)
            or _ASIDE.fullmatch(lines[i].text)
        )
        if not runs_on and (is_ended(last.text) or not is_tight(page, lines[i])) and not last.text.endswith("www."):
            break
        group.append(i)
    return group


def _contents(lines: Sequence[Line], page: Page, free: Sequence[int], n: int) -> list[int]:
    """The head of a list of articles, with the items below it that a glyph opens."""
    group = [free[n]]
    for i in free[n + 1 : n + 1 + _ENTRIES]:
        if not is_glyph(lines[i].text) and (len(group) == 1 or not is_tight(page, lines[i]) or i != group[-1] + 1):
            break
        group.append(i)
    return group


def _stands_under(lines: Sequence[Line], page: Page, free: Sequence[int], n: int) -> bool:
    """Whether a line stands under what may be a title, and the text may begin behind it."""
    above = lines[free[n - 1]]
    return 0 < n < len(free) - 1 and not is_ended(above.text) and above.width < page.columns[free[n - 1]]


def _credit(lines: Sequence[Line], free: Sequence[int], n: int) -> list[int]:
    """The lines of a credit in brackets that says who put the article together."""
    for end in range(n + 1, min(n + _CREDIT_LINES, len(free)) + 1):
        if lines[free[end - 1]].text[-1] in "】）)]":
            group = list(free[n:end])
            return group if credit("".join(lines[i].text for i in group)) else []
    return []


def _title_above(lines: Sequence[Line], page: Page, free: Sequence[int], n: int, used: Container[int]) -> list[int]:
    """The lines right above a byline that are set otherwise than the column of text before them, or open the page."""
    if group := _top(lines, page, free, n, used):
        return group
    if not BYLINE.match(lines[free[n]].text):
        return []
    found: list[int] = []
    for m in range(n - 1, max(-1, n - 1 - _TITLE_LINES), -1):
        i = free[m]
        line = lines[i]
        like_body = page.columns[i] - 4 < line.width <= page.columns[i] + 1
        if (
            i in used
            or i != free[m + 1] - 1
            or (is_ended(line.text) and line.text[-1] not in "？?")
            or line.text[-1] in "，、；："
            or (like_body and m < n - 1)
        ):
            break
        if found and (has_stops(line.text) or heading_level(lines[found[0]].text) or heading_level(line.text) or ISSUE.search(line.text)):
            break
        found.insert(0, i)
    return found


def _top(lines: Sequence[Line], page: Page, free: Sequence[int], n: int, used: Container[int]) -> list[int]:
    """The lines between the top of the page and a byline, if they are few and narrow: a title, even with commas."""
    if not read_byline([lines[free[n]].text]):
        return []
    group: list[int] = []
    for m in range(n - 1, max(-1, n - 1 - _TITLE_LINES), -1):
        i = free[m]
        line = lines[i]
        if i in used or i != free[m + 1] - 1 or is_item(line.text) or line.text[-1] in "。；" or line.width > 0.85 * page.columns[i]:
            return []
        group.insert(0, i)
        if line.page:
            return group[1:] if len(group) > 1 and _COLUMN.fullmatch(line.text) else group
    return []
