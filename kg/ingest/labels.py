"""Lines whose kind shows by themselves: captions, source notes, imprints, bylines and the titles above them."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from kg.ingest.kinds import BYLINE, CAPTION, IMPRINT, ISSUE, LINK, NOTE, REMARK, has_stops, heading_level, is_ended, is_masthead, is_name
from kg.ingest.lines import Line
from kg.ingest.paragraphs import Page, is_filled, is_tight
from kg.model import BlockKind

Label = tuple[BlockKind, list[int]]

#: No byline fills more columns; no title above one has more lines; an imprint stands among the first lines.
_LONGEST, _TITLE_LINES, _IMPRINT_LINES = 100, 3, 12
#: A sentence that opens like a caption is read no further to find its end.
_CAPTION_LINES = 8
_ASIDE = re.compile(r"[（(][^（()）]*[)）]")
_OFFICE = re.compile(
    r"(?:主任|執行長|研究員|分析師|教授|顧問|[處局署司科所院校會社總部理]長|經理|律師|董事|秘書|專員|編輯|記者|研究生|博士|委員|專家|總監)$"
)


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
    return _signature(lines, page, free, n) if is_name(text) else None


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


def _signature(lines: Sequence[Line], page: Page, free: Sequence[int], n: int) -> Label | None:
    """A name that stands alone under a title, with the line that says who it is; the text must begin behind it."""
    if n == 0 or n + 1 == len(free) or is_ended(lines[free[n - 1]].text) or lines[free[n - 1]].width >= page.columns[free[n - 1]]:
        return None
    follows = lines[free[n + 1]]
    office = bool(_OFFICE.search(follows.text)) and follows.width < _LONGEST
    return "furniture", [free[n], free[n + 1]] if office else [free[n]]


def _title_above(lines: Sequence[Line], page: Page, free: Sequence[int], n: int, used: Container[int]) -> list[int]:
    """The lines right above a byline that are set otherwise than the column of text before them."""
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
