"""``graph.graphml``, for Gephi, yEd, Cytoscape and networkx."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx

from kg.export.files import atomic
from kg.graph import Graph

#: Characters that XML 1.0 cannot hold.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export_graphml(graph: Graph, path: Path) -> None:
    """Write the graph as GraphML: entities with label, type and class, relations with modality, confidence and date."""
    with atomic(path) as out:
        out.write("\n".join(nx.generate_graphml(network_for_xml(graph), named_key_ids=True)) + "\n")


def network_for_xml(graph: Graph) -> nx.MultiDiGraph:
    """The graph for networkx, without the characters that XML cannot hold."""
    network = graph.to_networkx()
    for _, attributes in network.nodes(data=True):
        attributes["label"] = _NOT_XML.sub("\ufffd", attributes["label"])
    return network
