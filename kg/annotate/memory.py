"""A name found once, by whatever sign, is found again in the whole document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import ahocorasick_rs

from kg.annotate.candidate import Candidate, View, is_latin
from kg.vocab import squeeze

#: Shorter new names are not sought again: too often parts of other words.
_SHORTEST = 3
#: What only the tagger took for a name is sought again if it did so at this share of the places: it saw the others too.
_AGREED = 0.25
_REMEMBERED = frozenset({"suffix", "bracket", "gloss", "abbreviation", "person", "person-list", "column", "tagger"})


class Memory:
    """The new names of one document.

    Args:
        views: the document.
        found: the names that stand in each view.
    """

    def __init__(self, views: Sequence[View], found: Sequence[Sequence[Candidate]]) -> None:
        types: dict[str, Counter[str]] = defaultdict(Counter)
        self._sure: set[str] = set()
        self._capital: set[str] = set()
        for view, candidates in zip(views, found, strict=True):
            for candidate in candidates:
                if candidate.found_by in _REMEMBERED:
                    surface = view.text[candidate.start : candidate.end]
                    key = squeeze(surface)[0]
                    if surface.isascii() and not surface.islower():
                        self._capital.add(key)
                    if len(key) >= _SHORTEST or (len(key) == 2 and candidate.found_by == "abbreviation"):
                        types[key][candidate.type] += 1
                        if candidate.found_by != "tagger":
                            self._sure.add(key)
        self._types = {key: min(counts, key=lambda t: (-counts[t], t)) for key, counts in types.items()}
        self._keys = sorted(self._types)
        self._automaton = ahocorasick_rs.AhoCorasick(self._keys) if self._keys else None
        occurrences = Counter(key for view in views if view.block.table is None for key, _, _ in self._occurrences(view))
        self._doubted = {key for key in self._keys if key not in self._sure and types[key].total() < _AGREED * occurrences[key]}

    def find(self, view: View) -> Iterator[Candidate]:
        """Yield a candidate wherever a remembered name stands, if the tagger, where it alone took it for a name, did so often enough.
        In a table the words of prose stand for other things (產業, 機械): there what only the tagger took for a name is not one."""
        for key, start, end in self._occurrences(view):
            if key in self._sure or (view.block.table is None and key not in self._doubted):
                first, last = view.clean(start, end)
                if key not in self._capital or not view.text[first:last].islower():
                    yield Candidate(first, last, self._types[key], "memory", 0.6)

    def _occurrences(self, view: View) -> Iterator[tuple[str, int, int]]:
        if self._automaton is not None:
            for i, start, end in self._automaton.find_matches_as_indexes(view.squeezed, overlapping=True):
                if _bounded(view, start, end):
                    yield self._keys[i], start, end


def _bounded(view: View, start: int, end: int) -> bool:
    text = view.squeezed
    left = not is_latin(text[start]) or view.gap_before(start) or not is_latin(text[start - 1])
    return left and (not is_latin(text[end - 1]) or view.gap_after(end) or not is_latin(text[end]))
