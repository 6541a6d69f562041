"""The persistent store, and rdflib as the plain way: both answer as Oxigraph in memory does."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from factories import claim, entity, graph_of

from kg.errors import QueryError, UsageError
from kg.export import EXPORTERS
from kg.graph import Graph
from kg.graph.plain import load_plain, run_plain
from kg.graph.query import QueryResult, bind_named, load_store, named_queries, run_query
from kg.graph.store import STORE, open_store, write_store

_TRAILING = re.compile(r"^(\d+\.\d*?)0+$")
#: Parameters of questions whose defaults the sample graph lacks.
PARAMETERS = {
    "policies-targeting": {"target": "晶片業"}, "suppliers": {"buyer": "ACME"}, "what-affects": {"affected": "sector-chips"},
    "documents-about": {"entity": "晶圓"},
}  # fmt: skip


@pytest.fixture(scope="module")
def memory(sample_ttl: Path) -> ox.Store:
    """The sample graph in memory."""
    return load_store(sample_ttl)


@pytest.fixture(scope="module")
def plain(sample_ttl: Path) -> rdflib.Graph:
    """The sample graph in rdflib."""
    return load_plain(sample_ttl)


def test_the_persistent_store_holds_the_same(sample_ttl: Path, memory: ox.Store, tmp_path: Path) -> None:
    """The same triples, those that the ontology entails too; it is opened for reading only."""
    (tmp_path / "graph.ttl").write_bytes(sample_ttl.read_bytes())
    write_store(tmp_path / "graph.ttl", tmp_path / STORE)
    (tmp_path / "graph.ttl").write_text("not read", encoding="utf-8")
    store = open_store(tmp_path / "graph.ttl")

    assert len(store) == len(memory)
    assert run_query(store, "SELECT ?x { ent:country-cn kg:tariffImposedBy ?x }").rows == (("ent:country-us",),)
    with pytest.raises(RuntimeError, match="read-write"):
        store.clear()


def test_without_a_persistent_store_turtle_is_loaded(sample_ttl: Path, memory: ox.Store) -> None:
    """A build without one is asked all the same."""
    assert len(open_store(sample_ttl)) == len(memory)


def test_a_damaged_store_says_what_to_do(sample_ttl: Path, tmp_path: Path) -> None:
    """A folder that is no store is not taken for an empty graph."""
    (tmp_path / "graph.ttl").write_bytes(sample_ttl.read_bytes())
    (tmp_path / STORE).mkdir()

    with pytest.raises(UsageError, match="kg build --store"):
        open_store(tmp_path / "graph.ttl")


def rows_of(result: QueryResult) -> list[tuple[str, ...]]:
    """The rows, sorted, with decimals in their canonical form, which Oxigraph gives and rdflib does not."""
    return sorted(tuple(_TRAILING.sub(r"\1", cell) for cell in row) for row in result.rows)


@pytest.mark.parametrize(
    "name",
    # rdflib takes seconds for the one that asks, for each row, whether something else exists.
    [pytest.param(q.name, marks=pytest.mark.slow if "EXISTS" in q.sparql else ()) for q in named_queries()],
)
def test_both_engines_answer_alike(name: str, memory: ox.Store, plain: rdflib.Graph, sample: Graph) -> None:
    """Each competency question has the same columns and rows from Oxigraph and from rdflib."""
    sparql, bound = bind_named(name, PARAMETERS.get(name, {}), sample)
    fast, slow = run_query(memory, sparql, bound), run_plain(plain, sparql, bound)

    assert slow.columns == fast.columns
    assert rows_of(slow) == rows_of(fast)
    assert fast.rows


def test_both_engines_answer_yes_or_no(memory: ox.Store, plain: rdflib.Graph) -> None:
    """ASK is a row of one word."""
    assert run_plain(plain, "ASK { ?s kg:relocatedTo ?o }") == run_query(memory, "ASK { ?s kg:relocatedTo ?o }")


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SELECT * {", "CONSTRUCT WHERE { ?s ?p ?o }", "DROP ALL",
        "INSERT DATA { ent:a kg:acquires ent:b }",
    ],
)  # fmt: skip
def test_rdflib_refuses_what_oxigraph_refuses(sparql: str, plain: rdflib.Graph) -> None:
    """Other servers, syntax errors, other forms and updates."""
    before = len(plain)
    with pytest.raises(QueryError):
        run_plain(plain, sparql)

    assert len(plain) == before


def test_rdflib_fetches_nothing(plain: rdflib.Graph, tmp_path: Path) -> None:
    """FROM names a graph, and never a file or address to read."""
    (tmp_path / "secret.ttl").write_text("<x:a> <x:b> <x:c> .", encoding="utf-8")

    assert run_plain(plain, f"SELECT * FROM <{(tmp_path / 'secret.ttl').as_uri()}> {{ <x:a> ?p ?o }}").rows == ()


@pytest.mark.parametrize(
    "value", ['中國" } ; DROP ALL #', "<https://kg.example/id/x>", "?x", "中國> } INSERT {", "ent:country-cn> ?p ?o . <x"]
)
def test_a_hostile_parameter_is_a_name_nobody_has(value: str, sample: Graph) -> None:
    """Values of parameters are looked up among the names; none of them ever becomes text of the query."""
    with pytest.raises(UsageError, match="no entity is called"):
        bind_named("firms-leaving", {"country": value}, sample)


def test_a_hostile_name_is_bound_as_its_entity(tmp_path: Path) -> None:
    """An entity that is called like a piece of SPARQL is asked about like any other."""
    name = '中國" } ; DROP ALL #'
    graph = graph_of(
        [entity("country-x", name), entity("firm-y", "某企業")], [claim("firm-y", "relocatedFrom", "country-x", "某企業離開。")]
    )
    EXPORTERS["graph.ttl"](graph, tmp_path / "graph.ttl")
    sparql, bound = bind_named("firms-leaving", {"country": name}, graph)

    for result in (
        run_query(load_store(tmp_path / "graph.ttl"), sparql, bound),
        run_plain(load_plain(tmp_path / "graph.ttl"), sparql, bound),
    ):
        assert [row[0] for row in result.rows] == ["某企業"]
        assert name not in sparql
