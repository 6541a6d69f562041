"""``kg push``: into Oxigraph's own server, and what is said when a store does not want it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from factories import sample_graph

from kg.errors import UsageError
from kg.export import EXPORTERS
from kg.serve.push import push

GRAPH = "https://example.org/reports"
OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")


@pytest.fixture(scope="module")
def turtle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample graph as Turtle."""
    path = tmp_path_factory.mktemp("push") / "graph.ttl"
    EXPORTERS["graph.ttl"](sample_graph(), path)
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Oxigraph server."""
    if not OXIGRAPH:
        pytest.skip("Oxigraph's server is not installed (pip install oxigraph)")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [OXIGRAPH, "serve", "--location", str(tmp_path_factory.mktemp("oxigraph")), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionError:
            time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=20)


def count(store: str, pattern: str) -> int:
    """How many solutions a pattern has."""
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"
    answer = httpx.post(f"{store}/query", data={"query": query}, headers={"Accept": "text/csv"}, timeout=20)
    return int(answer.text.split()[1])


def test_the_default_graph(store: str, turtle: Path) -> None:
    """Everything arrives; the store answers from it."""
    push(turtle, f"{store}/store")

    assert count(store, "?s ?p ?o") == turtle_size(turtle)
    assert count(store, "?f <https://kg.example/ontology#relocatedTo> <https://kg.example/id/country-vn>") == 1


def test_a_named_graph_is_replaced(store: str, turtle: Path) -> None:
    """Replacing twice leaves one copy, and adding the same once more changes nothing, as every node has a name."""
    push(turtle, f"{store}/store", into=GRAPH, replace=True)
    push(turtle, f"{store}/store", into=GRAPH, replace=True)
    once = count(store, f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}")
    push(turtle, f"{store}/store", into=GRAPH)

    assert once == turtle_size(turtle)
    assert count(store, f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}") == once


def test_an_address_that_is_no_store_is_told(store: str, turtle: Path) -> None:
    """The error names the address and what to give instead."""
    with pytest.raises(UsageError, match="Graph Store Protocol"):
        push(turtle, f"{store}/nowhere")


def turtle_size(turtle: Path) -> int:
    """How many triples a file holds."""
    return sum(1 for _ in ox.parse(path=str(turtle), format=ox.RdfFormat.TURTLE))


class Picky(BaseHTTPRequestHandler):
    """A store that answers by its path and keeps what it was sent."""

    sent: list[tuple[str, str | None, int]] = []

    def do_POST(self) -> None:
        """Take a graph."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Picky.sent.append((self.path, self.headers["Authorization"], len(body)))
        status = int(self.path.split("?")[0].strip("/"))
        self.send_response(status)
        if status == 307:
            self.send_header("Location", "/200")
        self.end_headers()
        self.wfile.write(b"no\n  \x1b[31mway")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def picky() -> Iterator[str]:
    """Its address."""
    server = HTTPServer(("127.0.0.1", 0), Picky)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"KG_PUSH_TOKEN": "t0ken"}, "Bearer t0ken"),
        ({"KG_PUSH_USER": "某甲", "KG_PUSH_PASSWORD": "a:b"}, "Basic 5p+Q55SyOmE6Yg=="),
    ],
)
def test_credentials_come_from_the_environment(picky: str, turtle: Path, environment: dict[str, str], expected: str | None) -> None:
    """A bearer token, or user and password; and the file arrives whole."""
    push(turtle, f"{picky}/200?x=1", into=GRAPH, environment=environment)

    assert Picky.sent[-1] == ("/200?x=1&graph=https%3A%2F%2Fexample.org%2Freports", expected, turtle.stat().st_size)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "KG_PUSH_TOKEN"),
        (403, "does not allow"),
        (404, "knows no such address"),
        (413, "of this size"),
        (500, "did not take"),
        (307, "307"),
    ],
)
def test_a_refusal_says_what_to_do(picky: str, turtle: Path, status: int, message: str) -> None:
    """Each status in words, with what the store said; redirects are not followed, so that credentials stay where they were sent."""
    with pytest.raises(UsageError, match=message) as raised:
        push(turtle, f"{picky}/{status}", environment={})

    assert "no" in str(raised.value) and "\n" not in str(raised.value)
    assert Picky.sent[-1][0].startswith(f"/{status}")


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///tmp/x", "example.org", "http://", "http://[", "http://a:99999/", ""])
def test_what_is_no_web_address_is_refused(url: str, turtle: Path) -> None:
    """Only http and https."""
    with pytest.raises(UsageError, match="no http or https address"):
        push(turtle, url, environment={})


def test_a_password_in_the_address_is_refused(turtle: Path) -> None:
    """It would stand in histories and logs."""
    with pytest.raises(UsageError, match="not in the address"):
        push(turtle, "https://me:secret@example.org/", environment={})


def test_nobody_there(turtle: Path) -> None:
    """A store that is down is one line."""
    with pytest.raises(UsageError, match="cannot be reached"):
        push(turtle, "http://127.0.0.1:9/store", environment={})
