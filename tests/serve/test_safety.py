"""What a hostile page, document or path can do with the server: nothing."""

from __future__ import annotations

import http.client
import json
import socket
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from kg.errors import UsageError
from kg.graph import Graph
from kg.serve import serve

from .conftest import PAYLOADS, Server, wait

ROUTES = (
    "/", "/query", "/static/serve.css", "/static/query.js", "/static/vis-network.js", "/documents/doc-1", "/api/graph", "/api/search?q=a",
    "/api/entity/firm-acme", "/api/documents", "/api/vocabulary", "/api/questions", "/sparql?query=ASK%20%7B%7D", "/nothing",
)  # fmt: skip


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "[", "localhost.evil.example"])
@pytest.mark.parametrize("path", ["/", "/api/graph", "/sparql"])
def test_another_name_is_refused(server: Server, host: str, path: str) -> None:
    """A name that was made to point here (DNS rebinding) is told by its Host header."""
    assert server.get(path, Host=host).status_code == 421


def test_two_host_headers_are_refused(server: Server) -> None:
    """A request has one Host."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as raw:
        raw.sendall(f"GET /api/graph HTTP/1.1\r\nHost: {address.netloc}\r\nHost: evil.example\r\nConnection: close\r\n\r\n".encode())
        assert b"documents" not in raw.makefile("rb").read()


def test_own_names_are_known(server: Server) -> None:
    """The loopback address by its names."""
    port = urlsplit(server.url).port

    assert [server.get("/api/graph", Host=f"{name}:{port}").status_code for name in ("localhost", "127.0.0.1", "[::1]")] == [200] * 3


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:1", "http://[", "https://friend.example.evil.example"]
)
def test_a_foreign_page_is_refused(server: Server, origin: str) -> None:
    """Pages of other origins can neither ask nor read, at any route."""
    answers = [server.get(path, Origin=origin) for path in ("/sparql?query=ASK%20%7B%7D", "/api/graph", "/documents/doc-1")]
    form = httpx.post(f"{server.url}/sparql", data={"query": "ASK {}"}, headers={"Origin": origin})

    assert {answer.status_code for answer in (*answers, form)} == {403}
    assert not any("access-control-allow-origin" in answer.headers for answer in (*answers, form))


def test_a_foreign_page_cannot_make_the_server_work(server: Server) -> None:
    """An image or script that a foreign page draws from here carries no Origin, but says where it comes from; a link may be followed."""
    drawn = server.get("/sparql?query=ASK%20%7B%7D", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"})
    followed = server.get("/", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})

    assert (drawn.status_code, followed.status_code) == (403, 200)


def test_cors_is_for_those_named_and_the_endpoint_only(server: Server) -> None:
    """An origin named at the start may use /sparql, with a preflight; nothing else."""
    friend = {"Origin": "https://friend.example"}
    asked = server.get("/sparql?query=ASK%20%7B%7D", **friend)
    preflight = httpx.options(
        f"{server.url}/sparql",
        headers={**friend, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"},
    )

    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (200, "https://friend.example")
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (200, "https://friend.example")
    assert server.get("/api/graph", **friend).status_code == 403


def test_own_pages_may_ask(server: Server) -> None:
    """The origin of the server itself is no foreign one."""
    assert server.get("/api/graph", Origin=server.url).status_code == 200


@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_is_sealed(server: Server, path: str) -> None:
    """A policy that starts from nothing, no sniffing, no referrer, no framing; no script of a page's own text unless hashed."""
    headers = server.get(path).headers
    policy = headers["content-security-policy"]

    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-" not in policy
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd", "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/worker.py", "/documents/..%2f..%2fetc%2fpasswd",
        "/documents/claims.jsonl", "/claims.jsonl", "/graph.ttl", "/documents.jsonl", "/static//etc/passwd", "/documents/doc-1/../../graph.ttl",
        "/documents/doc-1%00", "/documents/%ff%fe", "/static/query.js%00.css", "/static/..%5c..%5cgraph.ttl", "/api/entity/../../graph.ttl",
        "//etc/passwd", "/file:///etc/passwd",
    ],
)  # fmt: skip
def test_no_path_leads_to_a_file(server: Server, path: str) -> None:
    """Files are served by no name: neither those of the system, nor of the program, nor of the build."""
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
    connection.request("GET", path)  # as it stands: httpx would tidy it up
    answer = connection.getresponse()
    body = answer.read()
    connection.close()

    assert answer.status in (400, 404), body[:200]
    assert b"root:" not in body and b"@prefix" not in body and b"import" not in body


