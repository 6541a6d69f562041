"""One thing in several modalities: what is a dispute, what a development."""

from __future__ import annotations

import random

import pytest
from factories import claim, document
from hypothesis import given
from hypothesis import strategies as st

from kg.fuse import contrasts, fuse
from kg.model import Claim, Contrast, Modality

DOCUMENTS = {"doc-1": document("doc-1", published="2018"), "doc-2": document("doc-2", published="2020")}


def found(*claims: Claim) -> tuple[Contrast, ...]:
    """The contrasts of claims."""
    by_id = {c.id: c for c in claims}
    return contrasts(fuse(claims), by_id, DOCUMENTS)


def said(modality: Modality, when: str | None = None, doc: str = "doc-1", quote: str = "") -> Claim:
    """That a firm moves to Vietnam."""
    return claim("firm-acme", "relocatedTo", "country-vn", quote, modality=modality, when=when, doc=doc)


def steps(*claims: Claim) -> tuple[str, list[str]]:
    """The kind of the one contrast, and its modalities in order."""
    (contrast,) = found(*claims)
    modalities = {relation.id: relation.modality for relation in fuse(claims)}
    return contrast.kind, [modalities[id_] for id_ in contrast.relations]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (said("fact"), said("denied"), ("dispute", ["fact", "denied"])),
        (said("planned"), said("denied"), ("dispute", ["planned", "denied"])),
        (said("fact", "2019-03"), said("denied", "2019"), ("dispute", ["denied", "fact"])),
        (said("planned", "2018-10"), said("denied", "2019-03"), ("development", ["planned", "denied"])),
        (said("planned", "2018-10"), said("fact", "2019-03"), ("development", ["planned", "fact"])),
        (said("fact", "2018/2019"), said("denied", "2019-05"), ("dispute", ["fact", "denied"])),
        (said("fact", "2018/2019"), said("denied", "2020-05"), ("development", ["fact", "denied"])),
        (said("fact"), said("planned"), ("development", ["planned", "fact"])),
        (said("possible"), said("fact", "2017"), ("development", ["fact", "possible"])),
        (said("fact", doc="doc-1"), said("planned", doc="doc-2"), ("development", ["fact", "planned"])),
    ],
)
def test_kinds_and_order(one: Claim, other: Claim, expected: tuple[str, list[str]]) -> None:
    """A denial of the same time, or of none, is a dispute; dates that lie apart, and plans that are done, a development in its order."""
    assert steps(one, other) == expected
    assert steps(other, one) == expected


def test_one_modality_is_no_contrast() -> None:
    """Facts beside facts contrast with nothing, and so do claims of other things."""
    other = claim("firm-beta", "relocatedTo", "country-vn", modality="denied")

    assert found(said("fact", "2018"), said("fact", "2019", quote="又說")) == ()
    assert found(said("fact"), other) == ()


@given(st.lists(st.tuples(st.sampled_from(["fact", "planned", "possible", "denied"]), st.sampled_from([None, "2018", "2019-03"]))),
       st.randoms(use_true_random=False))  # fmt: skip
def test_the_order_of_claims_does_not_matter(rows: list, shuffler: random.Random) -> None:
    """The same claims in any order contrast in the same way."""
    claims = [said(modality, when, quote="說" * (i + 1)) for i, (modality, when) in enumerate(rows)]
    shuffled = list(claims)
    shuffler.shuffle(shuffled)

    assert found(*shuffled) == found(*claims)
