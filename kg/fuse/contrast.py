"""What the corpus says in several modalities: a dispute, or one thing's development over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.ids import contrast_id
from kg.model import Claim, Contrast, Document, Relation

#: The order in which things come about, where no date tells another.
_COURSE = ("possible", "planned", "fact", "denied")
_ASSERTED = ("fact", "planned")


def contrasts(relations: Iterable[Relation], claims: Mapping[str, Claim], documents: Mapping[str, Document]) -> tuple[Contrast, ...]:
    """Link the relations that differ in nothing but modality, sorted by id.

    A fact or a plan against a denial is a dispute, unless their own dates lie apart: what was planned in 2018 and is called off in 2019
    is a development, and so is what was possible or planned and is a fact.
    """
    groups: dict[tuple[str, str, str], list[Relation]] = defaultdict(list)
    for relation in relations:
        groups[relation.subject, relation.relation, relation.object].append(relation)
    found = (_contrast(key, group, claims, documents) for key, group in groups.items() if len(group) > 1)
    return tuple(sorted(found, key=lambda contrast: contrast.id))


def _contrast(
    key: tuple[str, str, str], group: Iterable[Relation], claims: Mapping[str, Claim], documents: Mapping[str, Document]
) -> Contrast:
    steps = sorted(group, key=lambda relation: (_first(relation, claims, documents), _COURSE.index(relation.modality)))
    denied = next((_dates(relation, claims) for relation in steps if relation.modality == "denied"), None)
    asserted = [_dates(relation, claims) for relation in steps if relation.modality in _ASSERTED]
    disputed = denied is not None and any(not _apart(dates, denied) for dates in asserted)
    return Contrast(contrast_id(*key), "dispute" if disputed else "development", tuple(relation.id for relation in steps))


def _dates(relation: Relation, claims: Mapping[str, Claim]) -> list[tuple[str, str]]:
    """The dates that a relation's claims give, each as its first and last day, month or year."""
    found = (claims[id_].qualifiers.when for id_ in relation.claims)
    return sorted((when.split("/")[0], when.split("/")[-1]) for when in found if when)


def _apart(some: list[tuple[str, str]], others: list[tuple[str, str]]) -> bool:
    """Whether all of some dates lie before or behind all others; never where either has none."""
    if not some or not others:
        return False
    return _before(max(end for _, end in some), others[0][0]) or _before(max(end for _, end in others), some[0][0])


def _before(a: str, b: str) -> bool:
    """Whether ``a`` ends before ``b`` begins: at the precision that both have."""
    shared = min(len(a), len(b))
    return a[:shared] < b[:shared]


def _first(relation: Relation, claims: Mapping[str, Claim], documents: Mapping[str, Document]) -> str:
    """When a relation is first stated to hold, else when that was published; failing both, plans come first and deeds last."""
    if dates := _dates(relation, claims):
        return dates[0][0]
    published = [date for id_ in relation.claims if (date := documents[claims[id_].evidence.document].published)]
    return min(published, default="0" if _COURSE.index(relation.modality) < _COURSE.index("fact") else "9")
