"""Parts of a graph: the claims that meet conditions, with the entities, relations and documents that they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NoReturn, get_args

from rapidfuzz import fuzz, process

from kg.analysis.dates import DateLike, bound, period
from kg.analysis.tables import title
from kg.errors import EmptyResultError, UsageError
from kg.fuse import fuse
from kg.graph import Graph
from kg.model import Claim, Document, Modality
from kg.vocab import Ontology, ontology_path
from kg.vocab.ontology import load_ontology

#: One value, or several of which any will do.
OneOrMore = str | Iterable[str]
Condition = Callable[[Claim], bool]
#: Known names that a refusal lists where none is near.
_LISTED = 30


def part(graph: Graph, claims: Iterable[Claim]) -> Graph:
    """The graph of some of its claims: relations are fused anew, entities and documents that nothing refers to are left out."""
    kept = {claim.id: claim for claim in claims}
    used = {
        end
        for claim in kept.values()
        for end in (claim.subject, claim.object, claim.qualifiers.said_by, claim.qualifiers.product, claim.qualifiers.origin)
    }
    sources = {claim.evidence.document for claim in kept.values()}
    symmetric = {relation.relation for relation in graph.relations.values() if relation.symmetric}
    return Graph(
        documents={id_: document for id_, document in graph.documents.items() if id_ in sources},
        entities={id_: entity for id_, entity in graph.entities.items() if id_ in used},
        claims=kept,
        relations={relation.id: relation for relation in fuse(kept.values(), symmetric=symmetric)},
    )


def select(
    graph: Graph,
    *,
    type: OneOrMore | None,
    relation: OneOrMore | None,
    since: DateLike | None,
    until: DateLike | None,
    modality: OneOrMore | None,
    document: OneOrMore | None,
) -> Graph:
    """The part of a graph whose claims meet every condition given; see ``kg.Graph.filter``.

    Raises:
        UsageError: no condition is given, or one names what there is not.
        EmptyResultError: no claim meets them all.
    """
    given: list[tuple[str, Condition]] = []
    if type is not None:
        given.append((f"type={type!r}", _of_type(graph, type)))
    if relation is not None:
        given.append((f"relation={relation!r}", _of_relation(graph, relation)))
    if since is not None or until is not None:
        given.append((f"since={since!r}, until={until!r}", _dated(since, until)))
    if modality is not None:
        given.append((f"modality={modality!r}", _of_modality(modality)))
    if document is not None:
        given.append((f"document={document!r}", _of_document(graph, document)))
    if not given:
        raise UsageError("nothing to filter by; give one or more of type, relation, since, until, modality, document")
    left = list(graph.claims.values())
    for words, condition in given:
        before, left = len(left), [claim for claim in left if condition(claim)]
        if not left:
            alone = sum(map(condition, graph.claims.values()))
            raise EmptyResultError(
                f"nothing is left: {words} holds for none of {before} claims"
                + (
                    f" that meet the other conditions (for {alone} of the whole graph); leave one out"
                    if alone
                    else "; see .claims for what there is"
                )
            )
    return part(graph, left)


def find_relation(graph: Graph, name: str) -> str:
    """The relation of this name, or label in Chinese or English.

    Raises:
        UsageError: the ontology has none, or the graph states none.
    """
    stated = {claim.relation for claim in graph.claims.values()}
    if name in stated:
        return name
    relations = _ontology().relations
    names = {name: name for name in stated}
    for known in relations.values():
        names |= dict.fromkeys((known.name, *known.labels.values()), known.name)
    found = names.get(name) or _miss("relation", name, names)
    if found not in stated:
        raise EmptyResultError(f"no claim of this graph is {found}; it has: {', '.join(sorted(stated)) or 'no claims'}")
    return found


def find_document(graph: Graph, name: str) -> Document:
    """The document with this title, file name or id.

    Raises:
        UsageError: there is none.
    """
    names = {key: id_ for id_, d in sorted(graph.documents.items(), reverse=True) for key in (title(d), d.source, id_)}
    return graph.documents[names.get(name) or _miss("document", name, names)]


def of_type(graph: Graph, types: OneOrMore) -> set[str]:
    """Ids of the entities of these types or classes.

    Raises:
        UsageError: neither the ontology nor the graph has such a type.
    """
    classes = _ontology().classes
    here = {name for entity in graph.entities.values() for name in (entity.type, entity.cls)}
    wanted = {name if name in here or name in classes else _miss("type", name, {*classes, *here}) for name in several(types)}
    return {id_ for id_, entity in graph.entities.items() if entity.type in wanted or entity.cls in wanted}


def several(values: OneOrMore) -> Sequence[str]:
    """One value or several, as several."""
    return (values,) if isinstance(values, str) else tuple(values)


def _of_type(graph: Graph, types: OneOrMore) -> Condition:
    ids = of_type(graph, types)
    return lambda claim: claim.subject in ids or claim.object in ids


def _of_relation(graph: Graph, relations: OneOrMore) -> Condition:
    wanted = {find_relation(graph, name) for name in several(relations)}
    return lambda claim: claim.relation in wanted


def _of_modality(modalities: OneOrMore) -> Condition:
    known = get_args(Modality)
    wanted = {name if name in known else _miss("modality", name, known) for name in several(modalities)}
    return lambda claim: claim.qualifiers.modality in wanted


def _of_document(graph: Graph, documents: OneOrMore) -> Condition:
    wanted = {find_document(graph, name).id for name in several(documents)}
    return lambda claim: claim.evidence.document in wanted


def _dated(since: DateLike | None, until: DateLike | None) -> Condition:
    """Claims whose date, as precise as it is, may fall between the two days."""
    first = bound(since, last=False) if since is not None else date.min
    last = bound(until, last=True) if until is not None else date.max
    if first > last:
        raise UsageError(f"since={since!r} is after until={until!r}")

    def condition(claim: Claim) -> bool:
        begin, end = period(claim.qualifiers.when)
        return begin is not None and end is not None and begin <= last and end >= first

    return condition


def _miss(kind: str, name: str, known: Iterable[str]) -> NoReturn:
    """Refuse a name that is not known.

    Raises:
        UsageError: always; the message names the nearest that are known.
    """
    names = sorted(set(known))
    near = [match for match, _, _ in process.extract(name, names, scorer=fuzz.ratio, limit=3, score_cutoff=55, processor=str.lower)]
    hint = f"did you mean {', '.join(near)}?" if near else f"known: {', '.join(names[:_LISTED])}{', …' if len(names) > _LISTED else ''}"
    raise UsageError(f"no {kind} is called {name!r}; {hint}")


@lru_cache(maxsize=1)
def _ontology() -> Ontology:
    return load_ontology(ontology_path() / "kg.ttl")
