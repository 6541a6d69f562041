"""Entities by their names, however they are spelled, and the nearest names where there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rapidfuzz import fuzz, process

from kg.errors import UnknownEntityError
from kg.ids import normalise
from kg.vocab import fold

#: Names that a message offers, and how alike (of 100) they are at least.
_OFFERED, _ALIKE = 3, 55


def key_of(name: str) -> str:
    """What all spellings of a name have in common."""
    return normalise(fold(name))


def look_up(name: str, ids: Mapping[str, Sequence[str]], label: Callable[[str], str]) -> Sequence[str]:
    """The ids of the entities that are called so; at least one.

    Args:
        ids: of each key that ``key_of`` gives.
        label: names the entity of an id to a person.

    Raises:
        UnknownEntityError: there is none; the message names the nearest.
    """
    key = key_of(name)
    if found := ids.get(key):
        return found
    matches = process.extract(key, list(ids), scorer=fuzz.ratio, limit=_OFFERED, score_cutoff=_ALIKE)
    near = dict.fromkeys(label(ids[match[0]][0]) for match in matches)
    raise UnknownEntityError(f"no entity is called {name!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))
