"""Reviewing in the page, in a real browser: what is clicked is in the file, and nobody decides over what they did not see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from walker import everywhere

from kg.graph import Graph

from .conftest import PAYLOADS, Server, start, stop, token_of, wait

pytestmark = pytest.mark.browser
HEAD = "judgement,left,right,who,when,why\n"


@pytest.fixture(scope="module")
def reviewed(site: tuple[Path, Graph], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str, Path]]:
    """A server that takes decisions, its token, and the file that they go to."""
    path = tmp_path_factory.mktemp("decisions") / "mine.csv"
    server = start(*site, "--review", "--judgements", str(path), "--who", "ann")
    yield server, token_of(server), path
    stop(server)


@pytest.fixture
def opened(reviewed: tuple[Server, str, Path], browser) -> Iterator[Callable[..., object]]:
    """Open the page in a tab that knows nothing yet, with an empty file."""
    server, token, path = reviewed
    path.unlink(missing_ok=True)

    def at(fragment: str = f"token={token}"):
        browser.get(f"{server.url}/api/graph")
        browser.execute_script("sessionStorage.clear()")
        browser.get_log("browser")
        browser.get(f"{server.url}/#{fragment}")
        wait(browser, "kg.state.served")
        return browser

    yield at
    assert [
        entry for entry in browser.get_log("browser") if "favicon" not in entry["message"] and "status of 4" not in entry["message"]
    ] == []


def lines(path: Path) -> list[str]:
    """The lines of the file below its head, without who, when and why."""
    return [line.rsplit(",", 3)[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def pick_claim(driver, graph: Graph) -> str:
    """Show a relation of one claim; the claim's id."""
    edge, claim = driver.execute_script(
        "const i = kg.data.edges.findIndex((e) => e.claims.length === 1); return [i, kg.data.edges[i].claims[0].id]"
    )
    driver.execute_script(f"kg.pick({{ edge: {edge} }})")
    wait(driver, "document.querySelector('#panel .verdict') !== null")
    return str(claim)


def pick_entity(driver, key: str) -> None:
    """Show an entity, with what can be decided on it: the page asks for decisions when it has asked what it is served by."""
    driver.execute_script("kg.pick({ node: kg.data.nodes.findIndex((n) => n.key === arguments[0]) })", key)
    wait(driver, "document.querySelector('#panel .compare') !== null")


def press(driver, does: str) -> None:
    """Press a control by keyboard."""
    driver.execute_script("[...document.querySelectorAll('[data-does]')].find((e) => e.dataset.does === arguments[0]).focus()", does)
    driver.switch_to.active_element.send_keys("\n")


def other_decides(reviewed: tuple[Server, str, Path], claim: str) -> None:
    """Somebody else judges a claim."""
    server, token, _ = reviewed
    headers = {"Authorization": f"Bearer {token}"}
    version = server.get("/api/judgements", **headers).headers["etag"]
    body = {"judgement": "right", "claim": claim, "who": "bea"}
    assert httpx.post(f"{server.url}/api/judgements", json=body, headers={**headers, "If-Match": version}).status_code == 201


def test_a_claim_is_judged_by_keyboard(opened, reviewed) -> None:
    """Enter on Wrong writes the line and shows it, the keyboard stays there; Right takes its place; once more takes it back."""
    driver = opened()
    claim = pick_claim(driver, reviewed[0].graph)
    driver.find_element("css selector", "#panel .why").send_keys("denied")
    press(driver, "wrong")
    shown = wait(driver, "document.querySelector('#panel .held')?.textContent")

    assert shown.startswith("判為錯誤 · ann · 20") and shown.endswith("denied · 下次 kg build 生效")
    assert lines(reviewed[2]) == [f"wrong,{claim},"]
    assert driver.switch_to.active_element.get_attribute("aria-pressed") == "true"
    press(driver, "right")
    wait(driver, "document.querySelector('#panel .held.right') !== null")
    assert lines(reviewed[2]) == [f"right,{claim},"]
    press(driver, "right")
    wait(driver, "document.querySelector('#panel .held') === null")
    assert lines(reviewed[2]) == []


def test_decisions_on_entities(opened, reviewed) -> None:
    """Another entity is looked up and judged the same, a name none, a type set; the overview lists them and takes one back, in English too."""
    driver = opened()
    pick_entity(driver, "firm-beta")
    driver.find_element("css selector", "#panel .compare").send_keys("acme")
    wait(driver, "document.querySelectorAll('#panel .candidates li').length === 1")
    press(driver, "different firm-acme")
    wait(driver, "document.querySelector('#panel .message').textContent !== ''")
    assert "firm-acme" in driver.find_element("css selector", "#panel .message").text  # stands in no names file
    pick_entity(driver, "person-lee")
    press(driver, "none")
    wait(driver, "document.querySelector('#panel .held') !== null")
    driver.execute_script("document.getElementById('lang').click(); document.getElementById('home').click()")
    shown = wait(driver, "document.querySelector('#panel .review .held')?.textContent")

    assert "李某 · not an entity" in shown
    assert lines(reviewed[2]) == ["not an entity,李某,"]
    driver.find_element("css selector", "#panel .review .held button").click()
    wait(driver, "document.querySelector('#panel .review .held') === null")
    assert lines(reviewed[2]) == []


