"""Commands over documents: ``kg build``, ``kg extract``, ``kg tables``."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import asdict
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from kg.cli.common import JudgementsFile, Model, Ocr, OntologyFolder, app, err, errors_as_lines, out, printable, refuse, say
from kg.cli.events import Events, Form
from kg.cli.traces import print_trace
from kg.errors import DependencyError, DocumentError, KgError, UsageError
from kg.export import to_record
from kg.ingest import discover
from kg.pipeline import Build, Refusal
from kg.pipeline import build as build_graph
from kg.pipeline import extract as extract_sources
from kg.pipeline import trace as trace_extraction
from kg.reading import read_apart
from kg.sheets import Agreement, Sheet, compare_sheets, read_sheets, render_sheets, sheets
from kg.vocab import load_vocabulary
from kg.watching import Watch


class Engine(StrEnum):
    """Where a build in parts runs."""

    LOCAL = "local"
    DASK = "dask"


@app.command()
def build(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Documents and folders; corpus/ if none is given. With --engine also fsspec addresses and Parquet tables."),
    ] = None,
    output: Annotated[str, typer.Option("-o", "--output", help="Folder to write to; with --engine also an fsspec address.")] = "outputs",
    workers: Annotated[int | None, typer.Option(help="Worker processes; one a core if not given.")] = None,
    ontology: OntologyFolder = None,
    judgements: JudgementsFile = None,
    model: Model = None,
    ocr: Ocr = None,
    store: Annotated[bool, typer.Option("--store", help="Write a persistent Oxigraph store too, for `kg query` and `kg serve`.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on: build again whenever a document is added, changed or removed.")] = False,
    engine: Annotated[
        Engine | None, typer.Option(help="Build in parts (Parquet, N-Quads), however large: on this machine or on Dask.")
    ] = None,
    scheduler: Annotated[str, typer.Option(help="Of --engine dask: tcp://HOST:PORT, or local for worker processes here.")] = "local",
    log: Annotated[Form, typer.Option("--log", help="How progress, refusals and warnings are written to stderr.")] = Form.TEXT,
) -> None:
    """Read documents, build the graph, write every export to the output folder."""
    events = Events(log)
    named = paths or ["corpus"]
    with errors_as_lines():
        if engine and (watch or store):
            raise UsageError("--watch and --store go with a build on this machine; leave --engine out")
        if engine and (judgements or model):
            raise UsageError("--judgements and --model go with a build on this machine; leave --engine out")
        if engine:
            sound = _build_parts(named, output, engine, scheduler, workers, ontology, ocr, events)
        else:
            settings = partial(build_graph, ontology=ontology, judgements=judgements, model=model, workers=workers, ocr=ocr, store=store)
            sound = _build_here([Path(path) for path in named], Path(output), settings, watch, events)
    if not sound:
        raise typer.Exit(1)


def _build_parts(
    paths: Sequence[str],
    output: str,
    engine: Engine,
    scheduler: str,
    workers: int | None,
    ontology: Path | None,
    ocr: str | None,
    events: Events,
) -> bool:
    """Build in parts on a pool or a cluster; returns whether no document was refused."""
    try:
        from kg.engine import build_parts
        from kg.engine.engines import Pool, dask
    except ImportError as error:
        raise DependencyError(f"--engine needs {error.name}: pip install 'kg-reports[cluster]'") from None
    processes = workers or os.cpu_count() or 1
    with (
        nullcontext(Pool(processes)) if engine is Engine.LOCAL else dask(scheduler, processes) as runner,
        events.progress("partitions") as progress,
    ):
        job = build_parts(paths, output, engine=runner, ontology=ontology, ocr=ocr, progress=progress)
    _say_refused(job.refused, events)
    counts = asdict(job.counts)
    events.say("built", "", output=job.parts, counts=counts | {"refused": len(job.refused), "skipped": len(job.skipped)})
    numbers = ", ".join(f"{count} {what}" for what, count in counts.items())
    out.print(f"{numbers}, {len(job.refused)} refused\nParts are in {job.parts}", markup=False, highlight=False)
    return not job.refused


def _build_here(paths: Sequence[Path], output: Path, make: Callable[..., Build], watch: bool, events: Events) -> bool:
    """Build with the graph in memory, once or for as long as the user watches; returns whether the first build was sound."""
    again = partial(_build, paths, output, make, events)
    watched = Watch(paths, ignored=output) if watch else None  # what changes during the first build is built next
    sound = again()
    if watched:
        _follow(watched, events, again)
    return sound


def _build(paths: Sequence[Path], output: Path, make: Callable[..., Build], events: Events) -> bool:
    """Build once and say what was made; returns whether no document was refused, nothing found wrong, and every decision applied."""
    with events.progress() as progress:
        built = make(paths, output, progress=progress)
    _say_refused(built.refused, events)
    for f in built.findings:
        events.say("finding", f"{f.severity}: {f.focus}: {f.message}", severity=f.severity, about=f.focus, what=f.message)
    conflicts = built.decisions.conflicts if built.decisions else ()
    for line, reason in conflicts:
        events.say("conflict", f"judgement on line {line} not applied: {reason}", line=line, reason=reason)
    counts = {
        "documents": built.counts["documents"], "unchanged": built.reused, "entities": built.counts["entities"],
        "claims": built.counts["claims"], "refused": len(built.refused), "skipped": len(built.skipped), "findings": len(built.findings),
    }  # fmt: skip
    events.say("built", "", output=str(output), counts=counts, seconds=dict(built.seconds))
    out.print(
        f"{counts['documents']} documents ({built.reused} unchanged), {counts['entities']} entities, {counts['claims']} claims, "
        f"{len(built.refused)} refused, {f'{len(built.findings)} findings' if built.findings else 'valid'}",
        highlight=False,
    )
    out.print(f"Open {output / 'graph.html'} in a browser. Then try:", markup=False, highlight=False)
    where = "" if output == Path("outputs") else f" --graph {shlex.quote(str(output))}"
    for command in (f"kg show 台積電{where}", f"kg query --name firms-relocated{where}", f"kg query --list{where}"):
        out.print(f"  {command}", markup=False, highlight=False)
    return not (built.refused or built.findings or conflicts)


def _say_refused(refused: Sequence[Refusal], events: Events) -> None:
    for refusal in refused:
        events.say("refused", f"refused {refusal.source}: {refusal.reason}", file=refusal.source, reason=refusal.reason)


def _follow(watched: Watch, events: Events, build_again: Callable[[], object]) -> None:
    """Build again after every change, until the user interrupts; a build that cannot be made is said and waits for the next change."""
    events.say("watching", "watching for changes; Ctrl-C ends it")
    with suppress(KeyboardInterrupt):
        for changed in watched.changes():
            events.say("changed", f"{len(changed)} files changed", files=sorted(changed))
            try:
                build_again()
            except (KgError, OSError) as error:
                events.say("failed", f"kg: {error}", reason=str(error))


@app.command()
def extract(
    files: Annotated[list[Path], typer.Argument(help="Documents and folders.")],
    trace: Annotated[bool, typer.Option("--trace", help="Print instead how each claim came about, and what nearly was one.")] = False,
    ontology: OntologyFolder = None,
    model: Model = None,
    ocr: Ocr = None,
) -> None:
    """Print mentions and claims as JSON Lines, one document a line."""
    refused = False
    with errors_as_lines():
        vocab = load_vocabulary(ontology)
        sources = list(discover(files, on_skip=lambda name, reason: err.print(f"skipped {name}: {reason}", markup=False, highlight=False)))
        if not sources:
            raise UsageError(f"no document found in {', '.join(map(str, files))}")
        for result in extract_sources(sources, vocab, model=model, ocr=ocr):
            if isinstance(result, Refusal):
                refused = True
                refuse(result.source, result.reason)
            elif trace:
                print_trace(result, trace_extraction(result, vocab))
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
        sources = list(discover(files))
        if not sources:
            raise UsageError(f"no document found in {', '.join(map(str, files))}")
        expected = read_sheets(expect) if expect else []
        for source, document in read_apart(sources, ocr=ocr):
            if isinstance(document, DocumentError):
                refused = True
                refuse(source.name, document.reason)
            else:
                found += sheets(document)
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
