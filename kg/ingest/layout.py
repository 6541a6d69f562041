"""Layout repair: a text as it came off its pages becomes parts in reading order.

Lines are taken out one layer after another: what belongs to the page (running heads, page numbers), footnotes, tables with
their captions, bylines. What remains is joined to paragraphs, and because a layer that was taken out does not end a paragraph,
a sentence that was interrupted by one is whole again.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from kg.ingest.citations import is_citation
from kg.ingest.furniture import furniture
from kg.ingest.kinds import BIBLIOGRAPHY, heading_level, is_item
from kg.ingest.labels import label_lines
from kg.ingest.lines import Line, split_lines
from kg.ingest.notes import Note, find_notes
from kg.ingest.paragraphs import Page, goes_on, is_heading, page_of
from kg.ingest.part import Grid, Layout, Part
from kg.ingest.tables import find_tables, inside, ruled_tables
from kg.model import BlockKind


def lay_out(text: str, grids: Sequence[Grid] = ()) -> Layout:
    """The parts of a plain text.

    Args:
        text: as it came off the pages.
        grids: tables whose cells the reader saw on the page, in reading order; each row is a line of the text.
    """
    lines = split_lines(text)
    if not lines:
        return Layout(())
    ruled = inside(lines, grids)
    aside = furniture(lines) - ruled
    notes = find_notes(text, lines, aside | ruled)
    parts = [_part("furniture", lines, [i]) for i in aside]
    parts += [_note(text, lines, note) for note in notes.notes]
    parts += [_part("reference", lines, [i]) for i in notes.links]
    taken = aside | notes.lines
    framed = ruled_tables(text, lines, page_of(text, lines, taken | ruled), grids, taken)
    taken |= framed.lines
    tables = find_tables(text, lines, page_of(text, lines, taken), taken)
    parts += framed.parts + tables.parts
    taken |= tables.lines
    page = page_of(text, lines, taken)
    labelled = label_lines(lines, page, taken)
    parts += [_part(kind, lines, group) for kind, group in labelled]
    taken |= {i for _, group in labelled for i in group}
    titled = any(kind == "title" for kind, _ in labelled)
    parts += _flow(lines, page, taken, titled=titled)
    return Layout(
        tuple(_with_bibliography(text, sorted(parts, key=lambda part: part.start))),
        notes.marks,
        tuple(line.start for line in lines if line.page),
    )


def _with_bibliography(text: str, parts: Sequence[Part]) -> Iterator[Part]:
    """What follows a heading such as References, up to the next heading, cites."""
    citing = False
    for part in parts:
        words = text[part.start : part.pieces[-1].end] if part.pieces else ""
        if part.kind in ("heading", "title", "paragraph") and (part.level or part.kind == "title" or BIBLIOGRAPHY.fullmatch(words)):
            citing = bool(BIBLIOGRAPHY.fullmatch(words))
        elif citing and part.kind in ("paragraph", "list_item", "heading"):
            part = replace(part, kind="reference")
        yield part


def _note(text: str, lines: Sequence[Line], note: Note) -> Part:
    words = "".join(text[lines[i].start : lines[i].end] for i in note.lines)
    part = _part("reference" if is_citation(words) else "footnote", lines, note.lines)
    return replace(part, mark=note.mark, anchor=note.anchor)


def _part(kind: BlockKind, lines: Sequence[Line], group: Sequence[int]) -> Part:
    return Part(kind, tuple(lines[i].span for i in group), level=heading_level(lines[group[0]].text) if kind == "heading" else None)


def _flow(lines: Sequence[Line], page: Page, taken: Container[int], *, titled: bool) -> Iterator[Part]:
    """Paragraphs, headings and list items from the lines that no layer took."""
    group: list[int] = []
    for i in range(len(lines)):
        if i in taken:
            continue
        if group and not goes_on(page, lines, group, i):
            yield _part(_kind(lines, page, group, titled), lines, group)
            group, titled = [], True
        group.append(i)
    if group:
        yield _part(_kind(lines, page, group, titled), lines, group)


def _kind(lines: Sequence[Line], page: Page, group: Sequence[int], titled: bool) -> BlockKind:
    first = lines[group[0]].text
    if is_heading(page, lines, group):
        return "heading" if titled or heading_level(first) else "title"
    return "list_item" if is_item(first) else "paragraph"
