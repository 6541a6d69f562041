"""Checks of a built graph: the SHACL shapes, and the relations' domains and ranges."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyshacl
from rdflib import RDF, SH, Graph, Namespace, URIRef
from rdflib.term import Node

from kg.errors import UsageError
from kg.vocab import ontology_path
from kg.vocab.ontology import load_ontology

KG = Namespace("https://kg.example/ontology#")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something wrong in a graph: how bad, about which node, and what."""

    severity: str
    focus: str
    message: str


def validate(path: Path) -> list[Finding]:
    """Check a Turtle file; an empty list means that it is valid.

    Raises:
        UsageError: the file is no Turtle.
    """
    data = Graph()
    try:
        data.parse(path, format="turtle")
    except Exception as error:  # noqa: BLE001 - rdflib's parser raises many kinds, none of them documented
        raise UsageError(f"{path} is not Turtle: {error}") from None
    return sorted({*_shapes(data), *_ends(data)})


def _shapes(data: Graph) -> list[Finding]:
    folder = ontology_path()
    shapes = Graph().parse(folder / "shapes.ttl", format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    findings = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        severity = str(report.value(result, SH.resultSeverity)).rsplit("#", 1)[-1]
        message = sorted(str(text) for text in report.objects(result, SH.resultMessage))
        findings.append(Finding(severity, _short(report.value(result, SH.focusNode)), "; ".join(message)))
    return findings


def _ends(data: Graph) -> list[Finding]:
    """Every claim's ends are of types that its relation allows."""
    ontology = load_ontology(ontology_path() / "kg.ttl")
    types = {name: {URIRef(KG + name)} for name in ontology.types}
    findings = []
    for claim in data.subjects(RDF.type, KG.Claim):
        name = _short(data.value(claim, KG.relation)).removeprefix("kg:")
        relation = ontology.relations.get(name)
        if relation is None:
            findings.append(Finding("Violation", _short(claim), f"{name} is no relation of the ontology"))
            continue
        for end, allowed in ((KG.subject, relation.domain), (KG.object, relation.range)):
            node = data.value(claim, end)
            if node is not None and not any((node, RDF.type, cls) in data for type_ in allowed for cls in types[type_]):
                wanted = ", ".join(sorted(allowed))
                findings.append(Finding("Violation", _short(claim), f"{_short(node)} may not stand at this end of {name} ({wanted})"))
    return findings


def _short(node: Node | None) -> str:
    text = str(node)
    return text.replace("https://kg.example/id/", "ent:").replace(str(KG), "kg:")