def test_the_token_leaves_the_address_and_outlives_a_reload(opened, reviewed) -> None:
    """An address that is shared gives nobody the right to decide; who has it keeps it over a reload."""
    driver = opened()
    assert reviewed[1] not in driver.current_url
    driver.refresh()
    wait(driver, "kg.state.served")
    pick_claim(driver, reviewed[0].graph)

    assert reviewed[1] not in driver.page_source


@pytest.mark.parametrize("fragment", ["", "token=wrong"])
def test_without_the_token_there_are_no_buttons(opened, fragment: str) -> None:
    """The page says what to open, and shows no control that could not work."""
    driver = opened(fragment)
    wait(driver, "document.getElementById('panel').textContent.includes('印出的網址')")
    driver.execute_script("kg.pick({ edge: 0 })")

    assert driver.find_elements("css selector", ".review, .verdict") == []


def test_a_server_that_does_not_review_shows_nothing(server: Server, browser) -> None:
    """No button, no hint, and nothing is asked that is not there."""
    browser.get(f"{server.url}/#token=x")
    wait(browser, "kg.state.served")
    browser.execute_script("kg.pick({ edge: 0 })")

    assert browser.find_elements("css selector", ".review") == []
    assert "judgements" not in str(browser.execute_script("return performance.getEntriesByType('resource').map((e) => e.name)"))


def test_what_another_decided_meanwhile_is_shown_first(opened, reviewed) -> None:
    """Two look at one claim: the second is told, sees the other's decision, and nothing of it is lost."""
    driver = opened()
    claim = pick_claim(driver, reviewed[0].graph)
    other_decides(reviewed, claim)
    press(driver, "wrong")
    message = wait(driver, "document.querySelector('#panel .message').textContent")

    assert "別人剛才也作了決定" in message
    assert "bea" in driver.find_element("css selector", "#panel .held").text
    assert lines(reviewed[2]) == [f"right,{claim},"]


def test_what_another_decided_elsewhere_is_no_hindrance(opened, reviewed) -> None:
    """Two look at different claims: both decisions are in the file, and nobody is asked twice."""
    driver = opened()
    claim = pick_claim(driver, reviewed[0].graph)
    other = next(id_ for id_ in sorted(reviewed[0].graph.claims) if id_ != claim)
    other_decides(reviewed, other)
    press(driver, "wrong")
    wait(driver, "document.querySelector('#panel .held.wrong') !== null")

    assert lines(reviewed[2]) == [f"right,{other},", f"wrong,{claim},"]


def test_a_broken_file_is_said(opened, reviewed) -> None:
    """A file that somebody broke by hand while the page is open is named with its line, and left alone."""
    driver = opened()
    pick_claim(driver, reviewed[0].graph)
    reviewed[2].write_text(f"{HEAD}alike,甲,乙,,,\n", encoding="utf-8")
    press(driver, "wrong")

    assert "line 2: unknown judgement 'alike'" in wait(driver, "document.querySelector('#panel .message').textContent")


def test_hostile_names_and_reasons_stay_text(opened, reviewed) -> None:
    """Names full of markup are judged and listed, reasons too; nothing of them runs, and the policy had nothing to stop."""
    driver = opened()
    for index, payload in enumerate(PAYLOADS):
        pick_entity(driver, f"firm-odd{index}")
        driver.find_element("css selector", "#panel .why").send_keys(payload)
        press(driver, "none")
        wait(driver, "document.querySelector('#panel .held') !== null")
        assert payload in driver.find_element("css selector", "#panel .held").text
    driver.execute_script("document.getElementById('home').click()")
    shown = driver.find_element("css selector", "#panel .review").text

    assert all(payload in shown for payload in PAYLOADS)
    assert len(lines(reviewed[2])) == 2 * len(PAYLOADS)
    assert driver.execute_script("return window.__xss") is None
    assert driver.find_elements("css selector", "#panel img, #panel script, #panel svg") == []


@pytest.mark.slow
def test_nothing_hostile_is_more_than_text_over_the_server(opened) -> None:
    """Every view of the served page, reviewing included: no element, handler, address or script, and nothing for the policy to stop."""
    driver = opened()

    assert everywhere(driver) == []
    assert driver.execute_script("return window.__xss") is None
