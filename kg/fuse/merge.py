"""Claims to relations: equal claims of many sentences and documents become one, with all their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from kg.ids import relation_id
from kg.model import Claim, Modality, Relation


def fuse(claims: Iterable[Claim], *, symmetric: Collection[str] = ()) -> tuple[Relation, ...]:
    """Group claims by subject, relation, object and modality; the order of the claims is irrelevant.

    A fact, a plan and a denial of one thing stay apart. The two directions of a symmetric relation are one.
    """
    groups: dict[tuple[str, str, str, Modality], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[canonical_key(claim, symmetric)].append(claim)
    return tuple(_relation(key, group, symmetric=key[1] in symmetric) for key, group in sorted(groups.items()))


def canonical_key(claim: Claim, symmetric: Collection[str]) -> tuple[str, str, str, Modality]:
    """What claims must have in common to be one relation: subject, relation, object, modality."""
    ends = (claim.subject, claim.object)
    first, second = sorted(ends) if claim.relation in symmetric else ends
    return first, claim.relation, second, claim.qualifiers.modality


def _relation(key: tuple[str, str, str, Modality], claims: list[Claim], *, symmetric: bool) -> Relation:
    subject, relation, object_, modality = key
    return Relation(
        id=relation_id(subject, relation, object_, modality),
        subject=subject,
        relation=relation,
        object=object_,
        modality=modality,
        claims=tuple(sorted(claim.id for claim in claims)),
        confidence=_together(claims),
        documents=len({claim.evidence.document for claim in claims}),
        symmetric=symmetric,
    )


def _together(claims: list[Claim]) -> float:
    """Confidence of claims taken together: noisy-or over documents, each counted by its best claim.

    Repetition inside one document is no corroboration.
    """
    best: dict[str, float] = {}
    for claim in claims:
        document = claim.evidence.document
        best[document] = max(best.get(document, 0.0), claim.confidence)
    doubt = 1.0
    for document in sorted(best):
        doubt *= 1.0 - best[document]
    return round(1.0 - doubt, 3)
