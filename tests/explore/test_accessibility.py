"""axe-core on the page: in both languages, light and dark, on a desk and on a phone, in every view."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from kg.explore import write_page
from tests.factories import sample_graph

VIEWS = [
    "view=graph",
    "focus=firm-acme&depth=2",
    "picked=firm-acme&pins=firm-acme,10,10",
    "view=table&tab=claims",
    "view=table&tab=entities",
    "view=ask",
    "view=ask&question=firms-leaving",
    "view=pictures&picture=flows",
    "view=pictures&picture=map",
    "view=pictures&picture=tariffs",
    "view=dossier&picked=firm-acme",
    *(f"picked={relation.id}" for relation in sample_graph().relations.values() if relation.modality in ("denied", "planned")),
]
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ["violations"] }).then(
  ({ violations }) => done(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).slice(0, 3).join(" | ")}`)),
  (error) => done([String(error)]),
);
"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core, which axe-playwright-python ships; playwright itself is not used."""
    found = find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        pytest.skip("axe-core comes with axe-playwright-python (extra `dev`)")
    return Path(found.submodule_search_locations[0], "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, vocab) -> str:
    """Where the page of the sample graph lies."""
    path: Path = tmp_path_factory.mktemp("page") / "graph.html"
    write_page(sample_graph(), path, vocab=vocab)
    return path.as_uri()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing(browser, axe: str, address: str, size: str, theme: str, lang: str) -> None:
    """No rule of axe-core is broken in any view, best practices included."""
    width, height = SIZES[size]
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone"}
    browser.set_script_timeout(60)
    found = {}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        for view in VIEWS:
            browser.get("about:blank")
            browser.get(f"{address}#lang={lang}&theme={theme}&{view}")
            browser.execute_script(axe)
            found[view] = browser.execute_async_script(RUN)
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    assert {view: broken for view, broken in found.items() if broken} == {}


@pytest.mark.browser
def test_axe_can_find_something(browser, axe: str, address: str) -> None:
    """A button without a name would be found."""
    browser.get(address)
    browser.execute_script("document.querySelector('nav').append(document.createElement('button'))")
    browser.execute_script(axe)

    assert any(broken.startswith("button-name") for broken in browser.execute_async_script(RUN))
