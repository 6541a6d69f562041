"""The page: what it holds, that nothing from a document can run in it, and that it works in a real browser without a network."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from kg.explore import page, write_page
from kg.explore.assets import application
from kg.graph import Graph


def data_of(html: str) -> dict:
    """The data that a page embeds."""
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)[1])


def test_the_page_holds_the_whole_graph(graph, vocab) -> None:
    """Every entity, relation and claim is in the page's data, with its sentence."""
    data = data_of(page(graph, vocab=vocab))

    assert len(data["nodes"]) == len(graph.entities)
    assert {edge["id"] for edge in data["edges"]} == set(graph.relations)
    assert sum(len(edge["claims"]) for edge in data["edges"]) == len(graph.claims)
    assert {c["quote"] for edge in data["edges"] for c in edge["claims"]} == {c.evidence.quote for c in graph.claims.values()}


def test_the_same_graph_gives_the_same_bytes(graph, vocab) -> None:
    """Layout and order depend on the graph alone."""
    assert page(graph, vocab=vocab) == page(graph, vocab=vocab)


def test_nothing_is_loaded_from_anywhere(graph, vocab) -> None:
    """The page refers to no other file, and its policy forbids to."""
    html = page(graph, vocab=vocab)
    head = html[: html.index("<style>")]

    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", html[: html.index('id="data"')])
    assert "default-src 'none'" in head
    assert "'unsafe-" not in head


def test_no_two_scripts_define_one_name() -> None:
    """The scripts share a scope, where a second function of the same name would silently take the first one's place."""
    names = re.findall(r"^(?:async )?(?:function\*?|const|let) (\w+)", application(), re.MULTILINE)

    assert len(names) > 100
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_document_text_cannot_leave_its_element(hostile, vocab) -> None:
    """Payloads survive as data, and none of their markup reaches the page's own."""
    html = page(hostile, vocab=vocab)
    data = data_of(html)

    assert any("<script>window.__xss" in node["label"] for node in data["nodes"])
    assert "window.__xss" not in html.replace(json.dumps(data, ensure_ascii=False), "") or "<script>window.__xss" not in html
    assert "<img src=x" not in html


def test_a_graph_without_claims_gives_a_page(vocab) -> None:
    """An empty graph is no error."""
    assert data_of(page(Graph({}, {}, {}, {}), vocab=vocab))["nodes"] == []


def opened(browser, graph: Graph, vocab, path: Path):
    """The browser, showing the page of a graph from disk."""
    write_page(graph, path, vocab=vocab)
    browser.get_log("browser")
    browser.get(path.as_uri())
    return browser


@pytest.mark.browser
def test_the_page_opens_from_disk(browser, graph, vocab, tmp_path) -> None:
    """Nodes are drawn with Chinese labels, coverage is stated, the console is silent, and nothing was requested."""
    driver = opened(browser, graph, vocab, tmp_path / "graph.html")
    labels = driver.execute_script("return kg.nodeSet.get().map((n) => n.label)")
    painted = driver.execute_script(
        "const c = document.querySelector('#network canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        "let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n;"
    )
    requested = driver.execute_script("return performance.getEntriesByType('resource').length")

    assert 30 <= len(labels) <= 80
    assert "美國" in labels
    assert painted > 5000
    assert str(len(graph.claims)) in driver.find_element("id", "covers").text
    assert driver.get_log("browser") == []
    assert requested == 0


@pytest.mark.browser
def test_search_by_any_name_focuses(browser, graph, vocab, tmp_path) -> None:
    """TSMC and Enter show 台積電 with its names and neighbours."""
    driver = opened(browser, graph, vocab, tmp_path / "graph.html")
    driver.find_element("id", "query").send_keys("tsmc", "\n")

    assert driver.find_element("css selector", "#panel h2").text == "台積電"
    assert "TSMC" in driver.find_element("css selector", "#panel .names").text
    assert len(driver.execute_script("return kg.nodeSet.getIds()")) > 3


@pytest.mark.browser
def test_a_relation_shows_its_sentences(browser, graph, vocab, tmp_path) -> None:
    """Picking a line shows each sentence with both names marked, the document and the rule."""
    driver = opened(browser, graph, vocab, tmp_path / "graph.html")
    edges = data_of(page(graph, vocab=vocab))["edges"]
    edge = next(i for i, e in enumerate(edges) if len(e["claims"]) == 1 and len(e["claims"][0]["spans"]) == 2)
    driver.execute_script(f"kg.pick({{ edge: {edge} }})")
    cards = driver.find_elements("css selector", "#panel .evidence")

    assert len(cards) == 1
    assert len(cards[0].find_elements("css selector", "mark")) == 2
    assert "《" in cards[0].find_element("css selector", "footer").text


@pytest.mark.browser
def test_filters_table_and_language(browser, graph, vocab, tmp_path) -> None:
    """A filter says how much it hides, the table lists claims, and the page speaks English on request."""
    driver = opened(browser, graph, vocab, tmp_path / "graph.html")
    driver.find_elements("css selector", "#filters .choice")[0].click()
    hidden = driver.find_elements("css selector", "#filters .choice[aria-pressed='false']")
    driver.find_element("id", "view").click()
    rows = driver.find_elements("css selector", "#table tbody tr")
    driver.find_element("id", "lang").click()

    assert len(hidden) == 1
    assert rows
    assert "documents" in driver.find_element("id", "covers").text


@pytest.mark.browser
def test_no_payload_runs(browser, hostile, vocab, tmp_path) -> None:
    """Names, quotes and titles full of markup show as text in every part of the page."""
    driver = opened(browser, hostile, vocab, tmp_path / "graph.html")
    driver.execute_script("kg.pick({ node: 0 })")
    driver.execute_script("kg.pick({ edge: kg.edgeSet.get()[0].index })")
    driver.find_element("id", "query").send_keys("script")
    driver.find_element("id", "view").click()

    assert driver.execute_script("return window.__xss") is None
    assert driver.find_elements("css selector", "#panel script, #panel img, #table img, #hits script, svg") == []
    assert "<" in driver.find_element("id", "panel").text


@pytest.mark.browser
def test_the_page_fits_a_phone(browser, graph, vocab, tmp_path) -> None:
    """At 390 pixels nothing is wider than the window."""
    browser.set_window_size(390, 844)
    driver = opened(browser, graph, vocab, tmp_path / "graph.html")
    wide = driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    browser.set_window_size(1440, 1000)

    assert wide <= 0
