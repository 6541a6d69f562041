"""Where a new name begins: walking left from what is sure to belong to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kg.annotate.candidate import is_chinese, is_latin
from kg.vocab import Vocabulary, fold

#: Longest name sought, in characters before the part that is sure.
LONGEST = 22
#: Types whose names may begin with the name of a country or body: 美國商務部, 歐盟AI法, 美中貿易戰.
_HOMED = frozenset({"Organization", "Policy", "Event", "Firm"})
_HOMES = frozenset({"Country", "Place", "Organization", "Product"})
#: Types whose names may be the first part of a name by their side: 半導體產業, AI法.
_PARTS = frozenset({"Product", "Sector", "Event"})
#: Types whose names may follow one another in one name: IPEF部長級會議, RCEP聯合委員會.
_NAMING = frozenset({"Organization", "Policy", "Event"})
#: Types whose names may begin with a year: 1974年貿易法, 2008年全球金融危機.
_DATED = frozenset({"Policy", "Event"})
#: Longest part of a body's name after its country's, the conjunctions that it may hold, and what alone makes no name of it
#: (英國商務部副|處長, 美墨加總|署).
_LONGEST_HOMED, _LINKS, _NOT_A_BODY = 14, "和与及暨", ("副", "总")
_INNER = "·-&"
Known = Mapping[int, Collection[tuple[int, str]]]


class LeftEdge:
    """Finds the left edge of a name in squeezed text, or says that there is none that can be trusted."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._edges = vocab.lexicon.edges
        self._titles = vocab.lexicon.titles
        self._longest_edge = max(map(len, self._edges | self._titles))
        self._protected = frozenset(map(fold, vocab.lexicon.words.get("protected", ())))

    def find(self, text: str, sure: int, type_: str, known: Known, longest: int = LONGEST) -> int | None:
        """The place where a name of ``type_`` begins whose sure part starts at ``sure``; None if no edge is met.

        Args:
            known: for a place, the (start, type) of known names that end there.
        """
        at = sure
        while True:
            if names := known.get(at):
                return self._beside(names, at, sure, type_, known)
            if at == 0 or not (is_chinese(text[at - 1]) or is_latin(text[at - 1]) or text[at - 1] in _INNER):
                return at
            if self._edge_ends(text, at, type_):
                return at
            if sure - at >= longest:
                return None
            at -= 1

    def behind_word(self, text: str, at: int) -> bool:
        """Whether an edge word of several characters ends at a place: no name ends in one."""
        return any(text[at - length : at] in self._edges for length in range(2, min(self._longest_edge, at) + 1))

    def homed(self, text: str, sure: int, known: Known) -> int | None:
        """Where a body's name begins that must begin with the name of its country or of the body above it: 德國聯邦經濟與氣候保護部,
        經濟部統計處. None if none stands before it."""
        for at in range(sure, max(0, sure - _LONGEST_HOMED) - 1, -1):
            homes = [start for start, type_ in known.get(at, ()) if type_ in ("Country", "Organization")]
            if homes:
                return min(homes) if text[at:sure] not in _NOT_A_BODY else None
            if known.get(at) or at == 0 or not is_chinese(text[at - 1]):
                return None
            if text[at - 1] not in _LINKS and self._edge_ends(text, at, "Organization"):
                return None
        return None

    def _beside(self, names: Collection[tuple[int, str]], at: int, sure: int, type_: str, known: Known) -> int:
        """Where a new name begins that a known name runs up to: with the known one if it may be its first part."""
        start, known_type = min(names)
        if known_type in _HOMES and type_ in _HOMED:
            while (before := known.get(start)) and min(before)[1] in _HOMES:
                if type_ != "Event" and start - min(before)[0] > 1:
                    break
                start = min(before)[0]
            return start
        if at != sure or not (known_type in _PARTS or (known_type in _NAMING and type_ in _NAMING)):
            return at
        homes = known.get(start, ()) if type_ in _HOMED else ()
        return min((first for first, home in homes if home in _HOMES), default=start)

    def _edge_ends(self, text: str, at: int, type_: str) -> bool:
        if at > 1 and text[at - 2].isdigit() and text[at - 1] in ("月日" if type_ in _DATED else "年月日"):
            return True
        for length in range(min(self._longest_edge, at), 0, -1):
            word = text[at - length : at]
            if word in self._edges:
                return not (length == 1 and text[at - 1 : at + 1] in self._protected)
            if type_ == "Person" and word in self._titles:
                return True
        return False
