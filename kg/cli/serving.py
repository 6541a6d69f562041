"""Commands over HTTP: ``kg serve``, ``kg push``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import GraphFolder, app, err, errors_as_lines, file_of, out
from kg.loading import load

_DEFAULT = Path("outputs")


@app.command()
def serve(
    graph: Annotated[Path, typer.Argument(help="Folder of a build.")] = _DEFAULT,
    host: Annotated[str, typer.Option(help="Address to listen at; only this machine reaches the default.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0 for any that is free.")] = 8310,
    allow_host: Annotated[list[str] | None, typer.Option(help="Another name that the server may be called by.")] = None,
    allow_origin: Annotated[
        list[str] | None, typer.Option(help="Origin of a page that may use /sparql, such as https://yasgui.example.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="The longest that a query may run.")] = 10.0,
    rows: Annotated[int, typer.Option(min=1, help="The most rows of an answer.")] = 100_000,
) -> None:
    """Serve a built graph: explorer, documents, query page and SPARQL endpoint."""
    from kg.serve import Limits
    from kg.serve import serve as serve_graph

    def announce(url: str) -> None:
        err.print(f"explorer {url}\nquery page {url}query\nSPARQL endpoint {url}sparql\nCtrl-C ends it", markup=False, highlight=False)

    with errors_as_lines():
        serve_graph(
            graph, load(graph), host=host, port=port, names=allow_host or (), origins=allow_origin or (),
            limits=Limits(seconds=seconds, rows=rows), announce=announce,
        )  # fmt: skip


@app.command()
def push(
    url: Annotated[str, typer.Argument(help="Address of the store's Graph Store Protocol.")],
    graph: GraphFolder = Path("outputs"),
    into: Annotated[str | None, typer.Option(metavar="IRI", help="The graph to load into; the store's default graph if not given.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace what that graph holds, rather than add to it.")] = False,
) -> None:
    """Load a built graph into another SPARQL store; credentials by KG_PUSH_USER and KG_PUSH_PASSWORD, or KG_PUSH_TOKEN."""
    from kg.serve.push import push as push_graph

    with errors_as_lines():
        turtle = file_of(graph, "graph.ttl")
        push_graph(turtle, url, into=into, replace=replace)
        out.print(f"loaded {turtle} into {url}", markup=False, highlight=False)
