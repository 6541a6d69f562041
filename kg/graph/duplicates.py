"""Entities of a graph that may be one: spelled alike, of one type, and not judged yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from kg.graph.graph import Graph
from kg.model import Entity
from kg.vocab import Judgements, name_key

#: Pairs less alike are not worth a person's time.
_LEAST = 0.6
#: What more names have in common says nothing of any two of them.
_COMMON = 60
#: Names that are part of one another are alike however much longer one is, up to this.
_CONTAINED = 0.9


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two entities that may be one.

    Attributes:
        left, right: the entities; a known one stands right.
        score: how alike their names are, 0 to 1.
        names: the two names that are most alike.
    """

    left: Entity
    right: Entity
    score: float
    names: tuple[str, str]


def duplicates(graph: Graph, judgements: Judgements) -> list[Duplicate]:
    """The pairs of entities of one type with names alike, the likeliest first; those judged already are left out.

    Two known entities are never a pair: the names files keep them apart.
    """
    judged = judgements.pairs()
    found = []
    for type_ in sorted({entity.type for entity in graph.entities.values()}):
        entities = [entity for _, entity in sorted(graph.entities.items()) if entity.type == type_]
        for a, b in _pairs(entities):
            left, right = (b, a) if a.known else (a, b)
            if judged & {frozenset((x, y)) for x in _ends(left) for y in _ends(right)}:
                continue
            score, names = _alike(left, right)
            if score >= _LEAST:
                found.append(Duplicate(left, right, round(score, 3), names))
    return sorted(found, key=lambda pair: (-pair.score, -_weight(graph, pair), pair.left.id, pair.right.id))


def _pairs(entities: Sequence[Entity]) -> Iterator[tuple[Entity, Entity]]:
    """The pairs that share what few others have: two neighbouring characters, the first and the last, the first letters of words."""
    groups: dict[str, dict[str, Entity]] = defaultdict(dict)
    for entity in entities:
        for name in _names(entity):
            key = name_key(name)
            for part in {*(key[i : i + 2] for i in range(len(key) - 1)), key, f"{key[0]}…{key[-1]}", _initials(name) or key}:
                groups[part][entity.id] = entity
    seen = set()
    for part in sorted(groups):
        group = groups[part]
        if len(group) > _COMMON:
            continue
        for a, b in combinations(group.values(), 2):
            if not (a.known and b.known) and (a.id, b.id) not in seen:
                seen.add((a.id, b.id))
                yield a, b


def _alike(left: Entity, right: Entity) -> tuple[float, tuple[str, str]]:
    """How alike the names of two entities are at best, and which names these are."""
    return max(((_score(a, b), (a, b)) for a in _names(left) for b in _names(right)), key=lambda found: (found[0], found[1]))


def _score(a: str, b: str) -> float:
    x, y = name_key(a), name_key(b)
    if x == _initials(b) or y == _initials(a):
        return _CONTAINED
    ratio = fuzz.ratio(x, y) / 100
    short, long = sorted((x, y), key=len)
    return max(ratio, _CONTAINED * (0.5 + ratio / 2)) if len(short) > 1 and _abbreviates(short, long) else ratio


def _abbreviates(short: str, long: str) -> bool:
    """Whether the characters of a name stand in another in the same order, beginning alike (國科會, 國家科學委員會)."""
    rest = iter(long)
    return short[0] == long[0] and all(char in rest for char in short)


def _initials(name: str) -> str | None:
    """The first letters of the words of a Latin name of several."""
    words = [word for word in name.replace("-", " ").split() if word[0].isupper()]
    return "".join(word[0] for word in words).lower() if len(words) > 1 else None


def _names(entity: Entity) -> list[str]:
    return sorted({*entity.labels.values(), *entity.aliases})


def _ends(entity: Entity) -> set[str]:
    """What decisions may call an entity."""
    return {entity.id, *map(name_key, _names(entity))}


def _weight(graph: Graph, pair: Duplicate) -> int:
    """How much depends on a decision: the relations of the two."""
    return len(graph.relations_of(pair.left.id)) + len(graph.relations_of(pair.right.id))
