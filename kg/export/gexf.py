"""``graph.gexf``, for Gephi and what reads its format (https://gexf.net/)."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import networkx as nx

from kg.export.files import atomic
from kg.export.graphml import network_for_xml
from kg.graph import Graph


def export_gexf(graph: Graph, path: Path) -> None:
    """Write the graph as GEXF 1.2, with the attributes of GraphML, typed, and the confidence of a relation as its weight."""
    network = network_for_xml(graph)
    for _, _, attributes in network.edges(data=True):
        attributes |= {"weight": attributes["confidence"], "label": attributes["relation"]}
    writer = nx.readwrite.gexf.GEXFWriter(version="1.2draft")
    writer.add_graph(network)
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # the day of the export is no part of the graph
    ElementTree.indent(writer.xml)
    with atomic(path) as out:
        out.write("<?xml version='1.0' encoding='utf-8'?>\n" + ElementTree.tostring(writer.xml, encoding="unicode") + "\n")
