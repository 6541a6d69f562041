"""What the server knows of a build, as JSON data: entities, relations, claims, documents, search."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from kg.explore.data import part_data
from kg.graph import Graph
from kg.model import Claim, Document, Entity, Relation, Span
from kg.serve.search import Hit, Search
from kg.vocab import Vocabulary
from kg.vocab.prefixes import load_prefixes

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Neighbour:
    """A relation as seen from one of its ends."""

    relation: Relation
    other: str

    @property
    def rank(self) -> tuple[int, float, str]:
        """Sorts what most documents and claims support first."""
        return (-len(self.relation.claims), -self.relation.confidence, self.relation.id)


class Library:
    """A graph, indexed for a server: every method answers from memory."""

    def __init__(self, graph: Graph, vocab: Vocabulary) -> None:
        self.graph, self._vocab = graph, vocab
        self._by_document: dict[str, list[str]] = defaultdict(list)
        for id_, claim in graph.claims.items():
            self._by_document[claim.evidence.document].append(id_)
        self._degree = {id_: len(graph.relations_of(id_)) for id_ in graph.entities}
        self._search = Search(graph.entities, self._degree)

    def about(self) -> Json:
        """What the graph covers, in figures."""
        graph = self.graph
        dates = sorted(when for claim in graph.claims.values() if (when := claim.qualifiers.when))
        return {
            "documents": len(graph.documents), "entities": len(graph.entities), "claims": len(graph.claims),
            "relations": len(graph.relations), "covers": [dates[0][:10], dates[-1][-10:]] if dates else [],
            "types": _counted(entity.type for entity in graph.entities.values()),
            "relation_names": _counted(relation.relation for relation in graph.relations.values()),
            "modalities": _counted(relation.modality for relation in graph.relations.values()),
        }  # fmt: skip

    def search(self, query: str, limit: int) -> Json:
        """Entities by name; ``near`` holds what is spelled alike where nothing is found."""
        hits = self._search.find(query, limit)
        near = [] if hits else self._search.near(query, min(limit, 5))
        return {"query": query, "hits": [self._hit(hit) for hit in hits], "near": [self._hit(hit) for hit in near]}

    def entity(self, id_: str, *, relation: str | None, direction: str | None, offset: int, limit: int) -> Json | None:
        """An entity, and its neighbours in groups by relation and direction, ``limit`` of each group from ``offset`` on.

        Args:
            relation, direction: only this group ("out", "in" or "both").
        """
        entity = self.graph.entities.get(id_)
        if entity is None:
            return None
        groups: dict[tuple[str, str], list[_Neighbour]] = defaultdict(list)
        documents: Counter[str] = Counter()
        for found in self.graph.relations_of(id_):
            out = found.subject == id_
            way = "both" if found.symmetric else "out" if out else "in"
            groups[found.relation, way].append(_Neighbour(found, found.object if out else found.subject))
            documents.update(self.graph.claims[claim].evidence.document for claim in found.claims)
        shown = [
            {"relation": name, "direction": way, "count": len(members), "neighbours": self._neighbours(members, offset, limit)}
            for (name, way), members in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
            if relation in (None, name) and direction in (None, way)
        ]
        return {
            **self._entity(entity), "iri": load_prefixes()["ent"] + id_, "class": entity.cls, "aliases": list(entity.aliases),
            "identifiers": dict(sorted(entity.identifiers.items())), "country": entity.country, "known": entity.known,
            "relations": self._degree[id_], "groups": shown,
            "documents": [{**_document(self.graph.documents[doc]), "claims": count} for doc, count in documents.most_common(20)],
        }  # fmt: skip

    def around(self, id_: str, *, depth: int, limit: int) -> Json | None:
        """The ``limit`` entities nearest to an entity, of those equally near the ones with most relations, and all edges among them."""
        if id_ not in self.graph.entities:
            return None
        found = self._near(id_, depth, limit)
        edges = {r.id: r for at in found for r in self.graph.relations_of(at) if r.subject in found and r.object in found}
        return {
            "nodes": [
                {**self._entity(self.graph.entities[at]), "relations": self._degree[at], "depth": step} for at, step in found.items()
            ],
            "edges": [{**_relation(r), "subject": r.subject, "object": r.object} for _, r in sorted(edges.items())],
        }

    def part(self, id_: str, *, depth: int, limit: int) -> Json | None:
        """The same, as the explorer's page has its data: with claims, and everything that these name."""
        if id_ not in self.graph.entities:
            return None
        return part_data(self.graph, self._near(id_, depth, limit).keys(), self._vocab)

    def _near(self, id_: str, depth: int, limit: int) -> dict[str, int]:
        """The entities nearest to one, by how many steps away they are."""
        found, edge = {id_: 0}, [id_]
        for step in range(1, depth + 1):
            ends = {end for at in edge for r in self.graph.relations_of(at) for end in (r.subject, r.object)} - found.keys()
            edge = sorted(ends, key=lambda end: (-self._degree[end], end))[: limit - len(found)]
            found |= dict.fromkeys(edge, step)
        return found

    def relation(self, id_: str) -> Json | None:
        """A relation with every claim that states it, surest first."""
        found = self.graph.relations.get(id_)
        if found is None:
            return None
        ends = {"subject": self._named(found.subject), "object": self._named(found.object)}
        claims = [self._claim(claim) for claim in self.graph.evidence(id_)]
        return {**_relation(found), **ends, "symmetric": found.symmetric, "claims": claims}

    def claim(self, id_: str) -> Json | None:
        """A claim with its qualifiers and evidence."""
        claim = self.graph.claims.get(id_)
        return self._claim(claim) if claim else None

    def documents(self) -> Sequence[Json]:
        """The documents, newest first, with how many claims each states."""
        found = sorted(self.graph.documents.values(), key=lambda d: (d.published or "", d.id), reverse=True)
        return [{**_document(document), "claims": len(self._by_document[document.id])} for document in found]

    def claims_of(self, document: str) -> Sequence[Claim]:
        """The claims that a document states, in reading order."""
        claims = (self.graph.claims[id_] for id_ in self._by_document.get(document, ()))
        return sorted(claims, key=lambda claim: (claim.evidence.span, claim.id))

    def _hit(self, hit: Hit) -> Json:
        return {**self._entity(self.graph.entities[hit.entity]), "matched": hit.name, "relations": self._degree[hit.entity]}

    def _entity(self, entity: Entity) -> Json:
        return {"id": entity.id, "label": entity.label, "labels": dict(sorted(entity.labels.items())), "type": entity.type}

    def _named(self, id_: str | None) -> Json | None:
        return self._entity(self.graph.entities[id_]) if id_ else None

    def _neighbours(self, members: Iterable[_Neighbour], offset: int, limit: int) -> Sequence[Json]:
        ranked = sorted(members, key=lambda member: member.rank)[offset : offset + limit]
        return [{**self._entity(self.graph.entities[member.other]), "edge": _relation(member.relation)} for member in ranked]

    def _claim(self, claim: Claim) -> Json:
        q, evidence = claim.qualifiers, claim.evidence
        amount = {"value": str(q.amount.value), "unit": q.amount.unit, "text": q.amount.text} if q.amount else None
        return {
            "id": claim.id, "subject": self._named(claim.subject), "relation": claim.relation, "object": self._named(claim.object),
            "date": q.when, "date_inferred": q.inferred, "modality": q.modality, "said_by": self._named(q.said_by), "amount": amount,
            "rate": q.rate, "role": q.role, "stage": q.stage, "product": self._named(q.product), "origin": self._named(q.origin),
            "confidence": claim.confidence, "checked": claim.checked, "method": evidence.rule,
            "evidence": {
                "document": _document(self.graph.documents[evidence.document]), "page": evidence.page, "section": evidence.section,
                "quote": evidence.quote, "subject_at": _span(evidence.subject_at), "object_at": _span(evidence.object_at),
                "start": evidence.span.start, "end": evidence.span.end, "url": claim_url(claim),
            },
        }  # fmt: skip


def claim_url(claim: Claim) -> str:
    """Where the server shows a claim's sentence in its document."""
    return f"/documents/{quote(claim.evidence.document)}?claim={quote(claim.id)}#{quote(claim.id)}"


def _document(document: Document) -> Json:
    return {
        "id": document.id, "title": document.title or document.source, "source": document.source, "author": document.author,
        "publisher": document.publisher, "published": document.published, "lang": document.lang,
        "url": f"/documents/{quote(document.id)}",
    }  # fmt: skip


def _relation(relation: Relation) -> Json:
    return {
        "id": relation.id, "relation": relation.relation, "modality": relation.modality, "confidence": relation.confidence,
        "claims": len(relation.claims), "documents": relation.documents,
    }  # fmt: skip


def _span(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span is not None else None


def _counted(values: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))
