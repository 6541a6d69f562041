"""Entities are found by name in a store as they are in the graph it was made from."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories import claim, entity, graph_of, nasty_graph, sample_graph

from kg.errors import UnknownEntityError
from kg.export import EXPORTERS
from kg.graph import Graph
from kg.graph.named import StoredEntities
from kg.graph.query import load_store


def rivals() -> Graph:
    """Two firms of one name and a third: which is meant depends on how many relations each has, as relations are counted."""
    firms = [entity(id_, label, aliases=("大同",)) for id_, label in (("firm-a", "甲"), ("firm-b", "乙"), ("firm-c", "丙"))]
    return graph_of(
        [*firms, entity("country-us", "美國"), entity("country-vn", "越南")],
        [
            # One relation, stated from both sides, of the firm whose id would win.
            claim("firm-c", "cooperatesWith", "firm-b", "合作。"),
            claim("firm-b", "cooperatesWith", "firm-c", "也合作。"),
            # Two relations: of two modalities.
            claim("firm-a", "relocatedTo", "country-vn", "遷往越南。"),
            claim("firm-a", "relocatedTo", "country-vn", "遷往越南已定。"),
            claim("firm-a", "relocatedTo", "country-vn", "擬遷往越南。", modality="planned"),
        ],
    )


@pytest.fixture(params=[sample_graph, nasty_graph, rivals], ids=["sample", "nasty", "rivals"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Graph, StoredEntities]:
    """A graph, and the entities of the store that is made from its Turtle."""
    graph = request.param()
    EXPORTERS["graph.ttl"](graph, tmp_path / "graph.ttl")
    return graph, StoredEntities(load_store(tmp_path / "graph.ttl"))


def test_every_name_leads_to_the_same_entity(both: tuple[Graph, StoredEntities]) -> None:
    """By id, label and alias, in whatever width, case and script."""
    graph, stored = both
    names = [name for e in graph.entities.values() for name in (e.id, *e.labels.values(), *e.aliases)]

    assert [stored.find(name).id for name in names] == [graph.find(name).id for name in names]
    assert [stored.find(name.upper()).id for name in names] == [graph.find(name.upper()).id for name in names]


def test_of_several_the_one_with_most_relations_is_meant() -> None:
    """The graph to compare with does what the test above relies on."""
    assert rivals().find("大同").id == "firm-a"


@pytest.mark.parametrize("name", ["艾可電", "大國", "nobody at all", ""])
def test_an_unknown_name_is_answered_alike(name: str, both: tuple[Graph, StoredEntities]) -> None:
    """The same words, with the same near names."""
    graph, stored = both
    with pytest.raises(UnknownEntityError) as expected:
        graph.find(name)
    with pytest.raises(UnknownEntityError) as found:
        stored.find(name)

    assert str(found.value) == str(expected.value)
