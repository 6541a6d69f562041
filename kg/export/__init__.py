"""The graph to files: an exporter a file name, and the names by format."""

from collections.abc import Callable, Mapping
from pathlib import Path

from kg.export.files import write_atomically
from kg.export.graphml import export_graphml
from kg.export.records import Record, from_record, to_record, write_records
from kg.export.tables import export_claims, export_entities
from kg.export.texts import BLOCKS, texts_written, to_blocks
from kg.export.turtle import export_turtle
from kg.graph import Graph

Exporter = Callable[[Graph, Path], None]

#: What a build writes of the graph, by file name.
EXPORTERS: Mapping[str, Exporter] = {
    "graph.ttl": export_turtle,
    "graph.graphml": export_graphml,
    "entities.csv": export_entities,
    "claims.csv": export_claims,
}
#: The file that a format of ``kg export`` is written to.
FORMATS: Mapping[str, str] = {"turtle": "graph.ttl", "graphml": "graph.graphml", "entities": "entities.csv", "claims": "claims.csv"}

__all__ = [
    "BLOCKS",
    "EXPORTERS",
    "FORMATS",
    "Exporter",
    "Record",
    "from_record",
    "texts_written",
    "to_blocks",
    "to_record",
    "write_atomically",
    "write_records",
]
