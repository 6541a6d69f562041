"""The routes. What they serve is looked up by id or name in memory; no path of a request ever becomes a path of a file."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import jinja2
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg.errors import UsageError
from kg.explore.assets import vis_network
from kg.graph.query import bind_named
from kg.serve.document import paragraphs
from kg.serve.guard import Guard
from kg.serve.library import Library
from kg.serve.pool import Pool
from kg.serve.protocol import Endpoint, Operation
from kg.serve.review import Desk, Reviewing
from kg.serve.texts import Texts
from kg.serve.vocabulary import questions, vocabulary
from kg.vocab import ontology_path

_Value = TypeVar("_Value")
_HERE = Path(__file__).parent
_MOST_HITS, _MOST_NEIGHBOURS, _DEEPEST = 100, 1000, 3
_DOCUMENT_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_QUERY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data: blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_PAGE_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_CONNECT = re.compile(r"connect-src [^;]*")


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use the server.

    Attributes:
        hosts: names that it may be called by, lower case, without port.
        origins: of foreign pages that may use the SPARQL endpoint.
    """

    hosts: frozenset[str]
    origins: frozenset[str] = frozenset()


class Site:
    """The pages and data of one build."""

    def __init__(self, page: str, library: Library, texts: Texts, endpoint: Endpoint, desk: Desk | None) -> None:
        self._page, self._library, self._texts, self._endpoint = page, library, texts, endpoint
        templates = jinja2.FileSystemLoader(_HERE / "templates")
        self._templates = jinja2.Environment(loader=templates, autoescape=True, undefined=jinja2.StrictUndefined)
        self._static = {
            name: ((_HERE / "static" / name).read_text(encoding="utf-8"), media_type)
            for name, media_type in (("serve.css", "text/css"), ("query.js", "text/javascript"))
        }
        self._static["vis-network.js"] = (vis_network(), "text/javascript")
        self._vocabulary = vocabulary(ontology_path())
        self._desk = desk
        self._about = {**library.about(), "review": desk is not None}

    def routes(self, cors: list[Middleware]) -> list[Route]:
        """All routes."""
        get: Mapping[str, Callable[[Request], Any]] = {
            "/": self.page,
            "/query": self.query,
            "/static/{name}": self.static,
            "/documents/{id}": self.document,
            "/api/graph": self.about,
            "/api/search": self.search,
            "/api/entity/{id}": self.entity,
            "/api/around/{id}": self.around,
            "/api/part/{id}": self.part,
            "/api/relation/{id}": self.relation,
            "/api/claim/{id}": self.claim,
            "/api/documents": self.documents,
            "/api/vocabulary": self.vocabulary,
            "/api/questions": self.questions,
            "/api/questions/{name}": self.question,
        }
        return [
            *(Route(path, endpoint, methods=["GET"]) for path, endpoint in get.items()),
            *(self._desk.routes() if self._desk else ()),
            Route("/sparql", self._endpoint.__call__, methods=["GET", "POST", "OPTIONS"], middleware=cors),
        ]

    def page(self, request: Request) -> Response:
        """The explorer, as the build wrote it; its own policy, but that it may ask this server."""
        found = _PAGE_POLICY.search(self._page)
        policy = html.unescape(found[1]) if found else "default-src 'none'"
        policy = _CONNECT.sub("connect-src 'self'", policy)
        return _html(self._page, f"{policy}; frame-ancestors 'none'")

    def query(self, request: Request) -> Response:
        """The query page."""
        return _html(self._templates.get_template("query.html.j2").render(), _QUERY_POLICY)

    def static(self, request: Request) -> Response:
        """A script or style."""
        text, media_type = _found(self._static.get(request.path_params["name"]))
        return Response(text, media_type=media_type)

    def document(self, request: Request) -> Response:
        """A document's text, with the sentence of the claim in ``?claim=``."""
        document = _found(self._library.graph.documents.get(request.path_params["id"]))
        sought = request.query_params.get("claim")
        claims, passages = self._library.claims_of(document.id), self._texts.passages(document.id)
        shown = None if passages is None else paragraphs(passages, claims, sought)
        template = self._templates.get_template("document.html.j2")
        return _html(template.render(document=document, paragraphs=shown, claims=claims, sought=sought), _DOCUMENT_POLICY)

    def about(self, request: Request) -> Response:
        """What the graph covers."""
        return JSONResponse(self._about)

    def search(self, request: Request) -> Response:
        """Entities by name."""
        return JSONResponse(self._library.search(request.query_params.get("q", ""), _number(request, "limit", 20, _MOST_HITS)))

    def entity(self, request: Request) -> Response:
        """An entity with its neighbours."""
        found = self._library.entity(
            request.path_params["id"],
            relation=request.query_params.get("relation"),
            direction=request.query_params.get("direction"),
            offset=_number(request, "offset", 0, 10**6),
            limit=_number(request, "limit", 25, _MOST_NEIGHBOURS),
        )
        return JSONResponse(_found(found))

    def around(self, request: Request) -> Response:
        """The neighbourhood of an entity."""
        depth, limit = _number(request, "depth", 1, _DEEPEST), _number(request, "limit", 100, _MOST_NEIGHBOURS)
        return JSONResponse(_found(self._library.around(request.path_params["id"], depth=depth, limit=limit)))

    def part(self, request: Request) -> Response:
        """The neighbourhood of an entity, as the explorer's page has its data."""
        depth, limit = _number(request, "depth", 1, _DEEPEST), _number(request, "limit", 100, _MOST_NEIGHBOURS)
        return JSONResponse(_found(self._library.part(request.path_params["id"], depth=depth, limit=limit)))

    def relation(self, request: Request) -> Response:
        """A relation with its claims."""
        return JSONResponse(_found(self._library.relation(request.path_params["id"])))

    def claim(self, request: Request) -> Response:
        """A claim with its evidence."""
        return JSONResponse(_found(self._library.claim(request.path_params["id"])))

    def documents(self, request: Request) -> Response:
        """The documents."""
        return JSONResponse({"documents": self._library.documents()})

    def vocabulary(self, request: Request) -> Response:
        """Prefixes and terms."""
        return JSONResponse(self._vocabulary)

    def questions(self, request: Request) -> Response:
        """The competency questions."""
        return JSONResponse({"questions": questions()})

    async def question(self, request: Request) -> Response:
        """The answer to a competency question; its parameters are names or ids of entities."""
        try:
            sparql, bound = bind_named(request.path_params["name"], dict(request.query_params), self._library.graph)
        except UsageError as error:
            raise HTTPException(400, str(error)) from None
        operation = Operation(sparql, bindings={name: str(node) for name, node in bound.items()})
        return await self._endpoint.answer(operation, request.headers.get("accept"))


