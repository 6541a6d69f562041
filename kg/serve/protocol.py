"""The SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), its query operation: requests in, answers out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.errors import QueryError
from kg.graph.query import refuse_service
from kg.serve.guard import BODY, drain
from kg.serve.negotiation import preferred
from kg.serve.pool import Answer, Busy, Died, Pool, TimedOut
from kg.vocab.prefixes import load_prefixes

#: Media types of tables, and the form of the worker's that each is.
TABLES = {
    "application/sparql-results+json": "json", "application/json": "json", "application/sparql-results+xml": "xml",
    "application/xml": "xml", "text/xml": "xml", "text/csv": "csv", "text/tab-separated-values": "tsv",
}  # fmt: skip
#: Media types of graphs.
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
_RDF = {
    "text/turtle": ox.RdfFormat.TURTLE, "application/n-triples": ox.RdfFormat.N_TRIPLES, "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}  # fmt: skip
_STATUS = {"malformed": 400, "too large": 400, "unacceptable": 406, "failed": 500}
_MEGABYTES = 64
_READ_ONLY = "this endpoint is read-only: updates are refused; change the documents or the ontology and run `kg build`"
#: A text that is an update rather than a query: what follows the prologue and comments.
_UPDATE = re.compile(
    r"(?:\s+|\#[^\n]*\n|PREFIX\s+\S*\s*<[^>]*>|BASE\s*<[^>]*>)*(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.IGNORECASE
)
_DESCRIPTION = """
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<> a sd:Service ;
    dcterms:description "read-only"@en ;
    sd:endpoint <> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML, formats:SPARQL_Results_CSV, formats:SPARQL_Results_TSV,
        formats:Turtle, formats:N-Triples, formats:RDF_XML, formats:JSON-LD ;
    sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
"""


@dataclass(frozen=True, slots=True)
class Operation:
    """A query operation: the text, the graphs that the request names, and two extensions of ours.

    Attributes:
        bindings: variable to term in N-Triples, from parameters ``$name``, as RDF4J has them.
        cut: how many rows to cut the answer to, from the parameter ``max-rows``; None to refuse an answer that has too many.
    """

    query: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    bindings: Mapping[str, str] | None = None
    cut: int | None = None


class Endpoint:
    """Answers query operations out of a pool of workers.

    Args:
        rows: the most rows (or triples) of an answer.
    """

    def __init__(self, pool: Pool, *, rows: int) -> None:
        self._pool, self._rows = pool, rows

    async def __call__(self, request: Request) -> Response:
        """Answer an HTTP request to the endpoint."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})
        operation = await read_operation(request)
        if operation is None:
            return _description(request)
        return await self.answer(operation, request.headers.get("accept"))

    async def answer(self, operation: Operation, accept: str | None) -> Response:
        """Run a query and give its result in the form that the client likes best.

        Raises:
            HTTPException: it cannot be answered; says why.
        """
        try:
            refuse_service(operation.query)
        except QueryError as error:
            raise HTTPException(400, str(error)) from None
        table, graph = preferred(accept, TABLES), preferred(accept, GRAPHS)
        if table is None and graph is None:
            raise HTTPException(406, f"this endpoint gives {', '.join((*TABLES, *GRAPHS))}")
        answer = await self._ask({
            "query": operation.query, "table": TABLES.get(table or ""), "graph": graph,
            "rows": min(self._rows, operation.cut or self._rows), "cut": operation.cut is not None, "bytes": _MEGABYTES << 20,
            "default_graphs": operation.default_graphs, "named_graphs": operation.named_graphs,
            "bindings": operation.bindings or {}, "prefixes": dict(load_prefixes()),
        })  # fmt: skip
        head = answer.head
        if head["status"] != "ok":
            hint = f"; {_READ_ONLY}" if head["status"] == "malformed" and _UPDATE.match(operation.query) else ""
            raise HTTPException(_STATUS[head["status"]], head["message"] + hint)
        media_type = str(graph if head["form"] in GRAPHS else table)
        cut = {"KG-Rows-Cut": str(operation.cut)} if head["cut"] else {}
        return Response(answer.body, media_type=media_type, headers={"Vary": "Accept", **cut})

    async def _ask(self, request: Mapping[str, object]) -> Answer:
        try:
            return await self._pool.ask(request)
        except Busy:
            raise HTTPException(503, "too many queries are waiting; try again in a moment", {"Retry-After": "5"}) from None
        except TimedOut:
            text = (
                f"the query took longer than {self._pool.seconds:g} seconds and was stopped; ask for less, or start `kg serve --seconds N`"
            )
            raise HTTPException(504, text) from None
        except Died:
            raise HTTPException(500, "the query needs too much memory, or is nested too deeply, and was stopped; ask for less") from None


async def read_operation(request: Request) -> Operation | None:
    """The operation that a request asks for; None for a GET without query, which asks what the service is.

    Raises:
        HTTPException: the request is none of the protocol's, or an update.
    """
    parameters = request.query_params.multi_items()
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/sparql-update":
            raise HTTPException(403, _READ_ONLY)
        if kind == "application/sparql-query":
            parameters = [*((key, value) for key, value in parameters if key != "query"), ("query", await _body(request))]
        elif kind == "application/x-www-form-urlencoded":
            parameters = _form(await _body(request))
        else:
            raise HTTPException(415, "POST a form (application/x-www-form-urlencoded) or a query (application/sparql-query)")
    if any(key == "update" for key, _ in parameters):
        raise HTTPException(403, _READ_ONLY)
    queries = [value for key, value in parameters if key == "query"]
    if not queries and request.method != "POST":
        return None
    if len(queries) != 1:
        raise HTTPException(400, f"give one query, not {len(queries)}")
    return Operation(
        query=queries[0],
        default_graphs=[value for key, value in parameters if key == "default-graph-uri"],
        named_graphs=[value for key, value in parameters if key == "named-graph-uri"],
        bindings={key[1:]: value for key, value in parameters if key.startswith("$")},
        cut=_cut([value for key, value in parameters if key == "max-rows"]),
    )


async def _body(request: Request) -> str:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY:
            await drain(request.receive)
            raise HTTPException(413, f"the request is larger than {BODY >> 20} MB", {"Connection": "close"})
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise HTTPException(400, "the request is not UTF-8") from None


def _form(body: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise HTTPException(400, f"the form cannot be read: {error}") from None


def _cut(values: Sequence[str]) -> int | None:
    if not values:
        return None
    if len(values) > 1 or not values[0].isascii() or not values[0].isdecimal() or not 0 < len(values[0]) < 10 or int(values[0]) == 0:
        raise HTTPException(400, "max-rows should be a number from 1")
    return int(values[0])


def _description(request: Request) -> Response:
    """What the service is (https://www.w3.org/TR/sparql11-service-description/); a person is shown the query page."""
    accept = request.headers.get("accept")
    media_type = preferred(accept, (*GRAPHS, "text/html"))
    if media_type == "text/html":
        return RedirectResponse("/query", 303)
    if media_type is None:
        raise HTTPException(406, f"the description of this service comes as {', '.join(GRAPHS)}")
    endpoint = str(request.url.replace(query="", fragment=""))
    quads = ox.parse(_DESCRIPTION, ox.RdfFormat.TURTLE, base_iri=endpoint)
    body = ox.serialize((quad.triple for quad in quads), format=_RDF[media_type]) or b""
    return Response(body, media_type=media_type, headers={"Vary": "Accept"})
