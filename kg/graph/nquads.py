"""Nodes as N-Quads (https://www.w3.org/TR/n-quads/), line by line: files that can be cut, joined and loaded side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import StringIO
from itertools import islice
from typing import BinaryIO

import pyoxigraph as ox

from kg.graph.rdf import Node
from kg.graph.turtle import write_node, write_prefixes

#: Nodes that are written at a time.
_BATCH = 5000


def write_nquads(nodes: Iterable[Node], prefixes: Mapping[str, str], out: BinaryIO, *, scope: str) -> None:
    """Write nodes as quads of the default graph, in the order given; the same nodes give the same bytes.

    Args:
        prefixes: of the nodes' names.
        scope: begins the labels of blank nodes, and must differ between files that are to be joined.
    """
    todo, labels = iter(nodes), _Labels(scope)
    while batch := list(islice(todo, _BATCH)):
        text = StringIO()
        write_prefixes(prefixes, text)
        for subject, properties in batch:
            write_node(subject, properties, text)
        parsed = ox.parse(text.getvalue(), format=ox.RdfFormat.TURTLE)
        ox.serialize((labels.renamed(quad) for quad in parsed), out, ox.RdfFormat.N_QUADS)


class _Labels:
    """Labels of blank nodes by the order in which they are met, as parsers name them at random."""

    def __init__(self, scope: str) -> None:
        self._scope = scope
        self._known: dict[ox.BlankNode, ox.BlankNode] = {}

    def renamed(self, quad: ox.Quad) -> ox.Quad:
        """The quad with our labels."""
        subject = self._label(quad.subject) if isinstance(quad.subject, ox.BlankNode) else quad.subject
        object_ = self._label(quad.object) if isinstance(quad.object, ox.BlankNode) else quad.object
        return ox.Quad(subject, quad.predicate, object_)

    def _label(self, node: ox.BlankNode) -> ox.BlankNode:
        return self._known.setdefault(node, ox.BlankNode(f"{self._scope}x{len(self._known)}"))
