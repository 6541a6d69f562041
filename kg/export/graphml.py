"""``graph.graphml``, for Gephi, yEd, Cytoscape and networkx."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TextIO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import networkx as nx

from kg.export.files import atomic
from kg.graph import Graph
from kg.graph.ordered import by_id
from kg.model import Relation

#: Characters that XML 1.0 cannot hold.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NODE = {"label": "string", "type": "string", "cls": "string"}
_EDGE = {"relation": "string", "modality": "string", "confidence": "double", "documents": "long", "claims": "long", "date": "string"}
_HEAD = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">'
)


def export_graphml(graph: Graph, path: Path) -> None:
    """Write the graph as GraphML: entities with label, type and class, relations with modality, confidence and date.

    Element by element, where networkx would hold all of them; the file is what networkx writes.
    """
    with atomic(path) as out:
        out.write(f"{_HEAD}\n")
        for kind, keys, any_ in (("edge", _EDGE, graph.relations), ("node", _NODE, graph.entities)):
            for key, type_ in reversed(keys.items() if any_ else ()):
                _write(Element("key", {"id": key, "for": kind, "attr.name": key, "attr.type": type_}), 1, out)
        if not graph.entities:
            out.write('  <graph edgedefault="directed" />\n</graphml>\n')
            return
        out.write('  <graph edgedefault="directed">\n')
        for id_, entity in by_id(graph.entities):
            _write(_element("node", {"id": id_}, {"label": entity.label, "type": entity.type, "cls": entity.cls}), 2, out)
        for relation in chain.from_iterable(_relations_from(graph, id_) for id_, _ in by_id(graph.entities)):
            _write(_edge(graph, relation), 2, out)
        out.write("  </graph>\n</graphml>\n")


def network_for_xml(graph: Graph) -> nx.MultiDiGraph:
    """The graph for networkx, without the characters that XML cannot hold."""
    network = graph.to_networkx()
    for _, attributes in network.nodes(data=True):
        attributes["label"] = _NOT_XML.sub("\ufffd", attributes["label"])
    return network


def _relations_from(graph: Graph, entity: str) -> Iterator[Relation]:
    """The relations that an entity is the subject of, in the order of networkx: object by object as each first comes."""
    found: dict[str, list[Relation]] = {}
    for relation in graph.relations_of(entity):
        if relation.subject == entity:
            found.setdefault(relation.object, []).append(relation)
    return chain.from_iterable(found.values())


def _edge(graph: Graph, relation: Relation) -> Element:
    return _element(
        "edge",
        {"source": relation.subject, "target": relation.object, "id": relation.id},
        {
            "relation": relation.relation, "modality": relation.modality, "confidence": str(relation.confidence),
            "documents": str(relation.documents), "claims": str(len(relation.claims)), "date": graph.first_date(relation),
        },
    )  # fmt: skip


def _element(tag: str, attributes: Mapping[str, str], data: Mapping[str, str]) -> Element:
    element = Element(tag, dict(attributes))
    for key, value in data.items():
        SubElement(element, "data", {"key": key}).text = _NOT_XML.sub("\ufffd", value)
    return element


def _write(element: Element, depth: int, out: TextIO) -> None:
    """Write an element indented; ASCII, as networkx writes it."""
    indent(element, level=depth)
    out.write(f"{'  ' * depth}{tostring(element).decode('ascii')}\n")
