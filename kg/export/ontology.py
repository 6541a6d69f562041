"""The ontology as one HTML page with an anchor a term, so that the IRIs of its terms lead to their definitions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.export.pages import rendered
from kg.vocab import ontology_path
from kg.vocab.ontology import KG
from kg.vocab.prefixes import shortened

_PARTS = (
    ("classes", "類別 Classes", OWL.Class),
    ("relations", "關係 Object properties", OWL.ObjectProperty),
    ("values", "值 Datatype properties", OWL.DatatypeProperty),
)
#: What is told of a term beside its labels and definitions, in this order: heading, property, and whether it is asked the other way.
_ROWS = (
    ("subclass of 上位類別", RDFS.subClassOf, False), ("subclasses 下位類別", RDFS.subClassOf, True),
    ("sub-property of 上位屬性", RDFS.subPropertyOf, False), ("sub-properties 下位屬性", RDFS.subPropertyOf, True),
    ("domain 定義域", RDFS.domain, False), ("range 值域", RDFS.range, False), ("inverse 反向", OWL.inverseOf, False),
    ("inverse 反向", OWL.inverseOf, True), ("disjoint with 互斥", OWL.disjointWith, False), ("same as 等同", SKOS.exactMatch, False),
    ("close to 相近", SKOS.closeMatch, False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """An IRI to show: its short form, and where it leads."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property of the ontology."""

    name: str
    iri: str
    zh: str
    en: str
    definitions: tuple[str, ...]
    symmetric: bool
    rows: tuple[tuple[str, tuple[Link, ...]], ...]


def ontology_page(ontology: Path | None = None) -> str:
    """The page of an ontology folder; that of the one that ships with kg, if not given."""
    schema = Graph().parse((ontology or ontology_path()) / "kg.ttl", format="turtle")
    head = next(iter(schema.subjects(RDF.type, OWL.Ontology)), URIRef(str(KG)))
    parts = [(id_, title, [_term(schema, node) for node in _terms(schema, kind)]) for id_, title, kind in _PARTS]
    return rendered(
        "ontology.html.j2",
        iri=str(head),
        version=str(schema.value(head, OWL.versionInfo) or ""),
        titles=_texts(schema, head, DCTERMS.title),
        descriptions=_texts(schema, head, DCTERMS.description),
        parts=parts,
    )


def _terms(schema: Graph, kind: URIRef) -> list[URIRef]:
    return sorted(node for node in schema.subjects(RDF.type, kind) if isinstance(node, URIRef) and node.startswith(str(KG)))


def _term(schema: Graph, node: URIRef) -> Term:
    labels = {
        label.language.lower(): str(label) for label in schema.objects(node, RDFS.label) if isinstance(label, Literal) and label.language
    }
    rows: dict[str, tuple[Link, ...]] = {}
    for heading, predicate, back in _ROWS:
        ends = schema.subjects(predicate, node) if back else schema.objects(node, predicate)
        links = sorted({link for end in ends for link in _links(schema, end)}, key=lambda link: link.text)
        if links:
            rows[heading] = (*rows.get(heading, ()), *links)
    return Term(
        name=node.removeprefix(str(KG)),
        iri=str(node),
        zh=labels.get("zh-hant", ""),
        en=labels.get("en", ""),
        definitions=_texts(schema, node, SKOS.definition),
        symmetric=(node, RDF.type, OWL.SymmetricProperty) in schema,
        rows=tuple(rows.items()),
    )


def _links(schema: Graph, node: Node) -> list[Link]:
    """A term, or the members of a union."""
    if isinstance(node, BNode):
        union = schema.value(node, OWL.unionOf)
        return [link for member in Collection(schema, union) for link in _links(schema, member)] if union else []
    iri = str(node)
    return [Link(shortened(iri), f"#{iri.removeprefix(str(KG))}" if iri.startswith(str(KG)) else iri)]


def _texts(schema: Graph, node: Node, predicate: URIRef) -> tuple[str, ...]:
    """The texts of a property, Chinese first."""
    return tuple(
        str(text) for text in sorted(schema.objects(node, predicate), key=lambda text: str(getattr(text, "language", "")), reverse=True)
    )