def create_app(
    page: str, library: Library, texts: Texts, pool: Pool, access: Access, *, rows: int, reviewing: Reviewing | None = None
) -> Starlette:
    """The application.

    Args:
        page: HTML of the explorer.
        rows: the most rows of an answer to a query.
        reviewing: to take decisions by; without it there are no routes that write.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            pool.close()

    cors = [
        Middleware(
            CORSMiddleware,
            allow_origins=sorted(access.origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Accept", "Content-Type"],
            expose_headers=["KG-Rows-Cut", "Retry-After"],
        )
    ]
    desk = Desk(library.graph, reviewing) if reviewing else None
    site = Site(page, library, texts, Endpoint(pool, rows=rows), desk)
    return Starlette(
        routes=site.routes(cors if access.origins else []),
        middleware=[Middleware(Guard, hosts=access.hosts, origins=access.origins, open_path="/sparql")],
        exception_handlers={HTTPException: _said},
        lifespan=lifespan,
    )


def _said(request: Request, error: Exception) -> Response:
    """An error as a line of text."""
    if not isinstance(error, HTTPException):
        raise error
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)


def _html(text: str, policy: str) -> Response:
    return HTMLResponse(text, headers={"Content-Security-Policy": policy})


def _found(value: _Value | None) -> _Value:
    if value is None:
        raise HTTPException(404, "there is no such thing here")
    return value


def _number(request: Request, name: str, default: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise HTTPException(400, f"{name} should be a number up to {most}")
    return min(int(text), most)
