"""The graph as RDF 1.1: a plain triple for what is stated as fact, a node for every claim and its evidence.

Terms are those of ``ontology/kg.ttl``; claims follow PROV-O, evidence the Web Annotation vocabulary
(https://www.w3.org/TR/annotation-vocab/), documents Dublin Core, names SKOS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import TextIO

from rdflib import Graph as RdfGraph

from kg.graph.graph import Graph
from kg.graph.turtle import Property, literal, name, write_node, write_prefixes
from kg.model import Amount, Claim, Document, Entity, Qualifiers, Relation
from kg.vocab.prefixes import load_prefixes

#: A subject and its properties, in Turtle.
Node = tuple[str, list[Property]]

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_XSD_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_RATE = re.compile(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?%")
_CONTRASTS = {"dispute": "kg:Contradiction", "development": "kg:Development"}
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def write_turtle(graph: Graph, out: TextIO, *, base: str | None = None) -> None:
    """Write the graph as Turtle, node by node, sorted: the same graph gives the same bytes.

    Args:
        base: IRI under which entities, claims and documents are named; that of ``ontology/prefixes.csv`` if not given.
    """
    prefixes = load_prefixes()
    write_prefixes({**prefixes, "ent": base or prefixes["ent"]}, out)
    for subject, properties in nodes(graph):
        write_node(subject, properties, out)


def to_rdflib(graph: Graph, *, base: str | None = None) -> RdfGraph:
    """The graph as an rdflib graph."""
    text = StringIO()
    write_turtle(graph, text, base=base)
    return RdfGraph().parse(data=text.getvalue(), format="turtle")


def nodes(graph: Graph) -> Iterator[Node]:
    """Every node with its properties: documents, entities with what is stated of them as fact, claims, evidence, contrasts."""
    facts = _facts(graph.relations.values())
    for id_, document in sorted(graph.documents.items()):
        yield _ent(id_), _document(document)
    for id_, entity in sorted(graph.entities.items()):
        yield _ent(id_), [*_entity(entity), *_stated(facts.get(id_, {}))]
    for id_, claim in sorted(graph.claims.items()):
        yield _ent(id_), _claim(claim)
        yield _evidence_name(claim), _evidence(claim)
    for id_, contrast in sorted(graph.contrasts.items()):
        claims = sorted(claim for relation in contrast.relations for claim in graph.relations[relation].claims)
        yield _ent(id_), [("a", [_CONTRASTS[contrast.kind]]), ("kg:contrasts", [_ent(claim) for claim in claims])]


def loose_nodes(
    documents: Iterable[Document], entities: Iterable[Entity], claims: Iterable[Claim], relations: Iterable[Relation]
) -> Iterator[Node]:
    """The nodes of values that need not refer to one another, as parts of a graph do; facts are nodes of their own, under the subject."""
    yield from ((_ent(document.id), _document(document)) for document in documents)
    yield from ((_ent(entity.id), _entity(entity)) for entity in entities)
    for claim in claims:
        yield _ent(claim.id), _claim(claim)
        yield _evidence_name(claim), _evidence(claim)
    yield from ((_ent(subject), _stated(stated)) for subject, stated in sorted(_facts(relations).items()))


def _facts(relations: Iterable[Relation]) -> dict[str, dict[str, set[str]]]:
    """What is stated as fact: subject to relation to objects. A symmetric relation is stated both ways, so that either can be asked."""
    facts: dict[str, dict[str, set[str]]] = {}
    for relation in relations:
        if relation.modality != "fact":
            continue
        ways = [(relation.subject, relation.object)]
        if relation.symmetric:
            ways.append((relation.object, relation.subject))
        for subject, object_ in ways:
            facts.setdefault(subject, {}).setdefault(relation.relation, set()).add(object_)
    return facts


def _stated(facts: Mapping[str, set[str]]) -> list[Property]:
    return [(name("kg", relation), [_ent(end) for end in sorted(ends)]) for relation, ends in sorted(facts.items())]


def _document(document: Document) -> list[Property]:
    return [
        ("a", ["kg:Document"]),
        ("dcterms:title", [literal(document.title or document.source, lang=document.lang)]),
        ("dcterms:identifier", [literal(document.sha256)]),
        ("dcterms:source", [literal(document.source)]),
        ("dcterms:format", [literal(document.media_type)]),
        ("dcterms:creator", _texts(document.author)),
        ("dcterms:publisher", _texts(document.publisher)),
        ("dcterms:issued", _dated(document.published) or _texts(document.published)),
        ("dcterms:language", [literal(document.lang)]),
    ]


def _entity(entity: Entity) -> list[Property]:
    identifiers = dict(sorted(entity.identifiers.items()))
    wikidata, iso3166 = identifiers.pop("wikidata", None), identifiers.pop("iso3166", None)
    return [
        ("a", list(dict.fromkeys((name("kg", entity.type), name("kg", entity.cls))))),
        ("rdfs:label", [literal(entity.label, lang=_lang_of_label(entity))]),
        ("skos:prefLabel", [literal(label, lang=lang) for lang, label in sorted(entity.labels.items())]),
        ("skos:altLabel", [_alias(alias) for alias in sorted(set(entity.aliases) - set(entity.labels.values()))]),
        ("kg:iso3166", _texts(iso3166)),
        ("kg:countryCode", _texts(entity.country)),
        ("dcterms:identifier", [literal(f"{scheme}:{value}") for scheme, value in identifiers.items()]),
        ("owl:sameAs", [name("wd", wikidata)] if wikidata else []),
    ]


def _lang_of_label(entity: Entity) -> str:
    """The language of the one label to show."""
    return next(lang for lang, label in sorted(entity.labels.items(), reverse=True) if label == entity.label)


def _alias(alias: str) -> str:
    """An alias with what its letters say of its language; "und" (undetermined, BCP 47) where they say nothing."""
    if _HAN.search(alias):
        return literal(alias, lang="zh")
    return literal(alias, lang="en" if alias.isascii() else "und")


def _claim(claim: Claim) -> list[Property]:
    q = claim.qualifiers
    return [
        ("a", ["kg:Claim"]),
        ("kg:subject", [_ent(claim.subject)]),
        ("kg:relation", [name("kg", claim.relation)]),
        ("kg:object", [_ent(claim.object)]),
        ("kg:modality", [literal(q.modality)]),
        ("kg:confidence", [literal(f"{claim.confidence:.3f}", datatype="decimal")]),
        ("kg:rule", [literal(claim.evidence.rule)]),
        *_dates(q),
        *_amount(q.amount),
        *_rate(q.rate),
        ("kg:role", _texts(q.role)),
        ("kg:stage", _texts(q.stage)),
        ("kg:product", _ents(q.product)),
        ("kg:origin", _ents(q.origin)),
        ("prov:wasAttributedTo", _ents(q.said_by)),
        ("kg:evidence", [_evidence_name(claim)]),
    ]


def _dates(q: Qualifiers) -> list[Property]:
    if not q.when:
        return []
    first, slash, last = q.when.partition("/")
    ends: list[Property] = [("kg:from", _dated(first)), ("kg:until", _dated(last))] if slash else [("kg:date", _dated(first))]
    inferred = [literal("true", datatype="boolean")] if q.inferred else []
    return [("kg:dateText", [literal(q.when)]), *ends, ("kg:dateInferred", inferred)]


def _amount(amount: Amount | None) -> list[Property]:
    if amount is None:
        return []
    value = literal(f"{amount.value:f}", datatype="decimal")
    return [("kg:amount", [value]), ("kg:currency", [literal(amount.unit)]), ("kg:amountText", [literal(amount.text)])]


def _rate(rate: str | None) -> list[Property]:
    ends = _RATE.fullmatch(rate or "")
    low, high = (ends[1], ends[2] or ends[1]) if ends else (None, None)
    bounds = (("kg:rateLow", low), ("kg:rateHigh", high))
    return [("kg:rate", _texts(rate)), *((key, [literal(end, datatype="decimal")]) for key, end in bounds if end)]


def _evidence(claim: Claim) -> list[Property]:
    evidence, document = claim.evidence, _ent(claim.evidence.document)
    quote = f"[ a oa:TextQuoteSelector ; oa:exact {literal(evidence.quote)} ]"
    place = f"[ a oa:TextPositionSelector ; oa:start {evidence.span.start} ; oa:end {evidence.span.end} ]"
    return [
        ("a", ["kg:Evidence"]),
        ("dcterms:source", [document]),
        ("kg:section", _texts(evidence.section)),
        ("kg:page", [str(evidence.page)] if evidence.page else []),
        ("kg:quote", [literal(evidence.quote)]),
        ("oa:hasBody", [_ent(claim.id)]),
        ("oa:hasTarget", [f"[ a oa:SpecificResource ; oa:hasSource {document} ; oa:hasSelector {quote}, {place} ]"]),
    ]


def _evidence_name(claim: Claim) -> str:
    return _ent(f"evidence-{claim.id.removeprefix('claim-')}")


def _dated(value: str | None) -> list[str]:
    """A date, month or year as its XSD type; nothing for what the calendar lacks, which would be ill-typed."""
    parts = _DATE.fullmatch(value or "")
    if not value or not parts:
        return []
    try:
        date(*(int(part or 1) for part in parts.groups()))
    except ValueError:
        return []
    return [literal(value, datatype=_XSD_DATES[len(value)])]


def _ent(id_: str) -> str:
    return name("ent", id_)


def _ents(id_: str | None) -> Sequence[str]:
    return [_ent(id_)] if id_ else []


def _texts(value: str | None) -> Sequence[str]:
    return [literal(value)] if value else []
