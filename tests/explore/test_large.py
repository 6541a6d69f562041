"""Layout of graphs too large to be laid out as a whole."""

from __future__ import annotations

import pytest

from kg.explore import layout
from kg.explore.layout import communities
from kg.graph import Graph
from tests.factories import claim, entity, graph_of


def two_groups() -> Graph:
    """Two groups of six firms, joined by one weak claim, each firm with a supplier that nobody else has; and two firms apart."""
    claims, firms = [], []
    for group in "ab":
        names = [f"firm-{group}{n}" for n in range(6)]
        firms += [*names, *(f"{name}-s" for name in names)]
        claims += [claim(one, "suppliesTo", other) for one in names for other in names if one < other]
        claims += [claim(f"{name}-s", "suppliesTo", name, confidence=0.5) for name in names]
    claims += [claim("firm-a0", "suppliesTo", "firm-b0", confidence=0.1), claim("firm-y", "suppliesTo", "firm-z", confidence=0.1)]
    return graph_of([entity(id_, id_) for id_ in [*firms, "firm-y", "firm-z"]], claims)


def test_the_weightiest_are_grouped_and_the_rest_join(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for twelve the groups are those of the whole graph: who is left out joins its neighbour, and who has none its like."""
    graph = two_groups()
    whole = communities(graph)
    monkeypatch.setattr(layout, "_GROUPED", 12)

    assert communities(graph) == whole
    assert [len(group) for group in whole] == [12, 12, 2]
