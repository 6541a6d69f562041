"""New names by what they end in (…委員會, …協定, …產業), with a left edge that can be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import ahocorasick_rs

from kg.annotate.candidate import Candidate, View
from kg.annotate.edges import Known, LeftEdge
from kg.vocab import Vocabulary, alternatives, fold

#: 經濟部統計處長, 中國商務部副部級: the body's last character belongs to the office behind it.
_OFFICES = frozenset("长级")


class SuffixGrammar:
    """Finds names in running text by the free suffixes of ``suffixes.csv``."""

    def __init__(self, vocab: Vocabulary) -> None:
        lexicon = vocab.lexicon
        self._suffixes = lexicon.suffixes
        self._not_names = lexicon.not_names
        self._edge = LeftEdge(vocab)
        self._keys = sorted(suffix for suffix, entry in self._suffixes.items() if entry.mode != "marked")
        self._words = frozenset(map(fold, lexicon.words["not-suffix"]))
        self._automaton = ahocorasick_rs.AhoCorasick(self._keys)
        self._common = re.compile(f"(?:{alternatives(map(re.escape, self._not_names))})$")

    def find(self, view: View, known: Known) -> Iterator[Candidate]:
        """Yield a candidate for each suffix whose left edge is sound. ``known``: squeezed end → (start, type) of known names."""
        text = view.squeezed
        longest: dict[int, int] = {}
        for _, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            longest[end] = min(start, longest.get(end, start))
        for end, start in sorted(longest.items()):
            entry = self._suffixes[text[start:end]]
            if {text[end - 2 : end], text[end - 1 : end + 1]} & self._words or (entry.mode == "homed" and text[end : end + 1] in _OFFICES):
                continue
            left = self._edge.homed(text, start, known) if entry.mode == "homed" else self._edge.find(text, start, entry.type, known)
            if left is None or start - left < entry.least or self._is_common(text, left, start, end):
                continue
            first, last = view.clean(left, end)
            yield Candidate(first, last, entry.type, "suffix", 0.7)

    def _is_common(self, text: str, left: int, start: int, end: int) -> bool:
        """Whether the name, or its end beyond the suffix, is a common noun (企業, 研究中心)."""
        match = self._common.search(text, left, end)
        return match is not None and (match.start() <= left or match.start() < start)
