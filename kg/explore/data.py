"""What the page knows, as JSON data: the graph or the heaviest part of it, and later, from a server, what lies around an entity."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from pyvis.network import Network

from kg.explore.layout import Region, communities, overview, positions, weights
from kg.explore.part import MOST_CLAIMS, heaviest
from kg.explore.questions import questions
from kg.explore.world import drawn_at, paths, points
from kg.graph import Graph
from kg.graph.rdf import CONTRASTS
from kg.model import Claim, Contrast, Entity, Relation
from kg.vocab import Vocabulary
from kg.vocab.prefixes import load_prefixes
from kg.vocab.tables import read_table

Json = dict[str, Any]
#: How data refer to an entity or document: by its place in the page's list, or by its id.
_Ref = TypeVar("_Ref", int, str)
_UNKNOWN_COLOUR = "#c0c0c0"
#: Sentences of a relation that travel with what lies around an entity; the page shows no more.
_SENTENCES = 40


def page_data(whole: Graph, vocab: Vocabulary, *, most: int = MOST_CLAIMS) -> Json:
    """Everything the page knows, with entities and documents referred to by their index.

    Args:
        most: claims of the page; what it leaves out of a larger graph is counted under "whole".
    """
    weight = weights(whole)
    graph = heaviest(whole, weight, most)
    place = positions(graph, weight)
    regions = overview(graph, weight, communities(graph))
    colours = _colours(vocab)
    entities = sorted(graph.entities, key=lambda id_: (-weight[id_], id_))
    index = {id_: i for i, id_ in enumerate(entities)}
    documents = {id_: i for i, id_ in enumerate(sorted(graph.documents))}
    network = _network(graph, index, weight, place, colours)
    places = {edge["id"]: i for i, edge in enumerate(network.edges)}
    dates = sorted(when for claim in whole.claims.values() if (when := claim.qualifiers.when))
    return {
        "types": [
            {"name": name, **_labels(vocab.ontology.classes[name].labels), "color": colours.get(name, _UNKNOWN_COLOUR)}
            for name in vocab.ontology.types
        ],
        "relations": {
            name: {**_labels(relation.labels), "symmetric": relation.symmetric, "inverse": relation.inverse}
            for name, relation in sorted(vocab.ontology.relations.items())
        },
        "nodes": [{**node, **_entity(graph.entities[id_], index)} for id_, node in zip(entities, network.nodes, strict=True)],
        "edges": [{**edge, "claims": _claims(graph, graph.relations[edge["id"]], index, documents)} for edge in network.edges],
        "documents": [_document(graph, id_) for id_ in documents],
        "contrasts": [_contrast(contrast, places) for _, contrast in sorted(graph.contrasts.items())],
        "regions": [_region(region, index) for region in regions],
        "questions": questions(graph, index),
        "map": _map(graph, index),
        "whole": {"documents": len(whole.documents), "entities": len(whole.entities), "claims": len(whole.claims)},
        "bases": {prefix: load_prefixes()[prefix] for prefix in ("ent", "kg")},
        "covers": [dates[0][:10], dates[-1][-10:]] if dates else [],
    }


def part_data(graph: Graph, ids: Collection[str], vocab: Vocabulary) -> Json:
    """Some entities with all relations among them, and whatever else their claims name, everything referred to by its id."""
    relations = {r.id: r for id_ in sorted(ids) for r in graph.relations_of(id_) if r.subject in ids and r.object in ids}
    claims = [claim for relation in relations.values() for claim in _surest(graph, relation)]
    named = {id_ for claim in claims for id_ in (claim.qualifiers.product, claim.qualifiers.origin, claim.qualifiers.said_by) if id_}
    entities = [graph.entities[id_] for id_ in sorted(named | set(ids))]
    homes = {f"country-{entity.country.lower()}" for entity in entities if entity.country} & graph.entities.keys()
    entities += [graph.entities[id_] for id_ in sorted(homes - {entity.id for entity in entities})]
    documents = {claim.evidence.document for claim in claims}
    index, colours = {entity.id: entity.id for entity in entities}, _colours(vocab)
    heavy = {id_: sum(r.confidence for r in graph.relations_of(id_)) for id_ in index}
    return {
        "nodes": [
            {
                "label": e.label, "size": _size(heavy[e.id]), "color": colours.get(e.type, _UNKNOWN_COLOUR), "at": _place(e),
                **_entity(e, index),
            }
            for e in entities
        ],
        "edges": [
            {
                "id": r.id, "from": r.subject, "to": r.object, "relation": r.relation, "modality": r.modality, "confidence": r.confidence,
                "claims": [_claim(claim, r, index, {id_: id_ for id_ in documents}) for claim in _surest(graph, r)],
            }
            for r in relations.values()
        ],
        "documents": [_document(graph, id_) for id_ in sorted(documents)],
    }  # fmt: skip


def _surest(graph: Graph, relation: Relation) -> list[Claim]:
    return graph.evidence(relation.id)[:_SENTENCES]


def _colours(vocab: Vocabulary) -> Mapping[str, str]:
    return {row["type"]: row["color"] for _, row in read_table(vocab.path / "display.csv", ("type", "color"))}


def _size(weight: float) -> float:
    return round(8 + 3 * math.pow(min(weight, 60.0), 0.6), 1)


def _network(
    graph: Graph, index: Mapping[str, int], weight: Mapping[str, float], place: Mapping[str, tuple[int, int]], colours: Mapping[str, str]
) -> Network:
    """The graph as pyvis has it: nodes with place, size and colour, edges with direction and dashes."""
    network = Network(directed=True, cdn_resources="in_line")
    for id_, i in index.items():
        entity = graph.entities[id_]
        x, y = place[id_]
        network.add_node(
            i, label=entity.label, x=x, y=y, size=_size(weight[id_]), color=colours.get(entity.type, _UNKNOWN_COLOUR), shape="dot"
        )
    for relation in sorted(graph.relations.values(), key=lambda r: (-r.confidence, r.id)):
        network.add_edge(
            index[relation.subject],
            index[relation.object],
            id=relation.id,
            relation=relation.relation,
            modality=relation.modality,
            confidence=relation.confidence,
        )
    return network


def _entity(entity: Entity, index: Mapping[str, _Ref]) -> Json:
    names = [*entity.labels.values(), *entity.aliases]
    home = index.get(f"country-{entity.country.lower()}") if entity.country else None
    return {
        "key": entity.id, "type": entity.type, "cls": entity.cls, "country": entity.country, "labels": dict(sorted(entity.labels.items())),
        "names": sorted(set(names)), "ids": dict(sorted(entity.identifiers.items())), "home": index[entity.id] if entity.type == "Country" else home,
    }  # fmt: skip


def _region(region: Region, index: Mapping[str, int]) -> Json:
    places = [[index[id_], x, y] for id_, (x, y) in region.places.items()]
    return {"members": len(region.members), "places": places, "box": region.box, "wide": region.wide, "tall": region.tall}


def _claims(graph: Graph, relation: Relation, index: Mapping[str, int], documents: Mapping[str, int]) -> list[Json]:
    return [_claim(graph.claims[id_], relation, index, documents) for id_ in relation.claims]


def _claim(claim: Claim, relation: Relation, index: Mapping[str, _Ref], documents: Mapping[str, _Ref]) -> Json:
    q, evidence = claim.qualifiers, claim.evidence
    spans = [[span.start, span.end] for span in (evidence.subject_at, evidence.object_at) if span]
    content = {
        "id": claim.id, "date": q.when, "inferred": q.inferred or None, "amount": q.amount.text if q.amount else None,
        "sum": [f"{q.amount.value.normalize():f}", q.amount.unit] if q.amount else None, "turned": claim.subject != relation.subject or None, "rate": q.rate, "role": q.role, "stage": q.stage,
        "product": index[q.product] if q.product else None, "origin": index[q.origin] if q.origin else None,
        "by": index[q.said_by] if q.said_by else None, "confidence": claim.confidence, "checked": claim.checked or None, "rule": evidence.rule,
        "document": documents[evidence.document], "page": evidence.page, "section": evidence.section, "quote": evidence.quote, "spans": spans,
    }  # fmt: skip
    return {key: value for key, value in content.items() if value is not None}


def _contrast(contrast: Contrast, places: Mapping[str, int]) -> Json:
    return {"id": contrast.id, "type": CONTRASTS[contrast.kind], "edges": [places[id_] for id_ in contrast.relations]}


def _map(graph: Graph, index: Mapping[str, int]) -> Json:
    """Where the countries of the graph are drawn, and the outlines, if there is a country to draw."""
    places = {i: _place(graph.entities[id_]) for id_, i in index.items()}
    known = {i: place for i, place in places.items() if place}
    return {"points": known, "outlines": dict(paths()) if known else {}}


def _place(entity: Entity) -> tuple[int, int] | None:
    """Where a country is drawn on the map."""
    point = points().get(entity.identifiers.get("iso3166", ""))
    return drawn_at(point) if point else None


def _document(graph: Graph, id_: str) -> Json:
    document = graph.documents[id_]
    return {
        "id": id_, "title": document.title or document.source, "author": document.author or "", "publisher": document.publisher or "",
        "published": document.published or "", "lang": document.lang,
    }  # fmt: skip


def _labels(labels: Mapping[str, str]) -> Json:
    return {"zh": labels.get("zh-Hant", ""), "en": labels.get("en", "")}
