"""How a dispute or development is printed."""

from __future__ import annotations

from kg.graph import Graph
from kg.model import Contrast


def contrast_line(graph: Graph, contrast: Contrast) -> str:
    """A dispute or development in a line, its steps in order: "development: A relocatedTo B: planned 2018-10, fact 2019-03"."""
    steps = []
    for id_ in contrast.relations:
        relation = graph.relations[id_]
        dates = sorted({when for claim in relation.claims if (when := graph.claims[claim].qualifiers.when)})
        steps.append(" ".join((relation.modality, *dates)))
    ends = (graph.entities[relation.subject].label, graph.entities[relation.object].label)
    return f"{contrast.kind}: {ends[0]} {relation.relation} {ends[1]}: {', '.join(steps)}"
