"""What the tests of the graph share."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories import sample_graph

from kg.export import EXPORTERS
from kg.graph import Graph


@pytest.fixture(scope="session")
def sample() -> Graph:
    """A small graph of everything that a claim can carry."""
    return sample_graph()


@pytest.fixture(scope="session")
def sample_ttl(sample: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample graph as Turtle."""
    path = tmp_path_factory.mktemp("sample") / "graph.ttl"
    EXPORTERS["graph.ttl"](sample, path)
    return path
