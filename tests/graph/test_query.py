"""SPARQL over a built graph, and the competency questions."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from factories import nasty_graph

from kg.errors import QueryError, UnknownEntityError, UsageError
from kg.export import EXPORTERS
from kg.graph import Graph
from kg.graph.query import load_store, named_queries, render, run_named, run_query

#: What each competency question answers on the sample graph: parameters, columns that matter, their rows.
ANSWERS = {
    "firms-relocated": ({}, "firm from to date modality", [
        ("艾可電子", "中國", "越南", "2019-08/2020", "fact"), ("貝塔", "中國", "越南", "2021", "planned"),
    ]),
    "firms-leaving": ({"country": "中國大陸"}, "firm modality", [("艾可電子", "denied"), ("艾可電子", "fact")]),
    "moves-planned": ({}, "firm to date modality done", [("貝塔", "越南", "2021", "planned", "false")]),
    "policies-targeting": ({"target": "晶片業"}, "policy issuer date", [("晶片法", "美國", "2022-08-09")]),
    "tariffs": ({}, "who whom rate amount currency date", [("美國", "中國", "10-25%", "34000000000", "USD", "2018-07-06")]),
    "on-lists": ({}, "list who date", [("管制清單", "貝塔", "2019-05")]),
    "who-says": ({}, "speaker subject relation object modality", [
        ("李某", "晶片法", "kg:affects", "晶片業", "fact"), ("艾可電子", "艾可電子", "kg:relocatedFrom", "中國", "denied"),
    ]),
    "agreements": ({}, "agreement party", [("某協定", "美國")]),
    "investments": ({}, "who where amount currency", [("艾可電子", "美國", "1.5", "TWD")]),
    "suppliers": ({"buyer": "ACME"}, "supplier product", [("貝塔", "晶圓")]),
    "positions": ({}, "person role body", [("李某", "部長", "某部")]),
    "events": ({}, "event place participant role", [("某峰會", "河內", "李某", "host")]),
    "what-affects": ({"affected": "ent:sector-chips"}, "cause", [("晶片法",)]),
    "disputed": ({}, "subject relation object otherwise stated doubted", [
        ("艾可電子", "kg:relocatedFrom", "中國", "denied", "2019年8月至2020年，艾可由中國遷往越南。", "艾可否認撤出中國。"),
    ]),
    "developments": ({}, "subject", []),
    "documents-about": ({"entity": "晶圓"}, "title issued claims", [("供應鏈月報", "2020-01-31", "1")]),
    "acquisitions": ({}, "buyer", []),
    "corroborated": ({}, "subject", []),
    "exports": ({}, "who", []),
    "legal-basis": ({}, "policy", []),
    "makers": ({"product": "晶圓"}, "maker", []),
    "members": ({"body": "管制清單"}, "member date", [("貝塔", "2019-05")]),
    "partners": ({"firm": "貝塔"}, "other", []),
    "plants-abroad": ({"country": "美國"}, "firm", []),
    "promoted": ({}, "who", []),
    "restrictions": ({"target": "貝塔"}, "who", []),
    "subsidiaries": ({}, "part", []),
    "talks": ({}, "one other", [("中國", "美國"), ("美國", "中國")]),
    "timeline": ({"entity": "晶片法"}, "date relation object", [("2022", "kg:issuedBy", "美國"), ("2022-08-09", "kg:targets", "晶片業")]),
    "evidence": ({"a": "美國", "b": "中國"}, "relation document", [
        ("kg:imposesTariffOn", "供應鏈月報"), ("kg:negotiatesWith", "doc-2.pdf"), ("kg:negotiatesWith", "供應鏈月報"),
    ]),
}  # fmt: skip


@pytest.fixture(scope="module")
def store(sample_ttl: Path) -> ox.Store:
    """The sample graph, loaded."""
    return load_store(sample_ttl)


def test_every_question_is_tested() -> None:
    """There are the questions that the table above answers, each with a title in both languages."""
    questions = named_queries()

    assert {question.name for question in questions} == set(ANSWERS)
    assert len(questions) >= 30
    assert [q.name for q in questions if not q.title.endswith("？") or not q.title_en.endswith("?")] == []


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_competency_question_is_answered(name: str, store: ox.Store, sample: Graph) -> None:
    """The questions find in the RDF that kg writes what the graph holds."""
    parameters, columns, expected = ANSWERS[name]
    result = run_named(store, name, parameters, sample)
    picked = [result.columns.index(column) for column in columns.split()]

    assert sorted({tuple(row[i] for i in picked) for row in result.rows}) == sorted(expected)


def test_another_parameter_gives_another_answer(store: ox.Store, sample: Graph) -> None:
    """A parameter binds: nobody left the United States."""
    assert run_named(store, "firms-leaving", {"country": "華府"}, sample).rows == ()


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("nothing", {}, "no question is called 'nothing'"),
        ("tariffs", {"country": "美國"}, "tariffs has no parameter 'country'; it has: none"),
        ("suppliers", {"firm": "艾可"}, "it has: buyer"),
        ("suppliers", {"buyer": "艾可電"}, "did you mean 艾可電子.*--param buyer=NAME"),
    ],
)
def test_a_question_asked_wrongly_says_what_is_known(
    name: str, parameters: dict[str, str], message: str, store: ox.Store, sample: Graph
) -> None:
    """Unknown questions, parameters and entities are errors of use that name the known ones."""
    with pytest.raises(UsageError, match=message):
        run_named(store, name, parameters, sample)


def test_a_default_that_the_graph_lacks_asks_for_another(store: ox.Store, sample: Graph) -> None:
    """A question's default entity may be missing; the error says how to name another."""
    with pytest.raises(UnknownEntityError, match="--param buyer=NAME"):
        run_named(store, "suppliers", {}, sample)


