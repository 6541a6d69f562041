"""The competency questions of ``ontology/queries``, as the page asks them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.errors import UnknownEntityError
from kg.explore.plans import Beyond, plan_of
from kg.graph import Graph
from kg.graph.query import named_queries


def questions(graph: Graph, index: Mapping[str, int]) -> list[dict[str, Any]]:
    """The questions as JSON data: titles, parameters with their usual entities, and a plan; without one only ``kg serve`` can answer.

    Args:
        index: places of entities in the page's list.
    """
    return [
        {
            "name": question.name, "zh": question.title, "en": question.title_en, "plan": _plan(question.sparql),
            "parameters": [{"name": name, "default": _place(graph, index, value)} for name, value in question.parameters.items()],
        }
        for question in named_queries()
    ]  # fmt: skip


def _plan(sparql: str) -> list[Any] | None:
    try:
        return plan_of(sparql)
    except Beyond:
        return None


def _place(graph: Graph, index: Mapping[str, int], name: str) -> int | None:
    try:
        return index.get(graph.find(name).id)
    except UnknownEntityError:
        return None
