"""Layout repair: a text as it came off its pages becomes parts in reading order.

Lines are taken out one layer after another: what belongs to the page (running heads, page numbers), footnotes, tables with
their captions, bylines. What remains is joined to paragraphs, and because a layer that was taken out does not end a paragraph,
a sentence that was interrupted by one is whole again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.ingest.furniture import furniture
from kg.ingest.kinds import BYLINE, CAPTION, IMPRINT, LINK, NOTE, REMARK, heading_level, is_ended, is_item
from kg.ingest.lines import Line, split_lines
from kg.ingest.notes import find_notes
from kg.ingest.paragraphs import Page, goes_on, is_filled, is_heading, page_of
from kg.ingest.part import Layout, Part
from kg.ingest.tables import find_tables
from kg.model import BlockKind


def lay_out(text: str) -> Layout:
    """The parts of a plain text."""
    lines = split_lines(text)
    if not lines:
        return Layout(())
    page = page_of(lines)
    aside = furniture(lines)
    notes = find_notes(text, lines, aside)
    parts = [_part("furniture", lines, [i]) for i in aside]
    parts += [_part("footnote", lines, note.lines, mark=note.mark) for note in notes.notes]
    parts += [_part("reference", lines, [i]) for i in notes.links]
    taken = aside | notes.lines
    tables = find_tables(text, lines, page, taken)
    parts += tables.parts
    taken |= tables.lines
    parts += _flow(lines, page, taken)
    return Layout(tuple(sorted(parts, key=lambda part: part.start)), notes.marks)


def _part(kind: BlockKind, lines: Sequence[Line], group: Sequence[int], mark: str | None = None) -> Part:
    return Part(kind, tuple(lines[i].span for i in group), mark, level=heading_level(lines[group[0]].text) if kind == "heading" else None)


def _flow(lines: Sequence[Line], page: Page, taken: set[int] | frozenset[int]) -> Iterator[Part]:
    """Paragraphs, headings and list items from the lines that no layer took."""
    fixed = _fixed(lines, page, taken)
    group: list[int] = []
    titled = False
    for i in range(len(lines)):
        if i in taken:
            continue
        if kind := fixed.get(i):
            yield _part(kind, lines, [i])
            continue
        if group and not goes_on(page, lines, group[-1], i, interrupted=group[-1] != i - 1):
            kind = _kind(lines, page, group, titled)
            titled |= kind != "furniture"
            yield _part(kind, lines, group)
            group = []
        group.append(i)
    if group:
        yield _part(_kind(lines, page, group, titled), lines, group)


def _kind(lines: Sequence[Line], page: Page, group: Sequence[int], titled: bool) -> BlockKind:
    first = lines[group[0]].text
    if LINK.fullmatch(first):
        return "reference"
    if is_heading(page, lines, group):
        return "heading" if titled or heading_level(first) else "title"
    return "list_item" if is_item(first) else "paragraph"


def _fixed(lines: Sequence[Line], page: Page, taken: set[int] | frozenset[int]) -> dict[int, BlockKind]:
    """Lines whose kind shows by themselves: captions, source notes, bylines with the title above them."""
    fixed: dict[int, BlockKind] = {}
    for i, line in enumerate(lines):
        if i in taken:
            continue
        if NOTE.match(line.text):
            fixed[i] = "reference"
        elif REMARK.match(line.text) or _is_caption(line):
            fixed[i] = "caption"
        elif (BYLINE.match(line.text) or IMPRINT.match(line.text)) and line.width < 90:
            fixed[i] = "furniture"
            for n in _title_above(lines, page, i, taken):
                fixed.setdefault(n, "title")
    return fixed


def _is_caption(line: Line) -> bool:
    match = CAPTION.match(line.text)
    return bool(match and match["gap"] and not is_ended(line.text))


def _title_above(lines: Sequence[Line], page: Page, byline: int, taken: set[int] | frozenset[int]) -> list[int]:
    """The lines right above a byline that are set otherwise than the column of text before them."""
    found: list[int] = []
    for n in range(byline - 1, max(-1, byline - 4), -1):
        line = lines[n]
        like_body = page.columns[n] - 4 < line.width <= page.columns[n] + 1
        if n in taken or is_ended(line.text) or like_body or line.text[-1] in "，、；：" or BYLINE.match(line.text) or is_filled(page, lines, n) and line.width <= page.columns[n]:
            break
        found.append(n)
    return found
