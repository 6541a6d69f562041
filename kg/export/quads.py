"""The graph as a dataset: ``graph.trig``, ``graph.nq``, ``graph.jsonld``, and ``graph-rdf12.ttl``.

All are made from what ``kg.graph.rdf`` writes, read by Oxigraph, so that they cannot say different things.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

import pyoxigraph as ox

from kg.export.files import atomic, replacing
from kg.graph import Graph
from kg.graph.infer import Inference, write_inferred
from kg.graph.rdf import write_trig, write_turtle
from kg.vocab.context import Definition, load_context
from kg.vocab.prefixes import load_prefixes, shortened

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _REIFIES = ox.NamedNode(f"{_RDF}type"), ox.NamedNode(f"{_RDF}reifies")


def export_trig(graph: Graph, path: Path, inferred: Sequence[Inference] = ()) -> None:
    """Write the graph as TriG, a graph a document, and what was inferred in one of its own."""
    with atomic(path) as out:
        _write(graph, inferred, out)


def export_nquads(graph: Graph, path: Path, inferred: Sequence[Inference] = ()) -> None:
    """Write the graph as N-Quads: the quads of the TriG file, in its order."""
    with replacing(path) as temporary, _read(lambda out: _write(graph, inferred, out), ox.RdfFormat.TRIG) as quads:
        ox.serialize(quads, str(temporary), format=ox.RdfFormat.N_QUADS)


def export_rdf12(graph: Graph, path: Path) -> None:
    """Write the graph as Turtle of RDF 1.2, in which each claim also reifies its triple (https://www.w3.org/TR/rdf12-concepts/)."""
    with replacing(path) as temporary, _read(lambda out: write_turtle(graph, out), ox.RdfFormat.TURTLE) as quads:
        ends: dict[str, ox.NamedNode] = {}
        triples = (triple for quad in quads for triple in _reified(quad, ends))
        ox.serialize(triples, str(temporary), format=ox.RdfFormat.TURTLE, prefixes=dict(load_prefixes()))


def export_jsonld(graph: Graph, path: Path, inferred: Sequence[Inference] = ()) -> None:
    """Write the graph as JSON-LD: the context of ``kg ontology --context``, then a line a node."""
    context = load_context()
    with _read(lambda out: _write(graph, inferred, out), ox.RdfFormat.TRIG) as quads, atomic(path) as out:
        out.write(f'{{"@context": {json.dumps(context, ensure_ascii=False)},\n"@graph": [')
        between = "\n"
        for name, inside in groupby(quads, lambda quad: quad.graph_name):
            nodes = (_node(list(of), context) for _, of in groupby(inside, lambda quad: quad.subject))
            if isinstance(name, ox.DefaultGraph):
                for node in nodes:
                    out.write(between + node)
                    between = ",\n"
                continue
            out.write(f'{between}{{"id": {json.dumps(shortened(name.value))}, "@graph": [\n')
            for i, node in enumerate(nodes):
                out.write(f",\n{node}" if i else node)
            out.write("\n]}")
            between = ",\n"
        out.write("\n]}\n")


def _write(graph: Graph, inferred: Sequence[Inference], out: TextIO) -> None:
    write_trig(graph, out)
    write_inferred(inferred, out)


@contextmanager
def _read(write: Callable[[TextIO], None], format_: ox.RdfFormat) -> Iterator[Iterator[ox.Quad]]:
    """What ``write`` writes, as quads; through a file, so that no graph is too large."""
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        path = Path(folder) / "graph"
        with path.open("w", encoding="utf-8", newline="\n") as out:
            write(out)
        yield ox.parse(path=str(path), format=format_)


def _reified(quad: ox.Quad, ends: dict[str, ox.NamedNode]) -> Iterator[ox.Triple]:
    """A triple, and after the last end of a claim the triple that the claim is about; ``ends`` keeps what was seen of the claim."""
    kg = load_prefixes()["kg"]
    yield quad.triple
    if isinstance(quad.object, ox.NamedNode) and quad.predicate.value in (f"{kg}subject", f"{kg}relation", f"{kg}object"):
        ends[quad.predicate.value.removeprefix(kg)] = quad.object
        if len(ends) == 3:
            yield ox.Triple(quad.subject, _REIFIES, ox.Triple(ends["subject"], ends["relation"], ends["object"]))
            ends.clear()


def _node(quads: Sequence[ox.Quad], context: Mapping[str, Definition]) -> str:
    node: dict[str, Any] = {"id": shortened(quads[0].subject.value)}  # type: ignore[union-attr]
    for predicate, same in groupby(quads, lambda quad: quad.predicate):
        values = [quad.object for quad in same]
        if predicate == _TYPE:
            node["type"] = _one([shortened(value.value) for value in values])  # type: ignore[union-attr]
            continue
        key = shortened(predicate.value)
        definition = context.get(key.removeprefix("kg:"))
        if isinstance(definition, Mapping):
            node[key.removeprefix("kg:")] = _one([_value(value, definition["@type"]) for value in values])
        else:
            node[key.removeprefix("kg:") if definition == key else key] = _one([_value(value, None) for value in values])
    return json.dumps(node, ensure_ascii=False)


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _value(term: Any, type_: str | None) -> Any:
    """A value as its property's definition has it, or spelled out."""
    if isinstance(term, ox.NamedNode):
        return shortened(term.value) if type_ == "@id" else {"id": shortened(term.value)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = shortened(term.datatype.value)
    if datatype == type_ or (type_ is None and datatype == "xsd:string"):
        return term.value
    return {"@value": term.value} if datatype == "xsd:string" else {"@value": term.value, "@type": datatype}
