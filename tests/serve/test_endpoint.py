"""The SPARQL endpoint over real HTTP: the protocol, and what it does with what is wrong, hostile or too much."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper

from .conftest import Server

MOVED = "SELECT ?firm ?label { ?firm kg:relocatedTo ent:country-vn ; rdfs:label ?label }"
EDGES = "CONSTRUCT { ?a kg:relocatedTo ?b } WHERE { ?a kg:relocatedTo ?b }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SD = "http://www.w3.org/ns/sparql-service-description#"
needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")


def wrapper(server: Server, query: str, *, method: str = GET, direct: bool = False) -> SPARQLWrapper:
    """SPARQLWrapper, about to ask."""
    asking = SPARQLWrapper(f"{server.url}/sparql")
    asking.setMethod(method)
    asking.setRequestMethod(POSTDIRECTLY if direct else URLENCODED)
    asking.setQuery(query)
    return asking


@pytest.mark.parametrize(("method", "direct"), [(GET, False), (POST, False), (POST, True)], ids=["get", "form", "direct"])
def test_sparqlwrapper_asks_in_every_way(server: Server, method: str, direct: bool) -> None:
    """GET, a POSTed form and a POSTed query give the same JSON."""
    asking = wrapper(server, MOVED, method=method, direct=direct)
    asking.setReturnFormat(JSON)
    [row] = asking.query().convert()["results"]["bindings"]

    assert row["firm"] == {"type": "uri", "value": "https://kg.example/id/firm-acme"}
    assert (row["label"]["value"], row["label"]["xml:lang"]) == ("艾可電子", "zh-hant")


def test_sparqlwrapper_reads_xml_csv_and_tsv(server: Server) -> None:
    """The other forms of tables, each by its own reader."""
    found = {}
    for form in (XML, CSV, TSV):
        asking = wrapper(server, MOVED)
        asking.setReturnFormat(form)
        found[form] = asking.query().convert()
    [literal] = found[XML].getElementsByTagName("literal")

    assert literal.firstChild.data == "艾可電子"
    assert list(csv.reader(io.StringIO(found[CSV].decode()))) == [["firm", "label"], ["https://kg.example/id/firm-acme", "艾可電子"]]
    assert found[TSV].decode() == '?firm\t?label\n<https://kg.example/id/firm-acme>\t"艾可電子"@zh-hant\n'


def test_sparqlwrapper_reads_graphs(server: Server) -> None:
    """CONSTRUCT gives triples that rdflib reads; ASK gives a boolean."""
    asking = wrapper(server, EDGES)
    asking.setReturnFormat(TURTLE)
    graph = rdflib.Graph().parse(data=asking.query().convert(), format="turtle")
    asking = wrapper(server, "ASK { ent:firm-acme kg:relocatedTo ent:country-vn }")
    asking.setReturnFormat(JSON)

    assert len(graph) == 1
    assert asking.query().convert()["boolean"] is True


@pytest.mark.parametrize(
    ("accept", "media_type", "form"),
    [
        ("application/sparql-results+json", "application/sparql-results+json", ox.QueryResultsFormat.JSON),
        ("application/sparql-results+xml", "application/sparql-results+xml", ox.QueryResultsFormat.XML),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", ox.QueryResultsFormat.TSV),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.9", "application/sparql-results+xml", ox.QueryResultsFormat.XML),
        ("*/*", "application/sparql-results+json", ox.QueryResultsFormat.JSON),
    ],
)
def test_tables_in_the_form_asked_for(server: Server, accept: str, media_type: str, form: ox.QueryResultsFormat) -> None:
    """Another reader than the writer finds every term in every form: hostile texts, languages, types, what is unbound."""
    query = 'SELECT ?l ?n ?none { ?e a kg:Firm ; rdfs:label ?l . BIND(2 AS ?n) FILTER(CONTAINS(?l, "\\\\back")) }'
    answer = server.ask(query, accept)
    [row] = list(ox.parse_query_results(answer.content, form))
    label = server.graph.entities["firm-odd6"].label
    if form == ox.QueryResultsFormat.XML:  # which cannot hold control characters
        label = label.replace("\x00", "\ufffd").replace("\x0b", "\ufffd")

    assert answer.headers["content-type"] == media_type
    assert row["l"].value == label
    assert (row["l"].language, row["n"], row["none"]) == ("zh-hant", ox.Literal(2), None)


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"])
def test_graphs_in_the_form_asked_for(server: Server, accept: str) -> None:
    """rdflib reads the same triples from each form."""
    answer = server.ask("CONSTRUCT { ?a rdfs:label ?l } WHERE { ?a a kg:Country ; rdfs:label ?l }", accept)
    parsers = {"text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml", "application/ld+json": "json-ld"}
    graph = rdflib.Graph().parse(data=answer.content, format=parsers[accept])

    assert answer.headers["content-type"].split(";")[0] == accept
    assert {str(label) for label in graph.objects()} == {"美國", "中國", "越南"}


def test_what_is_not_offered_is_not_acceptable(server: Server) -> None:
    """An Accept that names no form of the result is 406 and says what there is; so is a form of the other kind."""
    assert server.ask(MOVED, "image/png").status_code == 406
    assert "text/csv" in server.ask(MOVED, "image/png").text
    assert server.ask(MOVED, "text/turtle").status_code == 406
    assert server.ask(EDGES, "text/csv").status_code == 406


def test_the_service_describes_itself(server: Server) -> None:
    """Without a query the endpoint gives its service description; a browser is shown the query page."""
    answer = server.get("/sparql", Accept="application/rdf+xml")
    graph = rdflib.Graph().parse(data=answer.content, format="xml")
    endpoint = rdflib.URIRef(f"{server.url}/sparql")

    assert (endpoint, rdflib.URIRef(f"{SD}endpoint"), endpoint) in graph
    assert (endpoint, rdflib.URIRef(f"{SD}supportedLanguage"), rdflib.URIRef(f"{SD}SPARQL11Query")) in graph
    assert server.get("/sparql", Accept="text/html").headers["location"] == "/query"


def test_a_graph_that_is_not_there_is_named(server: Server) -> None:
    """The dataset of the request is respected: a graph that the store lacks is an error, not an empty answer."""
    for name in ("default-graph-uri", "named-graph-uri"):
        answer = server.ask(MOVED, **{name: "https://example.org/none"})
        assert (answer.status_code, "no graph https://example.org/none" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("form", "status", "message"),
    [
        ({"query": "SELECT ?x\nWHERE { ?x a }"}, 400, "2:"),
        ({"query": ["ASK {}", "ASK {}"]}, 400, "one query, not 2"),
        ({"question": "ASK {}"}, 400, "one query, not 0"),
        ({"query": "ASK {}", "max-rows": "many"}, 400, "max-rows"),
        ({"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}, 400, "SERVICE is not allowed"),
        ({"query": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"}, 200, ""),
        ({"update": "DROP ALL"}, 403, "read-only"),
        ({"query": "PREFIX x: <http://x/> # why not\nINSERT DATA { x:a x:b x:c }"}, 400, "read-only"),
    ],
)
def test_what_is_wrong_is_said(server: Server, form: dict[str, str], status: int, message: str) -> None:
    """Syntax errors, updates, other servers: a line that says what is wrong."""
    answer = httpx.post(f"{server.url}/sparql", data=form, timeout=20)

    assert (answer.status_code, message in answer.text) == (status, True), answer.text
    assert status != 200 or answer.json()["results"]["bindings"] == []


def test_other_bodies_and_methods_are_refused(server: Server) -> None:
    """An update by its media type, a body of no kind, text that is not UTF-8, another method."""
    url = f"{server.url}/sparql"
    said = [
        httpx.post(url, content="DROP ALL", headers={"Content-Type": "application/sparql-update"}).status_code,
        httpx.post(url, content="ASK {}", headers={"Content-Type": "text/plain"}).status_code,
        httpx.post(url, content=b"ASK { # \xff\n}", headers={"Content-Type": "application/sparql-query"}).status_code,
        httpx.put(url, content="ASK {}").status_code,
        httpx.delete(url).status_code,
    ]

    assert said == [403, 415, 400, 405, 405]


def test_parameters_are_bound(server: Server) -> None:
    """``$name`` binds a variable to one term."""
    query = "SELECT ?c ?f { ?f kg:relocatedFrom ?c }"
    bound = server.ask(query, "text/csv", **{"$c": "<https://kg.example/id/country-cn>"})
    other = server.ask(query, "text/csv", **{"$c": "<https://kg.example/id/country-us>"})

    assert bound.text == "f\r\nhttps://kg.example/id/firm-acme\r\n"
    assert other.text == "f\r\n"


@pytest.mark.parametrize(
    "value",
    ["<a> . <b> <c> <d>", "?x", '"a" . ', "<https://kg.example/id/a> } ; DROP ALL #", "", '"a"\n', "<<a b c>>", "<https://kg.example/a b>"],
)
def test_a_parameter_is_one_term_and_nothing_else(server: Server, value: str) -> None:
    """What is more or less than a term of N-Triples is refused: nothing can be smuggled into a query."""
    answer = server.ask("SELECT ?c ?f { ?f kg:relocatedFrom ?c }", **{"$c": value})

    assert (answer.status_code, "no term of N-Triples" in answer.text) == (400, True)


def test_questions_are_asked_by_name(server: Server) -> None:
    """A competency question over HTTP: names are looked up, unknown ones and hostile ones are named in the error."""
    found = server.get("/api/questions/firms-leaving?country=中國大陸").json()
    wrong = server.get('/api/questions/firms-leaving?country=" } DROP ALL %23')

    assert [row["firm"]["value"] for row in found["results"]["bindings"]] == ["艾可電子"]
    assert (wrong.status_code, "no entity is called" in wrong.text) == (400, True)
    assert server.get("/api/questions/none").status_code == 400


def test_too_many_rows_are_refused_unless_cut(server: Server) -> None:
    """An answer over the limit is an error, so that nobody takes a part for the whole; who asks for a cut is told that there was one."""
    refused = server.ask("SELECT * { ?s ?p ?o }")
    cut = server.ask("SELECT * { ?s ?p ?o }", **{"max-rows": "7"})
    whole = server.ask("SELECT * { ?s ?p ?o } LIMIT 7", **{"max-rows": "7"})
    triples = server.ask("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle")

    assert (refused.status_code, "more than 100 rows; add LIMIT" in refused.text) == (400, True)
    assert (len(cut.json()["results"]["bindings"]), cut.headers["kg-rows-cut"]) == (7, "7")
    assert (len(whole.json()["results"]["bindings"]), whole.headers.get("kg-rows-cut")) == (7, None)
    assert triples.status_code == 400


@pytest.mark.slow
def test_an_endless_query_is_stopped_and_the_server_stays_up(server: Server) -> None:
    """A query that runs for ever is killed at its limit; search answers meanwhile, and queries afterwards."""
    with ThreadPoolExecutor() as pool:
        endless = pool.submit(server.ask, ENDLESS)
        search = server.get("/api/search?q=艾可")
        stopped = endless.result()

    assert (stopped.status_code, "longer than 2 seconds" in stopped.text) == (504, True)
    assert search.elapsed.total_seconds() < 2
    assert server.ask("ASK {}").json()["boolean"] is True


def test_a_query_that_brings_its_process_down_costs_only_itself(server: Server) -> None:
    """Fifty thousand nested groups overflow the parser's stack: the answer says so, and the next query is answered."""
    deep = server.ask("SELECT * " + "{" * 50_000 + "}" * 50_000)

    assert (deep.status_code, "nested too deeply" in deep.text) == (500, True)
    assert server.ask("ASK {}").json()["boolean"] is True


