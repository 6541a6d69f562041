"""What the tests of the page share: graphs, and one browser without a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.graph import Graph
from kg.loading import load

PAYLOADS = [
    "<script>window.__xss = 1</script>",
    '<img src=x onerror="window.__xss = 1">',
    "</script><script>window.__xss = 1</script>",
    "<!--<script>",
    "javascript:window.__xss=1",
    '"><svg onload=window.__xss=1>',
    "\u2028\u2029{{7*7}}${7*7}",
]


@pytest.fixture(scope="module")
def graph(corpus_build: Path) -> Graph:
    """The graph of the sample corpus."""
    return load(corpus_build)


@pytest.fixture(scope="module")
def hostile(graph: Graph) -> Graph:
    """The same graph with payloads as labels, aliases, quotes and titles."""
    bad = dict(enumerate(PAYLOADS))
    entities = {
        id_: replace(e, labels={"zh-Hant": bad[i % len(bad)] + e.label}, aliases=(bad[(i + 1) % len(bad)],))
        for i, (id_, e) in enumerate(graph.entities.items())
    }
    claims = {
        id_: replace(c, evidence=replace(c.evidence, quote=bad[i % len(bad)] + c.evidence.quote, subject_at=None, object_at=None))
        for i, (id_, c) in enumerate(graph.claims.items())
    }
    documents = {id_: replace(d, title=bad[i % len(bad)], publisher=bad[1]) for i, (id_, d) in enumerate(graph.documents.items())}
    return Graph(documents, entities, claims, graph.relations)


def chromium(*arguments: str):
    """A headless Chromium with these further arguments."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="the browser tests need selenium")
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.skip("chromium and chromedriver are not installed (Debian: chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", *arguments):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.set_window_size(1440, 1000)
    return driver


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """A headless Chromium that can reach no network."""
    driver = chromium("--proxy-server=127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND")
    yield driver
    driver.quit()
