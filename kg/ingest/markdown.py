"""Markdown: the blocks that people write reports with (CommonMark, pipe tables, footnotes, a front matter)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from kg.ingest.decode import decode
from kg.ingest.extract import About, Extract
from kg.ingest.lines import Line, split_lines
from kg.ingest.part import Grid, Layout, Part, last_solid
from kg.ingest.writer import settle
from kg.model import Span

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<body>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S)
_FIELD = re.compile(r"^(?P<key>\w+)[ \t]*:[ \t]*[\"']?(?P<value>[^\r\n]*?)[\"']?[ \t]*$", re.M)
_HEADING = re.compile(r"(#{1,6})[ \t]+(?P<text>.*?)(?:[ \t]+#+)?$")
_UNDERLINE = re.compile(r"(=+|-{2,})$")
_RULE = re.compile(r"(?:[-*_][ \t]*){3,}$")
_ITEM = re.compile(r"[-*+][ \t]+|(?=\d{1,3}[.)][ \t])")
_NOTE = re.compile(r"\[\^(?P<mark>[^\]]+)\]:[ \t]*")
_QUOTE = re.compile(r">[ \t]?")
_FENCE = re.compile(r"```|~~~")
_DASHES = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_CELL = re.compile(r"(?<!\\)\|")
#: Signs inside a line that are no text: emphasis, code, links' targets, footnote marks, comments, escapes.
_INLINE = re.compile(
    r"(?P<bold>\*\*(?=\S)|(?<=\S)\*\*|__(?=\S)(?<!\w__)|(?<=\S)__(?!\w))|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])|`+"
    r"|!\[|\[(?=[^\]^]*\]\()|\]\([^)\s]*(?:[ \t]+\"[^\"]*\")?\)|\[\^(?P<note>[^\]]+)\](?!:)|<!--.*?-->|<(?=https?://)|\\(?=[\\`*_{}\[\]()#+.!|>~-])|</?(?:br|b|i|em|strong|sup|sub|u|span)\b[^>]*>",
    re.S,
)


def read_markdown(data: bytes, name: str) -> Extract:
    """The text of a Markdown file, as it stands; its signs are left out of the blocks."""
    text, encoding, warnings = decode(data, name)
    front = _FRONT.match(text)
    lines = [line for line in split_lines(text) if not front or line.start >= front.end()]
    parts = list(_parts(text, lines))
    signs = list(_INLINE.finditer(text, front.end() if front else 0))
    marks = tuple(Span(*match.span()) for match in signs)
    anchors = _anchors(text, signs)
    parts = [replace(part, anchor=anchors.get(part.mark)) if part.mark else part for part in parts]
    return Extract(text, Layout(tuple(settle(text, parts)), marks), about=_about(front), encoding=encoding, warnings=warnings)


def _anchors(text: str, signs: Sequence[re.Match[str]]) -> dict[str, int]:
    """The last character before each footnote's first mark that is text: neither white space nor a sign."""
    anchors: dict[str, int] = {}
    last, end = None, 0
    for sign in signs:
        last = last_solid(text[end : sign.start()], end, last)
        if sign["note"] and last is not None:
            anchors.setdefault(sign["note"], last)
        end = sign.end()
    return anchors


def _about(front: re.Match[str] | None) -> About:
    fields = {match["key"].lower(): match["value"] for match in _FIELD.finditer(front["body"])} if front else {}
    return About(*(fields.get(key) or None for key in ("title", "author", "publisher", "date")))


def _parts(text: str, lines: Sequence[Line]) -> Iterator[Part]:
    i = 0
    while i < len(lines):
        if _FENCE.match(lines[i].text):
            end = next((n for n in range(i + 1, len(lines)) if _FENCE.match(lines[n].text)), len(lines) - 1) + 1
            yield Part("furniture", tuple(line.span for line in lines[i:end]))
        elif i + 1 < len(lines) and "|" in lines[i].text and "|" in lines[i + 1].text and _DASHES.match(lines[i + 1].text):
            end = i + 2
            while end < len(lines) and lines[end].gap == 0 and "|" in lines[end].text:
                end += 1
            yield _table(text, [lines[i], *lines[i + 2 : end]])
        else:
            end = i + 1
            while end < len(lines) and lines[end].gap == 0 and not _opens(lines, end):
                end += 1
            yield from _block(lines[i:end])
        i = end


def _opens(lines: Sequence[Line], i: int) -> bool:
    """Whether a line opens a block although no empty line stands before it."""
    text = lines[i].text
    table = i + 1 < len(lines) and "|" in text and bool(_DASHES.match(lines[i + 1].text)) and "|" in lines[i + 1].text
    return bool(table or _HEADING.match(text) or _ITEM.match(text) or _FENCE.match(text) or _NOTE.match(text)) or bool(
        _HEADING.match(lines[i - 1].text) or _RULE.match(lines[i - 1].text)
    )


def _block(lines: Sequence[Line]) -> Iterator[Part]:
    first = lines[0].text
    if heading := _HEADING.match(first):
        level = len(heading[1])
        start = lines[0].start + heading.start("text")
        if heading["text"]:
            yield Part("title" if level == 1 else "heading", (Span(start, start + len(heading["text"])),), level=level)
    elif len(lines) > 1 and _UNDERLINE.match(lines[-1].text):
        level = 1 if lines[-1].text[0] == "=" else 2
        yield Part("title" if level == 1 else "heading", tuple(line.span for line in lines[:-1]), level=level)
    elif note := _NOTE.match(first):
        yield Part("footnote", _pieces(lines, note.end()), note["mark"])
    elif not _RULE.match(first):
        item = _ITEM.match(first)
        yield Part("list_item" if item else "paragraph", _pieces(lines, item.end() if item else 0))


def _pieces(lines: Sequence[Line], skip: int) -> tuple[Span, ...]:
    pieces = [Span(lines[0].start + skip, lines[0].end), *(line.span for line in lines[1:])]
    quoted = [_QUOTE.match(line.text) for line in lines]
    return tuple(Span(piece.start + len(quote[0]), piece.end) if quote else piece for piece, quote in zip(pieces, quoted, strict=True))


def _table(text: str, lines: Sequence[Line]) -> Part:
    rows = [_cells(text, line) for line in lines]
    columns = len(rows[0])
    body = tuple((*row, *[()] * (columns - len(row)))[:columns] for row in rows[1:])
    return Part("table", grid=Grid((), rows[0], body, sure=all(len(row) == columns for row in rows)))


def _cells(text: str, line: Line) -> tuple[tuple[Span, ...], ...]:
    edges = [line.start - 1, *(match.start() for match in _CELL.finditer(text, line.start, line.end)), line.end]
    cells = [_trimmed(text, a + 1, b) for a, b in pairwise(edges)]
    return tuple(cells[line.text[0] == "|" : len(cells) - (line.text[-1] == "|")])


def _trimmed(text: str, start: int, end: int) -> tuple[Span, ...]:
    body = text[start:end]
    lead = len(body) - len(body.lstrip())
    return (Span(start + lead, start + len(body.rstrip())),) if body.strip() else ()
