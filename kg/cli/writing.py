"""Commands that write or check a built graph: ``kg export``, ``kg validate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import GraphFolder, OntologyFolder, app, err, errors_as_lines, file_of, out
from kg.errors import UsageError
from kg.export import EXPORTERS, FORMATS
from kg.graph.validation import validate as validate_graph
from kg.loading import load


@app.command()
def export(
    format_: Annotated[str, typer.Option("--format", "-f", help="One of the formats kg writes.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write; beside the graph if not given.")] = None,
    graph: GraphFolder = Path("outputs"),
) -> None:
    """Write a built graph in one format."""
    with errors_as_lines():
        if format_ not in FORMATS:
            raise UsageError(f"unknown format {format_!r}; known: {', '.join(sorted(FORMATS))}")
        name = FORMATS[format_]
        target = output or graph / name
        EXPORTERS[name](load(graph), target)
        out.print(f"wrote {target}", markup=False, highlight=False)


@app.command()
def validate(graph: Annotated[Path, typer.Argument(help="Folder of a build.")] = Path("outputs"), ontology: OntologyFolder = None) -> None:
    """Check a built graph against the shapes and the ontology."""
    with errors_as_lines():
        findings = validate_graph(file_of(graph, "graph.ttl"), ontology=ontology)
    for finding in findings:
        err.print(f"{finding.severity}: {finding.focus}: {finding.message}", markup=False, highlight=False)
    if findings:
        raise typer.Exit(1)
    out.print("valid", highlight=False)
