"""``graph.html``: one file to explore a graph with, that opens from disk with no network.

pyvis makes the network's data; its own page would load scripts from the net, so ours inlines vis-network from the installed pyvis.
Nothing that a document says is ever HTML: data travels as JSON in a script element that is never run, and the script sets text only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from pyvis.network import Network

from kg.explore.assets import application, csp_hash, static, template, vis_network
from kg.explore.layout import Region, communities, overview, positions, weights
from kg.explore.questions import questions
from kg.explore.world import drawn_at, paths, points
from kg.graph import Graph
from kg.graph.rdf import CONTRASTS
from kg.model import Claim, Contrast, Entity, Relation
from kg.vocab import Vocabulary
from kg.vocab.tables import read_table

Json = dict[str, Any]
_UNKNOWN_COLOUR = "#c0c0c0"


def write_page(graph: Graph, path: Path, *, vocab: Vocabulary, title: str = "kg") -> None:
    """Write the page of a graph."""
    path.write_text(page(graph, vocab=vocab, title=title), encoding="utf-8")


def page(graph: Graph, *, vocab: Vocabulary, title: str = "kg") -> str:
    """The page of a graph as HTML.

    Args:
        vocab: labels of types and relations, colours of types.
        title: of the page.
    """
    scripts = [vis_network(), application()]
    style = static("app.css")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(template()).render(
        title=title,
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own files, hashed below
        style=Markup(style),  # noqa: S704
        script_hashes=" ".join(map(csp_hash, scripts)),
        data=Markup(_embedded(page_data(graph, vocab))),  # noqa: S704 - escaped there
    )


def page_data(graph: Graph, vocab: Vocabulary) -> Json:
    """Everything the page knows, as JSON data with entities and documents referred to by their index."""
    weight = weights(graph)
    place = positions(graph, weight)
    regions = overview(graph, weight, communities(graph))
    colours = {row["type"]: row["color"] for _, row in read_table(vocab.path / "display.csv", ("type", "color"))}
    entities = sorted(graph.entities, key=lambda id_: (-weight[id_], id_))
    index = {id_: i for i, id_ in enumerate(entities)}
    documents = {id_: i for i, id_ in enumerate(sorted(graph.documents))}
    network = _network(graph, index, weight, place, colours)
    places = {edge["id"]: i for i, edge in enumerate(network.edges)}
    dates = sorted(when for claim in graph.claims.values() if (when := claim.qualifiers.when))
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
        "edges": [
            {
                **edge,
                "claims": [
                    _claim(graph.claims[id_], graph.relations[edge["id"]], index, documents) for id_ in graph.relations[edge["id"]].claims
                ],
            }
            for edge in network.edges
        ],
        "documents": [_document(graph, id_) for id_ in documents],
        "contrasts": [_contrast(contrast, places) for _, contrast in sorted(graph.contrasts.items())],
        "regions": [_region(region, index) for region in regions],
        "questions": questions(graph, index),
        "map": _map(graph, index),
        "covers": [dates[0][:10], dates[-1][-10:]] if dates else [],
    }


def _network(
    graph: Graph, index: Mapping[str, int], weight: Mapping[str, float], place: Mapping[str, tuple[int, int]], colours: Mapping[str, str]
) -> Network:
    """The graph as pyvis has it: nodes with place, size and colour, edges with direction and dashes."""
    network = Network(directed=True, cdn_resources="in_line")
    for id_, i in index.items():
        entity = graph.entities[id_]
        x, y = place[id_]
        size = round(8 + 3 * min(weight[id_], 60.0) ** 0.6, 1)
        network.add_node(i, label=entity.label, x=x, y=y, size=size, color=colours.get(entity.type, _UNKNOWN_COLOUR), shape="dot")
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


def _entity(entity: Entity, index: Mapping[str, int]) -> Json:
    names = [*entity.labels.values(), *entity.aliases]
    home = index.get(f"country-{entity.country.lower()}") if entity.country else None
    return {
        "key": entity.id, "type": entity.type, "cls": entity.cls, "country": entity.country, "labels": dict(sorted(entity.labels.items())),
        "names": sorted(set(names)), "ids": dict(sorted(entity.identifiers.items())), "home": index[entity.id] if entity.type == "Country" else home,
    }  # fmt: skip


def _region(region: Region, index: Mapping[str, int]) -> Json:
    places = [[index[id_], x, y] for id_, (x, y) in region.places.items()]
    return {"members": len(region.members), "places": places, "box": region.box, "wide": region.wide, "tall": region.tall}


def _claim(claim: Claim, relation: Relation, index: Mapping[str, int], documents: Mapping[str, int]) -> Json:
    q, evidence = claim.qualifiers, claim.evidence
    spans = [[span.start, span.end] for span in (evidence.subject_at, evidence.object_at) if span]
    content = {
        "id": claim.id, "date": q.when, "inferred": q.inferred or None, "amount": q.amount.text if q.amount else None,
        "sum": [f"{q.amount.value.normalize():f}", q.amount.unit] if q.amount else None, "turned": claim.subject != relation.subject or None, "rate": q.rate, "role": q.role, "stage": q.stage,
        "product": index[q.product] if q.product else None, "origin": index[q.origin] if q.origin else None,
        "by": index[q.said_by] if q.said_by else None, "confidence": claim.confidence, "rule": evidence.rule,
        "document": documents[evidence.document], "page": evidence.page, "section": evidence.section, "quote": evidence.quote, "spans": spans,
    }  # fmt: skip
    return {key: value for key, value in content.items() if value is not None}


def _contrast(contrast: Contrast, places: Mapping[str, int]) -> Json:
    return {"id": contrast.id, "type": CONTRASTS[contrast.kind], "edges": [places[id_] for id_ in contrast.relations]}


def _map(graph: Graph, index: Mapping[str, int]) -> Json:
    """Where the countries of the graph are drawn, and the outlines, if there is a country to draw."""
    codes = {i: graph.entities[id_].identifiers.get("iso3166", "") for id_, i in index.items()}
    known = {i: drawn_at(points()[code]) for i, code in codes.items() if code in points()}
    return {"points": known, "outlines": dict(paths()) if known else {}}


def _document(graph: Graph, id_: str) -> Json:
    document = graph.documents[id_]
    return {
        "id": id_, "title": document.title or document.source, "author": document.author or "", "publisher": document.publisher or "",
        "published": document.published or "", "lang": document.lang,
    }  # fmt: skip


def _labels(labels: Mapping[str, str]) -> Json:
    return {"zh": labels.get("zh-Hant", ""), "en": labels.get("en", "")}


def _embedded(data: Json) -> str:
    """JSON that cannot end its script element, whatever it holds (https://html.spec.whatwg.org/#restrictions-for-contents-of-script-elements)."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
