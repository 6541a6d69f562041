"""The map: where countries lie, the outlines beneath, and that page and `Graph.plot_map` draw the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import kg
from kg.explore import world, write_page
from kg.explore.data import page_data
from kg.graph import Graph
from tests.factories import NASTY, sample_graph


@pytest.fixture
def outlines():
    """The outlines; skips where the package that ships them is missing."""
    pytest.importorskip("bqplot", reason="the outlines come with bqplot (extra `map`)")
    return world.outlines()


def inside(point: world.Point, ring: world.Ring) -> bool:
    """Whether a ring is around a point, by the crossings of a line to the east."""
    x, y = point
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum((a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0] for a, b in pairs) % 2 == 1


@pytest.mark.parametrize("code", ["TW", "CN", "US", "VN", "JP", "KR", "MX", "HU", "MM", "IN", "DE", "CA", "BR", "AU"])
def test_a_country_s_point_lies_within_its_outline(outlines, code: str) -> None:
    """Numbers, hemispheres and the map's own longitudes are read as they are meant."""
    assert any(inside(world.points()[code], ring) for ring in outlines[code])


def test_the_map_begins_in_the_atlantic(outlines) -> None:
    """America lies east of Asia, nothing but Greenland lies across the end, and there is no Antarctica."""
    longitudes = {code: [x for ring in rings for x, _ in ring] for code, rings in outlines.items()}

    assert min(longitudes["US"]) > max(longitudes["JP"])
    assert {code for code, xs in longitudes.items() if min(xs) < -30} == {"GL"}
    assert "AQ" not in outlines


def test_the_outlines_are_small_in_the_page(outlines) -> None:
    """Paths of whole steps, a hundredth of what a page of 2,000 claims may weigh."""
    paths = world.paths()

    assert sum(map(len, paths.values())) < 50_000
    assert all(path.startswith("M") and path.endswith("z") and set(path) <= set("Mlz -0123456789") for path in paths.values())


def test_without_the_package_there_are_dots(vocab, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is missing but the land."""
    monkeypatch.setattr(world, "find_spec", lambda name: None)
    world.outlines.cache_clear()
    world.paths.cache_clear()
    made = page_data(sample_graph(), vocab)["map"]
    world.outlines.cache_clear()
    world.paths.cache_clear()

    assert made["outlines"] == {}
    assert len(made["points"]) == 3


def test_a_graph_without_countries_carries_no_outlines(vocab) -> None:
    """They are in the page only where there is something to put on them."""
    firms = Graph({}, {id_: e for id_, e in sample_graph().entities.items() if e.type == "Firm"}, {}, {})

    assert page_data(firms, vocab)["map"] == {"points": {}, "outlines": {}}


def opened(browser, graph: Graph, vocab, path: Path, state: str):
    """The page of a graph at a state."""
    write_page(graph, path, vocab=vocab)
    browser.get_log("browser")
    browser.get("about:blank")
    browser.get(f"{path.as_uri()}#{state}")
    return browser


@pytest.mark.browser
def test_the_map_shows_flows_over_land(browser, vocab, tmp_path: Path, outlines) -> None:
    """An arrow from China to Vietnam, dots that count claims, Taiwan among the land, and whose outlines these are."""
    driver = opened(browser, sample_graph(), vocab, tmp_path / "graph.html", "view=pictures&picture=map")
    marks = [mark.get_attribute("aria-label") for mark in driver.find_elements("css selector", "#pages svg [role=button]")]
    taiwan = driver.execute_script("const box = document.querySelector('[data-country=TW]').getBBox(); return [box.width, box.height];")

    assert "中國 → 越南: 貝塔、艾可電子" in marks
    assert any(mark.startswith("越南: 2") for mark in marks)
    assert min(taiwan) > 10
    assert "Natural Earth" in driver.find_element("id", "map-source").text
    assert driver.get_log("browser") == []


@pytest.mark.browser
def test_closer_looks_are_shared_by_the_address(browser, vocab, tmp_path: Path) -> None:
    """Closer shows less of the world, and who gets the address sees the same."""
    driver = opened(browser, sample_graph(), vocab, tmp_path / "graph.html", "view=pictures&picture=map")
    frame = "return document.querySelector('#pages svg').getAttribute('viewBox')"
    wide = driver.execute_script(frame)
    driver.execute_script("document.getElementById('zoom-in').click()")
    close, address = driver.execute_script(frame), driver.current_url
    driver.get("about:blank")
    driver.get(address)

    assert float(close.split()[2]) == float(wide.split()[2]) / 2
    assert driver.execute_script(frame) == close


@pytest.mark.browser
@pytest.mark.parametrize("relation", ["relocatedTo", "investsIn", "imposesTariffOn"])
def test_flows_are_those_of_the_library(browser, graph: Graph, vocab, tmp_path: Path, relation: str) -> None:
    """The same ways with as many entities as `Graph.flows` counts, of all but denials."""
    driver = opened(browser, graph, vocab, tmp_path / "graph.html", f"view=pictures&picture=map&flow={relation}")
    ways = driver.execute_script(
        "return kg.flowsShown().map((way) => [way.from === null ? '?' : kg.data.nodes[way.from].label, kg.data.nodes[way.to].label, way.firms.size])"
    )
    counted = kg.Graph(graph).flows(relation, modality=["fact", "planned", "possible"])

    assert sorted(map(tuple, ways)) == sorted(zip(counted["from"], counted["to"], counted["entities"], strict=True))


@pytest.mark.browser
def test_hostile_names_on_the_map(browser, vocab, tmp_path: Path) -> None:
    """A country's name is text."""
    graph = sample_graph()
    entities = {id_: replace(e, labels={"zh-Hant": NASTY + e.label}) if e.type == "Country" else e for id_, e in graph.entities.items()}
    hostile = Graph(graph.documents, entities, graph.claims, graph.relations)
    driver = opened(browser, hostile, vocab, tmp_path / "graph.html", "view=pictures&picture=map")

    assert driver.find_elements("css selector", "#pages svg .ribbon, #pages img, #pages script") == []
    assert driver.find_elements("css selector", "#pages svg text")
    assert driver.get_log("browser") == []
