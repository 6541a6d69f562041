"""Lists lend their type: what stands between 、 beside two names of one type is a name of that type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.annotate.candidate import Candidate, View
from kg.vocab import Vocabulary, alternatives, fold

_TYPES = frozenset({"Firm", "Product", "Sector", "Person", "Place"})
_MEMBER = r"[^、,，。;；:：!?()（）「」《》\n]{2,14}"
#: Chinese list members of more characters than this are phrases.
_LONGEST = {"Person": 5, "Place": 8}


class Lists:
    """Finds the unknown members of lists whose other members are known."""

    def __init__(self, vocab: Vocabulary) -> None:
        lead = alternatives(map(fold, vocab.lexicon.words["list-lead"]))
        self._between = re.compile(f"、(?P<x>{_MEMBER})、")
        self._last = re.compile(f"(?:、(?:以及|及|与|和)?|以及|及|与|和)(?P<x>{_MEMBER})等")
        self._first = re.compile(f"(?:{lead})(?P<x>{_MEMBER})、")
        self._common = vocab.lexicon.not_names
        self._edges = tuple(sorted(edge for edge in vocab.lexicon.edges))
        self._inside = re.compile("[的了是并且也都已被将应须要其该各每某为]")

    def find(self, view: View, chosen: Sequence[Candidate]) -> Iterator[Candidate]:
        """Yield a candidate for each member between, after or before two names of one type in a list."""
        for first, second in pairwise(chosen):
            if first.type == second.type and first.type in _TYPES:
                if match := self._between.fullmatch(view.folded, first.end, second.start):
                    yield from self._member(view, match, first.type)
                elif view.folded[first.end : second.start].strip() == "、":
                    if match := self._last.match(view.folded, second.end):
                        yield from self._member(view, match, first.type)
                    before = [m for m in self._first.finditer(view.folded, max(0, first.start - 20), first.start) if m.end() == first.start]
                    if before:
                        yield from self._member(view, before[-1], first.type)

    def _member(self, view: View, match: re.Match[str], type_: str) -> Iterator[Candidate]:
        text = match["x"]
        key = text.replace(" ", "")
        common = key in self._common or self._inside.search(key) or (not key.isascii() and len(key) > _LONGEST.get(type_, 10))
        if not common and not key.isdigit():
            start = match.start("x") + len(text) - len(text.lstrip())
            yield Candidate(start, start + len(text.strip()), type_, "list", 0.5)
