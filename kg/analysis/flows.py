"""Who goes from where to where: claims that lead to a place, counted by country of departure and arrival."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from kg.analysis.dates import period
from kg.analysis.selection import OneOrMore, find_relation, several
from kg.analysis.tables import title
from kg.errors import EmptyResultError, UsageError
from kg.graph import Graph
from kg.model import Claim, Entity

if TYPE_CHECKING:
    import pandas as pd

#: The relation that says where those who move come from. Whoever does anything else comes from home.
DEPARTURE: Mapping[str, str] = {"relocatedTo": "relocatedFrom"}
SECTOR = "inSector"
#: What stands where the reports do not say.
UNKNOWN = "?"


def flows(graph: Graph, relation: str, by: OneOrMore | None, modality: OneOrMore | None) -> pd.DataFrame:
    """A row a way, most claims first; see ``kg.Graph.flows``.

    Raises:
        UsageError: no such relation, or no such property to count by.
        EmptyResultError: no claim to count.
    """
    import pandas as pd

    name = find_relation(graph, relation)
    keys = several(by) if by is not None else ()
    properties = _properties(graph)
    if unknown := [key for key in keys if key not in properties]:
        raise UsageError(f"flows cannot be counted by {unknown[0]!r}; known: {', '.join(properties)}")
    wanted = None if modality is None else set(several(modality))
    claims = [c for c in graph.claims.values() if c.relation == name and (wanted is None or c.qualifiers.modality in wanted)]
    if not claims:
        raise EmptyResultError(f"no claim that is {relation} has modality {modality!r}; modality=None counts all")
    origins = _origins(graph, name)
    subjects: dict[tuple[str, ...], set[str]] = defaultdict(set)
    counts: dict[tuple[str, ...], int] = defaultdict(int)
    for claim in claims:
        to = country(graph, graph.entities[claim.object]).label
        for way in product(origins(claim), [to], *(properties[key](claim) for key in keys)):
            subjects[way].add(claim.subject)
            counts[way] += 1
    rows = [
        (*way, len(subjects[way]), counts[way], "、".join(sorted(graph.entities[id_].label for id_ in subjects[way])))
        for way in sorted(counts, key=lambda way: (-len(subjects[way]), -counts[way], way))
    ]
    table = pd.DataFrame(rows, columns=["from", "to", *keys, "entities", "claims", "names"])
    return table.astype(dict.fromkeys(("from", "to", *keys), "category"))


def country(graph: Graph, entity: Entity) -> Entity:
    """The country that an entity is, lies in or is at home in; itself, where that is not known."""
    if entity.type == "Country" or not entity.country:
        return entity
    return graph.entities.get(f"country-{entity.country.lower()}", entity)


def _origins(graph: Graph, relation: str) -> Callable[[Claim], list[str]]:
    """Where the subject of a claim of this relation comes from."""
    departure = DEPARTURE.get(relation)
    left: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for claim in graph.claims.values():
        if claim.relation == departure and claim.qualifiers.modality != "denied":
            left[_sentence(claim)].append(country(graph, graph.entities[claim.object]).label)

    def origins(claim: Claim) -> list[str]:
        if claim.qualifiers.origin:
            return [country(graph, graph.entities[claim.qualifiers.origin]).label]
        if departure:
            return sorted(set(left.get(_sentence(claim), [UNKNOWN])))
        subject = graph.entities[claim.subject]
        home = country(graph, subject)
        return [home.label if home.type == "Country" else UNKNOWN]

    return origins


def _sentence(claim: Claim) -> tuple[str, str, str]:
    return claim.subject, claim.evidence.document, claim.evidence.quote


def _properties(graph: Graph) -> Mapping[str, Callable[[Claim], Sequence[str]]]:
    """What a claim can be counted by; a firm of several sectors counts in each."""
    sectors: dict[str, set[str]] = defaultdict(set)
    for claim in graph.claims.values():
        if claim.relation == SECTOR and claim.qualifiers.modality == "fact":
            sectors[claim.subject].add(graph.entities[claim.object].label)

    def sector(claim: Claim) -> Sequence[str]:
        subject = graph.entities[claim.subject]
        return [subject.label] if subject.type == "Sector" else _known(sorted(sectors.get(subject.id, ())))

    def home(claim: Claim) -> Sequence[str]:
        found = country(graph, graph.entities[claim.subject])
        return _known([found.label] if found.type == "Country" else [])

    def goods(claim: Claim) -> Sequence[str]:
        id_ = claim.qualifiers.product
        return _known([graph.entities[id_].label] if id_ else [])

    def year(claim: Claim) -> Sequence[str]:
        first, _ = period(claim.qualifiers.when)
        return _known([str(first.year)] if first else [])

    return {
        "sector": sector,
        "year": year,
        "home": home,
        "product": goods,
        "modality": lambda claim: [claim.qualifiers.modality],
        "document": lambda claim: [title(graph.documents[claim.evidence.document])],
        "name": lambda claim: [graph.entities[claim.subject].label],
    }


def _known(values: Iterable[str]) -> Sequence[str]:
    return list(values) or [UNKNOWN]
