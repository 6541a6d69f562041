"""Commands over documents: ``kg build``, ``kg extract``, ``kg tables``."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from kg.cli.common import JudgementsFile, Model, Ocr, OntologyFolder, Output, app, err, errors_as_lines, out, printable, refuse, say
from kg.errors import DocumentError, UsageError
from kg.export import to_record
from kg.ingest import check_ocr, discover, read
from kg.pipeline import Refusal
from kg.pipeline import build as build_graph
from kg.pipeline import extract as extract_sources
from kg.sheets import Agreement, Sheet, compare_sheets, read_sheets, render_sheets, sheets
from kg.vocab import load_vocabulary


@app.command()
def build(
    paths: Annotated[list[Path] | None, typer.Argument(help="Documents and folders; corpus/ if none is given.")] = None,
    output: Output = Path("outputs"),
    workers: Annotated[int | None, typer.Option(help="Worker processes; one a core if not given.")] = None,
    ontology: OntologyFolder = None,
    judgements: JudgementsFile = None,
    model: Model = None,
    ocr: Ocr = None,
) -> None:
    """Read documents, build the graph, write every export to the output folder."""
    with errors_as_lines():
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
            task = bar.add_task("reading", total=None)

            def progress(done: int, total: int, name: str) -> None:
                bar.update(task, completed=done, total=total)

            built = build_graph(
                paths or [Path("corpus")],
                output,
                ontology=ontology,
                judgements=judgements,
                model=model,
                workers=workers,
                ocr=ocr,
                progress=progress,
            )
    for refusal in built.refused:
        refuse(refusal.source, refusal.reason)
    for finding in built.findings:
        err.print(f"{finding.severity}: {finding.focus}: {finding.message}", markup=False, highlight=False)
    for line, reason in built.decisions.conflicts:
        err.print(f"judgement on line {line} not applied: {reason}", markup=False, highlight=False)
    graph = built.graph
    out.print(
        f"{len(graph.documents)} documents ({built.reused} unchanged), {len(graph.entities)} entities, {len(graph.claims)} claims, "
        f"{len(built.refused)} refused, {f'{len(built.findings)} findings' if built.findings else 'valid'}",
        highlight=False,
    )
    out.print(f"Open {output / 'graph.html'} in a browser. Then try:", markup=False, highlight=False)
    where = "" if output == Path("outputs") else f" --graph {shlex.quote(str(output))}"
    for command in (f"kg show 台積電{where}", f"kg query --name firms-relocated{where}", f"kg query --list{where}"):
        out.print(f"  {command}", markup=False, highlight=False)
    if built.refused or built.findings or built.decisions.conflicts:
        raise typer.Exit(1)


@app.command()
def extract(
    files: Annotated[list[Path], typer.Argument(help="Documents and folders.")],
    ontology: OntologyFolder = None,
    model: Model = None,
    ocr: Ocr = None,
) -> None:
    """Print mentions and claims as JSON Lines, one document a line."""
    refused = False
    with errors_as_lines():
        sources = list(discover(files, on_skip=lambda name, reason: err.print(f"skipped {name}: {reason}", markup=False, highlight=False)))
        if not sources:
            raise UsageError(f"no document found in {', '.join(map(str, files))}")
        for result in extract_sources(sources, load_vocabulary(ontology), model=model, ocr=ocr):
            if isinstance(result, Refusal):
                refused = True
                refuse(result.source, result.reason)
            else:
                sys.stdout.write(json.dumps(to_record(result), ensure_ascii=False) + "\n")
    if refused:
        raise typer.Exit(1)


@app.command()
def tables(
    files: Annotated[list[Path], typer.Argument(help="Documents and folders.")],
    format_: Annotated[str, typer.Option("--format", help="text, csv or json.")] = "text",
    expect: Annotated[Path | None, typer.Option(help="Compare with the tables of this CSV file, corrected by hand.")] = None,
    ocr: Ocr = None,
) -> None:
    """Print the tables of documents as they were read, or compare them with what you expect."""
    refused = False
    found: list[Sheet] = []
    with errors_as_lines():
        if ocr:
            check_ocr(ocr)
        sources = list(discover(files))
        if not sources:
            raise UsageError(f"no document found in {', '.join(map(str, files))}")
        expected = read_sheets(expect) if expect else []
        for source in sources:
            try:
                found += sheets(read(source, ocr=ocr))
            except DocumentError as error:
                refused = True
                refuse(source.name, error.reason)
        if expect is None:
            text = render_sheets(found, format_)
            sys.stdout.write("\n".join(map(printable, text.split("\n"))) if format_ == "text" else text)
        else:
            refused |= not _print_agreements(list(compare_sheets(expected, found)))
    if refused:
        raise typer.Exit(1)


def _print_agreements(agreements: Sequence[Agreement]) -> bool:
    """Print how far tables agree with what was expected; returns whether all of them do."""
    table = Table("table", "", "expected", "found", "right")
    for agreement in agreements:
        table.add_row(printable(agreement.expected.title), "rows", *map(str, agreement.rows))
        table.add_row("", "cells", *map(str, agreement.cells))
    out.print(table, markup=False)
    for agreement in agreements:
        for sign, rows in (("-", agreement.missing), ("+", agreement.extra)):
            for row in rows:
                say(f"{sign} {' | '.join(row)}")
    return not any(agreement.missing or agreement.extra for agreement in agreements)
