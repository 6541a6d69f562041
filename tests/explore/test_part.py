"""Pages of graphs too large for one: the heaviest part, said to be one, and the rest from `kg serve`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.explore import write_page
from kg.explore.data import page_data, part_data
from kg.explore.layout import weights
from kg.explore.part import heaviest
from kg.graph import Graph
from tests.factories import claim, entity, graph_of, sample_graph


def star() -> Graph:
    """A hub with ten neighbours, each claim surer than the next, a chain behind the last of them, and two firms apart."""
    spokes = [claim("firm-hub", "suppliesTo", f"firm-n{n}", confidence=0.9 - n / 20) for n in range(10)]
    chain = [claim("firm-n9", "acquires", "firm-far", confidence=0.1, when="1999"), claim("firm-y", "acquires", "firm-z", confidence=0.05)]
    names = ["hub", "far", "y", "z", *(f"n{n}" for n in range(10))]
    return graph_of([entity(f"firm-{name}", f"公司{name}") for name in names], [*spokes, *chain])


def test_a_small_graph_is_held_whole() -> None:
    """Nothing is left out that has room."""
    graph = sample_graph()

    assert heaviest(graph, weights(graph), len(graph.claims)) is graph


def test_the_heaviest_part_has_at_most_so_many_claims() -> None:
    """The heaviest entities with the relations among them, and everything that their claims name."""
    graph = star()
    part = heaviest(graph, weights(graph), 4)

    assert sorted(part.entities) == ["firm-hub", "firm-n0", "firm-n1", "firm-n2", "firm-n3"]
    assert len(part.claims) == 4


@pytest.mark.parametrize("most", range(18))
def test_every_part_is_a_graph(most: int) -> None:
    """Whatever is cut, what is left refers to nothing that is not there: the graph checks itself."""
    graph = sample_graph()

    assert len(heaviest(graph, weights(graph), most).claims) <= most


def test_the_page_says_what_the_whole_is(vocab) -> None:
    """A part knows how much there is, and its dates are those of the whole."""
    data = page_data(star(), vocab, most=4)

    assert data["whole"] == {"documents": 1, "entities": 14, "claims": 12}
    assert sum(len(edge["claims"]) for edge in data["edges"]) == 4
    assert data["covers"] == ["1999", "1999"]


def test_what_lies_around_an_entity_is_whole_in_itself(vocab) -> None:
    """Every id that the data refer to is there: ends, products, origins, speakers, homes, documents."""
    graph = sample_graph()
    part = part_data(graph, {"firm-acme", "firm-beta", "country-vn"}, vocab)
    keys, documents = {node["key"] for node in part["nodes"]}, {document["id"] for document in part["documents"]}
    claims = [said for edge in part["edges"] for said in edge["claims"]]

    assert {"product-wafer", "country-cn"} <= keys
    assert {edge[end] for edge in part["edges"] for end in ("from", "to")} <= keys
    assert {said[name] for said in claims for name in ("product", "origin", "by") if name in said} <= keys
    assert {said["document"] for said in claims} <= documents
    assert {node["home"] for node in part["nodes"] if node["home"]} <= keys


@pytest.mark.browser
def test_the_file_says_that_it_holds_a_part(browser, vocab, tmp_path: Path) -> None:
    """How much it holds, and what shows all."""
    write_page(star(), tmp_path / "graph.html", vocab=vocab, most=4)
    browser.get((tmp_path / "graph.html").as_uri())

    assert "12 條主張中最重要的 4 條" in browser.find_element("id", "shown").text
    assert "kg serve" in browser.find_element("id", "shown").text
    assert "12 條主張" in browser.find_element("id", "covers").text
    assert browser.get_log("browser") == []


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, vocab) -> Iterator[tuple[str, Graph]]:
    """A server of a page that holds a part."""
    from tests.serve.conftest import start, stop, write_site

    folder = tmp_path_factory.mktemp("site")
    graph = write_site(folder, vocab)
    write_page(graph, folder / "graph.html", vocab=vocab, most=3)
    server = start(folder, graph)
    yield server.url, graph
    stop(server)


@pytest.fixture
def open_at(served: tuple[str, Graph]) -> Iterator:
    """A browser that reaches this machine and nothing else, at a state of the page."""
    from tests.explore.conftest import chromium

    driver = chromium("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")

    def opened(state: str = ""):
        driver.get("about:blank")
        driver.get(f"{served[0]}/#{state}")
        until(driver, "kg.state.served")
        return driver

    yield opened
    logged = driver.get_log("browser")
    driver.quit()
    assert logged == []


def until(driver, condition: str) -> None:
    """Wait for what a script says."""
    driver.set_script_timeout(20)
    driver.execute_async_script(f"const done = arguments[0], wait = () => ({condition} ? done() : setTimeout(wait, 20)); wait();")


@pytest.mark.browser
def test_search_and_walks_reach_what_the_page_lacks(open_at) -> None:
    """A name that only the server has is found, and its neighbours, claims and sentences come with it."""
    driver = open_at()
    before = driver.execute_script("return kg.data.nodes.filter((node) => node.key === 'person-lee').length")
    driver.find_element("id", "query").send_keys("李某")
    until(
        driver,
        "document.querySelector('#hits [role=option] small') && document.querySelector('#hits [role=option]').textContent.includes('李某')",
    )
    driver.find_element("id", "query").send_keys("\n")
    until(driver, "kg.edgeSet.length > 0")

    assert before == 0
    assert {"李某", "某部"} <= set(driver.execute_script("return kg.nodeSet.get().map((node) => node.label)"))
    assert "部長" in driver.execute_script("return kg.data.edges.flatMap((edge) => edge.claims.map((claim) => claim.role || ''))")


@pytest.mark.browser
def test_an_address_leads_to_what_the_page_lacks(open_at) -> None:
    """A shared view of an entity that is not in the page's part."""
    driver = open_at("focus=person-lee&depth=1")
    until(driver, "kg.state.focus !== null && kg.edgeSet.length > 0")

    assert "李某" in driver.find_element("css selector", "#panel h2").text


@pytest.mark.browser
def test_questions_are_answered_of_the_whole_graph(open_at, served: tuple[str, Graph]) -> None:
    """The rows are the server's, which are those of `kg query`."""
    from kg.analysis.asking import store
    from kg.graph.query import run_named

    driver = open_at("view=ask&question=firms-leaving")
    until(driver, "document.querySelector('#answer p')")
    rows = driver.execute_script(
        "return [...document.querySelectorAll('#answer tbody tr')].map((row) => [...row.cells].slice(0, -1).map((cell) => cell.textContent))"
    )
    words = {"fact": "事實", "denied": "否認"}
    expected = run_named(store(served[1]), "firms-leaving", {}, served[1])

    assert Counter(map(tuple, rows)) == Counter(tuple(words.get(value, value) for value in row) for row in expected.rows)
