"""Commands that write, check or compare built graphs: ``kg export``, ``kg validate``, ``kg diff``, ``kg ontology``."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from kg.cli.common import GraphFolder, OntologyFolder, app, errors_as_lines, file_of, out, printable
from kg.errors import UsageError
from kg.export import DATASETS, EXPORTERS, FORMATS, ON_REQUEST, write_atomically
from kg.export.changes import render_changes
from kg.export.ontology import ontology_page
from kg.graph.diff import diff as diff_graphs
from kg.graph.infer import infer
from kg.graph.validation import Engine, render_findings
from kg.graph.validation import validate as validate_graph
from kg.loading import load
from kg.vocab import load_vocabulary, ontology_path
from kg.vocab.context import load_context


@app.command()
def export(
    format_: Annotated[str, typer.Option("--format", "-f", help=f"One of {', '.join(sorted((*FORMATS, *ON_REQUEST)))}.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File (or folder) to write; beside the graph if not given.")] = None,
    graph: GraphFolder = Path("outputs"),
    inferred: Annotated[
        bool, typer.Option("--infer", help="Add what follows by the rules of the ontology, in a graph of its own.")
    ] = False,
    as_of: Annotated[str | None, typer.Option(help="The date for which memberships are to hold, with --infer.")] = None,
    ontology: OntologyFolder = None,
) -> None:
    """Write a built graph in one format."""
    with errors_as_lines():
        formats = {name: (file, EXPORTERS[file]) for name, file in FORMATS.items()} | dict(ON_REQUEST)
        if format_ not in formats:
            raise UsageError(f"unknown format {format_!r}; known: {', '.join(sorted(formats))}")
        if as_of and not inferred:
            raise UsageError("--as-of is for what is inferred; add --infer")
        name, write = formats[format_]
        if inferred:
            if format_ not in DATASETS:
                raise UsageError(f"{format_} cannot keep apart what is inferred; with --infer use {', '.join(sorted(DATASETS))}")
            write = partial(DATASETS[format_], inferred=infer(load(graph), as_of=as_of, ontology=ontology))
        target = output or graph / name
        write(load(graph), target)
        out.print(f"wrote {target}", markup=False, highlight=False)


@app.command()
def validate(
    graph: Annotated[Path, typer.Argument(help="Folder of a build.")] = Path("outputs"),
    ontology: OntologyFolder = None,
    format_: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    engine: Annotated[str, typer.Option(help="What runs the shapes: oxigraph, or pyshacl, the slow reference.")] = "oxigraph",
) -> None:
    """Check a built graph against the shapes and the ontology."""
    with errors_as_lines():
        if engine not in get_args(Engine):
            raise UsageError(f"unknown engine {engine!r}; known: {', '.join(get_args(Engine))}")
        findings = validate_graph(file_of(graph, "graph.ttl"), ontology=ontology, engine=cast("Engine", engine))
        report = render_findings(findings, format_)
    if format_ == "json":
        sys.stdout.write(report)
    elif findings:
        sys.stderr.write("\n".join(map(printable, report.split("\n"))))
    else:
        out.print("valid", highlight=False)
    if findings:
        raise typer.Exit(1)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="Folder of a build.")],
    new: Annotated[Path, typer.Argument(help="Folder of a later build.")],
    format_: Annotated[str, typer.Option("--format", help="text, json or html.")] = "text",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write; standard output if not given.")] = None,
) -> None:
    """Say what two builds differ in, claim by claim. Like diff(1): 0 and no text if in nothing, 1 if in something."""
    with errors_as_lines():
        changes = diff_graphs(load(old), load(new))
        text = render_changes(changes, format_)
        if output:
            write_atomically(output, text)
        else:
            sys.stdout.write("\n".join(map(printable, text.split("\n"))) if format_ == "text" else text)
    if changes:
        raise typer.Exit(1)


@app.command()
def ontology(
    html: Annotated[bool, typer.Option("--html", help="As a page, with an anchor a term.")] = False,
    context: Annotated[bool, typer.Option("--context", help="The JSON-LD context.")] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write; standard output if not given.")] = None,
    folder: OntologyFolder = None,
) -> None:
    """Show the ontology: its relations as text, or all of it as a page or as a JSON-LD context."""
    with errors_as_lines():
        if html and context:
            raise UsageError("give --html or --context, not both")
        types = load_vocabulary(folder).ontology
        if html:
            text = ontology_page(folder)
        elif context:
            text = json.dumps({"@context": load_context(folder or ontology_path())}, ensure_ascii=False, indent=1) + "\n"
        else:
            text = "".join(
                f"{name:<18} {r.labels.get('zh-Hant', '')} {r.labels.get('en', '')}: {'|'.join(sorted(r.domain))} → {'|'.join(sorted(r.range))}\n"
                for name, r in sorted(types.relations.items())
            )
        if output:
            write_atomically(output, text)
        else:
            sys.stdout.write(text)
