"""What a person can do on the page, in a real browser, on a graph small enough to know by heart."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx
import pytest

from kg.explore import write_page
from kg.explore.assets import static
from kg.explore.layout import communities, overview, weights
from tests.factories import nasty_graph, sample_graph

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, vocab) -> str:
    """Where the page of the sample graph lies."""
    path: Path = tmp_path_factory.mktemp("page") / "graph.html"
    write_page(sample_graph(), path, vocab=vocab)
    return path.as_uri()


@pytest.fixture
def at(browser, address: str):
    """Open the page at a state that its address gives."""

    def opened(state: str = ""):
        browser.get("about:blank")
        browser.get(f"{address}#{state}")
        return browser

    yield opened
    assert browser.get_log("browser") == []


def texts(driver, selector: str) -> list[str]:
    """What the elements say."""
    return [element.text for element in driver.find_elements("css selector", selector)]


def press(driver, selector: str) -> None:
    """Click, also where something is scrolled out of sight."""
    driver.execute_script("document.querySelector(arguments[0]).click()", selector)


def labels(driver) -> set[str]:
    """The names in the graph."""
    return set(driver.execute_script("return kg.nodeSet.get().map((n) => n.label)"))


def test_regions_do_not_overlap() -> None:
    """Communities stand beside each other, for a screen and for a phone, and each entity in its own."""
    graph = sample_graph()
    weight = weights(graph)
    regions = overview(graph, weight, communities(graph))

    assert len(regions) > 1
    for middles in ([region.wide for region in regions], [region.tall for region in regions]):
        for i, (x, y) in enumerate(middles):
            for j in range(i):
                across = abs(x - middles[j][0]) >= (regions[i].box[0] + regions[j].box[0]) / 2
                down = abs(y - middles[j][1]) >= (regions[i].box[1] + regions[j].box[1]) / 2
                assert across or down
    for region in regions:
        assert all(abs(x) * 2 < region.box[0] and abs(y) * 2 < region.box[1] for x, y in region.places.values())


@pytest.mark.parametrize("text", ["ink", "soft", "accent", "denied"])
def test_text_has_contrast(text: str) -> None:
    """Both palettes have the contrast of WCAG 2.2 AA for text, 4.5 to 1, on paper and on cards."""
    palettes = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", part)) for part in re.findall(r":root[^{]*\{([^}]*)\}", static("app.css"))]

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert len(palettes) == 2
    for palette in palettes:
        for ground in ("paper", "card"):
            light, dark = sorted((luminance(palette[text]), luminance(palette[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_overview_has_a_legend(at) -> None:
    """Communities are listed with how many they are; a click shows theirs."""
    driver = at()

    assert len(driver.find_elements("css selector", ".legend li")) == len(driver.execute_script("return kg.data.regions"))
    assert "2 份文件" in driver.find_element("id", "covers").text
    assert "2018-07-06" in driver.find_element("id", "covers").text


def test_the_brush_hides_and_says_how_much(at) -> None:
    """A range of years hides what has another date or none; clearing shows all again."""
    driver = at("view=table&from=2018&to=2018")
    rows, status = texts(driver, "#table td.date"), driver.find_element("id", "shown").text
    press(driver, "#clear")

    assert rows == ["2018-07-06"]
    assert "17 條主張中的 16 條" in status
    assert len(texts(driver, "#table td.date")) == 17


def test_a_drag_over_the_years_sets_the_range(at) -> None:
    """The bars are the brush."""
    driver = at()
    driver.execute_script(
        "const fire = (year, kind) => document.querySelector(`.slot[data-year='${year}']`).dispatchEvent(new PointerEvent(kind));"
        "fire(2019, 'pointerdown'); fire(2021, 'pointerup');"
    )

    assert driver.execute_script("return [kg.state.from, kg.state.to]") == [2019, 2021]
    assert "from=2019" in driver.current_url


def test_play_moves_through_the_years(at) -> None:
    """Play narrows the claims to a year, then to the next; stopping leaves them there."""
    driver = at("from=2018&to=2018")
    press(driver, "#play")
    driver.set_script_timeout(3)
    driver.execute_async_script("const done = arguments[0], wait = () => (kg.state.from === 2019 ? done() : setTimeout(wait, 20)); wait();")
    press(driver, "#play")

    assert driver.execute_script("return [kg.state.from, kg.state.to]") == [2019, 2019]


@pytest.mark.parametrize(
    ("state", "kept"),
    [("least=0.6", 16), ("no-modality=denied%20planned", 15), ("no-documents=doc-2", 15), ("no-relations=relocatedTo", 15)],
)
def test_filters_count_claims(at, state: str, kept: int) -> None:
    """Confidence, modality, document and relation."""
    assert at(state).execute_script("return kg.passing().kept") == kept


def test_largest_component(at) -> None:
    """What does not hang together with most is left out."""
    driver = at("view=table&tab=entities&largest=1")

    names = texts(driver, "#table td:first-child")

    assert "艾可電子" in names
    assert "李某" not in names


@pytest.mark.parametrize("k", [2, 3])
def test_the_k_core(at, k: int) -> None:
    """Who has fewer than k neighbours goes, then who has fewer without them: what networkx keeps."""
    driver = at(f"view=table&tab=entities&core={k}")
    graph = sample_graph()
    network = nx.Graph((c.subject, c.object) for c in graph.claims.values())
    core = set(nx.k_core(network, k))
    kept = sum(c.subject in core and c.object in core for c in graph.claims.values())

    assert set(texts(driver, "#table td:first-child")) == {graph.entities[id_].label for id_ in core}
    assert driver.execute_script("return kg.passing().kept") == kept
    assert f"17 條主張中的 {17 - kept} 條" in driver.find_element("id", "shown").text


def test_denials_are_red_and_plans_dashed(at) -> None:
    """How a claim is meant is seen in its line."""
    driver = at("focus=country-cn&depth=1")
    lines = driver.execute_script("return kg.edgeSet.get().map((e) => [kg.data.edges[e.index].modality, e.dashes, e.color])")
    denied = next(line for line in lines if line[0] == "denied")
    fact = next(line for line in lines if line[0] == "fact")

    assert denied[1]
    assert not fact[1]
    assert denied[2] != fact[2]


def test_evidence_says_all(at) -> None:
    """A sentence has its mentions marked, and document, page, date, modality, speaker and method beside it; it can be cited."""
    driver = at()
    edge = driver.execute_script("return kg.data.edges.findIndex((e) => e.modality === 'denied')")
    driver.execute_script(f"kg.pick({{ edge: {edge} }})")
    card = driver.find_element("css selector", "#panel .evidence")

    assert len(card.find_elements("css selector", "mark")) == 2
    assert "否認" in card.text
    assert "第 2 頁" in card.find_element("css selector", ".where").text
    assert "艾可電子" in card.find_element("css selector", ".speaker").text
    assert "relocatedFrom/some" in card.find_element("css selector", ".how").text
    assert card.find_elements("css selector", "button.cite")
    assert not card.find_elements("css selector", "a.open")


def test_a_sentence_is_copied_as_a_citation(at) -> None:
    """Sentence, author, publisher, title, section, date and page."""
    driver = at()
    driver.execute_script(
        "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } })"
    )
    edge = driver.execute_script("return kg.data.edges.findIndex((e) => e.relation === 'heldIn')")
    driver.execute_script(f"kg.pick({{ edge: {edge} }})")
    press(driver, "#panel button.cite")

    copied = driver.execute_script("return window.copied")
    assert copied == "「event-summit heldIn place-hanoi」某甲，某社，《供應鏈月報》，第一篇，2020-01-31，第 2 頁"


def test_under_kg_serve_sentences_link_to_their_document(at) -> None:
    """Where a server answers, a sentence links to its place in the document."""
    driver = at()
    driver.execute_script("kg.state.served = true; kg.pick({ edge: 0 })")
    claim = driver.execute_script("return kg.data.edges[0].claims[0].id")
    link = driver.find_element("css selector", "#panel a.open").get_attribute("href")

    assert link.endswith(f"/documents/doc-2?claim={claim}#{claim}")


def test_a_phone_has_room_for_the_graph(at) -> None:
    """At 390 pixels the graph has most of the height, filters unfold, and nothing is wider than the window."""
    driver = at("view=graph")
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True})
    driver = at()
    height = driver.execute_script("return document.getElementById('network').clientHeight")
    folded = driver.find_element("id", "filters").is_displayed()
    press(driver, "#unfold")
    unfolded = driver.find_element("id", "filters").is_displayed()
    wide = []
    for view in ("graph", "table", "ask&question=tariffs", "pictures&picture=flows", "dossier&picked=firm-acme"):
        driver = at(f"view={view}")
        wide.append(driver.execute_script("return document.documentElement.scrollWidth - window.innerWidth"))
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    assert height > 450
    assert (folded, unfolded) == (False, True)
    assert max(wide) <= 0


def test_expand_adds_neighbours_and_back_takes_them_away(at) -> None:
    """Neighbours by relation, with counts; expanding adds those of one relation."""
    driver = at("focus=person-lee&depth=1")
    before = labels(driver)
    driver.execute_script("kg.pick({ node: kg.data.nodes.find((n) => n.key === 'event-summit').id })")
    group = next(s for s in driver.find_elements("css selector", "#panel .relation") if "河內" in s.text)
    driver.execute_script("arguments[0].click()", group.find_element("css selector", "button.expand"))
    grown = labels(driver)
    facts = driver.find_element("css selector", "#panel .facts").text
    press(driver, "#back")

    assert "· 1" in texts(driver, "#panel .relation h3")[0]
    assert grown - before == {"河內"}
    assert facts == "2 條主張，1 份文件 · 2019–2019"
    assert labels(driver) == before


def test_depth_trail_and_back(at) -> None:
    """A neighbourhood grows with its depth, the trail keeps where one was, and back goes there."""
    driver = at("focus=person-lee&depth=1")
    near = labels(driver)
    press(driver, "#panel .depth:nth-of-type(2)")
    far = labels(driver)
    driver.execute_script("kg.focus(kg.data.nodes.find((n) => n.key === 'firm-acme').id, 1)")
    trail = texts(driver, "#trail li")
    press(driver, "#back")

    assert near < far
    assert [name.strip("› ") for name in trail] == ["李某", "艾可電子"]
    assert labels(driver) == far


def test_hide_pin_and_undo(at) -> None:
    """Hidden entities leave the graph, pinned ones are marked, and both can be undone."""
    driver = at("focus=country-us&depth=1")
    everyone = labels(driver)
    driver.execute_script("kg.pick({ node: kg.data.nodes.find((n) => n.key === 'country-cn').id })")
    press(driver, "#pin")
    pinned = labels(driver)
    press(driver, "#hide")
    hidden = labels(driver)
    press(driver, "#back")
    press(driver, "#back")

    assert "📌中國" in pinned
    assert "中國" not in "".join(hidden)
    assert labels(driver) == everyone


def test_pins_are_shared_by_the_address(at) -> None:
    """What one has pinned stands where it stood for who gets the address; what makes no sense there is left out."""
    driver = at("focus=country-us&depth=1&pins=country-cn,300,-40 firm-nobody,1,2 country-us,x,y")
    pinned, address = (
        driver.execute_script("return kg.network.getPosition(kg.data.nodes.find((n) => n.key === 'country-cn').id)"),
        driver.current_url,
    )

    assert (pinned["x"], pinned["y"]) == (300, -40)
    assert {name for name in labels(driver) if "📌" in name} == {"📌中國"}
    assert "pins=country-cn%2C300%2C-40" in address


def test_shortest_path(at) -> None:
    """Two entities and who stands between them; the address keeps it."""
    driver = at("focus=firm-beta&depth=1")
    press(driver, "#way")
    driver.find_element("id", "query").send_keys("中國", "\n")

    assert driver.execute_script("return kg.state.way.map((id) => kg.data.nodes[id].key)") == ["firm-beta", "firm-acme", "country-cn"]
    assert "way=firm-beta+country-cn" in driver.current_url


def test_tables_sort_and_download(at) -> None:
    """A click on a column sorts by it, and the CSV has the rows that pass."""
    driver = at("view=table&tab=claims&no-relations=negotiatesWith")
    driver.execute_script("URL.createObjectURL = (blob) => { window.made = blob; return '#'; }")
    press(driver, "#table th:nth-child(5) button")
    dates = texts(driver, "#table td.date")
    press(driver, "#csv")
    saved = driver.execute_async_script("window.made.text().then(arguments[0])")

    assert dates == sorted(dates)
    assert saved.count("\r\n") == len(dates) == 15
    assert saved.startswith('"subject","relation"')  # Blob.text() drops the byte order mark


def test_entities_are_filtered_with_the_claims(at) -> None:
    """All entities, until a filter leaves but those that a claim speaks of."""
    everyone = texts(at("view=table&tab=entities"), "#table td:first-child")
    lately = texts(at("view=table&tab=entities&from=2022"), "#table td:first-child")

    assert len(everyone) == len(sample_graph().entities)
    assert sorted(lately) == ["晶片業", "晶片法", "美國"]


def test_a_question_is_answered_as_table_and_graph(at) -> None:
    """Who left China: one denial; another country: nobody; the answer as a graph."""
    driver = at("view=ask&question=firms-leaving")
    left = texts(driver, "#pages td.modality")
    press(driver, "#answer-graph")

    assert left == ["否認", "事實"]
    assert labels(driver) == {"艾可電子", "中國"}


def test_flows_from_country_to_country(at) -> None:
    """Where a sentence says from where, or a claim, a ribbon leads; one can pick a year."""
    driver = at("view=pictures&picture=flows")
    ways = [g.get_attribute("aria-label") for g in driver.find_elements("css selector", "#pages svg [role=button]")]
    early = at("view=pictures&picture=flows&year=2019").find_elements("css selector", "#pages svg .ribbon")

    assert ways == ["中國 → 越南: 貝塔、艾可電子"]
    assert len(early) == 1


def test_tariff_rounds(at) -> None:
    """Each round has its date, both sides and rate."""
    driver = at("view=pictures&picture=tariffs")
    rounds = [g.get_attribute("aria-label") for g in driver.find_elements("css selector", "#pages svg [role=button]")]

    assert rounds == ["2018-07-06 美國 → 中國 10-25% 事實"]


def test_dossier(at) -> None:
    """All sentences on an entity on one page."""
    driver = at("view=dossier&picked=firm-acme")
    text = driver.find_element("css selector", ".dossier").text

    assert "艾可電子" in text
    assert "wikidata: Q42" in text
    assert "艾可否認撤出中國。" in text


def test_language_theme_and_address(at) -> None:
    """English and dark, by button and by address."""
    driver = at()
    press(driver, "#lang")
    press(driver, "#theme")
    theme = driver.execute_script("return document.documentElement.dataset.theme")
    again = at(driver.current_url.split("#")[1])

    assert again.execute_script("return [document.documentElement.lang, document.documentElement.dataset.theme]") == ["en", theme]
    assert "Acme" in labels(again)


def test_the_view_is_saved_as_a_picture(at) -> None:
    """SVG with the names that are seen, and PNG."""
    driver = at("focus=firm-acme&depth=1")
    driver.execute_script("URL.createObjectURL = (blob) => { window.made = blob; return '#'; }")
    press(driver, "#svg")
    drawing = driver.execute_async_script("window.made.text().then(arguments[0])")
    driver.execute_async_script(
        "window.made = null; document.getElementById('png').click(); const done = arguments[0];"
        "const wait = () => (window.made ? done() : setTimeout(wait, 20)); wait();"
    )

    assert "<svg" in drawing
    assert "艾可電子" in drawing
    assert driver.execute_script("return window.made.type") == "image/png"


def test_the_keyboard_alone(at) -> None:
    """A slash goes to the search, arrows and Enter choose, Ctrl+Z goes back; everything that can be reached has a name."""
    driver = at()
    driver.find_element("tag name", "body").send_keys("/")
    driver.switch_to.active_element.send_keys("中", "\ue015", "\n")
    unnamed = driver.execute_script(
        "return [...document.querySelectorAll('button, input, select, [tabindex=\"0\"]')].filter((e) => !e.hidden && e.offsetParent"
        " && !(e.textContent.trim() || e.getAttribute('aria-label') || e.closest('label'))).map((e) => e.outerHTML)"
    )

    assert driver.execute_script("return kg.state.focus") is not None
    assert unnamed == []
    assert driver.find_elements("css selector", "[tabindex]:not([tabindex='0']):not([tabindex='-1'])") == []


def test_hostile_text_in_every_view(browser, vocab, tmp_path: Path) -> None:
    """Questions, pictures, dossiers and tables show markup as text, and a CSV holds no formula."""
    path = tmp_path / "graph.html"
    write_page(nasty_graph(), path, vocab=vocab)
    for view in ("table", "ask&question=who-says", "pictures", "dossier&picked=firm-odd"):
        browser.get("about:blank")
        browser.get(f"{path.as_uri()}#view={view}")
        assert browser.find_elements("css selector", "#pages img, #table img, #panel img, #filters img") == []
        assert browser.get_log("browser") == []
