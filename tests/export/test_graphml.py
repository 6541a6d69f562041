"""GraphML element by element is what networkx writes of the whole graph."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
from factories import graph_of, nasty_graph, sample_entities, sample_graph

from kg.export.graphml import export_graphml, network_for_xml
from kg.graph import Graph


@pytest.mark.parametrize("graph", [sample_graph(), nasty_graph(), graph_of(sample_entities(), []), graph_of([], [])])
def test_the_file_is_that_of_networkx(graph: Graph, tmp_path: Path) -> None:
    """The bytes are those of ``networkx.generate_graphml``, for hostile texts, without relations and without entities too."""
    export_graphml(graph, tmp_path / "graph.graphml")

    expected = "\n".join(nx.generate_graphml(network_for_xml(graph), named_key_ids=True)) + "\n"
    assert (tmp_path / "graph.graphml").read_text(encoding="utf-8") == expected