def test_prefixes_need_no_declaration(store: ox.Store) -> None:
    """The usual prefixes are known, and a query's own are respected."""
    own = "PREFIX x: <https://kg.example/ontology#> SELECT ?o { ent:firm-acme x:relocatedTo ?o }"

    assert run_query(store, "SELECT ?o { ent:firm-acme kg:relocatedTo ?o }").rows == (("ent:country-vn",),)
    assert run_query(store, own).rows == (("ent:country-vn",),)


def test_inverse_relations_can_be_asked(store: ox.Store) -> None:
    """The ontology's named inverses hold without being in the file."""
    assert run_query(store, "SELECT ?x { ent:country-cn kg:tariffImposedBy ?x }").rows == (("ent:country-us",),)


def test_finer_classes_can_be_asked(store: ox.Store) -> None:
    """The ontology is in the store, so that classes and labels of relations can be asked for."""
    assert run_query(store, "ASK { ?x a ?c . ?c rdfs:subClassOf kg:Policy }").rows == (("true",),)


def test_a_syntax_error_says_where(store: ox.Store) -> None:
    """A query that cannot be parsed is refused with line and column."""
    with pytest.raises(QueryError, match=r"2:\d+"):
        run_query(store, "SELECT ?x\nWHERE { ?x a }")


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?x { SERVICE <http://127.0.0.1/> { ?x ?y ?z } }",
        "SELECT ?x { service # why not\n silent <http://127.0.0.1/> { ?x ?y ?z } }",
        "SELECT ?x { VALUES ?s { <http://127.0.0.1/> } SERVICE ?s { ?x ?y ?z } }",
        "PREFIX : <http://127.0.0.1/> SELECT ?x { SERVICE :a { ?x ?y ?z } }",
        "SELECT ?x { ?x kg:confidence 1SERVICE <http://127.0.0.1/> { ?x ?y ?z } }",
        "SELECT ?x { ?x kg:dateInferred trueSERVICE:a{ ?x ?y ?z } }",
        r"SELECT ?x { \u0053ERVICE <http://127.0.0.1/> { ?x ?y ?z } }",
        r"SELECT ?x { \U00000053ERVICE ent:a { ?x ?y ?z } }",
    ],
)
def test_a_query_reaches_no_other_server(sparql: str, store: ox.Store) -> None:
    """Federated queries are refused: a query is text from anywhere."""
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        run_query(store, sparql)


