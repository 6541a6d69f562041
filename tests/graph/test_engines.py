"""The competency questions, asked of Oxigraph and of rdflib: both give the same answers."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.graph import Graph
from kg.graph.plain import load_plain, run_plain
from kg.graph.query import QueryResult, bind_named, load_store, named_queries, run_query
from kg.loading import load

_DECIMAL = re.compile(r"\d+\.\d*")


@pytest.fixture(scope="module")
def graph(corpus_build: Path) -> Graph:
    """The graph of the sample corpus."""
    return load(corpus_build)


@pytest.fixture(scope="module")
def memory(corpus_build: Path) -> ox.Store:
    """The same in Oxigraph."""
    return load_store(corpus_build / "graph.ttl")


@pytest.fixture(scope="module")
def plain(corpus_build: Path) -> rdflib.Graph:
    """The same in rdflib."""
    return load_plain(corpus_build / "graph.ttl")


def rows_of(result: QueryResult) -> list[tuple[str, ...]]:
    """The rows, sorted, with decimals in their canonical form, which Oxigraph gives and rdflib does not."""
    return sorted(tuple(cell.rstrip("0").rstrip(".") if _DECIMAL.fullmatch(cell) else cell for cell in row) for row in result.rows)


@pytest.mark.parametrize(
    "name",
    # rdflib takes minutes for those that ask, for each row, whether something else exists.
    [question.name for question in named_queries() if "EXISTS" not in question.sparql],
)
def test_both_engines_answer_alike(name: str, memory: ox.Store, plain: rdflib.Graph, graph: Graph) -> None:
    """Each question has the same columns and rows from Oxigraph and from rdflib."""
    sparql, bound = bind_named(name, {}, graph)
    fast, slow = run_query(memory, sparql, bound), run_plain(plain, sparql, bound)

    assert slow.columns == fast.columns
    assert rows_of(slow) == rows_of(fast)
    assert fast.rows
