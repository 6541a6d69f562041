"""The graph as RDF 1.1: a plain triple for what is stated as fact, a node for every claim and its evidence.

Terms are those of ``ontology/kg.ttl``; claims follow PROV-O, evidence the Web Annotation vocabulary
(https://www.w3.org/TR/annotation-vocab/), documents Dublin Core, names SKOS. Every node has an IRI, none is blank, so that two files
hold the same facts if and only if they hold the same triples (docs/decisions/0017).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from types import MappingProxyType
from typing import TextIO

from rdflib import Graph as RdfGraph

from kg.graph.graph import Graph
from kg.graph.ordered import by_id
from kg.graph.turtle import Property, iri, literal, name, write_node, write_prefixes
from kg.model import Amount, Claim, Contrast, Document, Entity, Qualifiers, Relation
from kg.vocab.identifiers import Scheme, load_schemes
from kg.vocab.prefixes import load_prefixes

#: A subject and its properties, in Turtle.
Node = tuple[str, list[Property]]
#: Subject to relation to objects.
Facts = Mapping[str, Mapping[str, set[str]]]

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_XSD_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_RATE = re.compile(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?%")
_CURRENCY = re.compile(r"[A-Z]{3}")
#: Ids of places that were taken from GeoNames say which they are.
_GEONAMES = re.compile(r"place-geonames-(\d+)")
#: What each kind of contrast is in the ontology.
CONTRASTS = {"dispute": "Contradiction", "development": "Development"}
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def write_turtle(graph: Graph, out: TextIO, *, base: str | None = None) -> None:
    """Write the graph as Turtle, node by node, sorted: the same graph gives the same bytes.

    Args:
        base: IRI under which entities, claims and documents are named; that of ``ontology/prefixes.csv`` if not given.
    """
    _write_head(out, base)
    for subject, properties in _nodes(graph):
        write_node(subject, properties, out)


def write_trig(graph: Graph, out: TextIO) -> None:
    """Write the graph as TriG: documents, entities and contrasts in the default graph, what each document states in a graph of its name.

    The same triples as in Turtle, each as often as documents state it.
    """
    _write_head(out, None)
    for id_, document in sorted(graph.documents.items()):
        write_node(_ent(id_), _document(document), out)
    for id_, entity in sorted(graph.entities.items()):
        write_node(_ent(id_), _entity(entity), out)
    for id_, contrast in sorted(graph.contrasts.items()):
        write_node(_ent(id_), _contrast(graph.relations, contrast), out)
    claims: dict[str, list[Claim]] = {}
    for _, claim in sorted(graph.claims.items()):
        claims.setdefault(claim.evidence.document, []).append(claim)
    symmetric = {relation.relation for relation in graph.relations.values() if relation.symmetric}
    for document_id, stated in sorted(claims.items()):
        out.write(f"\n{_ent(document_id)} {{\n")
        for subject, facts in sorted(_facts_of(stated, symmetric).items()):
            write_node(_ent(subject), _stated(facts), out)
        for claim in stated:
            for subject, properties in _claim_nodes(claim):
                write_node(subject, properties, out)
        out.write("}\n")


def to_rdflib(graph: Graph, *, base: str | None = None) -> RdfGraph:
    """The graph as an rdflib graph."""
    text = StringIO()
    write_turtle(graph, text, base=base)
    return RdfGraph().parse(data=text.getvalue(), format="turtle")


def _write_head(out: TextIO, base: str | None) -> None:
    prefixes = load_prefixes()
    write_prefixes({**prefixes, "ent": base or prefixes["ent"]}, out)


def _nodes(graph: Graph) -> Iterator[Node]:
    """Every node with its properties: documents, entities with what is stated of them as fact, claims, evidence, contrasts."""
    for id_, document in by_id(graph.documents):
        yield _ent(id_), _document(document)
    for id_, entity in by_id(graph.entities):
        yield _ent(id_), [*_entity(entity), *_stated(_facts_about(graph, id_))]
    for _, claim in by_id(graph.claims):
        yield from _claim_nodes(claim)
    for id_, contrast in by_id(graph.contrasts):
        yield _ent(id_), _contrast(graph.relations, contrast)


def loose_nodes(
    documents: Iterable[Document] = (),
    entities: Iterable[Entity] = (),
    claims: Sequence[Claim] = (),
    relations: Mapping[str, Relation] = MappingProxyType({}),
    contrasts: Iterable[Contrast] = (),
    *,
    symmetric: Collection[str] = (),
) -> Iterator[Node]:
    """The nodes of values that need not refer to one another, as parts of a graph do; facts are nodes of their own, under the subject.

    Args:
        relations: by id, those of the contrasts.
        symmetric: names of the relations that hold both ways.
    """
    yield from ((_ent(document.id), _document(document)) for document in documents)
    yield from ((_ent(entity.id), _entity(entity)) for entity in entities)
    for claim in claims:
        yield from _claim_nodes(claim)
    yield from ((_ent(subject), _stated(facts)) for subject, facts in sorted(_facts_of(claims, symmetric).items()))
    yield from ((_ent(contrast.id), _contrast(relations, contrast)) for contrast in contrasts)


def claim_stubs(claims: Iterable[str]) -> Iterator[Node]:
    """Nodes that say of ids that they are claims, for nodes that refer to them."""
    return ((_ent(id_), [("a", ["kg:Claim"])]) for id_ in claims)


def _contrast(relations: Mapping[str, Relation], contrast: Contrast) -> list[Property]:
    claims = sorted(claim for relation in contrast.relations for claim in relations[relation].claims)
    return [("a", [f"kg:{CONTRASTS[contrast.kind]}"]), ("kg:contrasts", [_ent(claim) for claim in claims])]


def _facts_about(graph: Graph, entity: str) -> Mapping[str, set[str]]:
    """What the graph states of an entity as fact: relation to objects."""
    facts: dict[str, set[str]] = {}
    for relation in graph.relations_of(entity):
        if relation.modality != "fact":
            continue
        if relation.subject == entity:
            facts.setdefault(relation.relation, set()).add(relation.object)
        if relation.symmetric and relation.object == entity:
            facts.setdefault(relation.relation, set()).add(relation.subject)
    return facts


def _facts_of(claims: Iterable[Claim], symmetric: Collection[str]) -> Facts:
    """What claims state as fact. A symmetric relation is stated both ways, so that either can be asked."""
    facts: dict[str, dict[str, set[str]]] = {}
    for claim in claims:
        if claim.qualifiers.modality != "fact":
            continue
        facts.setdefault(claim.subject, {}).setdefault(claim.relation, set()).add(claim.object)
        if claim.relation in symmetric:
            facts.setdefault(claim.object, {}).setdefault(claim.relation, set()).add(claim.subject)
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
    iso3166 = identifiers.pop("iso3166", None)
    if found := _GEONAMES.fullmatch(entity.id):
        identifiers.setdefault("geonames", found[1])
    schemes = load_schemes()
    return [
        ("a", list(dict.fromkeys((name("kg", entity.type), name("kg", entity.cls))))),
        ("rdfs:label", [literal(entity.label, lang=_lang_of_label(entity))]),
        ("skos:prefLabel", [literal(label, lang=lang) for lang, label in sorted(entity.labels.items())]),
        ("skos:altLabel", [_alias(alias) for alias in sorted(set(entity.aliases) - set(entity.labels.values()))]),
        ("kg:iso3166", _texts(iso3166)),
        ("kg:countryCode", _texts(entity.country)),
        ("dcterms:identifier", [literal(f"{k}:{v}") for k, v in identifiers.items() if k not in schemes or not schemes[k].iri]),
        *((s.property, [_identified(s, identifiers[scheme])]) for scheme, s in schemes.items() if scheme in identifiers),
    ]


def _identified(scheme: Scheme, identifier: str) -> str:
    return iri(scheme.iri.replace("{}", identifier)) if scheme.iri else literal(identifier)


def _lang_of_label(entity: Entity) -> str:
    """The language of the one label to show."""
    return next(lang for lang, label in sorted(entity.labels.items(), reverse=True) if label == entity.label)


def _alias(alias: str) -> str:
    """An alias with what its letters say of its language; "und" (undetermined, BCP 47) where they say nothing."""
    if _HAN.search(alias):
        return literal(alias, lang="zh")
    return literal(alias, lang="en" if alias.isascii() else "und")


def _claim_nodes(claim: Claim) -> Iterator[Node]:
    """The claim, its evidence, and the words and the place that the evidence selects in its document."""
    evidence, number = claim.evidence, claim.id.removeprefix("claim-")
    document, words, place = _ent(evidence.document), _ent(f"quote-{number}"), _ent(f"position-{number}")
    yield _ent(claim.id), [*_claim(claim), ("kg:evidence", [_ent(f"evidence-{number}")])]
    yield (
        _ent(f"evidence-{number}"),
        [
            ("a", ["kg:Evidence"]),
            ("dcterms:source", [document]),
            ("kg:section", _texts(evidence.section)),
            ("kg:page", [str(evidence.page)] if evidence.page else []),
            ("kg:quote", [literal(evidence.quote)]),
            ("oa:hasBody", [_ent(claim.id)]),
            ("oa:hasTarget", [_ent(f"target-{number}")]),
        ],
    )
    yield _ent(f"target-{number}"), [("a", ["oa:SpecificResource"]), ("oa:hasSource", [document]), ("oa:hasSelector", [words, place])]
    yield (
        words,
        [
            ("a", ["oa:TextQuoteSelector"]),
            ("oa:prefix", _texts(evidence.prefix)),
            ("oa:exact", [literal(evidence.quote)]),
            ("oa:suffix", _texts(evidence.suffix)),
        ],
    )
    ends = (("oa:start", [str(evidence.span.start)]), ("oa:end", [str(evidence.span.end)]))
    yield place, [("a", ["oa:TextPositionSelector"]), *ends]


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
    ]


def _dates(q: Qualifiers) -> list[Property]:
    if not q.when:
        return []
    first, slash, last = q.when.partition("/")
    ends: list[Property] = [("kg:from", _dated(first)), ("kg:until", _dated(last))] if slash else [("kg:date", _dated(first))]
    known = all(values for _, values in ends)
    return [
        ("kg:dateText", [literal(q.when)]),
        ("kg:dateEdtf", [literal(q.when, datatype="edtf:EDTF")] if known else []),
        *ends,
        ("kg:dateInferred", [literal("true", datatype="boolean")] if q.inferred else []),
    ]


def _amount(amount: Amount | None) -> list[Property]:
    if amount is None:
        return []
    return [
        ("kg:amount", [literal(f"{amount.value:f}", datatype="decimal")]),
        ("kg:currency", [literal(amount.unit)]),
        ("kg:amountUnit", [name("cur", amount.unit)] if _CURRENCY.fullmatch(amount.unit) else []),
        ("kg:amountText", [literal(amount.text)]),
    ]


def _rate(rate: str | None) -> list[Property]:
    ends = _RATE.fullmatch(rate or "")
    if not ends:
        return [("kg:rate", _texts(rate))]
    return [
        ("kg:rate", _texts(rate)),
        ("kg:rateLow", [literal(ends[1], datatype="decimal")]),
        ("kg:rateHigh", [literal(ends[2] or ends[1], datatype="decimal")]),
        ("kg:rateUnit", [name("unit", "PERCENT")]),
    ]


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
