"""What the server shows: figures, search, entities, relations, claims, documents with their sentences, the query page."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.errors import GraphNotFoundError
from kg.graph import Graph
from kg.graph.store import STORE, write_store
from kg.loading import load
from kg.serve import serve
from kg.serve.texts import Texts

from .conftest import Server, start, stop

MARK = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)


def moved(server: Server) -> str:
    """The id of the claim that the sample text states."""
    [id_] = [id_ for id_, c in server.graph.claims.items() if c.relation == "relocatedTo" and c.subject == "firm-acme"]
    return id_


def test_the_explorer_is_the_build_s_page(server: Server) -> None:
    """The page as built, under its own policy, but that it may ask the server."""
    answer = server.get("/")

    assert answer.text == (server.folder / "graph.html").read_text(encoding="utf-8")
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert "script-src 'sha256-" in answer.headers["content-security-policy"]


def test_figures(server: Server) -> None:
    """What the graph covers."""
    about = server.get("/api/graph").json()

    assert (about["documents"], about["entities"], about["claims"]) == (2, len(server.graph.entities), len(server.graph.claims))
    assert about["covers"] == ["2018-07-06", "2022-08-09"]
    assert about["types"]["Country"] == 3


@pytest.mark.parametrize("query", ["艾可電子", "艾可电子", "acme", "ＡＣＭＥ", "艾可", "可電", "  Acme "])
def test_search_finds_in_every_script(server: Server, query: str) -> None:
    """Traditional, Simplified, Latin in any width and case, a part of a name."""
    first = server.get(f"/api/search?q={query}").json()["hits"][0]

    assert (first["id"], first["type"], first["label"]) == ("firm-acme", "Firm", "艾可電子")


def test_search_offers_what_is_spelled_alike(server: Server) -> None:
    """What is nowhere found is answered with near names; nothing with nothing; the limit is kept."""
    found = server.get("/api/search?q=艾可電了").json()

    assert (found["hits"], found["near"][0]["id"]) == ([], "firm-acme")
    assert server.get("/api/search?q=%20").json()["hits"] == []
    assert len(server.get("/api/search?q=國&limit=1").json()["hits"]) == 1
    assert server.get("/api/search?q=國&limit=x").status_code == 400


def test_an_entity_with_its_neighbours(server: Server) -> None:
    """Names, identifiers and neighbours in groups by relation and direction, a part of a group on request."""
    entity = server.get("/api/entity/firm-acme").json()
    groups = {(group["relation"], group["direction"]): group for group in entity["groups"]}
    [neighbour] = groups["relocatedTo", "out"]["neighbours"]
    part = server.get("/api/entity/firm-acme?relation=suppliesTo&direction=in&offset=1").json()["groups"]

    assert entity["identifiers"] == {"naics": "334413", "wikidata": "Q42"}
    assert (neighbour["id"], neighbour["edge"]["modality"]) == ("country-vn", "fact")
    assert groups["suppliesTo", "in"]["neighbours"][0]["id"] == "firm-beta"
    assert [(group["count"], group["neighbours"]) for group in part] == [(1, [])]
    assert entity["documents"][0]["url"] == "/documents/doc-1"
    assert server.get("/api/entity/nothing").status_code == 404


def test_the_neighbourhood_of_an_entity(server: Server) -> None:
    """The nearest entities and the edges among them; further ones with depth; never more than the limit."""
    near = server.get("/api/around/country-vn").json()
    far = server.get("/api/around/country-vn?depth=2").json()
    few = server.get("/api/around/country-vn?depth=3&limit=2").json()

    assert {node["id"]: node["depth"] for node in near["nodes"]} == {"country-vn": 0, "firm-acme": 1, "firm-beta": 1}
    assert {edge["relation"] for edge in near["edges"]} == {"relocatedTo", "suppliesTo"}
    assert {node["id"] for node in far["nodes"]} >= {"country-us", "country-cn", "policy-list"}
    assert [node["id"] for node in few["nodes"]] == ["country-vn", "firm-acme"]
    assert [edge["subject"] for edge in few["edges"]] == ["firm-acme"]
    assert server.get("/api/around/nothing").status_code == 404


def test_a_relation_with_every_sentence(server: Server) -> None:
    """An edge gives its claims; a claim gives its evidence and where to see it."""
    [group] = server.get("/api/entity/firm-acme?relation=relocatedTo").json()["groups"]
    relation = server.get(f"/api/relation/{group['neighbours'][0]['edge']['id']}").json()
    [claim] = relation["claims"]

    assert (relation["subject"]["id"], relation["object"]["id"]) == ("firm-acme", "country-vn")
    assert claim == server.get(f"/api/claim/{claim['id']}").json()
    assert (claim["date"], claim["modality"], claim["evidence"]["page"]) == ("2019-08/2020", "fact", 2)
    assert claim["evidence"]["quote"] == "2019年8月至2020年，艾可由中國遷往越南。"
    assert server.get(claim["evidence"]["url"].split("#")[0]).status_code == 200
    assert [server.get(f"/api/{kind}/nothing").status_code for kind in ("claim", "relation")] == [404, 404]


def test_a_document_with_the_sentence_highlighted(server: Server) -> None:
    """The sentence as repaired, without its line break; running heads are left out, pages and headings shown."""
    html = server.get(f"/documents/doc-1?claim={moved(server)}").text

    assert MARK.findall(html) == ["2019年8月至2020年，艾可由中國遷往越南。"]
    assert html.count(f'id="{moved(server)}"') == 1
    assert "頁首" not in html
    assert 'id="page-2"' in html and "<h3" in html
    assert "<mark>" not in server.get("/documents/doc-1?claim=nothing").text
    assert server.get("/documents/doc-9").status_code == 404


def test_documents_are_read_by_many_at_once(server: Server) -> None:
    """Simultaneous readers of two documents each get their own."""
    ids = ["doc-1", "doc-bad"] * 40
    with ThreadPoolExecutor(16) as pool:
        pages = list(pool.map(lambda id_: server.get(f"/documents/{id_}").text, ids))

    assert [("後一句話" in page) for page in pages] == [id_ == "doc-1" for id_ in ids]


def test_the_sentence_of_every_claim_is_found(corpus_build: Path) -> None:
    """In the sample corpus, whatever its formats, the kept text holds each claim's quote at the claim's place."""
    texts, graph = Texts(corpus_build / "documents.jsonl"), load(corpus_build)
    missed = []
    for claim in graph.claims.values():
        passages = texts.passages(claim.evidence.document) or ()
        shown = [p.text[span.start : span.end] for p in passages if (span := p.clean(claim.evidence.span))]
        if claim.evidence.quote not in shown:
            missed.append((claim.id, claim.evidence.quote, shown))
    texts.close()

    assert missed == []


def test_the_documents_newest_first(server: Server) -> None:
    """Each with how many claims it states."""
    documents = server.get("/api/documents").json()["documents"]

    assert {d["id"]: d["claims"] for d in documents} == {"doc-1": 15, "doc-bad": 7}


def test_the_query_page_has_its_words_and_questions(server: Server) -> None:
    """What the page asks for: prefixes, terms with labels in both languages, questions with parameters."""
    vocabulary = server.get("/api/vocabulary").json()
    terms = {term["name"]: term for term in vocabulary["terms"]}
    questions = {question["name"]: question for question in server.get("/api/questions").json()["questions"]}

    assert vocabulary["prefixes"]["kg"] == "https://kg.example/ontology#"
    assert (terms["kg:Firm"]["class"], terms["kg:relocatedTo"]["class"]) == (True, False)
    assert terms["kg:relocatedTo"]["labels"].keys() >= {"en", "zh-hant"}
    assert questions["firms-leaving"]["parameters"] == {"country": "中國大陸"}
    assert "/static/query.js" in server.get("/query").text
    assert server.get("/static/query.js").headers["content-type"].startswith("text/javascript")


@pytest.mark.slow
def test_a_persistent_store_is_served_and_survives_a_new_build(site: tuple[Path, Graph], tmp_path: Path) -> None:
    """The server keeps its own links to the store's files: it goes on when a build takes the store away, and leaves nothing behind."""
    folder, graph = site
    for name in ("graph.ttl", "graph.html", "claims.jsonl"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    write_store(tmp_path / "graph.ttl", tmp_path / STORE)
    running = start(tmp_path, graph)
    try:
        for path in sorted((tmp_path / STORE).iterdir()):
            path.unlink()
        (tmp_path / STORE).rmdir()
        assert running.ask("ASK { ent:firm-acme kg:relocatedTo ent:country-vn }").json()["boolean"] is True
        assert "kept no texts" in running.get("/documents/doc-1").text
    finally:
        stop(running)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.jsonl", "graph.html", "graph.ttl"]


def test_turtle_alone_is_no_build(tmp_path: Path, site: tuple[Path, Graph]) -> None:
    """A folder without the page is refused with what to do."""
    (tmp_path / "graph.ttl").touch()
    with pytest.raises(GraphNotFoundError, match=r"no graph\.html; run `kg build` first"):
        serve(tmp_path, site[1])
