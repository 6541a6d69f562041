"""Which of overlapping candidates stand."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.annotate import Candidate, resolve

CANDIDATES = st.lists(
    st.builds(
        lambda start, length, type_, by, score: Candidate(start, start + length, type_, by, score),
        st.integers(0, 30), st.integers(1, 8), st.sampled_from(["Firm", "Policy"]), st.sampled_from(["gazetteer", "suffix"]),
        st.sampled_from([0.5, 0.7, 0.95]),
    ),
    max_size=25,
)  # fmt: skip


@given(CANDIDATES)
def test_what_stands_never_overlaps(candidates: list[Candidate]) -> None:
    """The result is in reading order, without overlap, and made of the input."""
    chosen = resolve(candidates)

    assert all(a.end <= b.start for a, b in pairwise(chosen))
    assert set(chosen) <= set(candidates)


@given(CANDIDATES, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(candidates: list[Candidate], shuffler: random.Random) -> None:
    """Candidates in any order give the same result."""
    shuffled = list(candidates)
    shuffler.shuffle(shuffled)

    assert resolve(shuffled) == resolve(candidates)


@given(CANDIDATES)
def test_nothing_is_dropped_without_reason(candidates: list[Candidate]) -> None:
    """What does not stand overlaps something that stands and is at least as long."""
    chosen = resolve(candidates)
    dropped = [c for c in candidates if c not in chosen]

    assert all(any(c.start < k.end and k.start < c.end and k.end - k.start >= c.end - c.start for k in chosen) for c in dropped)


@given(CANDIDATES)
def test_resolving_twice_changes_nothing(candidates: list[Candidate]) -> None:
    """What stands, stands."""
    assert resolve(resolve(candidates)) == resolve(candidates)


@pytest.mark.parametrize(
    ("candidates", "winner"),
    [
        ([Candidate(0, 2, "Country", "gazetteer", 0.95), Candidate(0, 5, "Organization", "suffix", 0.7)], 1),
        ([Candidate(0, 3, "Firm", "suffix", 0.7), Candidate(0, 3, "Firm", "gazetteer", 0.95)], 1),
        ([Candidate(0, 3, "Policy", "suffix", 0.7), Candidate(0, 3, "Firm", "suffix", 0.7)], 1),
        ([Candidate(2, 5, "Firm", "suffix", 0.7), Candidate(0, 3, "Firm", "suffix", 0.7)], 1),
    ],
    ids=["longer", "surer", "type-name", "leftmost"],
)
def test_who_wins(candidates: list[Candidate], winner: int) -> None:
    """The longest wins, then the surest, then the leftmost, then the type that comes first."""
    assert resolve(candidates) == [candidates[winner]]
