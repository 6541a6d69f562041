"""The server as a process: its socket, its copy of the store, its life."""

from __future__ import annotations

import ipaddress
import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn

from kg.errors import GraphNotFoundError, UsageError
from kg.graph import Graph
from kg.graph.store import STORE, write_store
from kg.serve.app import Access, create_app
from kg.serve.library import Library
from kg.serve.pool import Pool
from kg.serve.review import Reviewing
from kg.serve.texts import Texts
from kg.vocab import load_vocabulary

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
#: Connections at once, beyond which the server answers 503 without looking.
_CONNECTIONS = 512


@dataclass(frozen=True, slots=True)
class Limits:
    """What queries may cost.

    Attributes:
        seconds: the longest that a query may run.
        rows: the most rows (or triples) of an answer.
        workers: how many queries run at once.
        waiting: how many may wait for that.
    """

    seconds: float = 10.0
    rows: int = 100_000
    workers: int = min(4, max(2, os.cpu_count() or 1))
    waiting: int = 100


def serve(
    folder: Path,
    graph: Graph,
    *,
    host: str = "127.0.0.1",
    port: int = 8310,
    names: Collection[str] = (),
    origins: Collection[str] = (),
    limits: Limits | None = None,
    reviewing: Reviewing | None = None,
    announce: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve a build until the process is interrupted.

    Args:
        folder: of the build.
        graph: what ``kg.load`` makes of it.
        host: address to listen at.
        port: to listen at; 0 for any that is free.
        names: by which the server may be called, beside ``host``; needed where ``host`` stands for all addresses.
        origins: of foreign pages that may use the SPARQL endpoint ("https://example.org").
        reviewing: to take decisions of people by; without it nothing can be written.
        announce: called with the server's URL when it can be asked.

    Raises:
        GraphNotFoundError: a file of the build is missing.
        UsageError: the address cannot be listened at, nobody could call the server by a name, or decisions could not be written.
    """
    limits = limits or Limits()
    for name in ("graph.html", "graph.ttl"):
        if not (folder / name).is_file():
            raise GraphNotFoundError(f"{folder} holds no {name}; run `kg build` first")
    if reviewing:
        reviewing.check()
    access = Access(_hosts(host, names), frozenset(origins))
    page = (folder / "graph.html").read_text(encoding="utf-8")
    with _listening(host, port) as listener, _private_store(folder) as store, closing(Texts(folder / "documents.jsonl")) as texts:
        pool = Pool(store, workers=limits.workers, seconds=limits.seconds, waiting=limits.waiting)
        app = create_app(page, Library(graph, load_vocabulary()), texts, pool, access, rows=limits.rows, reviewing=reviewing)
        config = uvicorn.Config(
            app, http="h11", ws="none", lifespan="on", log_level="warning", access_log=False, server_header=False, proxy_headers=False,
            limit_concurrency=_CONNECTIONS, timeout_graceful_shutdown=2,
        )  # fmt: skip
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{listener.getsockname()[1]}/")
        # uvicorn ends in order on SIGTERM and raises it again: as an exit, so that what was opened here is closed.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def _hosts(host: str, names: Collection[str]) -> frozenset[str]:
    """The names that requests may call the server by."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        address = None
    if address is not None and address.is_unspecified and not names:
        raise UsageError(f"{host} stands for all addresses of this machine; say with --allow-host by which names it may be called")
    own = _LOOPBACK if host == "localhost" or (address is not None and address.is_loopback) else frozenset()
    return own | {name.lower() for name in (host, *names)}


def _listening(host: str, port: int) -> socket.socket:
    if not 0 <= port < 1 << 16:
        raise UsageError(f"there is no port {port}; give another with --port, or 0 for any that is free")
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise UsageError(f"cannot listen at {host} port {port} ({error}); give another with --port, or 0 for any") from None


@contextmanager
def _private_store(folder: Path) -> Iterator[Path]:
    """A store of the graph that no build will change or take away: links to the build's, or a new one."""
    built = folder / STORE
    with _scratch(folder if built.is_dir() else None) as scratch:
        if built.is_dir():
            shutil.copytree(built, scratch / STORE, copy_function=_link)
        else:
            write_store(folder / "graph.ttl", scratch / STORE)
        yield scratch / STORE


@contextmanager
def _scratch(beside: Path | None) -> Iterator[Path]:
    """A temporary folder; in the build's if that can be written to, where files can be linked rather than copied."""
    where = beside if beside is not None and os.access(beside, os.W_OK) else None
    with TemporaryDirectory(prefix=".serving-", dir=where) as scratch:
        yield Path(scratch)


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
