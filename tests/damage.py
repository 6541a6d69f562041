"""Ways to break the RDF of the sample graph, and what a check has to say of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

KG = Namespace("https://kg.example/ontology#")
ENT = Namespace("https://kg.example/id/")
OA = Namespace("http://www.w3.org/ns/oa#")


def tariff(data: Graph) -> URIRef:
    """The claim that the mutations break."""
    return data.value(predicate=KG.relation, object=KG.imposesTariffOn)  # type: ignore[return-value]


@dataclass(frozen=True)
class Mutation:
    """Another value of a property of a node, or none; with ``keep`` the value is one more."""

    predicate: URIRef
    value: object
    of: Callable[[Graph], object]
    keep: bool

    def __call__(self, data: Graph) -> None:
        self.apply(data, self.of(data))

    def apply(self, data: Graph, node: object) -> None:
        """Break a node that was found before others were broken."""
        if not self.keep:
            data.remove((node, self.predicate, None))
        if self.value is not None:
            data.add((node, self.predicate, self.value))  # type: ignore[arg-type]


def change(predicate: URIRef, value: object = None, *, of: Callable[[Graph], object] = tariff, keep: bool = False) -> Mutation:
    """A mutation of the tariff, or of another node."""
    return Mutation(predicate, value, of, keep)


def evidence(data: Graph) -> object:
    """The evidence of the tariff."""
    return data.value(tariff(data), KG.evidence)


def position(data: Graph) -> object:
    """Where the tariff stands."""
    return next(node for node in data.objects(data.value(evidence(data), OA.hasTarget), OA.hasSelector) if (node, OA.start, None) in data)


def words(data: Graph) -> object:
    """The words of the tariff."""
    return next(node for node in data.objects(data.value(evidence(data), OA.hasTarget), OA.hasSelector) if (node, OA.exact, None) in data)


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
    "product that is not there": (change(KG.product, ENT["product-x"]), "The product is an entity"),
    "inferred of no kind": (change(KG.dateInferred, Literal("yes")), "Whether the year is inferred"),
    "EDTF of another kind": (change(KG.dateEdtf, Literal("2018")), "An EDTF date"),
    "amount without currency": (change(KG.currency), "An amount has a currency"),
    "evidence for nothing": (change(OA.hasBody, of=evidence), "Evidence names the claim"),
    "end before the start": (change(OA.start, Literal(99), of=position), "the end"),
    "two quotes": (change(OA.exact, Literal("另一句"), of=words, keep=True), "A quote selector has one text"),
    "two entities of one identifier": (change(OWL.sameAs, URIRef("http://www.wikidata.org/entity/Q30"), of=acme), "one identifier with ent:"),
    "a firm that is a country": (change(RDF.type, KG.Country, of=acme, keep=True), "two types that exclude each other"),
    "document issued twice": (change(DCTERMS.issued, Literal("2021"), of=lambda _: ENT["doc-1"], keep=True), "issued once"),
    "unknown term": (change(KG.colour, Literal("red"), of=acme), "the ontology declares no such term"),
    "unknown class": (change(RDF.type, KG.Gadget, of=acme, keep=True), "the ontology declares no such term"),
}  # fmt: skip
