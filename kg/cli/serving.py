"""Commands over HTTP: ``kg serve``, ``kg push``."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import GraphFolder, JudgementsFile, OntologyFolder, app, err, errors_as_lines, file_of, out
from kg.cli.reviewing import Reviewer, vocabulary_to_review
from kg.errors import UsageError
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
    review: Annotated[
        bool, typer.Option("--review", help="Let whoever opens the printed address take decisions, which the next build heeds.")
    ] = False,
    judgements: JudgementsFile = None,
    ontology: OntologyFolder = None,
    who: Reviewer = "",
) -> None:
    """Serve a built graph: explorer, documents, query page and SPARQL endpoint."""
    from kg.serve import Limits, Reviewing
    from kg.serve import serve as serve_graph

    with errors_as_lines():
        if (judgements or ontology) and not review:
            raise UsageError("--judgements and --ontology go with --review")
        reviewing = Reviewing(vocabulary_to_review(ontology, judgements), who, secrets.token_urlsafe(24)) if review else None

        def announce(url: str) -> None:
            lines = [f"explorer {url}", f"query page {url}query", f"SPARQL endpoint {url}sparql"]
            if reviewing:
                lines.append(f"reviewing, into {reviewing.vocab.judgements.path}: {url}#token={reviewing.token}")
            err.print("\n".join([*lines, "Ctrl-C ends it"]), markup=False, highlight=False)

        serve_graph(
            graph, load(graph), host=host, port=port, names=allow_host or (), origins=allow_origin or (),
            limits=Limits(seconds=seconds, rows=rows), reviewing=reviewing, announce=announce,
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
