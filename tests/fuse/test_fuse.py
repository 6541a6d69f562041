"""Claims to relations: what is one, what stays apart, and how sure together."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.fuse import fuse
from kg.model import Claim, Evidence, Modality, Qualifiers, Span

SYMMETRIC = frozenset({"cooperatesWith"})


def claim(
    id_: str, subject: str = "a", relation: str = "suppliesTo", object_: str = "b", modality: Modality = "fact", document: str = "doc-1",
    confidence: float = 0.5, when: str | None = None,
) -> Claim:  # fmt: skip
    """A claim with little said about it."""
    evidence = Evidence(document, Span(0, 1), "…", None, "rule", "m1", "m2")
    return Claim(id_, subject, relation, object_, Qualifiers(when=when, modality=modality), evidence, confidence)


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    """Claims about few things, with ids of their own."""
    rows = st.tuples(
        st.sampled_from("abc"), st.sampled_from(["suppliesTo", "cooperatesWith"]), st.sampled_from("abc"),
        st.sampled_from(["fact", "planned", "possible", "denied"]), st.sampled_from(["doc-1", "doc-2", "doc-3"]),
        st.sampled_from([0.1, 0.35, 0.5, 0.75, 0.85, 1.0]),
    )  # fmt: skip
    return [claim(f"claim-{i}", *row) for i, row in enumerate(draw(st.lists(rows, max_size=20)))]


def test_equal_claims_are_one_relation() -> None:
    """Claims of one triple are one relation with all their ids, sorted, and the number of documents."""
    (relation,) = fuse([claim("claim-2", document="doc-2"), claim("claim-1"), claim("claim-3")])

    assert (relation.subject, relation.relation, relation.object, relation.modality) == ("a", "suppliesTo", "b", "fact")
    assert relation.claims == ("claim-1", "claim-2", "claim-3")
    assert relation.documents == 2


def test_dates_and_other_qualifiers_do_not_divide() -> None:
    """One thing said of several dates is one relation; the claims keep their dates."""
    (relation,) = fuse([claim("claim-1", when="2018"), claim("claim-2", when="2019")])

    assert relation.claims == ("claim-1", "claim-2")


def test_modalities_stay_apart() -> None:
    """A fact, a plan, a possibility and a denial of one thing are four relations with ids of their own."""
    modalities: tuple[Modality, ...] = ("fact", "planned", "possible", "denied")
    relations = fuse([claim(f"claim-{i}", modality=modality) for i, modality in enumerate(modalities)])

    assert {relation.modality for relation in relations} == set(modalities)
    assert len({relation.id for relation in relations}) == 4


def test_directions_of_a_symmetric_relation_are_one() -> None:
    """A with B and B with A are one relation, whichever came first; of other relations they are two."""
    both = [claim("claim-1", "a", "cooperatesWith", "b"), claim("claim-2", "b", "cooperatesWith", "a")]

    assert [relation.claims for relation in fuse(both, symmetric=SYMMETRIC)] == [("claim-1", "claim-2")]
    assert fuse(both, symmetric=SYMMETRIC) == fuse(both[::-1], symmetric=SYMMETRIC)
    assert len(fuse(both)) == 2


def test_the_direction_does_not_change_the_id() -> None:
    """A symmetric relation has one id, also where documents only ever state one of its directions."""
    one = fuse([claim("claim-1", "a", "cooperatesWith", "b")], symmetric=SYMMETRIC)
    other = fuse([claim("claim-2", "b", "cooperatesWith", "a")], symmetric=SYMMETRIC)

    assert one[0].id == other[0].id


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([("doc-1", 0.5)], 0.5),
        ([("doc-1", 0.5), ("doc-2", 0.5)], 0.75),
        ([("doc-1", 0.5), ("doc-2", 0.5), ("doc-3", 0.5)], 0.875),
        ([("doc-1", 0.5), ("doc-1", 0.5)], 0.5),
        ([("doc-1", 0.3), ("doc-1", 0.8)], 0.8),
        ([("doc-1", 0.8), ("doc-1", 0.3), ("doc-2", 0.5)], 0.9),
        ([("doc-1", 1.0), ("doc-2", 0.2)], 1.0),
    ],
)
def test_documents_corroborate(found: list[tuple[str, float]], expected: float) -> None:
    """Confidences of documents combine by noisy-or, each document counted by its best claim: repetition is no corroboration."""
    (relation,) = fuse([claim(f"claim-{i}", document=document, confidence=c) for i, (document, c) in enumerate(found)])

    assert relation.confidence == expected


@given(claims(), st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(found: list[Claim], shuffler: random.Random) -> None:
    """The same claims in any order give the same relations in the same order."""
    shuffled = list(found)
    shuffler.shuffle(shuffled)

    assert fuse(shuffled, symmetric=SYMMETRIC) == fuse(found, symmetric=SYMMETRIC)


@given(claims())
def test_every_claim_supports_exactly_one_relation(found: list[Claim]) -> None:
    """No claim is lost or counted twice, no relation is without a claim, and ids are unique."""
    relations = fuse(found, symmetric=SYMMETRIC)

    assert Counter(id_ for relation in relations for id_ in relation.claims) == Counter(c.id for c in found)
    assert all(relation.claims and relation.documents >= 1 for relation in relations)
    assert len({relation.id for relation in relations}) == len(relations)


@given(claims())
def test_confidence_is_a_chance_that_only_grows(found: list[Claim]) -> None:
    """Together claims are at least as sure as the best of them, and never more than certain."""
    by_id = {c.id: c for c in found}
    for relation in fuse(found, symmetric=SYMMETRIC):
        best = max(by_id[id_].confidence for id_ in relation.claims)
        assert best <= relation.confidence <= 1.0


def test_nothing_makes_nothing() -> None:
    """Without claims there are no relations."""
    assert fuse([]) == ()
