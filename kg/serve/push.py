"""A graph into another store, by the SPARQL 1.1 Graph Store Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from kg.errors import UsageError

USER, PASSWORD, TOKEN = "KG_PUSH_USER", "KG_PUSH_PASSWORD", "KG_PUSH_TOKEN"
_SECONDS = 600.0
_MEANINGS = {
    401: f"wants other credentials; set {USER} and {PASSWORD}, or {TOKEN}",
    403: "does not allow these credentials to write",
    404: "knows no such address; give that of its Graph Store Protocol, such as https://example.org/dataset/data",
    405: "does not take graphs at this address; give that of its Graph Store Protocol, such as https://example.org/dataset/data",
    413: "refuses a graph of this size",
    415: "does not take Turtle",
}


class _NoRedirect(HTTPRedirectHandler):
    """Credentials and data go where they were sent, and nowhere else."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Follow none."""


def push(turtle: Path, url: str, *, into: str | None = None, replace: bool = False, environment: Mapping[str, str] = os.environ) -> None:
    """Load a Turtle file into a graph of a store.

    Args:
        url: of the store's Graph Store Protocol.
        into: IRI of the graph; the store's default graph if not given.
        replace: whether the file takes the place of what the graph holds, rather than being added.
        environment: where credentials are looked up: a bearer token, or a user and password.

    Raises:
        UsageError: the store cannot be reached or does not take it; says why.
    """
    try:
        address = urlsplit(url)
        sound = address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise UsageError(f"{url} is no http or https address")
    if address.username is not None:
        raise UsageError(f"give credentials by {USER} and {PASSWORD}, not in the address, where other people may see them")
    target = f"{url}{'&' if address.query else '?'}{urlencode({'graph': into}) if into else 'default'}"
    with turtle.open("rb") as file:
        headers = {"Content-Type": "text/turtle", "Content-Length": str(turtle.stat().st_size), **_credentials(environment)}
        request = Request(target, data=file, headers=headers, method="PUT" if replace else "POST")  # noqa: S310 - the scheme is checked above
        try:
            build_opener(_NoRedirect).open(request, timeout=_SECONDS).close()
        except HTTPError as error:
            with error:
                said = " ".join(error.read(300).decode(errors="replace").split())
            raise UsageError(f"{url} {_MEANINGS.get(error.code, 'did not take the graph')} ({error.code} {error.reason}; {said})") from None
        except (URLError, OSError, HTTPException) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise UsageError(f"{url} cannot be reached, or broke off ({reason})") from None


def _credentials(environment: Mapping[str, str]) -> dict[str, str]:
    if token := environment.get(TOKEN):
        return {"Authorization": f"Bearer {token}"}
    if user := environment.get(USER):
        pair = f"{user}:{environment.get(PASSWORD, '')}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    return {}
