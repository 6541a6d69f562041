"""Decisions of people over HTTP: read, taken and withdrawn, in the file that every build heeds.

Only who knows the token that was printed at the start may ask. Whoever writes says by If-Match which state of the file was looked at:
what somebody else changed meanwhile is never decided over unseen.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.errors import OutdatedError, UsageError, VocabularyError
from kg.graph import Graph
from kg.ids import digest
from kg.model import Entity
from kg.serve.guard import BODY, drain
from kg.vocab import Judgement, Judgements, Vocabulary, is_id, judged, load_judgements, name_key, revise

#: The most bytes of a decision as it is sent, and characters of a text in it.
_BODY, _TEXT = 1 << 14, 500
_ABOUT_CLAIMS = ("right", "wrong")
_ABOUT_PAIRS = ("same", "different")
_FIELDS = frozenset({"judgement", "claim", "entity", "other", "type", "who", "why", "instead"})


@dataclass(frozen=True, slots=True)
class Reviewing:
    """What a server needs to take decisions.

    Attributes:
        vocab: holds the file of decisions, and what they are checked against.
        who: takes them, where the page does not say.
        token: whoever sends it may read and take decisions.
    """

    vocab: Vocabulary
    who: str
    token: str

    def check(self) -> None:
        """Raise a ``UsageError`` if the file could not be written."""
        folder = self.vocab.judgements.path.resolve().parent
        if not os.access(folder, os.W_OK):
            raise UsageError(f"{folder} is no folder that can be written to; name another file with --judgements")


class Desk:
    """The routes of decisions on one build."""

    def __init__(self, graph: Graph, reviewing: Reviewing) -> None:
        vocab = reviewing.vocab
        self._graph, self._who = graph, reviewing.who
        self._path: Path = vocab.judgements.path
        self._checks = vocab.ontology.types, vocab.names.entities
        self._token = f"Bearer {reviewing.token}".encode()
        self._named: dict[str, list[str]] = defaultdict(list)
        for id_, entity in sorted(graph.entities.items()):
            for key in dict.fromkeys(map(name_key, (*entity.labels.values(), *entity.aliases))):
                self._named[key].append(id_)

    def routes(self) -> list[Route]:
        """All routes."""
        return [
            Route("/api/judgements", self.listed, methods=["GET"]),
            Route("/api/judgements", self.take, methods=["POST"]),
            Route("/api/judgements/{id}", self.withdraw, methods=["DELETE"]),
        ]

    async def listed(self, request: Request) -> Response:
        """The decisions that the file holds now."""
        self._admit(request)
        return self._answer(await run_in_threadpool(self._read))

    async def take(self, request: Request) -> Response:
        """Add a decision, instead of others if it says so."""
        self._admit(request)
        version = _version(request)
        wanted = await _wanted(request)
        return self._answer(await run_in_threadpool(self._taken, wanted, version), 201)

    async def withdraw(self, request: Request) -> Response:
        """Take a decision back."""
        self._admit(request)
        version = _version(request)
        return self._answer(await run_in_threadpool(self._withdrawn, [request.path_params["id"]], version))

    def _admit(self, request: Request) -> None:
        given = request.headers.get("authorization", "").encode()
        if not secrets.compare_digest(given, self._token):
            reason = "open the address with the token that `kg serve --review` printed when it started"
            raise HTTPException(401, reason, {"WWW-Authenticate": "Bearer"})

    def _read(self) -> Judgements:
        try:
            return load_judgements(self._path, *self._checks)
        except VocabularyError as error:
            raise HTTPException(409, f"the file of judgements is wrong; mend it first: {_located(error)}") from None

    def _taken(self, wanted: Mapping[str, Any], version: str) -> Judgements:
        return self._revised(self._rows(wanted), wanted.get("instead", []), version)

    def _withdrawn(self, ids: Sequence[str], version: str) -> Judgements:
        return self._revised([], ids, version)

    def _revised(self, add: Sequence[Judgement], gone: Sequence[str], version: str) -> Judgements:
        now = self._read()
        held = {_id(row): row for row in now.rows}
        if version != now.version:
            raise HTTPException(412, "somebody changed the judgements meanwhile; look at what they hold now and decide again")
        if missing := [id_ for id_ in gone if id_ not in held]:
            raise HTTPException(404, f"there is no judgement {missing[0]!r} any more")
        try:
            return revise(self._path, *self._checks, add=add, remove=[held[id_] for id_ in gone], version=version)
        except OutdatedError as error:
            raise HTTPException(412, str(error)) from None
        except UsageError as error:
            raise HTTPException(409, str(error)) from None
        except OSError as error:
            raise HTTPException(500, f"not written: {self._path.name}: {error.strerror}") from None

    def _rows(self, wanted: Mapping[str, Any]) -> list[Judgement]:
        """The lines that a decision makes in the file."""
        verdict = wanted["judgement"]
        when = datetime.now(UTC).isoformat(timespec="seconds")
        signed = {"who": wanted.get("who", self._who), "when": when, "why": wanted.get("why", "")}
        if verdict in _ABOUT_CLAIMS:
            if wanted.get("claim") not in self._graph.claims:
                raise HTTPException(404, "there is no such claim here")
            return [Judgement(verdict, wanted["claim"], **signed)]
        entity = self._entity(wanted.get("entity"))
        if verdict in _ABOUT_PAIRS:
            return judged(verdict, entity, self._entity(wanted.get("other")), **signed)
        if verdict == "not an entity":
            return judged(verdict, entity, **signed)
        if verdict == "type":
            if entity.known:
                raise HTTPException(409, f"{entity.label} stands in the names files; its type is changed there")
            return judged(verdict, entity, wanted.get("type", ""), **signed)
        raise HTTPException(400, f"there is no judgement {verdict!r}")

    def _entity(self, id_: str | None) -> Entity:
        entity = self._graph.entities.get(id_ or "")
        if entity is None:
            raise HTTPException(404, "there is no such entity here")
        return entity

    def _answer(self, judgements: Judgements, status: int = 200) -> Response:
        rows = [
            {
                "id": _id(row), "judgement": row.verdict, "left": row.left, "right": row.right, "who": row.who, "when": row.when, "why": row.why,
                "about": self._about(row),
            }
            for row in judgements.rows
        ]  # fmt: skip
        headers = {"ETag": f'"{judgements.version}"', "Cache-Control": "no-store"}
        return JSONResponse({"who": self._who, "judgements": rows}, status, headers)

    def _about(self, row: Judgement) -> list[str]:
        """Ids of the claim or the entities here that a decision is about."""
        if row.verdict in _ABOUT_CLAIMS:
            return [row.left] if row.left in self._graph.claims else []
        ends = (row.left, row.right) if row.verdict in _ABOUT_PAIRS else (row.left,)
        found = (([end] if end in self._graph.entities else []) if is_id(end) else self._named.get(name_key(end), []) for end in ends)
        return list(dict.fromkeys(id_ for ids in found for id_ in ids))


def _id(row: Judgement) -> str:
    """What a decision is called in an address."""
    return digest(row.verdict, row.left, row.right)


def _located(error: VocabularyError) -> str:
    return f"line {error.line}: {error.reason}" if error.line else error.reason


def _version(request: Request) -> str:
    """The state of the file that the client looked at (https://www.rfc-editor.org/rfc/rfc9110#field.if-match)."""
    given = request.headers.get("if-match")
    if given is None:
        raise HTTPException(428, "say by If-Match which state of the judgements was looked at: the ETag of /api/judgements")
    return given.removeprefix("W/").strip('"')  # a proxy that compresses answers makes their ETags weak


async def _wanted(request: Request) -> Mapping[str, Any]:
    """The decision that a request's body holds.

    Raises:
        HTTPException: it is no JSON object of the fields that there are, or too large.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "send a decision as application/json")
    body, size = b"", 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= _BODY:
            body += chunk
        elif size > BODY:
            await drain(request.receive)
            break
    if size > _BODY:
        raise HTTPException(413, f"a decision has at most {_BODY >> 10} kB", {"Connection": "close"})
    try:
        wanted = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(400, "the decision is no JSON") from None
    if not isinstance(wanted, dict) or "judgement" not in wanted or wanted.keys() - _FIELDS:
        raise HTTPException(400, f"a decision is an object with judgement and some of {', '.join(sorted(_FIELDS))}")
    instead = wanted.get("instead", [])
    texts = [*(value for key, value in wanted.items() if key != "instead"), *(instead if isinstance(instead, list) else [None])]
    if not all(isinstance(text, str) and len(text) <= _TEXT and _is_text(text) for text in texts):
        raise HTTPException(400, f"the fields of a decision are texts of at most {_TEXT} characters, instead a list of them")
    return wanted


def _is_text(text: str) -> bool:
    """Whether a text can be written: JSON may hold half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
