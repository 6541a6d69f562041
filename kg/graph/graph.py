"""The graph: documents, entities, claims and relations, by id, and the ways to walk it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, pairwise

import networkx as nx

from kg.graph.lookup import key_of, look_up
from kg.graph.ordered import by_id
from kg.model import Claim, Contrast, Document, Entity, Relation


@dataclass(frozen=True, repr=False)
class Graph:
    """What a corpus supports: every id that is referred to exists, and every relation has claims that state it.

    Raises:
        ValueError: a value stands under another id than its own, refers to an id that is not there, or a relation's claims
            state another thing.
    """

    documents: Mapping[str, Document]
    entities: Mapping[str, Entity]
    claims: Mapping[str, Claim]
    relations: Mapping[str, Relation]
    contrasts: Mapping[str, Contrast] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._check()

    def __repr__(self) -> str:
        return f"<Graph of {len(self.documents)} documents: {len(self.entities)} entities, {len(self.claims)} claims>"

    def __getitem__(self, name: str) -> Entity:
        return self.find(name)

    def find(self, name: str) -> Entity:
        """The entity with this id, label or alias, in any language and script; of several the one with most relations.

        Raises:
            UnknownEntityError: there is none; the message names the nearest names.
        """
        found = look_up(name, self._by_name, lambda id_: self.entities[id_].label)
        return self.entities[max(found, key=lambda id_: (len(self._by_entity.get(id_, ())), id_))]

    def relations_of(self, entity: str) -> list[Relation]:
        """The relations with this entity at one end, by id."""
        return [self.relations[id_] for id_ in self._by_entity.get(entity, ())]

    def contrasts_of(self, entity: str) -> list[Contrast]:
        """What is disputed or developed of what is said of this entity, by id."""
        return [c for _, c in sorted(self.contrasts.items()) if entity in self._ends(c.relations[0])]

    def neighbours(self, name: str, depth: int = 1) -> set[str]:
        """Ids of the entities at most ``depth`` relations away."""
        start = self.find(name).id
        seen, edge = {start}, {start}
        for _ in range(depth):
            edge = {end for id_ in edge for r in self.relations_of(id_) for end in (r.subject, r.object)} - seen
            seen |= edge
        return seen - {start}

    def paths(self, a: str, b: str, limit: int = 5) -> list[list[Relation]]:
        """Up to ``limit`` shortest ways from one entity to another, as the relations taken; empty if there is none, or nowhere to go."""
        graph = nx.Graph()
        best: dict[frozenset[str], Relation] = {}
        for relation in sorted(self.relations.values(), key=lambda r: (r.modality != "fact", -r.confidence, r.id)):
            best.setdefault(frozenset((relation.subject, relation.object)), relation)
        # Sorted, so that the ways that networkx finds first are always the same.
        graph.add_edges_from(sorted(tuple(sorted(pair)) for pair in best if len(pair) > 1))
        start, goal = self.find(a).id, self.find(b).id
        if start == goal or start not in graph or goal not in graph or not nx.has_path(graph, start, goal):
            return []
        ways = islice(nx.all_shortest_paths(graph, start, goal), limit)
        return [[best[frozenset(step)] for step in pairwise(way)] for way in ways]

    def evidence(self, id_: str) -> list[Claim]:
        """The claims behind a relation, surest first; of a claim, itself.

        Raises:
            KeyError: no relation or claim has this id.
        """
        if id_ in self.claims:
            return [self.claims[id_]]
        claims = [self.claims[claim] for claim in self.relations[id_].claims]
        return sorted(claims, key=lambda claim: (-claim.confidence, claim.id))

    def first_date(self, relation: Relation) -> str:
        """The first date that the claims of a relation give; empty if none does."""
        return min((when for c in relation.claims if (when := self.claims[c].qualifiers.when)), default="")

    def to_networkx(self) -> nx.MultiDiGraph:
        """The graph for networkx: entities as nodes, relations as edges keyed by their id."""
        graph = nx.MultiDiGraph()
        for id_, entity in by_id(self.entities):
            graph.add_node(id_, label=entity.label, type=entity.type, cls=entity.cls)
        for id_, relation in by_id(self.relations):
            graph.add_edge(
                relation.subject,
                relation.object,
                key=id_,
                relation=relation.relation,
                modality=relation.modality,
                confidence=relation.confidence,
                documents=relation.documents,
                claims=len(relation.claims),
                date=self.first_date(relation),
            )
        return graph

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        """Key of a name to the ids of the entities that have it."""
        found: dict[str, list[str]] = defaultdict(list)
        for id_, entity in by_id(self.entities):
            for name in dict.fromkeys(key_of(n) for n in (id_, *entity.labels.values(), *entity.aliases)):
                found[name].append(id_)
        return dict(found)

    @cached_property
    def _by_entity(self) -> Mapping[str, list[str]]:
        """Id of an entity to those of the relations that it is an end of."""
        found: dict[str, list[str]] = defaultdict(list)
        for id_, relation in by_id(self.relations):
            for end in dict.fromkeys((relation.subject, relation.object)):
                found[end].append(id_)
        return dict(found)

    def _ends(self, relation: str) -> tuple[str, str]:
        return self.relations[relation].subject, self.relations[relation].object

    def _check(self) -> None:
        for values in (self.documents, self.entities, self.claims, self.relations, self.contrasts):
            for id_, value in values.items():
                if id_ != value.id:
                    raise ValueError(f"{value.id} stands under another id, {id_}")
        for claim in self.claims.values():
            self._check_claim(claim)
        for relation in self.relations.values():
            self._check_relation(relation)
        for contrast in self.contrasts.values():
            if unknown := sorted(set(contrast.relations) - self.relations.keys()):
                raise ValueError(f"{contrast.id} refers to unknown relation {unknown[0]}")

    def _check_claim(self, claim: Claim) -> None:
        q = claim.qualifiers
        for end in filter(None, (claim.subject, claim.object, q.said_by, q.product, q.origin)):
            if end not in self.entities:
                raise ValueError(f"claim {claim.id} refers to unknown entity {end}")
        if claim.evidence.document not in self.documents:
            raise ValueError(f"claim {claim.id} refers to unknown document {claim.evidence.document}")

    def _check_relation(self, relation: Relation) -> None:
        if not relation.claims:
            raise ValueError(f"relation {relation.id} has no claim")
        # The ends of a symmetric relation may stand the other way round in its claims.
        stated = ({relation.subject, relation.object}, relation.relation, relation.modality)
        for id_ in relation.claims:
            if id_ not in self.claims:
                raise ValueError(f"relation {relation.id} refers to unknown claim {id_}")
            claim = self.claims[id_]
            if ({claim.subject, claim.object}, claim.relation, claim.qualifiers.modality) != stated:
                raise ValueError(f"claim {id_} does not state relation {relation.id}")
