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


def write_nquads(nodes: Iterable[Node], prefixes: Mapping[str, str], out: BinaryIO) -> None:
    """Write nodes as quads of the default graph, in the order given; the same nodes give the same bytes.

    Args:
        prefixes: of the nodes' names.
    """
    todo = iter(nodes)
    while batch := list(islice(todo, _BATCH)):
        text = StringIO()
        write_prefixes(prefixes, text)
        for subject, properties in batch:
            write_node(subject, properties, text)
        ox.serialize(ox.parse(text.getvalue(), format=ox.RdfFormat.TURTLE), out, ox.RdfFormat.N_QUADS)