def test_odd_requests_leave_the_server_up(server: Server) -> None:
    """Garbage, half a request, a header without end: the next client is answered."""
    address = (urlsplit(server.url).hostname, urlsplit(server.url).port)
    for rubbish in (b"\x16\x03\x01\x02\x00", b"GET / HTTP/1.1\r\n", b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n", b"X" * 100_000):
        with socket.create_connection(address, timeout=10) as raw:
            try:
                raw.sendall(rubbish)
            except ConnectionError:
                continue

    assert server.get("/api/graph").status_code == 200


@pytest.mark.parametrize("length", ["-1", "1e9", "99999999999999999999", "٣"])
def test_an_odd_length_is_refused(server: Server, length: str) -> None:
    """A Content-Length that is no small number is refused before anything is read."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as raw:
        raw.sendall(f"POST /sparql HTTP/1.1\r\nHost: {address.netloc}\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n\r\n".encode())
        assert raw.recv(1000).split()[1] in (b"400", b"413")


def test_all_addresses_need_a_name(site: tuple[Path, Graph]) -> None:
    """Who opens the server to the network says by which names it may be called; else any name would do."""
    with pytest.raises(UsageError, match="--allow-host"):
        serve(*site, host="0.0.0.0", port=0)


def test_a_taken_port_is_one_clear_line(server: Server, site: tuple[Path, Graph]) -> None:
    """The error says what to do."""
    with pytest.raises(UsageError, match="another with --port"):
        serve(*site, port=int(urlsplit(server.url).port or 0))


def test_hostile_texts_are_text_in_a_document(server: Server) -> None:
    """No tag of a title, author, source or sentence survives; the texts do."""
    html = server.get("/documents/doc-bad").text

    assert not any(tag in html for tag in ("<script", "<img", "<svg"))
    assert all(payload in unescape(html) for payload in PAYLOADS)


def test_hostile_texts_are_data_in_json(server: Server) -> None:
    """The JSON gives them as they are, and no browser takes it for HTML."""
    answer = server.get("/api/entity/firm-odd0")

    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.text)["label"] == PAYLOADS[0]


@pytest.mark.browser
@pytest.mark.slow
def test_nothing_hostile_runs_in_the_browser(server: Server, browser) -> None:
    """The document, the query page's table, graph and completion show payloads as text; the policies block nothing that is ours."""
    [claim] = [id_ for id_, c in server.graph.claims.items() if c.subject == "firm-odd1"]
    browser.get(f"{server.url}/documents/doc-bad?claim={claim}#{claim}")
    assert wait(browser, "document.querySelector('mark')?.textContent") == PAYLOADS[1]
    browser.get(f"{server.url}/query")
    wait(browser, "document.querySelectorAll('#questions button').length")
    for query in (
        "SELECT ?a ?b { ?x kg:acquires ?y . ?x rdfs:label ?a . ?y rdfs:label ?b }",
        "CONSTRUCT WHERE { ?a rdfs:label ?b . ?a a kg:Firm }",
    ):
        browser.execute_script("const box = document.getElementById('sparql'); box.value = arguments[0];", query)
        browser.execute_script("document.getElementById('run').click()")
        wait(browser, "document.querySelectorAll('#result td').length")
        assert PAYLOADS[1] in browser.find_element("id", "result").text
        browser.execute_script("document.getElementById('view').click()")
        wait(browser, "document.querySelector('#network canvas') !== null")
        browser.execute_script("document.getElementById('view').click(); document.getElementById('result').replaceChildren()")
    browser.find_element("id", "sparql").send_keys(" 1}{{7")
    assert browser.execute_script("return window.__xss") is None
    assert [entry for entry in browser.get_log("browser") if "favicon" not in entry["message"]] == []
