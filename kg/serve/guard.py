"""What every request must pass: it was meant for this server, and comes from its own pages or from no page at all.

A web page that someone visits can make their browser send requests to servers on their own machine. It cannot forge the headers Host
(so that a name that was made to point here, DNS rebinding, shows), Origin, and Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The most bytes of a request's body.
BODY = 1 << 20
#: How long to go on taking what is not wanted, in seconds: a client that is cut off while it sends may never see the answer.
_DRAIN = 2.0
#: What a page may do if it is not told otherwise: nothing.
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_HEADERS = {
    "Content-Security-Policy": _NOTHING,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Guard:
    """ASGI middleware that refuses what a foreign page sends, and bodies that are too large, before anything is read or run.

    Args:
        hosts: names that the server may be called by, lower case, without port.
        origins: of foreign pages that may use ``open_path``.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], origins: frozenset[str], open_path: str) -> None:
        self._app, self._hosts, self._origins, self._open = app, hosts, origins, open_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        refusal = self._refusal(scope["path"], headers)
        if refusal and "expect" not in headers:
            await drain(receive)
        await (refusal or self._app)(scope, receive, guarded)

    def _refusal(self, path: str, headers: Headers) -> PlainTextResponse | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or _name(hosts[0]) not in self._hosts:
            return PlainTextResponse("this server is not called so; start it with --allow-host NAME if it is\n", 421)
        origin = headers.get("origin")
        allowed = path == self._open and origin in self._origins
        if origin is not None and _place(origin) != hosts[0].lower() and not allowed:
            return PlainTextResponse(f"pages of {origin} may not use this server; `kg serve --allow-origin` opens /sparql to them\n", 403)
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate" and not allowed:
            return PlainTextResponse("pages of other sites may not use this server\n", 403)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > BODY:
            return PlainTextResponse(f"the request is larger than {BODY >> 20} MB\n", 413, {"Connection": "close"})
        return None


async def drain(receive: Receive) -> None:
    """Take the rest of a request's body, and keep nothing of it."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN):
            while (await receive()).get("more_body"):
                pass


def _place(origin: str) -> str:
    """The name and port of an origin; empty for one that has none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
