"""Clean text: blanks inside Chinese words, line breaks and footnote marks taken out, every character's source place kept."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain

from kg.ingest.chars import CJK_MARK, CJK_WORD
from kg.model import Span

_BLANKS = re.compile(r"[\s\u200b\ufeff\u00ad]+")
_IS_WORD = re.compile(f"[{CJK_WORD}]")
_IS_MARK = re.compile(f"[{CJK_MARK}]")
#: A Chinese character that stands alone between blanks: a word set wide, not two columns.
_LONE_LEFT = re.compile(rf"(?:^|[\s{CJK_MARK}])[{CJK_WORD}]$")
_LONE_RIGHT = re.compile(rf"[{CJK_WORD}](?:$|[\s{CJK_MARK}])")
_HYPHENED = re.compile(r"([^\W\d_]{2,})[-\u2010]$")
#: First halves of words that are written with a hyphen.
_PREFIXES = frozenset(("self", "non", "co", "cross", "multi", "anti", "pre", "post", "long", "short", "high", "low", "well", "semi"))
#: Characters on either side of a broken word among which another spelling of it counts.
_NEARBY = 100_000
_WORD = re.compile(r"[^\W\d_]+")
_URL_END = re.compile(r"(?:https?://|www\.)[\x21-\x7e]*$")
_URL_PART = re.compile(r"[\x21-\x7e]*[/.=?&%#_\d-]")

#: Start and end of a range of source places; the many of a text are plain numbers.
Run = tuple[int, int]


class _Scripts(dict[str, int]):
    """For each character that was asked for: 2 if it is punctuation that brings its own space, 1 if it belongs to words of Chinese,
    else 0. A text asks again and again for few."""

    def __missing__(self, char: str) -> int:
        self[char] = script = 2 if _IS_MARK.match(char) else 1 if _IS_WORD.match(char) else 0
        return script


class Cleaner:
    """Cleans the parts of one document.

    Left out of the clean text: white space that does not part Latin words, soft hyphens and zero-width characters, hyphens at
    which a Latin word was broken, and the given footnote marks. Nothing else is.

    Args:
        text: of the document.
        marks: source spans to leave out, ascending.
    """

    def __init__(self, text: str, marks: Sequence[Span] = ()) -> None:
        self._text = text
        self._marks = marks
        self._starts = [mark.start for mark in marks]
        self._scripts = _Scripts()

    def clean(self, pieces: Iterable[Span]) -> list[Run]:
        """The kept runs of the pieces. A run of one white space character stands for a space."""
        runs: list[Run] = []
        for start, end in chain.from_iterable(map(self._unmarked, pieces)):
            own = self._runs(start, end)
            if runs and own:
                self._join(runs, own[0])
            runs += own
        return runs

    def _unmarked(self, piece: Span) -> list[Run]:
        """A piece without the footnote marks in it."""
        if not self._marks:
            return [(piece.start, piece.end)] if piece.start < piece.end else []
        i = bisect_left(self._starts, piece.start)
        kept, start = [], piece.start
        while i < len(self._marks) and self._marks[i].end <= piece.end:
            kept.append((start, self._marks[i].start))
            start = self._marks[i].end
            i += 1
        return [(a, b) for a, b in (*kept, (start, piece.end)) if a < b]

    def _runs(self, first: int, end: int) -> list[Run]:
        """The kept runs of one line."""
        text, scripts = self._text, self._scripts
        runs, start = [], first
        for match in _BLANKS.finditer(text, first, end):
            a, b = match.span()
            parts = a > first and b < end
            if parts and b - a == 1 and text[a] == " " and bool(before := scripts[left := text[a - 1]]) is bool(scripts[text[b]]):
                if not before and left not in "([{":
                    continue  # single blanks between two words, or two characters, of one script are by far the most
                parts = False
            if a > start:
                runs.append((start, a))
            if parts and self._parts(a, b, first, end):
                runs.append((a, a + 1))
            start = b
        if start < end:
            runs.append((start, end))
        return runs

    def _parts(self, a: int, b: int, first: int, end: int) -> bool:
        """Whether the blanks between two places of a line part two words."""
        text = self._text
        left, right = text[a - 1], text[b]
        before, behind = self._scripts[left], self._scripts[right]
        if not text[a].isspace() or (before and b - a == 1 and right in ")]},.;:!?%") or left in "([{":
            return False
        if before == 2 or behind == 2:
            return False
        if not (before and behind):
            return True
        if b - a == 1 and text[a] != "\u3000":
            return False
        lone = _LONE_LEFT.search(text, max(first, a - 2), a) and _LONE_RIGHT.match(text, b, min(end, b + 2))
        return not lone

    def _join(self, runs: list[Run], after: Run) -> None:
        """Close or open the gap between the last run and what follows it on another line."""
        text, (start, end) = self._text, runs[-1]
        left, right = text[end - 1], text[after[0]]
        if self._scripts[left] or self._scripts[right] or after[0] == end:
            return
        if _URL_END.search(text, start, end) and _URL_PART.match(text, *after):
            return
        if right.islower() and (broken := _HYPHENED.search(text, start, end)):
            if self._is_broken(broken[1], _word_at(text, after[0]), after[0]):
                runs[-1] = (start, end - 1)
        elif left in "-\u2010\u2013/" and right.isalnum():
            return
        elif (place := self._blank(end, after[0])) is not None:
            runs.append((place, place + 1))

    def _is_broken(self, left: str, right: str, place: int) -> bool:
        """Whether a hyphen at a line end came from breaking the word: the word is written with it nowhere near."""
        near = self._text[max(0, place - _NEARBY) : place + _NEARBY]
        return left.lower() not in _PREFIXES and f"{left}-{right}" not in near

    def _blank(self, start: int, end: int) -> int | None:
        match = _BLANKS.search(self._text, start, end)
        return match.start() if match else None


def _word_at(text: str, place: int) -> str:
    match = _WORD.match(text, place)
    return match[0] if match else ""


def text_of(text: str, runs: Iterable[Run]) -> str:
    """The characters of kept runs."""
    return "".join([text[start:end] if end - start > 1 or not text[start].isspace() else " " for start, end in runs])


def places_of(runs: Iterable[Run]) -> Iterable[int]:
    """The source places of kept runs."""
    return chain.from_iterable(range(start, end) for start, end in runs)
