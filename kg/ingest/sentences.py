"""Sentences of clean text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.ingest.chars import CLOSING
from kg.model import Span

_OPEN = "「『（(《【“"
_CLOSE = "」』）)》】”"
_PAIR = dict(zip(_CLOSE, _OPEN, strict=True))
#: An end of a sentence, brackets, or a line break between table rows.
_TOKEN = re.compile(rf"[{_OPEN}]|[{_CLOSE}]|[。！？]+[{CLOSING}]*|[.!?]+[{CLOSING}]*(?=\s|$)|(?<=[^\x00-\x7f])[!?]+[{CLOSING}]*|\n")
_FINAL = re.compile(r"[。！？!?.]")
#: Brackets longer than this hold sentences of their own, or were never closed.
_LONGEST = 240
#: Open brackets above this number are looked through for such as were never closed.
_DEEPEST = 20
#: What follows a quotation that ends a sentence only inside it.
_GOES_ON = re.compile(r"\s*[、，,；;：:）)」』》。！？的等與和及或之為是也而並]")
#: What stands before brackets that hold whole sentences.
_BEFORE_WHOLE = "。！？」』）)\n"
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Inc|Ltd|Co|Corp|No|Nos|vs|cf|al|etc|St|Jr|Sr|Gen|Sen|Rep|Gov|Sec|Art|Fig|Vol|pp|eds?|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|est|Dept|Univ|e\.g|i\.e))\.$"
)


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a clean text, white space between them left out.

    A full stop inside brackets or quotation marks ends a sentence only if they close right behind it and the sentence does not
    go on.
    """
    spans, start = [], 0
    for end in _ends(text):
        if span := _trimmed(text, start, end):
            spans.append(span)
        start = end
    if span := _trimmed(text, start, len(text)):
        spans.append(span)
    return tuple(spans)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    body = text[start:end]
    lead = len(body) - len(body.lstrip())
    return Span(start + lead, start + len(body.rstrip())) if lead < len(body) else None


def _ends(text: str) -> Iterator[int]:
    tokens = [(match.start(), match[0]) for match in _TOKEN.finditer(text)]
    inside = _closed(tokens)
    for place, token in tokens:
        if text[place] == "\n":
            yield place
        elif _FINAL.match(token) and not _in_word(text, place, token):
            end = place + len(token)
            within = inside.get(place)
            if within is None or (within < end and not _GOES_ON.match(text, end) and not _is_aside(text, tokens, place, within)):
                yield end


def _is_aside(text: str, tokens: list[tuple[int, str]], place: int, close: int) -> bool:
    """Whether round brackets that close behind a full stop were opened in the middle of a sentence."""
    if text[close] not in "）)":
        return False
    opened = max((at for at, token in tokens if at < place and token == _PAIR[text[close]]), default=0)
    before = text[:opened].rstrip(" ")[-1:]
    return bool(before) and before not in _BEFORE_WHOLE


def _closed(tokens: list[tuple[int, str]]) -> dict[int, int]:
    """For each end of a sentence inside brackets that close: the place where the outermost of them closes."""
    stack: list[tuple[int, str, int]] = []
    outer: list[tuple[int, int, int]] = []
    for n, (place, token) in enumerate(tokens):
        for offset, char in enumerate(token):
            if char in _OPEN:
                stack = [other for other in stack if place - other[0] <= _LONGEST] if len(stack) > _DEEPEST else stack
                stack.append((place + offset, char, n))
            elif char in _PAIR:
                found = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][1] == _PAIR[char]), None)
                if found is not None:
                    opened, _, first = stack[found]
                    del stack[found:]
                    if place + offset - opened <= _LONGEST:
                        outer.append((first, n, place + offset))
    inside: dict[int, int] = {}
    for first, last, close in outer:
        for n in range(first, last + 1):
            inside[tokens[n][0]] = max(close, inside.get(tokens[n][0], 0))
    return inside


def _in_word(text: str, place: int, token: str) -> bool:
    """Whether a full stop belongs to an abbreviation or an initial."""
    if token[0] != "." or token.startswith(".."):
        return False
    follows = text[place + len(token) : place + len(token) + 4].lstrip()[:1]
    if follows and follows.islower():
        return True
    return bool(follows and _ABBREVIATION.search(text, max(0, place - 12), place + 1))
