"""Parts of a graph, and what is said where there is none."""

from __future__ import annotations

from datetime import date

import pytest

import kg
from kg.errors import EmptyResultError, UsageError


@pytest.mark.parametrize(
    ("conditions", "relations"),
    [
        ({"relation": "relocatedTo"}, {"relocatedTo"}),
        ({"relation": ["遷至", "relocated from"]}, {"relocatedTo", "relocatedFrom"}),
        ({"type": "Law"}, {"targets", "issuedBy", "affects"}),
        ({"type": ("Person", "Event")}, {"holdsPosition", "participatesIn", "heldIn"}),
        ({"modality": "denied"}, {"relocatedFrom"}),
        ({"modality": ["planned", "denied"]}, {"relocatedTo", "relocatedFrom"}),
        ({"document": "doc-2.pdf"}, {"relocatedFrom", "negotiatesWith"}),
        ({"document": "供應鏈月報", "type": "Event"}, {"participatesIn", "heldIn"}),
        ({"until": 2018}, {"imposesTariffOn"}),
        ({"since": "2022-08-09"}, {"targets", "issuedBy"}),
        ({"since": 2020, "until": date(2020, 6, 1)}, {"relocatedTo", "relocatedFrom"}),
        ({"since": 2021, "until": "2021-01", "modality": "planned"}, {"relocatedTo"}),
    ],
)
def test_claims_that_meet_all_conditions_stay(conditions: dict[str, object], relations: set[str], g: kg.Graph) -> None:
    """By type or class at either end, relation by name or label, time that a date may fall into, modality and document."""
    assert set(g.filter(**conditions).claims.relation) == relations  # type: ignore[arg-type]


def test_a_part_is_a_graph(g: kg.Graph) -> None:
    """It holds what its claims need and nothing else, and can be filtered again; the graph it is from stays whole."""
    part = g.filter(document="doc-2.pdf")

    assert sorted(part.core.entities) == ["country-cn", "country-us", "firm-acme"]
    assert part.core.documents.keys() == {"doc-2"}
    assert part.relations.documents.tolist() == [1, 1]
    assert len(part.filter(modality="denied").claims) == 1
    assert len(g.claims) == 17


def test_filtering_keeps_symmetric_relations(g: kg.Graph) -> None:
    """Both directions of a symmetric relation are one relation in a part too."""
    assert len(g.filter(relation="negotiatesWith").relations) == 1


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({}, "give one or more of type, relation"),
        ({"relation": "relocateTo"}, "no relation is called 'relocateTo'; did you mean relocatedTo"),
        ({"relation": "zzzz"}, "no relation is called 'zzzz'; known: "),
        ({"type": "Frim"}, "no type is called 'Frim'; did you mean Firm"),
        ({"modality": "facts"}, "no modality is called 'facts'; did you mean fact"),
        ({"document": "doc-3.pdf"}, "no document is called 'doc-3.pdf'; did you mean doc-"),
        ({"since": "2019/08"}, "is no date"),
        ({"since": 2020, "until": 2019}, "since=2020 is after until=2019"),
    ],
)
def test_what_there_is_not_is_refused(conditions: dict[str, object], message: str, g: kg.Graph) -> None:
    """An unknown name is an error of use that names the nearest."""
    with pytest.raises(UsageError, match=message):
        g.filter(**conditions)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"relation": "competesWith"}, "no claim of this graph is competesWith; it has: acquires|no claim of this graph is competesWith"),
        ({"relation": "acquires"}, "no claim of this graph is acquires; it has: affects, "),
        ({"modality": "possible"}, r"modality='possible' holds for none of 17 claims; see \.claims"),
        (
            {"relation": "targets", "modality": "denied"},
            r"modality='denied' holds for none of 1 claims that meet the other conditions \(for 1 of",
        ),
        ({"since": 1900, "until": 1910}, "since=1900, until=1910 holds for none of 17 claims"),
        ({"type": "Court"}, "type='Court' holds for none"),
    ],
)
def test_an_empty_part_is_refused(conditions: dict[str, object], message: str, g: kg.Graph) -> None:
    """The message says which condition nothing met, and what there is instead."""
    with pytest.raises(EmptyResultError, match=message):
        g.filter(**conditions)  # type: ignore[arg-type]
