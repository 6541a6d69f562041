"""Claims to relations: equal claims of many sentences and documents become one, with all their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from kg.ids import relation_id
from kg.model import Claim, Modality, Relation

#: Subject, relation, object, modality.
Key = tuple[str, str, str, Modality]


def fuse(claims: Iterable[Claim], *, symmetric: Collection[str] = ()) -> tuple[Relation, ...]:
    """Group claims by subject, relation, object and modality; the order of the claims is irrelevant.

    A fact, a plan and a denial of one thing stay apart. The two directions of a symmetric relation are one.
    """
    groups: dict[Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[canonical_key(claim, symmetric)].append(claim)
    return tuple(relation_of(key, map(_stated, group), symmetric=symmetric) for key, group in sorted(groups.items()))


def canonical_key(claim: Claim, symmetric: Collection[str]) -> Key:
    """What claims must have in common to be one relation: subject, relation, object, modality."""
    ends = (claim.subject, claim.object)
    first, second = sorted(ends) if claim.relation in symmetric else ends
    return first, claim.relation, second, claim.qualifiers.modality


def relation_of(key: Key, stated: Iterable[tuple[str, str, float]], *, symmetric: Collection[str]) -> Relation:
    """The relation of all claims with one key.

    Args:
        stated: of each claim its id, its document's id and its confidence.
    """
    subject, relation, object_, modality = key
    ids: list[str] = []
    best: dict[str, float] = {}
    for id_, document, confidence in stated:
        ids.append(id_)
        best[document] = max(best.get(document, 0.0), confidence)
    return Relation(
        id=relation_id(subject, relation, object_, modality),
        subject=subject,
        relation=relation,
        object=object_,
        modality=modality,
        claims=tuple(sorted(ids)),
        confidence=_together(best),
        documents=len(best),
        symmetric=relation in symmetric,
    )


def _stated(claim: Claim) -> tuple[str, str, float]:
    return claim.id, claim.evidence.document, claim.confidence


def _together(best: Mapping[str, float]) -> float:
    """Confidence of claims taken together: noisy-or over documents, each counted by its best claim.

    Repetition inside one document is no corroboration.
    """
    doubt = 1.0
    for document in sorted(best):
        doubt *= 1.0 - best[document]
    return round(1.0 - doubt, 3)
