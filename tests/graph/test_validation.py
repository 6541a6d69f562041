"""Validation finds what is wrong in a graph, and nothing where nothing is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from factories import nasty_graph
from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

from kg.errors import UsageError
from kg.export import EXPORTERS
from kg.graph.validation import Finding, validate

KG = Namespace("https://kg.example/ontology#")
ENT = Namespace("https://kg.example/id/")
OA = Namespace("http://www.w3.org/ns/oa#")


def tariff(data: Graph) -> URIRef:
    """The claim that the mutations break."""
    return data.value(predicate=KG.relation, object=KG.imposesTariffOn)  # type: ignore[return-value]


Mutation = Callable[[Graph], None]


def change(predicate: URIRef, value: object = None, *, of: Callable[[Graph], object] = tariff, keep: bool = False) -> Mutation:
    """A mutation: another value of a property of a node, or none; with ``keep`` the value is one more."""

    def mutate(data: Graph) -> None:
        node = of(data)
        if not keep:
            data.remove((node, predicate, None))
        if value is not None:
            data.add((node, predicate, value))  # type: ignore[arg-type]

    return mutate


def evidence(data: Graph) -> object:
    """The evidence of the tariff."""
    return data.value(tariff(data), KG.evidence)


def acme(data: Graph) -> object:
    """A firm."""
    return ENT["firm-acme"]


VIOLATIONS = {
    "no subject": (change(KG.subject), "A claim has one subject"),
    "two subjects": (change(KG.subject, ENT["country-vn"], keep=True), "A claim has one subject"),
    "subject that is not there": (change(KG.subject, ENT["country-xx"]), "not in the graph"),
    "no relation": (change(KG.relation), "A claim has one relation"),
    "unknown relation": (change(KG.relation, KG.likes), "kg:likes is no relation"),
    "no object": (change(KG.object), "A claim has one object"),
    "no modality": (change(KG.modality), "The modality is"),
    "unknown modality": (change(KG.modality, Literal("sure")), "The modality is"),
    "no confidence": (change(KG.confidence), "The confidence lies"),
    "confidence above one": (change(KG.confidence, Literal("1.5", datatype=XSD.decimal)), "The confidence lies"),
    "no rule": (change(KG.rule), "names the rule"),
    "no evidence": (change(KG.evidence), "A claim has evidence"),
    "evidence that is not there": (change(KG.evidence, ENT["evidence-x"]), "A claim has evidence"),
    "date as text": (change(KG.date, Literal("July")), "A date is an ISO 8601"),
    "date that is none": (change(KG.date, Literal("2018-02-31", datatype=XSD.date)), "A date is an ISO 8601"),
    "end as text": (change(KG.until, Literal("now")), "An end is an ISO 8601"),
    "date string": (change(KG.dateText, Literal("2018/7/6")), "A date as a string"),
    "amount as text": (change(KG.amount, Literal("340 億")), "An amount is a decimal"),
    "currency": (change(KG.currency, Literal("美元")), "ISO 4217"),
    "rates upside down": (change(KG.rateLow, Literal("30", datatype=XSD.decimal)), "lowest rate"),
    "speaker that is no entity": (change(PROV.wasAttributedTo, ENT["doc-1"]), "The speaker is an entity"),
    "subject of a wrong type": (change(KG.subject, ENT["sector-chips"]), "ent:sector-chips may not stand at this end of imposesTariffOn"),
    "object of a wrong type": (change(KG.object, ENT["sector-chips"]), "ent:sector-chips may not stand at this end of imposesTariffOn"),
    "no document": (change(DCTERMS.source, of=evidence), "Evidence comes from one document"),
    "document that is not there": (change(DCTERMS.source, ENT["doc-9"], of=evidence), "Evidence comes from one document"),
    "no quote": (change(KG.quote, of=evidence), "Evidence quotes its sentence"),
    "empty quote": (change(KG.quote, Literal(""), of=evidence), "Evidence quotes its sentence"),
    "page zero": (change(KG.page, Literal(0), of=evidence), "A page is a whole number"),
    "no place": (change(OA.hasTarget, of=evidence), "Evidence has a place"),
    "document without title": (change(DCTERMS.title, of=lambda _: ENT["doc-1"]), "A document has a title"),
    "document without hash": (change(DCTERMS.identifier, of=lambda _: ENT["doc-1"]), "the hash of its bytes"),
    "no label": (change(SKOS.prefLabel, of=acme), "one preferred label a language"),
    "two labels in a language": (change(SKOS.prefLabel, Literal("Apex", "en"), of=acme, keep=True), "one preferred label a language"),
    "two labels to show": (change(RDFS.label, Literal("艾"), of=acme, keep=True), "one label to show"),
    "country code": (change(KG.iso3166, Literal("USA"), of=lambda _: ENT["country-us"]), "ISO 3166-1"),
    "finer class alone, no label": (change(RDF.type, KG.Bank, of=lambda _: ENT["firm-x"]), "one preferred label a language"),
    "fact that no claim states": (change(KG.acquires, ENT["firm-beta"], of=acme), "no claim states as fact that it acquires ent:firm-beta"),
    "plan as a plain triple": (change(KG.relocatedTo, ENT["country-vn"], of=lambda _: ENT["firm-beta"]), "no claim states as fact"),
    "fact without its triple": (change(KG.relocatedTo, of=acme), "but no triple does"),
    "half a symmetric relation": (change(KG.negotiatesWith, of=lambda _: ENT["country-cn"]), "but no triple does"),
    "unknown term": (change(KG.colour, Literal("red"), of=acme), "the ontology declares no such term"),
    "unknown class": (change(RDF.type, KG.Gadget, of=acme, keep=True), "the ontology declares no such term"),
}  # fmt: skip


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_planted_violation_is_found(name: str, sample_ttl: Path, tmp_path: Path) -> None:
    """One thing is broken; a finding says so."""
    mutate, message = VIOLATIONS[name]
    data = Graph().parse(sample_ttl, format="turtle")
    mutate(data)
    data.serialize(tmp_path / "broken.ttl", format="turtle")
    findings = validate(tmp_path / "broken.ttl")

    assert [f for f in findings if message in f.message] != [], findings
    assert {f.severity for f in findings} == {"Violation"}


def test_a_finding_names_the_node(sample_ttl: Path, tmp_path: Path) -> None:
    """The focus is written as in the file, the message in both languages."""
    data = Graph().parse(sample_ttl, format="turtle")
    change(DCTERMS.title, of=lambda _: ENT["doc-1"])(data)
    data.serialize(tmp_path / "broken.ttl", format="turtle")

    assert validate(tmp_path / "broken.ttl") == [
        Finding("Violation", "ent:doc-1", "A document has a title.; 文件須有標題。", "dcterms:title", "", "doc-1.pdf")
    ]


def test_what_kg_writes_is_valid(sample_ttl: Path) -> None:
    """The sample graph, with a value of every kind, has no finding."""
    assert validate(sample_ttl) == []


def test_hostile_text_is_valid(tmp_path: Path) -> None:
    """Whatever texts hold is no finding; a date that the calendar lacks is kept as a string only."""
    EXPORTERS["graph.ttl"](nasty_graph(), tmp_path / "graph.ttl")

    assert validate(tmp_path / "graph.ttl") == []


def test_a_file_that_is_no_turtle_is_refused(tmp_path: Path) -> None:
    """The error names the file."""
    path = tmp_path / "graph.ttl"
    path.write_text("<a> <b>", encoding="utf-8")

    with pytest.raises(UsageError, match=r"graph\.ttl is not Turtle"):
        validate(path)
