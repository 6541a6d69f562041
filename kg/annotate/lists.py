"""Lists lend their type: what stands between 、 beside two names of one type is a name of that type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.annotate.candidate import Candidate, View
from kg.vocab import Vocabulary, alternatives, fold

_TYPES = frozenset({"Firm", "Product", "Sector", "Person", "Place"})
#: Annotators whose types what closes a list outweighs (、遠信等廠商).
GUESSING = frozenset({"tagger", "memory", "model"})
_PARTING = re.compile("、(?:以及|及|与|和)?|以及|及|与|和")
_MEMBER = r"[^、,，。;；:：!?()（）「」《》\n]{2,14}"
#: Chinese list members of more characters than this are phrases.
_LONGEST = {"Person": 5, "Place": 8}


class Lists:
    """Finds the unknown members of lists whose other members are known."""

    def __init__(self, vocab: Vocabulary) -> None:
        lead = alternatives(map(fold, vocab.lexicon.words["list-lead"]))
        opens = alternatives(map(fold, vocab.lexicon.words["list-opens"]))
        heads = alternatives(map(fold, vocab.lexicon.words["firm-heads"]))
        self._headed = re.compile(
            rf"(?:{opens}|(?<=[商者户司])有)(?P<members>{_MEMBER}(?:、{_MEMBER})*(?:(?:、?以及|、?及|与|和){_MEMBER}?)?)"
            rf"等(?:[\d一二三四五六七八九十多数几]{{0,3}}[大家间])?(?:知名|大型|国内|本土|外国|国际|主要)?(?:{heads})"
        )
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
                    yield from self._member(match, first.type)
                elif view.folded[first.end : second.start].strip() == "、":
                    if match := self._last.match(view.folded, second.end):
                        yield from self._member(match, first.type)
                    before = [m for m in self._first.finditer(view.folded, max(0, first.start - 20), first.start) if m.end() == first.start]
                    if before:
                        yield from self._member(before[-1], first.type)

    def headed(self, view: View, chosen: Sequence[Candidate]) -> Iterator[Candidate]:
        """Yield the members of lists that a word for firms closes (包括A、B及C等廠商), unless one of them is known to be something else."""
        for match in self._headed.finditer(view.folded):
            start, end = match.span("members")
            if any(start <= c.start and c.end <= end and c.type != "Firm" and c.found_by not in GUESSING for c in chosen):
                continue
            edges = [start, *(place for parting in _PARTING.finditer(view.folded, start, end) for place in parting.span()), end]
            for first, last in zip(edges[::2], edges[1::2], strict=True):
                yield from self._name(view.folded[first:last], first, "Firm")

    def _member(self, match: re.Match[str], type_: str) -> Iterator[Candidate]:
        yield from self._name(match["x"], match.start("x"), type_)

    def _name(self, text: str, at: int, type_: str) -> Iterator[Candidate]:
        """A candidate for a member of a list that stands at a place, unless it is no name."""
        key = text.replace(" ", "")
        common = key in self._common or self._inside.search(key) or (not key.isascii() and len(key) > _LONGEST.get(type_, 10))
        if len(key) > 1 and not common and not key.isdigit():
            start = at + len(text) - len(text.lstrip())
            yield Candidate(start, start + len(text.strip()), type_, "list", 0.5)
