"""The graph as RDF 1.1: a plain triple for what is stated as fact, a node for every claim and its evidence.

Terms are those of ``ontology/kg.ttl``; claims follow PROV-O, evidence the Web Annotation vocabulary
(https://www.w3.org/TR/annotation-vocab/), documents Dublin Core, names SKOS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from rdflib import Graph as RdfGraph

from kg.graph.graph import Graph
from kg.model import Claim, Document, Entity, Qualifiers

BASE = "https://kg.example/id/"
PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "ent": BASE,
    "kg": "https://kg.example/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
#: A node: its name, and its properties as (predicate, objects) in Turtle.
Node = tuple[str, list[tuple[str, list[str]]]]

_XSD_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\"\\]")


def write_turtle(graph: Graph, out: TextIO, *, base: str = BASE) -> None:
    """Write the graph as Turtle, node by node, sorted: the same graph gives the same bytes.

    Args:
        base: IRI under which entities, claims and documents are named.
    """
    for prefix, iri in {**PREFIXES, "ent": base}.items():
        out.write(f"@prefix {prefix}: <{iri}> .\n")
    for name, properties in nodes(graph):
        out.write(f"\n{name}")
        lines = [f" {predicate} {', '.join(objects)}" for predicate, objects in properties if objects]
        out.write(" ;\n   ".join(lines) + " .\n")


def to_rdflib(graph: Graph, *, base: str = BASE) -> RdfGraph:
    """The graph as an rdflib graph."""
    from io import StringIO  # noqa: PLC0415

    text = StringIO()
    write_turtle(graph, text, base=base)
    return RdfGraph().parse(data=text.getvalue(), format="turtle")


def nodes(graph: Graph) -> Iterator[Node]:
    """Every node with its properties: documents, entities with what is stated of them as fact, claims, evidence."""
    facts: dict[str, dict[str, set[str]]] = {}
    for relation in graph.relations.values():
        if relation.modality == "fact":
            facts.setdefault(relation.subject, {}).setdefault(relation.relation, set()).add(relation.object)
    for id_, document in sorted(graph.documents.items()):
        yield f"ent:{id_}", _document(document)
    for id_, entity in sorted(graph.entities.items()):
        stated = [(f"kg:{name}", [f"ent:{end}" for end in sorted(ends)]) for name, ends in sorted(facts.get(id_, {}).items())]
        yield f"ent:{id_}", [*_entity(entity), *stated]
    for id_, claim in sorted(graph.claims.items()):
        yield f"ent:{id_}", _claim(claim)
        yield f"ent:{_evidence_name(claim)}", _evidence(claim)


def literal(text: str, *, lang: str | None = None, datatype: str | None = None) -> str:
    """A Turtle literal."""
    quoted = '"' + _CONTROL.sub(lambda m: _ESCAPES.get(m[0], f"\\u{ord(m[0]):04X}"), text) + '"'
    if lang:
        return f"{quoted}@{lang}"
    return f"{quoted}^^xsd:{datatype}" if datatype else quoted


def _document(document: Document) -> list[tuple[str, list[str]]]:
    return [
        ("a", ["kg:Document"]),
        ("dcterms:title", [literal(document.title or document.source, lang=document.lang)]),
        ("dcterms:identifier", [literal(document.sha256)]),
        ("dcterms:source", [literal(document.source)]),
        ("dcterms:creator", _texts(document.author)),
        ("dcterms:publisher", _texts(document.publisher)),
        ("dcterms:issued", [_date(document.published)] if document.published else []),
        ("dcterms:language", [literal(document.lang)]),
    ]


def _entity(entity: Entity) -> list[tuple[str, list[str]]]:
    aliases = sorted({name for name in entity.aliases if name not in entity.labels.values()})
    wikidata = entity.identifiers.get("wikidata")
    classes = dict.fromkeys((f"kg:{entity.type}", f"kg:{entity.cls}"))
    return [
        ("a", list(classes)),
        ("rdfs:label", [literal(entity.label, lang=_lang(entity))]),
        ("skos:prefLabel", [literal(label, lang=lang) for lang, label in sorted(entity.labels.items())]),
        ("skos:altLabel", [literal(alias, lang="en" if alias.isascii() else "zh-Hant") for alias in aliases]),
        ("kg:iso3166", _texts(entity.identifiers.get("iso3166"))),
        ("owl:sameAs", [f"wd:{wikidata}"] if wikidata else []),
    ]


def _lang(entity: Entity) -> str:
    """The language of the one label to show."""
    return next(lang for lang, label in sorted(entity.labels.items(), reverse=True) if label == entity.label)


def _claim(claim: Claim) -> list[tuple[str, list[str]]]:
    q = claim.qualifiers
    return [
        ("a", ["kg:Claim"]),
        ("kg:subject", [f"ent:{claim.subject}"]),
        ("kg:relation", [f"kg:{claim.relation}"]),
        ("kg:object", [f"ent:{claim.object}"]),
        ("kg:modality", [literal(q.modality)]),
        ("kg:confidence", [literal(f"{claim.confidence:.3f}", datatype="decimal")]),
        ("kg:rule", [literal(claim.evidence.rule)]),
        *_dates(q),
        ("kg:amount", [literal(f"{q.amount.value:f}", datatype="decimal")] if q.amount else []),
        ("kg:currency", [literal(q.amount.unit)] if q.amount else []),
        ("kg:amountText", [literal(q.amount.text)] if q.amount else []),
        ("kg:rate", _texts(q.rate)),
        ("kg:role", _texts(q.role)),
        ("kg:stage", _texts(q.stage)),
        ("kg:product", [f"ent:{q.product}"] if q.product else []),
        ("kg:origin", [f"ent:{q.origin}"] if q.origin else []),
        ("prov:wasAttributedTo", [f"ent:{q.said_by}"] if q.said_by else []),
        ("kg:evidence", [f"ent:{_evidence_name(claim)}"]),
    ]


def _dates(q: Qualifiers) -> list[tuple[str, list[str]]]:
    if not q.when:
        return []
    inferred = [("kg:dateInferred", [literal("true", datatype="boolean")])] if q.inferred else []
    if "/" in q.when:
        first, last = q.when.split("/", 1)
        return [("kg:dateText", [literal(q.when)]), ("kg:from", [_date(first)]), ("kg:until", [_date(last)]), *inferred]
    return [("kg:date", [_date(q.when)]), ("kg:dateText", [literal(q.when)]), *inferred]


def _evidence(claim: Claim) -> list[tuple[str, list[str]]]:
    evidence = claim.evidence
    quote = f"[ a oa:TextQuoteSelector ; oa:exact {literal(evidence.quote)} ]"
    place = f"[ a oa:TextPositionSelector ; oa:start {evidence.span.start} ; oa:end {evidence.span.end} ]"
    source = f"[ a oa:SpecificResource ; oa:hasSource ent:{evidence.document} ; oa:hasSelector {quote}, {place} ]"
    return [
        ("a", ["kg:Evidence"]),
        ("dcterms:source", [f"ent:{evidence.document}"]),
        ("kg:quote", [literal(evidence.quote)]),
        ("kg:page", [str(evidence.page)] if evidence.page else []),
        ("oa:hasTarget", [source]),
    ]


def _evidence_name(claim: Claim) -> str:
    return claim.id.replace("claim-", "evidence-", 1)


def _date(value: str) -> str:
    return literal(value, datatype=_XSD_DATES.get(len(value), "string"))


def _texts(value: str | None) -> list[str]:
    return [literal(value)] if value else []
