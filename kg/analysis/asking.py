"""SPARQL over a graph in memory, and answers as pandas tables."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.graph import Graph
from kg.graph.query import QueryResult, Term, load_store, named_queries, run_named, run_query
from kg.graph.rdf import write_turtle

if TYPE_CHECKING:
    import pandas as pd

_XSD = "http://www.w3.org/2001/XMLSchema#"
_READ: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(("integer", "int", "long", "nonNegativeInteger"), int),
    **dict.fromkeys(("double", "float"), float),
    "decimal": Decimal,
    "boolean": "true".__eq__,
}


def store(graph: Graph) -> ox.Store:
    """The graph and the ontology for Oxigraph, in memory."""
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        path = Path(folder) / "graph.ttl"
        with path.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as out:
            write_turtle(graph, out)
        return load_store(path)


def ask(data: ox.Store, graph: Graph, question: str, parameters: Mapping[str, str]) -> pd.DataFrame:
    """Answer a question of ``ontology/queries`` by its name, or else a query in SPARQL.

    Raises:
        UsageError: no such question or parameter, or no entity of that name.
        QueryError: the query cannot be run.
    """
    named = bool(parameters) or not any(sign in question for sign in " \n{")
    return table(run_named(data, question, parameters, graph) if named else run_query(data, question))


def questions() -> pd.DataFrame:
    """The competency questions that ship with kg: name, titles, and parameters with their defaults."""
    import pandas as pd

    rows = [(q.title, q.title_en, ", ".join(f"{k}={v}" for k, v in q.parameters.items())) for q in named_queries()]
    index = pd.Index([q.name for q in named_queries()], name="name")
    return pd.DataFrame(rows, columns=["title", "title_en", "parameters"], index=index)


def table(result: QueryResult) -> pd.DataFrame:
    """A result as a table: numbers as numbers, IRIs of known prefixes as ``ent:…``, everything else as text."""
    import pandas as pd

    rows = [[_value(term, text) for term, text in zip(*pair, strict=True)] for pair in zip(result.terms, result.rows, strict=True)]
    return pd.DataFrame(rows, columns=list(result.columns))


def _value(term: Term | None, text: str) -> object:
    if term is None:
        return None
    if isinstance(term, ox.Literal) and term.datatype.value.startswith(_XSD):
        return _READ.get(term.datatype.value.removeprefix(_XSD), str)(term.value)
    return text