def test_fifty_clients_at_once(server: Server) -> None:
    """All of fifty simultaneous clients get their answer, or are told to come again."""
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: server.ask(MOVED), range(50)))

    assert {answer.status_code for answer in answers} <= {200, 503}
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 503)
    assert sum(answer.status_code == 200 for answer in answers) >= 25


def test_a_hundred_megabytes_are_refused(server: Server) -> None:
    """A huge body is refused, declared or in chunks, and the client gets to read why."""
    url, headers = f"{server.url}/sparql", {"Content-Type": "application/sparql-query"}
    megabyte = b"#" * (1 << 20)
    declared = httpx.post(url, content=(megabyte for _ in range(100)), headers={**headers, "Content-Length": str(100 << 20)}, timeout=30)
    chunked = httpx.post(url, content=(megabyte for _ in range(100)), headers=headers, timeout=30)

    assert [declared.status_code, chunked.status_code] == [413, 413]
    assert "larger than 1 MB" in declared.text and "larger than 1 MB" in chunked.text
    assert server.ask("ASK {}").status_code == 200


@needs_curl
def test_curl_asks(server: Server, tmp_path: Path) -> None:
    """The examples of docs/serving.md."""
    (tmp_path / "q.rq").write_text(MOVED, encoding="utf-8")
    ways = (
        ["-G", "--data-urlencode", f"query={MOVED}"],
        ["--data-urlencode", f"query={MOVED}"],
        ["-H", "Content-Type: application/sparql-query", "--data-binary", f"@{tmp_path / 'q.rq'}"],
    )
    command = ["curl", "-sS", "--fail", "-H", "Accept: application/sparql-results+xml", f"{server.url}/sparql"]
    texts = {subprocess.run([*command, *way], capture_output=True, text=True, check=True).stdout for way in ways}
    [text] = texts

    assert len(ElementTree.fromstring(text)[1]) == 1
