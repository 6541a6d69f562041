"""Tables that extraction flattened: where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.ingest.cells import grid_of
from kg.ingest.kinds import CAPTION, NOTE, REMARK, has_stops, heading_level, is_ended
from kg.ingest.lines import Line
from kg.ingest.paragraphs import Page, is_filled
from kg.ingest.part import Part

#: No table runs on for more lines; without a source note below it, no more than these.
_MOST, _MOST_OPEN = 600, 60
_CAPTION_LINES = 3


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables as parts, and the lines they take."""

    parts: tuple[Part, ...]
    lines: frozenset[int]


def find_tables(text: str, lines: Sequence[Line], page: Page, taken: set[int] | frozenset[int]) -> Tables:
    """The tables that stand under a caption: down to a source note or remark, or else as long as lines fall into cells."""
    parts: list[Part] = []
    used: set[int] = set()
    for i, line in enumerate(lines):
        if i in taken or i in used or not is_table_caption(line.text):
            continue
        title = _caption(lines, page, i, taken)
        if part := _table(text, lines, page, title, taken) if title else None:
            parts.append(part[0])
            used |= part[1]
    return Tables(tuple(parts), frozenset(used))


def is_table_caption(text: str) -> bool:
    """Whether a line reads "Table 1: …"."""
    match = CAPTION.match(text)
    return bool(
        match and match["kind"][-1] not in "圖图" and not match["kind"].lower().startswith("fig") and match["gap"] and match["rest"]
    )


def _caption(lines: Sequence[Line], page: Page, i: int, taken: set[int] | frozenset[int]) -> list[int]:
    """The lines of a caption; none if it turns out to be a sentence."""
    title = [i]
    while (page.marked and lines[title[-1]].trail == 0) or _is_open(lines, title):
        n = title[-1] + 1
        if n == len(lines) or n in taken or len(title) == _CAPTION_LINES:
            return []
        title.append(n)
    whole = "".join(lines[n].text for n in title)
    prose = not page.marked and is_filled(page, lines, i) and has_stops(whole)
    return [] if prose or is_ended(whole) or "。" in whole else title


def _is_open(lines: Sequence[Line], title: Sequence[int]) -> bool:
    whole = "".join(lines[n].text for n in title)
    return any(whole.count(a) > whole.count(b) for a, b in ("（）", "()", "「」", "《》"))


def _table(
    text: str, lines: Sequence[Line], page: Page, title: list[int], taken: set[int] | frozenset[int]
) -> tuple[Part, set[int]] | None:
    first = title[-1] + 1
    end = _note_below(lines, first)
    closed = end is not None
    if end is None:
        end = _prose_below(lines, page, first)
    body = [n for n in range(first, end) if n not in taken]
    header = "".join(lines[body[0]].text.split()) if body else ""
    repeated = {n for n in body[1:] if lines[n].page and "".join(lines[n].text.split()) == header}
    kept = [lines[n] for n in body if n not in repeated]
    if len(kept) < 2:
        return None
    grid = grid_of(text, kept, tuple(lines[n].span for n in title), marked=page.marked)
    return (Part("table", grid=grid), {*title, *body} - repeated) if closed or grid.sure else None


def _note_below(lines: Sequence[Line], first: int) -> int | None:
    """The source note or remark that closes a table, unless another caption or a chapter comes first."""
    for n in range(first, min(first + _MOST, len(lines))):
        text = lines[n].text
        if NOTE.match(text) or REMARK.match(text):
            return n
        if is_table_caption(text) or (heading_level(text) or 9) <= 2:
            return None
    return None


def _prose_below(lines: Sequence[Line], page: Page, first: int) -> int:
    """The line where text goes on below a table without a note."""
    stop = min(first + _MOST_OPEN, len(lines))
    for n in range(first, stop):
        text = lines[n].text
        if heading_level(text) or is_table_caption(text) or (is_filled(page, lines, n) and has_stops(text)) or is_ended(text):
            return n
    return stop
