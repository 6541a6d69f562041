"""A name found once, by whatever sign, is found again in the whole document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import ahocorasick_rs

from kg.annotate.candidate import Candidate, View, is_latin
from kg.vocab import squeeze

#: Shorter new names are not sought again: too often parts of other words.
_SHORTEST = 3
_REMEMBERED = frozenset({"suffix", "bracket", "gloss", "abbreviation", "person", "person-list", "column", "tagger"})


class Memory:
    """The new names of one document."""

    def __init__(self, found: Iterable[tuple[View, Candidate]]) -> None:
        types: dict[str, Counter[str]] = defaultdict(Counter)
        self._sure: set[str] = set()
        for view, candidate in found:
            if candidate.found_by in _REMEMBERED:
                key = squeeze(view.text[candidate.start : candidate.end])[0]
                if len(key) >= _SHORTEST or (len(key) == 2 and candidate.found_by == "abbreviation"):
                    types[key][candidate.type] += 1
                    if candidate.found_by != "tagger":
                        self._sure.add(key)
        self._types = {key: min(counts, key=lambda t: (-counts[t], t)) for key, counts in types.items()}
        self._keys = sorted(self._types)
        self._automaton = ahocorasick_rs.AhoCorasick(self._keys) if self._keys else None

    def find(self, view: View) -> Iterator[Candidate]:
        """Yield a candidate wherever a remembered name stands. In a table the words of prose stand for other things (產業, 機械): there
        what only the tagger took for a name is not one."""
        if self._automaton is None:
            return
        for i, start, end in self._automaton.find_matches_as_indexes(view.squeezed, overlapping=True):
            if _bounded(view, start, end) and (view.block.table is None or self._keys[i] in self._sure):
                first, last = view.clean(start, end)
                yield Candidate(first, last, self._types[self._keys[i]], "memory", 0.6)


def _bounded(view: View, start: int, end: int) -> bool:
    text = view.squeezed
    left = not is_latin(text[start]) or view.gap_before(start) or not is_latin(text[start - 1])
    return left and (not is_latin(text[end - 1]) or view.gap_after(end) or not is_latin(text[end]))
