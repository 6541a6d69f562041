"""Where a new name begins: walking left from what is sure to belong to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kg.annotate.candidate import is_chinese, is_latin
from kg.vocab import Vocabulary, fold

#: Longest name sought, in characters before the part that is sure.
LONGEST = 22
#: Types whose names may begin with the name of a country or body: 美國商務部, 歐盟AI法, 美中貿易戰.
_HOMED = frozenset({"Organization", "Policy", "Event", "Firm"})
_HOMES = frozenset({"Country", "Place", "Organization"})
_INNER = "·-&"


class LeftEdge:
    """Finds the left edge of a name in squeezed text, or says that there is none that can be trusted."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._edges = vocab.lexicon.edges
        self._longest_edge = max(map(len, self._edges))
        self._protected = frozenset(map(fold, vocab.lexicon.words.get("protected", ())))

    def find(self, text: str, sure: int, type_: str, known: Mapping[int, Collection[tuple[int, str]]], longest: int = LONGEST) -> int | None:
        """The place where a name of ``type_`` begins whose sure part starts at ``sure``; None if no edge is met.

        Args:
            known: for a place, the (start, type) of known names that end there.
        """
        at = sure
        while True:
            if home := self._home(known.get(at, ()), at, type_):
                return home
            if at == 0 or not (is_chinese(text[at - 1]) or is_latin(text[at - 1]) or text[at - 1] in _INNER):
                return at
            if self._edge_ends(text, at):
                return at
            if sure - at >= longest:
                return None
            at -= 1

    def _home(self, names: Collection[tuple[int, str]], at: int, type_: str) -> int | None:
        """A known name that ends at ``at``: part of the new one (its start), or the edge (``at``); None if there is none."""
        if not names:
            return None
        start, known_type = min(names)
        if known_type in _HOMES and type_ in _HOMED:
            return start
        if known_type in ("Product", "Sector", "Event") or known_type == type_:
            return start if at - start > 1 else None
        return at

    def _edge_ends(self, text: str, at: int) -> bool:
        for length in range(min(self._longest_edge, at), 0, -1):
            if text[at - length : at] in self._edges:
                return not (length == 1 and text[at - 1 : at + 1] in self._protected)
        return False
