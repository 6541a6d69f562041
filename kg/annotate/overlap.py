"""Which of overlapping candidates stand: the longest name wins, then the surer one."""

from __future__ import annotations

from collections.abc import Iterable

from kg.annotate.candidate import Candidate


def resolve(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates that do not overlap, in reading order.

    Longer before shorter (mark the longest name that is one entity), then by score, then leftmost; equal spans of two types
    are settled by score, then by the type's name, so that the outcome never depends on the order of the input.
    """
    ranked = sorted(candidates, key=lambda c: (c.start - c.end, -c.score, c.start, c.type, c.found_by))
    taken: set[int] = set()
    chosen = []
    for candidate in ranked:
        places = range(candidate.start, candidate.end)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(candidate)
    return sorted(chosen, key=lambda c: c.start)
