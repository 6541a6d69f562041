"""A graph cut into lots that are checked apart, each small enough to load: what a shape looks at from a node stands in the node's lot."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import chain

from kg.graph.graph import Graph
from kg.graph.ordered import batched, by_id
from kg.graph.rdf import Node, claim_stubs, loose_nodes
from kg.graph.turtle import write_node, write_prefixes
from kg.model import Claim
from kg.vocab.prefixes import load_prefixes

#: Claims of a lot; a claim takes some 30 KB while it is checked.
SIZE = 1000


@dataclass(frozen=True, slots=True)
class Lot:
    """A part of a graph as Turtle.

    Attributes:
        about: how the names begin of the nodes that this lot is to check; others are there for them to refer to.
    """

    turtle: str
    about: str = ""


def lots(graph: Graph, size: int = SIZE) -> Iterator[Lot]:
    """Cut a graph into lots of so many nodes, or claims with all that they refer to.

    Entities with identifiers, of which no two may be the same, are one lot: those that the lists of the ontology know, however large the
    corpus is. A contrast stands with all its claims, of which it says no more than that they are some.
    """
    identified = (entity for _, entity in by_id(graph.entities) if entity.identifiers)
    yield _lot(loose_nodes(entities=identified))
    unknown = (entity for _, entity in by_id(graph.entities) if not entity.identifiers)
    yield from (_lot(loose_nodes(entities=some)) for some in batched(unknown, size))
    yield from (_lot(loose_nodes(document for _, document in some)) for some in batched(by_id(graph.documents), size))
    symmetric = {relation.relation for relation in graph.relations.values() if relation.symmetric}
    for some in batched((claim for _, claim in by_id(graph.claims)), size):
        yield _lot(_with_what_they_refer_to(graph, some, symmetric))
    for contrasts in batched((contrast for _, contrast in by_id(graph.contrasts)), size // 10):
        relations = {id_: graph.relations[id_] for contrast in contrasts for id_ in contrast.relations}
        stated = claim_stubs(claim for relation in relations.values() for claim in relation.claims)
        yield _lot(chain(stated, loose_nodes(relations=relations, contrasts=contrasts)), about="ent:contrast-")


def _with_what_they_refer_to(graph: Graph, claims: list[Claim], symmetric: Collection[str]) -> Iterator[Node]:
    documents = (graph.documents[id_] for id_ in sorted({claim.evidence.document for claim in claims}))
    entities = (graph.entities[id_] for id_ in sorted({end for claim in claims for end in claim.entities}))
    return loose_nodes(documents, entities, claims, symmetric=symmetric)


def _lot(nodes: Iterable[Node], about: str = "") -> Lot:
    text = StringIO()
    write_prefixes(load_prefixes(), text)
    for subject, properties in nodes:
        write_node(subject, properties, text)
    return Lot(text.getvalue(), about)
