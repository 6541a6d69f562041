"""A build made by hand, a part of it hostile, and a real server process over it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import httpx
import pytest
from factories import NASTY, SYMMETRIC, claim, document, entity, extraction

from kg.explore import write_page
from kg.export import EXPORTERS, texts_written, to_blocks, to_record, write_records
from kg.graph import Graph
from kg.ids import digest
from kg.model import Block, Extraction, Span
from kg.pipeline import assemble
from kg.vocab import Vocabulary

PAYLOADS = (
    "<script>window.__xss = 1</script>",
    '<img src=x onerror="window.__xss = 1">',
    '"><svg onload=window.__xss=1>',
    "</title></style></script><script>window.__xss = 1</script>",
    "javascript:window.__xss=1",
    "{{7*7}}{% raw %}",
)


def hostile() -> Extraction:
    """A document that is hostile wherever text can stand."""
    odd = {f"firm-odd{i}": entity(f"firm-odd{i}", text, aliases=(text + "2",)) for i, text in enumerate((*PAYLOADS, NASTY))}
    blocks, claims, at = [], [], 10
    for id_, odd_one in odd.items():
        said = claim(id_, "acquires", "firm-odd0", odd_one.label, role=PAYLOADS[0], doc="doc-bad")
        span = Span(at, at + len(odd_one.label))
        claims.append(replace(said, evidence=replace(said.evidence, span=span)))
        blocks.append(Block(len(blocks), "title" if at == 10 else "paragraph", odd_one.label, tuple(range(*astuple(span))), page=1))
        at = span.end + 1
    about = document("doc-bad", title=PAYLOADS[3], author=PAYLOADS[1], publisher=PAYLOADS[2], source=PAYLOADS[0], blocks=tuple(blocks))
    return Extraction(about, (), odd, tuple(claims))


def told() -> Extraction:
    """The sample document, its text as it would have been read: broken over lines, with a running head and two pages."""
    source = "頁首\n上一句話。2019年8月至2020年，艾可\n由中國遷往越南。後一句話。\n第二頁。"
    clean = "上一句話。2019年8月至2020年，艾可由中國遷往越南。後一句話。"
    start = source.index("上")
    places = tuple(place for place in range(start, len(source)) if source[place] != "\n")[: len(clean)]
    blocks = (
        Block(0, "furniture", "頁首", (0, 1), page=1),
        Block(1, "paragraph", clean, places, page=1),
        Block(2, "heading", "第二頁。", tuple(range(len(source) - 4, len(source))), page=2),
    )
    made = extraction()
    moved = made.claims[0]
    span = Span(source.index("2"), source.index("。後") + 1)
    evidence = {"span": span, "quote": "2019年8月至2020年，艾可由中國遷往越南。"}
    about = document(blocks=blocks)
    claims = tuple(
        replace(
            c, evidence=replace(c.evidence, **(evidence if c.evidence.quote == moved.evidence.quote else {"span": Span(10**6, 10**6 + 1)}))
        )
        for c in made.claims
    )
    entities = {**made.entities, "country-us": replace(made.entities["country-us"], known=True)}
    return Extraction(about, made.mentions, entities, claims)


def write_site(folder: Path, vocab: Vocabulary) -> Graph:
    """The files of a build that the server needs; its claims have ids as extraction makes them."""
    extractions = [replace(one, claims=tuple(replace(c, id=f"claim-{digest(c.id)}") for c in one.claims)) for one in (told(), hostile())]
    graph = assemble(extractions, SYMMETRIC)
    EXPORTERS["graph.ttl"](graph, folder / "graph.ttl")
    write_page(graph, folder / "graph.html", vocab=vocab)
    write_records(extractions, folder / "claims.jsonl")
    list(texts_written([{**to_record(made), "blocks": to_blocks(made.document)} for made in extractions], folder / "documents.jsonl"))
    return graph


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    folder: Path
    graph: Graph
    process: subprocess.Popen[str]

    def get(self, path: str, **headers: str) -> httpx.Response:
        """GET a path."""
        return httpx.get(self.url + path, headers=headers, timeout=20)

    def ask(self, query: str, accept: str = "application/json", **more: str) -> httpx.Response:
        """Ask the endpoint by a POSTed form."""
        return httpx.post(f"{self.url}/sparql", data={"query": query, **more}, headers={"Accept": accept}, timeout=30)


def start(folder: Path, graph: Graph, *options: str) -> Server:
    """Start a server on a free port, and wait until it says where."""
    command = [sys.executable, "-c", "from kg.cli import app; app()", "serve", str(folder), "--port", "0", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    if not line.startswith("explorer "):
        process.kill()
        pytest.fail(line + process.communicate()[1])
    return Server(line.split()[1].rstrip("/"), folder, graph, process)


def token_of(server: Server) -> str:
    """The token that a server with ``--review`` prints."""
    assert server.process.stderr is not None
    return next(line for line in server.process.stderr if line.startswith("reviewing")).strip().partition("#token=")[2]


def stop(server: Server) -> None:
    """End a server in order."""
    server.process.terminate()
    server.process.communicate(timeout=20)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, vocab: Vocabulary) -> tuple[Path, Graph]:
    """The folder of a build, and its graph."""
    folder = tmp_path_factory.mktemp("site")
    return folder, write_site(folder, vocab)


@pytest.fixture(scope="session")
def server(site: tuple[Path, Graph]) -> Iterator[Server]:
    """A server whose queries may take two seconds and give a hundred rows."""
    running = start(*site, "--seconds", "2", "--rows", "100", "--allow-origin", "https://friend.example")
    yield running
    stop(running)


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """A headless Chromium."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="the browser tests need selenium")
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.skip("chromium and chromedriver are not installed (Debian: chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1440,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    yield driver
    driver.quit()


def wait(driver, script: str):
    """What a script gives as soon as it gives anything true."""
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(driver, 20).until(lambda d: d.execute_script(f"return {script}"))
