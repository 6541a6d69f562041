"""The graph to files: an exporter a file name, and the names by format."""

from collections.abc import Callable, Mapping
from pathlib import Path

from kg.export.files import write_atomically
from kg.export.gexf import export_gexf
from kg.export.graphml import export_graphml
from kg.export.neo4j import export_neo4j
from kg.export.parquet import export_parquet
from kg.export.quads import export_jsonld, export_nquads, export_rdf12, export_trig
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
#: What ``kg export`` writes besides: the file or folder of a format, and its exporter.
ON_REQUEST: Mapping[str, tuple[str, Exporter]] = {
    "gexf": ("graph.gexf", export_gexf),
    "jsonld": ("graph.jsonld", export_jsonld),
    "neo4j": ("neo4j", export_neo4j),
    "nquads": ("graph.nq", export_nquads),
    "parquet": ("parquet", export_parquet),
    "rdf12": ("graph-rdf12.ttl", export_rdf12),
    "trig": ("graph.trig", export_trig),
}
#: The formats that hold graphs by name, and so can keep what was inferred apart.
DATASETS = {"jsonld": export_jsonld, "nquads": export_nquads, "trig": export_trig}

__all__ = [
    "BLOCKS",
    "DATASETS",
    "EXPORTERS",
    "FORMATS",
    "ON_REQUEST",
    "Exporter",
    "Record",
    "from_record",
    "texts_written",
    "to_blocks",
    "to_record",
    "write_atomically",
    "write_records",
]
