"""Known names, found by one Aho-Corasick pass over the squeezed text (Aho & Corasick 1975, doi:10.1145/360825.360855)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import ahocorasick_rs

from kg.annotate.candidate import Candidate, View, is_latin
from kg.vocab import Name, Vocabulary

#: An all-capital Latin name this long or shorter must be written in capitals (SEC, not sec).
_ACRONYM = 5


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    key: str


class Gazetteer:
    """Finds the vocabulary's names, reference expressions and stop phrases. What ``not_names.csv`` lists is no name."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._common = vocab.lexicon.not_names
        self._names = {key: names for key, names in vocab.names.by_key.items() if key not in self._common}
        self._stops = vocab.lexicon.stop_phrases
        self._references = vocab.lexicon.references
        self._keys = sorted({*self._names, *self._stops, *self._references})
        self._automaton = ahocorasick_rs.AhoCorasick(self._keys)

    def find(self, view: View) -> Iterator[Candidate]:
        """Yield a candidate for every known name and reference expression that no stop phrase covers."""
        hits = [
            _Hit(start, end, self._keys[i]) for i, start, end in self._automaton.find_matches_as_indexes(view.squeezed, overlapping=True)
        ]
        stops = [hit for hit in hits if hit.key in self._stops]
        for hit in hits:
            if any(s.start <= hit.start and hit.end <= s.end and s.key != hit.key for s in stops) or not _bounded(view, hit):
                continue
            yield from self._candidates(view, hit)

    def _candidates(self, view: View, hit: _Hit) -> Iterator[Candidate]:
        start, end = view.clean(hit.start, hit.end)
        surface = view.text[start:end]
        if reference := self._references.get(hit.key):
            yield Candidate(start, end, reference.type, "reference", 0.8)
        names = [name for name in self._names.get(hit.key, ()) if _case_fits(name.surface, surface)]
        for type_ in sorted({name.type for name in names}):
            same = [name for name in names if name.type == type_]
            weak = all(name.weak for name in same)
            yield Candidate(start, end, type_, "gazetteer", 0.6 if weak else 0.95, weak)

    def known(self, key: str) -> tuple[Name, ...]:
        """The names spelled so (a folded, squeezed key)."""
        return self._names.get(key, ())

    def is_common(self, key: str) -> bool:
        """Whether a key is no name but a common noun."""
        return key in self._common


def _bounded(view: View, hit: _Hit) -> bool:
    """Latin names must not be parts of longer words; Chinese ones may stand anywhere."""
    text = view.squeezed
    left = not is_latin(text[hit.start]) or view.gap_before(hit.start) or not is_latin(text[hit.start - 1])
    right = not is_latin(text[hit.end - 1]) or view.gap_after(hit.end) or not is_latin(text[hit.end])
    return left and right


def _case_fits(name: str, surface: str) -> bool:
    if not any(char.isascii() and char.isalpha() for char in name):
        return True
    letters = "".join(char for char in name if char.isalpha() and char.isascii())
    if letters.isupper() and len(letters) <= _ACRONYM:
        return "".join(char for char in surface if char.isalpha() and char.isascii()).isupper()
    return not (name[0].isupper() and surface[0].islower())
