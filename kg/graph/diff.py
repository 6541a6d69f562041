"""What two graphs differ in, claim by claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kg.graph.graph import Graph
from kg.model import Claim

#: What became of a claim; of several changes the first in this order counts.
Kind = Literal["added", "gone", "modality changed", "qualifiers changed", "evidence changed"]
KINDS: tuple[Kind, ...] = ("added", "gone", "modality changed", "qualifiers changed", "evidence changed")


@dataclass(frozen=True, slots=True)
class Side:
    """A claim in words.

    Attributes:
        qualifiers: name and value of those that are set, but modality.
        file: of the document that states it.
    """

    id: str
    modality: str
    qualifiers: tuple[tuple[str, str], ...]
    file: str
    page: int | None
    quote: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: its kind, the triple in labels, and the claim before and after, where there is one."""

    kind: Kind
    subject: str
    relation: str
    object: str
    old: Side | None
    new: Side | None


def diff(old: Graph, new: Graph) -> list[Change]:
    """The claims that were added, are gone, or changed, by kind and triple.

    Claims are the same claim if they state the same triple: of several, those that have most in common (modality, file, sentence,
    qualifiers), so that a document that was edited loses and gains only what its sentences lost and gained.
    """
    changes = []
    before, after = _by_triple(old, new), _by_triple(new, old)
    for triple in sorted(before.keys() | after.keys()):
        for mine, yours in _paired(before[triple], after[triple]):
            kind = _kind(mine, yours)
            if kind:
                graph, claim = (old, mine[0]) if mine else (new, yours[0])  # type: ignore[index]
                labels = (graph.entities[claim.subject].label, claim.relation, graph.entities[claim.object].label)
                changes.append(Change(kind, *labels, mine[1] if mine else None, yours[1] if yours else None))
    return sorted(changes, key=lambda change: KINDS.index(change.kind))


_Told = tuple[Claim, Side]


def _by_triple(graph: Graph, other: Graph) -> dict[tuple[str, str, str], list[_Told]]:
    """The claims of each triple that are not in the other graph just so; the ends of a symmetric relation in order."""
    symmetric = {relation.relation for relation in (*graph.relations.values(), *other.relations.values()) if relation.symmetric}
    groups: dict[tuple[str, str, str], list[_Told]] = defaultdict(list)
    for id_, claim in sorted(graph.claims.items()):
        told = _told(graph, claim)
        if id_ in other.claims and (other.claims[id_], _told(other, other.claims[id_])) == (claim, told):
            continue
        first, second = sorted((claim.subject, claim.object)) if claim.relation in symmetric else (claim.subject, claim.object)
        groups[first, claim.relation, second].append((claim, told))
    return groups


def _paired(before: Sequence[_Told], after: Sequence[_Told]) -> Iterable[tuple[_Told | None, _Told | None]]:
    """Claims of one triple, each with what it has become: the likest first, what is left alone."""
    rest = list(after)
    pairs: list[tuple[_Told | None, _Told | None]] = []
    for likeness in (_same_words, _same_place, _same_modality, lambda *_: True):
        unpaired = []
        for mine in before:
            yours = next((yours for yours in rest if likeness(mine[1], yours[1])), None)
            if yours is None:
                unpaired.append(mine)
            else:
                rest.remove(yours)
                pairs.append((mine, yours))
        before = unpaired
    return [*pairs, *((mine, None) for mine in before), *((None, yours) for yours in rest)]


def _same_words(a: Side, b: Side) -> bool:
    return (a.file, a.quote, a.modality, a.qualifiers) == (b.file, b.quote, b.modality, b.qualifiers)


def _same_place(a: Side, b: Side) -> bool:
    return (a.file, a.quote) == (b.file, b.quote)


def _same_modality(a: Side, b: Side) -> bool:
    return (a.file, a.modality) == (b.file, b.modality)


def _kind(old: _Told | None, new: _Told | None) -> Kind | None:
    if old is None:
        return "added"
    if new is None:
        return "gone"
    if replace(old[1], id=new[1].id) == new[1]:
        return None  # it stands elsewhere in its file, or the file has other bytes: what is said, and on which page, is the same
    if old[1].modality != new[1].modality:
        return "modality changed"
    return "evidence changed" if old[1].qualifiers == new[1].qualifiers else "qualifiers changed"


def _told(graph: Graph, claim: Claim) -> Side:
    q, evidence = claim.qualifiers, claim.evidence

    def label(id_: str | None) -> str | None:
        return graph.entities[id_].label if id_ else None

    qualifiers = {
        "date": q.when, "date inferred": "yes" if q.inferred else None, "amount": f"{q.amount.value:f} {q.amount.unit}" if q.amount else None,
        "rate": q.rate, "said by": label(q.said_by), "product": label(q.product), "role": q.role, "origin": label(q.origin),
        "stage": q.stage,
    }  # fmt: skip
    named = tuple((name, value) for name, value in qualifiers.items() if value)
    file = graph.documents[evidence.document].source
    return Side(claim.id, q.modality, named, file, evidence.page, evidence.quote, evidence.rule, claim.confidence)
