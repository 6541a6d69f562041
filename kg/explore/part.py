"""The part of a large graph that a page holds."""

from __future__ import annotations

from collections.abc import Mapping

from kg.graph import Graph

#: A page of more claims takes longer to open than people wait, and more memory than phones have.
MOST_CLAIMS = 20_000


def heaviest(graph: Graph, weight: Mapping[str, float], most: int = MOST_CLAIMS) -> Graph:
    """The graph itself if it has at most so many claims, or else its heaviest entities with all relations among them.

    Entities join by their weight, heaviest first, for as long as the relations with those before them have room.
    """
    if len(graph.claims) <= most:
        return graph
    rank = {id_: i for i, id_ in enumerate(sorted(graph.entities, key=lambda id_: (-weight[id_], id_)))}
    kept, left = {}, most
    for relation in sorted(graph.relations.values(), key=lambda r: (max(rank[r.subject], rank[r.object]), r.id)):
        left -= len(relation.claims)
        if left < 0:
            break
        kept[relation.id] = relation
    claims = {id_: graph.claims[id_] for relation in kept.values() for id_ in relation.claims}
    qualifiers = [claim.qualifiers for claim in claims.values()]
    named = {id_ for q in qualifiers for id_ in (q.product, q.origin, q.said_by) if id_}
    named |= {end for relation in kept.values() for end in (relation.subject, relation.object)}
    homes = {f"country-{graph.entities[id_].country}".lower() for id_ in named if graph.entities[id_].country}
    documents = {claim.evidence.document for claim in claims.values()}
    return Graph(
        {id_: document for id_, document in graph.documents.items() if id_ in documents},
        {id_: entity for id_, entity in graph.entities.items() if id_ in named or id_ in homes},
        claims,
        kept,
        {id_: contrast for id_, contrast in graph.contrasts.items() if kept.keys() >= set(contrast.relations)},
    )
