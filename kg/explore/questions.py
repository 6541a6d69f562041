"""Competency questions that the page answers by itself: those that ask for the claims of one relation, or of speakers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kg.errors import UnknownEntityError
from kg.graph import Graph
from kg.graph.query import Question, named_queries

_RELATION = re.compile(r"\?claim kg:relation kg:(\w+)")
_SPOKEN = re.compile(r"\?claim prov:wasAttributedTo")
_END = re.compile(r"kg:(subject|object) \?(\w+)")
_CLASS = re.compile(r"\?(\w+) a kg:(\w+)")
_MODALITIES = re.compile(r"VALUES \?modality \{([^}]*)\}")
#: What only a store can answer: other ways to the same row, and counts.
_BEYOND = re.compile(r"\bUNION\b|\bCOUNT\b|\bFILTER NOT EXISTS\b")
#: Columns beside the two ends, and what a query says to have them.
_COLUMNS = {
    "date": "kg:dateText", "rate": "kg:rate", "amount": "kg:amount", "role": "kg:role", "product": "kg:product/", "origin": "kg:origin/",
    "speaker": "prov:wasAttributedTo/", "modality": "kg:modality", "quote": "kg:quote",
}  # fmt: skip


def questions(graph: Graph, index: Mapping[str, int]) -> list[dict[str, Any]]:
    """The questions that the page can answer, as JSON data.

    Args:
        index: places of entities in the page's list.
    """
    return [asked for question in named_queries() if (asked := _asked(question, graph, index))]


def _asked(question: Question, graph: Graph, index: Mapping[str, int]) -> dict[str, Any] | None:
    """What a question looks for; None where it is more than a pattern of one claim."""
    text = question.sparql
    relation, spoken = _RELATION.search(text), _SPOKEN.search(text)
    if _BEYOND.search(text) or not (relation or spoken):
        return None
    ends = {variable: end for end, variable in _END.findall(text)}
    if not set(question.parameters) <= set(ends):
        return None
    modalities = _MODALITIES.search(text)
    return {
        "name": question.name, "zh": question.title, "en": question.title_en,
        "relation": relation[1] if relation else None,
        "classes": {ends[variable]: cls for variable, cls in _CLASS.findall(text) if variable in ends},
        "modality": re.findall(r'"(\w+)"', modalities[1]) if modalities else [],
        "parameters": [{"end": ends[name], "default": _place(graph, index, value)} for name, value in question.parameters.items()],
        "columns": [name for name, said in _COLUMNS.items() if said in text],
    }  # fmt: skip


def _place(graph: Graph, index: Mapping[str, int], name: str) -> int | None:
    try:
        return index[graph.find(name).id]
    except UnknownEntityError:
        return None
