"""A text as physical lines, with what their surroundings tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.ingest.chars import width
from kg.model import Span

#: A blank line this wide is the rule above footnotes.
_RULE = 10
_LINE = re.compile(r"[^\n\r\f]*(?:\r\n|[\n\r\f])|[^\n\r\f]+")


@dataclass(slots=True)
class Line:
    """A line that holds something.

    Attributes:
        start, end: source places, white space at both ends left out.
        text: what stands there.
        width: columns it fills.
        indent: blanks before it.
        trail: blanks behind it.
        gap: empty lines before it.
        rule: whether a rule of blanks stands above it.
        page: whether it opens a page.
    """

    start: int
    end: int
    text: str
    width: int
    indent: int
    trail: int
    gap: int
    rule: bool
    page: bool

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


def split_lines(text: str) -> list[Line]:
    """The lines of a text that are not empty.

    A form feed opens a page. Where it was lost but lines are set apart by empty ones, a line that follows another at once and
    is indented by a blank opens one, and so does one after several empty lines: that is what some extractors write for the form feed.
    """
    lines: list[Line] = []
    gap, rule, fed, place = 0, False, True, 0
    for raw in _split(text):
        body = raw.strip()
        if body:
            indent = len(raw) - len(raw.lstrip())
            start = place + indent
            end = start + len(body)
            lines.append(
                Line(
                    start,
                    end,
                    body,
                    width(body),
                    indent,
                    len(raw.rstrip("\r\n")) - indent - len(body),
                    gap,
                    rule,
                    fed or "\f" in raw[:indent],
                )
            )
            gap, rule, fed = 0, False, "\f" in raw[len(raw.rstrip()) :]
        else:
            gap += 1
            rule |= len(raw) > _RULE
            fed |= "\f" in raw
        place += len(raw)
    return lines if "\f" in text else _with_lost_feeds(lines)


def _split(text: str) -> list[str]:
    """Lines with their ends, by universal newlines only (str.splitlines also cuts at separators that stand inside a line)."""
    return text.splitlines(keepends=True) if _plain(text) else _LINE.findall(text)


def _plain(text: str) -> bool:
    return not re.search("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", text)


def is_double_spaced(lines: Sequence[Line]) -> bool:
    """Whether empty lines stand between most lines, so that they part nothing."""
    return len(lines) > 8 and sum(line.gap > 0 for line in lines) > 0.6 * len(lines)


def _with_lost_feeds(lines: list[Line]) -> list[Line]:
    if is_double_spaced(lines):
        for line in lines:
            line.page |= (line.gap == 0 and line.indent in (1, 2)) or (line.gap > 2 and not line.rule)
    return lines
