"""Commands over a built graph: ``kg query``, ``kg show``, ``kg path``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from kg.cli.common import GraphFolder, app, errors_as_lines, file_of, out, printable, say
from kg.cli.contrasts import contrast_line
from kg.errors import UsageError
from kg.graph import Graph
from kg.graph.named import StoredEntities
from kg.graph.plain import load_plain, run_plain
from kg.graph.query import QueryResult, bind_named, named_queries, render, run_query
from kg.graph.store import open_store
from kg.loading import load
from kg.model import Claim, Entity


@app.command()
def query(
    sparql: Annotated[str | None, typer.Argument(help="A .rq file, or the query itself.")] = None,
    name: Annotated[str | None, typer.Option(help="One of the competency questions (see --list).")] = None,
    param: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE for a parameter of the question; names of entities are looked up.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the competency questions.")] = False,
    format_: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    engine: Annotated[str, typer.Option(help="oxigraph, or rdflib: slower, to compare with.")] = "oxigraph",
    graph: GraphFolder = Path("outputs"),
) -> None:
    """Ask the graph in SPARQL."""
    with errors_as_lines():
        if list_:
            for question in named_queries():
                out.print(f"{question.name:<28} {question.title}  ({question.title_en})", markup=False, highlight=False)
            return
        if (sparql is None) == (name is None):
            raise UsageError("give either a query (text or .rq file) or --name; --list shows the names")
        if param and name is None:
            raise UsageError("--param belongs to a question of --name; a query of your own takes none")
        if engine not in ("oxigraph", "rdflib"):
            raise UsageError(f"unknown engine {engine!r}; known: oxigraph, rdflib")
        turtle = file_of(graph, "graph.ttl")
        store = open_store(turtle)
        if name is not None:
            text, bound = bind_named(name, dict(map(_parameter, param or ())), StoredEntities(store))
        else:
            path = Path(str(sparql))
            text, bound = path.read_text(encoding="utf-8") if path.suffix == ".rq" else str(sparql), {}
        result = run_query(store, text, bound) if engine == "oxigraph" else run_plain(load_plain(turtle), text, bound)
        if format_ == "table":
            _print_result(result)
        else:
            sys.stdout.write(render(result, format_))


@app.command()
def show(
    entity: Annotated[str, typer.Argument(help="A name, in any language, or an id.")],
    limit: Annotated[int, typer.Option(help="Most claims to print.")] = 20,
    graph: GraphFolder = Path("outputs"),
) -> None:
    """Show one entity: names, claims with evidence, neighbours."""
    with errors_as_lines():
        loaded = load(graph)
        found = loaded.find(entity)
        _print_entity(found)
        claims = [claim for claim in loaded.claims.values() if found.id in (claim.subject, claim.object)]
        for claim in sorted(claims, key=lambda c: (-c.confidence, c.id))[:limit]:
            _print_claim(loaded, claim)
        if len(claims) > limit:
            out.print(f"… and {len(claims) - limit} more claims (--limit)", highlight=False)
        for contrast in loaded.contrasts_of(found.id):
            say(contrast_line(loaded, contrast))


@app.command()
def path(
    a: Annotated[str, typer.Argument(help="An entity.")],
    b: Annotated[str, typer.Argument(help="Another.")],
    graph: GraphFolder = Path("outputs"),
) -> None:
    """Show how two entities connect."""
    with errors_as_lines():
        loaded = load(graph)
        paths = loaded.paths(loaded.find(a).id, loaded.find(b).id)
        if not paths:
            raise UsageError(f"{a} and {b} are not connected")
        for steps in paths:
            at = loaded.find(a).id
            parts = [loaded.entities[at].label]
            for step in steps:
                forward = step.subject == at
                at = step.object if forward else step.subject
                relation = step.relation if step.modality == "fact" else f"{step.relation} ({step.modality})"
                parts += [f"—{relation}→" if forward else f"←{relation}—", loaded.entities[at].label]
            say(" ".join(parts))


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"parameter {text!r} should read NAME=VALUE")
    return name.strip(), value.strip()


def _print_result(result: QueryResult) -> None:
    table = Table(*result.columns)
    for row in result.rows:
        table.add_row(*map(printable, row))
    out.print(table, markup=False)


def _print_entity(entity: Entity) -> None:
    say(f"{entity.label}  [{entity.cls}]  {entity.id}", style="bold")
    names = [*entity.labels.values(), *entity.aliases]
    say("  names: " + ", ".join(dict.fromkeys(names)))
    for scheme, value in sorted(entity.identifiers.items()):
        say(f"  {scheme}: {value}")


def _print_claim(graph: Graph, claim: Claim) -> None:
    subject, object_ = graph.entities[claim.subject].label, graph.entities[claim.object].label
    q = claim.qualifiers
    details = [q.when, q.rate, q.amount.text if q.amount else None, None if q.modality == "fact" else q.modality]
    extra = f"  ({', '.join(filter(None, details))})" if any(details) else ""
    say(f"{subject} —{claim.relation}→ {object_}{extra}")
    document = graph.documents[claim.evidence.document]
    page = f", p. {claim.evidence.page}" if claim.evidence.page else ""
    say(f"    「{claim.evidence.quote}」 {document.source}{page}", style="dim")
