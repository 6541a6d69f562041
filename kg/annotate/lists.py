"""Lists lend their type: what stands between 、 beside two names of one type is a name of that type, and as a whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.annotate.candidate import Candidate, View
from kg.vocab import Vocabulary, alternatives, fold

_TYPES = frozenset({"Firm", "Product", "Sector", "Person", "Place"})
#: Annotators whose types what closes a list outweighs (、遠信等廠商).
GUESSING = frozenset({"tagger", "memory", "model"})
_PARTING = re.compile("、(?:以及|及|与|和)?|以及|及|与|和")
_MEMBER = r"[^、,，。;；:：!?()（）「」《》\n]{2,14}"
#: Types whose names are common nouns, of which a longer one is another name: 半導體, 智慧半導體.
_COMMON = frozenset({"Product", "Sector"})
#: What may be a list: it stands between other marks than 、.
_LIST = re.compile(r"[^,，。;；:：!?()（）「」《》\n]+")
#: The last two members of a list that says where it ends.
_TAIL = re.compile(r"(?P<a>[^、]{2,14}?)(?:以及|及|与|和|暨)(?P<b>[^、]{2,14}?)等")
#: So many members of a list must be names of one type, and so large a share of them.
_LEAST, _SHARE = 2, 0.4
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
        self._edges = tuple(sorted(edge for edge in vocab.lexicon.edges if len(edge) > 1))
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

    def wholes(self, view: View, chosen: Sequence[Candidate]) -> Iterator[Candidate]:
        """Yield a candidate for each member of a list of common nouns that only in part is a name so far: 5G、智慧半導體、無人機."""
        for found in _LIST.finditer(view.folded):
            if "、" not in found[0]:
                continue
            members = list(_bounded(found))
            exact = [c.type for c in chosen if c.type in _COMMON and _fills(found, c)]
            type_, count = Counter(exact).most_common(1)[0] if exact else ("", 0)
            if count < max(_LEAST, _SHARE * len(members)):
                continue
            for start, end in members:
                inner = [c for c in chosen if c.start < end and start < c.end]
                text = view.folded[start:end].replace(" ", "")
                part = inner and inner[-1].end == end and inner[0].start > start and all(c.type in _COMMON for c in inner)
                if part and not self._phrase(text, type_) and not text.startswith(self._edges):
                    yield Candidate(start, end, type_, "list", 0.5)

    def _phrase(self, text: str, type_: str) -> bool:
        long = not text.isascii() and len(text) > _LONGEST.get(type_, 10)
        return text in self._common or bool(self._inside.search(text)) or long

    def _member(self, match: re.Match[str], type_: str) -> Iterator[Candidate]:
        yield from self._name(match["x"], match.start("x"), type_)

    def _name(self, text: str, at: int, type_: str) -> Iterator[Candidate]:
        """A candidate for a member of a list that stands at a place, unless it is no name."""
        key = text.replace(" ", "")
        if len(key) > 1 and not self._phrase(key, type_) and not key.isdigit():
            start = at + len(text) - len(text.lstrip())
            yield Candidate(start, start + len(text.strip()), type_, "list", 0.5)


def _fills(found: re.Match[str], name: Candidate) -> bool:
    """Whether a name is a whole member of a list, as far as can be seen: the first one may begin, the last one go on, anywhere."""
    text, start, end = found.string, found.start(), found.end()
    if not start <= name.start < name.end <= end:
        return False
    before, after = text[start : name.start].rstrip(), text[name.end : end].lstrip()
    begins = "、" not in before or before.endswith("、")
    return begins and ("、" in before or "、" in after) and (not after or after[0] in "、等及与和以")


def _bounded(found: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The members of a list of which it is sure where they begin and end."""
    at = found.start()
    parts = found[0].split("、")
    for n, part in enumerate(parts):
        if 0 < n < len(parts) - 1:
            yield at + len(part) - len(part.lstrip()), at + len(part.rstrip())
        elif n and (tail := _TAIL.match(part)):
            yield at + tail.start("a"), at + tail.end("a")
            yield at + tail.start("b"), at + tail.end("b")
        at += len(part) + 1