@pytest.mark.parametrize(
    "sparql", ['SELECT ?service { ?service rdfs:label "some service" }', "SELECT ?x { ?x a kg:Service }", "SELECT ?x { ?x kg:service ?y }"]
)
def test_service_as_a_word_is_allowed(sparql: str, store: ox.Store) -> None:
    """Variables, names and texts may hold the word."""
    assert run_query(store, sparql).rows == ()


@pytest.mark.parametrize("sparql", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE ent:firm-acme"])
def test_queries_without_a_table_are_refused(sparql: str, store: ox.Store) -> None:
    """CONSTRUCT and DESCRIBE give triples, not rows."""
    with pytest.raises(QueryError, match="only SELECT and ASK"):
        run_query(store, sparql)


@pytest.mark.parametrize("sparql", ["DELETE WHERE { ?s ?p ?o }", "INSERT DATA { ent:a kg:acquires ent:b }", "DROP ALL"])
def test_a_query_changes_nothing(sparql: str, store: ox.Store) -> None:
    """Updates are no queries."""
    before = len(store)

    with pytest.raises(QueryError):
        run_query(store, sparql)
    assert len(store) == before


def test_json_is_the_sparql_results_format(store: ox.Store) -> None:
    """Terms keep kind, language and datatype; what is unbound is left out."""
    result = run_query(store, "SELECT ?x ?l ?n ?s ?u { ?x rdfs:label ?l VALUES (?x ?n ?s) { (ent:country-us 2 'a') } }")

    assert json.loads(render(result, "json")) == {
        "head": {"vars": ["x", "l", "n", "s", "u"]},
        "results": {"bindings": [{
            "x": {"type": "uri", "value": "https://kg.example/id/country-us"},
            "l": {"type": "literal", "value": "美國", "xml:lang": "zh-hant"},
            "n": {"type": "literal", "value": "2", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
            "s": {"type": "literal", "value": "a"},
        }]},
    }  # fmt: skip


def test_json_of_an_ask_query_is_a_boolean(store: ox.Store) -> None:
    """Yes or no has a form of its own."""
    assert json.loads(render(run_query(store, "ASK { ?s ?p ?o }"), "json")) == {"head": {}, "boolean": True}


def test_csv_holds_plain_text(store: ox.Store) -> None:
    """A header and a row a solution; IRIs by their prefixes, what is unbound is empty."""
    result = run_query(store, "SELECT ?x ?none { ?x kg:relocatedTo ent:country-vn }")

    assert render(result, "csv") == "x,none\nent:firm-acme,\n"


def test_csv_quotes_whatever_a_label_holds(tmp_path: Path) -> None:
    """Quotes, commas and line ends survive."""
    graph = nasty_graph()
    EXPORTERS["graph.ttl"](graph, tmp_path / "g.ttl")
    result = run_query(load_store(tmp_path / "g.ttl"), "SELECT ?l { ent:firm-odd rdfs:label ?l }")
    rows = list(csv.reader(io.StringIO(render(result, "csv"), newline="")))

    assert rows == [["l"], [graph.entities["firm-odd"].label]]


def test_an_unknown_format_is_refused(store: ox.Store) -> None:
    """The error names the formats."""
    with pytest.raises(UsageError, match="table, csv, json"):
        render(run_query(store, "ASK {}"), "xlsx")


def test_a_file_that_is_no_turtle_is_refused(tmp_path: Path) -> None:
    """The error names the file."""
    path = tmp_path / "graph.ttl"
    path.write_text("{}", encoding="utf-8")

    with pytest.raises(UsageError, match=r"graph\.ttl is not Turtle"):
        load_store(path)
