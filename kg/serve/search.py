"""Search over the names of entities, in every language and script, while someone types."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz import fuzz, process

from kg.ids import normalise
from kg.model import Entity
from kg.vocab import fold

#: Between names in the one text that is searched; no folded name holds white space.
_END = "\n"
#: The longest query that is looked at; no name is longer.
_LONGEST = 200
#: Among how many names, those of the heaviest entities, one that is spelled alike is looked for: some 30 ms.
_COMPARED = 50_000


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity found, and the name by which it was."""

    entity: str
    name: str


class Search:
    """All names, folded, as one text, so that a search is a few passes of ``str.find``.

    Args:
        entities: by id.
        weight: how much speaks of an entity; decides among names that fit equally well.
    """

    def __init__(self, entities: Mapping[str, Entity], weight: Mapping[str, int]) -> None:
        names = []
        for id_, entity in entities.items():
            spellings = dict.fromkeys((*entity.labels.values(), *entity.aliases))
            names += [(key, Hit(id_, name)) for name in spellings if (key := _key(name))]
        # Heavier entities first, so that a search may stop when it has enough.
        names.sort(key=lambda item: (-weight.get(item[1].entity, 0), item[1].entity))
        self._hits = [hit for _, hit in names]
        self._keys = [key for key, _ in names]
        self._text = _END + "".join(key + _END for key in self._keys)
        self._starts = list(accumulate((len(key) + 1 for key in self._keys[:-1]), initial=1)) if names else []

    def find(self, query: str, limit: int) -> Sequence[Hit]:
        """At most ``limit`` entities: those called so, then those whose name begins so, then those whose name holds it, heaviest first."""
        key = _key(query[:_LONGEST])
        if not key:
            return []
        found: dict[str, Hit] = {}
        for before, after in ((_END, _END), (_END, ""), ("", "")):
            self._collect(before + key + after, len(before), limit, found)
        return list(found.values())

    def near(self, query: str, limit: int) -> Sequence[Hit]:
        """Entities with a name like the query, most alike first; for a query that finds nothing."""
        matches = process.extract(_key(query[:_LONGEST]), self._keys[:_COMPARED], scorer=fuzz.ratio, limit=4 * limit, score_cutoff=60)
        found: dict[str, Hit] = {}
        for _, _, place in matches:
            found.setdefault(self._hits[place].entity, self._hits[place])
        return list(found.values())[:limit]

    def _collect(self, pattern: str, ahead: int, limit: int, found: dict[str, Hit]) -> None:
        at = self._text.find(pattern)
        while at >= 0 and len(found) < limit:
            place = bisect_right(self._starts, at + ahead) - 1
            found.setdefault(self._hits[place].entity, self._hits[place])
            # On to the next name.
            end = self._starts[place] + len(self._keys[place])
            at = self._text.find(pattern, end)


def _key(name: str) -> str:
    return normalise(fold(name))
