"""The check of a graph in parts and in several processes: the memory it takes grows with the part, not with the graph."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path

from rdflib import SH, BNode, URIRef
from rdflib import Graph as RdfGraph
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import KgError
from kg.graph import Graph
from kg.graph.rdf import write_turtle
from kg.graph.validation import Finding, validate
from kg.vocab import Vocabulary
from kg.vocab.ontology import KG
from kg.workers import run

#: Claims of a part: reading the shapes takes as long as checking some hundred.
_PART = 2000
#: By these a shape looks at more of the graph than the nodes it is about and those they point to.
_FAR = (SH.sparql, SH.js, SH.target, SH.targetSubjectsOf, SH.targetObjectsOf)


def check(graph: Graph, turtle: Path, vocab: Vocabulary, *, workers: int = 1, part: int = _PART) -> list[Finding]:
    """What the shapes and the ontology have to object to in a graph, and in its Turtle file.

    A graph of more than ``part`` claims is checked in parts of so many, each with the entities and documents that its claims speak of,
    where that finds the same: where no shape looks further than from a claim, entity or document to what it points to.

    Raises:
        KgError: a part is too large for the memory of the machine.
    """
    if len(graph.claims) <= part or not separable(RdfGraph().parse(vocab.path / "shapes.ttl"), vocab.ontology.relations):
        return validate(turtle, ontology=vocab.path)
    found = run(partial(_check, ontology=vocab.path), map(_turtle, parts(graph, part)), workers=workers, on_death=_died)
    return sorted({finding for _, findings in found for finding in findings})


def separable(shapes: RdfGraph, relations: Iterable[str]) -> bool:
    """Whether shapes find the same in the parts of a graph as in the whole.

    Args:
        shapes: in SHACL.
        relations: names of the relations, which join entities of several parts.
    """
    joining = {KG[name] for name in relations}
    return (
        not any((None, predicate, None) in shapes for predicate in _FAR)
        and not any(node in joining for node in shapes.objects())
        and all(_leads_on(path, shapes) for path in shapes.objects(None, SH.path))
    )


def _leads_on(path: Node, shapes: RdfGraph) -> bool:
    """Whether a path is a predicate or a sequence of them (https://www.w3.org/TR/shacl/#property-paths)."""
    if isinstance(path, BNode):
        steps = list(Collection(shapes, path))
        return bool(steps) and all(isinstance(step, URIRef) for step in steps)
    return True


def parts(graph: Graph, size: int) -> Iterator[Graph]:
    """Parts of a graph that together hold all of it: so many claims each, with the entities and documents they refer to."""
    relation_of = {id_: relation for relation in graph.relations.values() for id_ in relation.claims}
    claims = sorted(graph.claims)
    entities, documents = set(graph.entities), set(graph.documents)
    for start in range(0, len(claims), size):
        chosen = {id_: graph.claims[id_] for id_ in claims[start : start + size]}
        ends = {end for claim in chosen.values() for end in claim.entities}
        sources = {claim.evidence.document for claim in chosen.values()}
        entities -= ends
        documents -= sources
        relations = {relation_of[id_].id: relation_of[id_] for id_ in chosen}
        yield Graph(
            documents={id_: graph.documents[id_] for id_ in sources},
            entities={id_: graph.entities[id_] for id_ in ends},
            claims=chosen,
            relations={id_: replace(r, claims=tuple(c for c in r.claims if c in chosen)) for id_, r in relations.items()},
        )
    yield Graph({id_: graph.documents[id_] for id_ in documents}, {id_: graph.entities[id_] for id_ in entities}, {}, {})


def _turtle(graph: Graph) -> str:
    text = StringIO()
    write_turtle(graph, text)
    return text.getvalue()


def _check(turtle: str, ontology: Path) -> list[Finding]:
    """The findings in a part; runs in a worker process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "part.ttl")
        path.write_text(turtle, encoding="utf-8")
        return validate(path, ontology=ontology)


def _died(_: str) -> list[Finding]:
    raise KgError("the check of the graph ran out of memory; build with fewer --workers")
