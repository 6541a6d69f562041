"""``graph.ttl``."""

from __future__ import annotations

from pathlib import Path

from kg.export.files import atomic
from kg.graph import Graph
from kg.graph.rdf import write_turtle


def export_turtle(graph: Graph, path: Path) -> None:
    """Write the graph as Turtle."""
    with atomic(path) as out:
        write_turtle(graph, out)
