"""Checks of a built graph: the SHACL shapes, and what ``ontology/kg.ttl`` says of types, relations and terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyshacl
from rdflib import OWL, RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from kg.errors import UsageError
from kg.vocab import Ontology, ontology_path
from kg.vocab.ontology import KG, load_ontology
from kg.vocab.prefixes import load_prefixes

_LANGUAGES = frozenset({"zh-hant", "en"})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something wrong in a graph: how bad, about which node, and what."""

    severity: str
    focus: str
    message: str


def validate(path: Path, *, ontology: Path | None = None) -> list[Finding]:
    """Check a Turtle file, and the ontology it is written in; an empty list means that both are valid.

    Args:
        path: the Turtle file of a build.
        ontology: the ontology folder it was built with; the one that ships with kg, if not given.

    Raises:
        UsageError: the file is no Turtle.
    """
    data = Graph()
    try:
        data.parse(path, format="turtle")
    except Exception as error:  # noqa: BLE001 - rdflib's parser raises many kinds, none of them documented
        raise UsageError(f"{path} is not Turtle: {error}") from None
    folder = ontology or ontology_path()
    schema = Graph().parse(folder / "kg.ttl", format="turtle")
    types = load_ontology(folder / "kg.ttl")
    shapes = Graph().parse(folder / "shapes.ttl", format="turtle")
    checks = (_shapes(data, schema, shapes), _ends(data, types), _facts(data, types), _terms(data, schema), _labels(schema))
    return sorted({finding for check in checks for finding in check})


def _shapes(data: Graph, schema: Graph, shapes: Graph) -> Iterator[Finding]:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=schema, inference="none", advanced=False)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        severity = str(report.value(result, SH.resultSeverity)).rsplit("#", 1)[-1]
        message = sorted(str(text) for text in report.objects(result, SH.resultMessage))
        yield Finding(severity, _short(report.value(result, SH.focusNode)), "; ".join(message))


def _ends(data: Graph, ontology: Ontology) -> Iterator[Finding]:
    """Every claim's ends are of types that its relation allows."""
    for claim in data.subjects(RDF.type, KG.Claim):
        node = data.value(claim, KG.relation)
        relation = ontology.relations.get(str(node).removeprefix(str(KG)))
        if relation is None:
            if node is not None:
                yield Finding("Violation", _short(claim), f"{_short(node)} is no relation of the ontology")
            continue
        for predicate, allowed in ((KG.subject, relation.domain), (KG.object, relation.range)):
            for end in data.objects(claim, predicate):
                if not _types(data, end, ontology) & allowed:
                    wanted = ", ".join(sorted(allowed))
                    message = f"{_short(end)} may not stand at this end of {relation.name} ({wanted})"
                    yield Finding("Violation", _short(claim), message)


def _types(data: Graph, node: Node, ontology: Ontology) -> set[str]:
    names = (str(cls).removeprefix(str(KG)) for cls in data.objects(node, RDF.type))
    return {ontology.classes[name].type for name in names if name in ontology.classes}


def _facts(data: Graph, ontology: Ontology) -> Iterator[Finding]:
    """A plain triple is what a claim states as fact, and what a claim states as fact is a plain triple."""
    plain = {(s, name, o) for name in ontology.relations for s, o in data.subject_objects(KG[name])}
    stated = set()
    for claim in data.subjects(RDF.type, KG.Claim):
        if str(data.value(claim, KG.modality)) == "fact":
            subject, object_ = data.value(claim, KG.subject), data.value(claim, KG.object)
            relation = ontology.relations.get(str(data.value(claim, KG.relation)).removeprefix(str(KG)))
            if relation and subject and object_:
                stated.add((subject, relation.name, object_))
                stated |= {(object_, relation.name, subject)} if relation.symmetric else set()
    for subject, name, object_ in plain - stated:
        yield Finding("Violation", _short(subject), f"no claim states as fact that it {name} {_short(object_)}")
    for subject, name, object_ in stated - plain:
        yield Finding("Violation", _short(subject), f"a claim states as fact that it {name} {_short(object_)}, but no triple does")


def _terms(data: Graph, schema: Graph) -> Iterator[Finding]:
    """Every term of our namespace that the graph uses is one that the ontology declares."""
    used = {*data.predicates(unique=True), *data.objects(predicate=RDF.type, unique=True)}
    for term in used:
        if isinstance(term, URIRef) and term.startswith(str(KG)) and (term, RDF.type, None) not in schema:
            yield Finding("Violation", _short(term), "the ontology declares no such term")


def _labels(schema: Graph) -> Iterator[Finding]:
    """Every class and property of the ontology has a label in Chinese and in English."""
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in schema.subjects(RDF.type, kind):
            languages = {str(getattr(label, "language", "")).lower() for label in schema.objects(term, RDFS.label)}
            if isinstance(term, URIRef) and not languages >= _LANGUAGES:
                yield Finding("Warning", _short(term), "the ontology has no label for it in Chinese and English")


def _short(node: Node | None) -> str:
    """The node as people write it: ``ent:…``, ``kg:…``."""
    text = str(node)
    for prefix, iri in load_prefixes().items():
        if text.startswith(iri):
            return f"{prefix}:{text.removeprefix(iri)}"
    return text
