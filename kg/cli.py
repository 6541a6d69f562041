"""The ``kg`` command: parse, call, print.

Exit codes: 0 done, 1 done but some documents were refused or checks failed, 2 usage or nothing could be done.
"""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from kg.errors import DocumentError, GraphNotFoundError, KgError, UsageError
from kg.evaluate import evaluate as score_passages
from kg.evaluate import read_passage
from kg.export import EXPORTERS, FORMATS, to_record
from kg.graph import Graph
from kg.graph.query import QueryResult, load_store, named_queries, render, run_named, run_query
from kg.graph.validation import validate as validate_graph
from kg.ingest import check_ocr, discover, read
from kg.loading import load
from kg.model import Claim, Entity, Extraction
from kg.models import MODELS
from kg.pipeline import Refusal
from kg.pipeline import build as build_graph
from kg.pipeline import extract as extract_sources
from kg.sheets import Agreement, Sheet, compare_sheets, read_sheets, render_sheets, sheets
from kg.training import train as train_models
from kg.vocab import load_vocabulary

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
out = Console(soft_wrap=True, emoji=False)
err = Console(stderr=True, soft_wrap=True, emoji=False)

Output = Annotated[Path, typer.Option("-o", "--output", help="Folder to write to.")]
OntologyFolder = Annotated[Path | None, typer.Option("--ontology", help="Another ontology folder than the one that ships with kg.")]
Ocr = Annotated[
    str | None, typer.Option("--ocr", metavar="LANGUAGES", help="Recognise scanned pages, in the languages of Tesseract: chi_tra+eng.")
]
GraphFolder = Annotated[Path, typer.Option("--graph", "-g", help="Folder of a build.")]


@contextmanager
def _errors() -> Iterator[None]:
    """Errors that kg raises on purpose become one line and exit code 2."""
    try:
        yield
    except KgError as error:
        err.print(f"kg: {' '.join(str(error).split())}", markup=False, highlight=False)
        raise typer.Exit(2) from None
    except OSError as error:
        err.print(f"kg: {error.filename}: {error.strerror}", markup=False, highlight=False)
        raise typer.Exit(2) from None


@app.command()
def build(
    paths: Annotated[list[Path] | None, typer.Argument(help="Documents and folders; corpus/ if none is given.")] = None,
    output: Output = Path("outputs"),
    workers: Annotated[int | None, typer.Option(help="Worker processes; one a core if not given.")] = None,
    ontology: OntologyFolder = None,
    ocr: Ocr = None,
) -> None:
    """Read documents, build the graph, write every export to the output folder."""
    with _errors():
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
            task = bar.add_task("reading", total=None)

            def progress(done: int, total: int, name: str) -> None:
                bar.update(task, completed=done, total=total)

            built = build_graph(paths or [Path("corpus")], output, ontology=ontology, workers=workers, ocr=ocr, progress=progress)
    for refusal in built.refused:
        _refused(refusal.source, refusal.reason)
    for finding in built.findings:
        err.print(f"{finding.severity}: {finding.focus}: {finding.message}", markup=False, highlight=False)
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
    if built.refused or built.findings:
        raise typer.Exit(1)


@app.command()
def extract(
    files: Annotated[list[Path], typer.Argument(help="Documents and folders.")], ontology: OntologyFolder = None, ocr: Ocr = None
) -> None:
    """Print mentions and claims as JSON Lines, one document a line."""
    refused = False
    with _errors():
        sources = list(discover(files, on_skip=lambda name, reason: err.print(f"skipped {name}: {reason}", markup=False, highlight=False)))
        if not sources:
            raise UsageError(f"no document found in {', '.join(map(str, files))}")
        for result in extract_sources(sources, load_vocabulary(ontology), ocr=ocr):
            if isinstance(result, Refusal):
                refused = True
                _refused(result.source, result.reason)
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
    with _errors():
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
                _refused(source.name, error.reason)
        if expect is None:
            text = render_sheets(found, format_)
            sys.stdout.write("\n".join(map(_shown, text.split("\n"))) if format_ == "text" else text)
        else:
            refused |= not _print_agreements(list(compare_sheets(expected, found)))
    if refused:
        raise typer.Exit(1)


def _refused(name: str, reason: str) -> None:
    err.print(f"refused {name}: {reason}", markup=False, highlight=False)


def _print_agreements(agreements: Sequence[Agreement]) -> bool:
    """Print how far tables agree with what was expected; returns whether all of them do."""
    table = Table("table", "", "expected", "found", "right")
    for agreement in agreements:
        table.add_row(_shown(agreement.expected.title), "rows", *map(str, agreement.rows))
        table.add_row("", "cells", *map(str, agreement.cells))
    out.print(table, markup=False)
    for agreement in agreements:
        for sign, rows in (("-", agreement.missing), ("+", agreement.extra)):
            for row in rows:
                _print(f"{sign} {' | '.join(row)}")
    return not any(agreement.missing or agreement.extra for agreement in agreements)


@app.command()
def query(
    sparql: Annotated[str | None, typer.Argument(help="A .rq file, or the query itself.")] = None,
    name: Annotated[str | None, typer.Option(help="One of the competency questions (see --list).")] = None,
    param: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE for a parameter of the question; names of entities are looked up.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the competency questions.")] = False,
    format_: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    graph: GraphFolder = Path("outputs"),
) -> None:
    """Ask the graph in SPARQL."""
    with _errors():
        if list_:
            for question in named_queries():
                out.print(f"{question.name:<28} {question.title}  ({question.title_en})", markup=False, highlight=False)
            return
        if (sparql is None) == (name is None):
            raise UsageError("give either a query (text or .rq file) or --name; --list shows the names")
        if param and name is None:
            raise UsageError("--param belongs to a question of --name; a query of your own takes none")
        store = load_store(_file(graph, "graph.ttl"))
        if name is not None:
            parameters = dict(_parameter(text) for text in param or ())
            result = run_named(store, name, parameters, load(graph))
        else:
            path = Path(str(sparql))
            result = run_query(store, path.read_text(encoding="utf-8") if path.suffix == ".rq" else str(sparql))
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
    with _errors():
        loaded = load(graph)
        found = loaded.find(entity)
        _print_entity(found)
        claims = [claim for claim in loaded.claims.values() if found.id in (claim.subject, claim.object)]
        for claim in sorted(claims, key=lambda c: (-c.confidence, c.id))[:limit]:
            _print_claim(loaded, claim)
        if len(claims) > limit:
            out.print(f"… and {len(claims) - limit} more claims (--limit)", highlight=False)


@app.command()
def path(
    a: Annotated[str, typer.Argument(help="An entity.")],
    b: Annotated[str, typer.Argument(help="Another.")],
    graph: GraphFolder = Path("outputs"),
) -> None:
    """Show how two entities connect."""
    with _errors():
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
            _print(" ".join(parts))


@app.command()
def export(
    format_: Annotated[str, typer.Option("--format", "-f", help="One of the formats kg writes.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write; beside the graph if not given.")] = None,
    graph: GraphFolder = Path("outputs"),
) -> None:
    """Write a built graph in one format."""
    with _errors():
        if format_ not in FORMATS:
            raise UsageError(f"unknown format {format_!r}; known: {', '.join(sorted(FORMATS))}")
        name = FORMATS[format_]
        target = output or graph / name
        EXPORTERS[name](load(graph), target)
        out.print(f"wrote {target}", markup=False, highlight=False)


@app.command()
def validate(graph: Annotated[Path, typer.Argument(help="Folder of a build.")] = Path("outputs"), ontology: OntologyFolder = None) -> None:
    """Check a built graph against the shapes and the ontology."""
    with _errors():
        findings = validate_graph(_file(graph, "graph.ttl"), ontology=ontology)
    for finding in findings:
        err.print(f"{finding.severity}: {finding.focus}: {finding.message}", markup=False, highlight=False)
    if findings:
        raise typer.Exit(1)
    out.print("valid", highlight=False)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder of annotated passages.")],
    texts: Annotated[Path | None, typer.Option(help="Folder of their texts; the one above GOLD if not given.")] = None,
    errors: Annotated[int, typer.Option(help="How many errors to list.")] = 0,
) -> None:
    """Measure extraction on annotated passages."""
    with _errors():
        vocab = load_vocabulary()
        passages = [read_passage(file, vocab.ontology) for file in sorted(gold.rglob("*.gold"))]
        if not passages:
            raise UsageError(f"no .gold file in {gold}")
        folder = texts or gold.parent
        sources = [source for source in discover([folder]) if source.name in {passage.document for passage in passages}]
        results = [result for result in extract_sources(sources, vocab) if isinstance(result, Extraction)]
        by_name = {result.document.source: result for result in results}
        if missing := sorted({passage.document for passage in passages} - by_name.keys()):
            raise UsageError(f"no text in {folder} for {', '.join(missing)}")
        evaluation = score_passages(passages, by_name, vocab.ontology)
    for line in evaluation.errors[:errors]:
        out.print(line, markup=False, highlight=False)
    table = Table("", "precision", "recall", "F1", "right", "found", "gold")
    rows = [("mentions", evaluation.mentions), *evaluation.types.items(), ("claims", evaluation.claims), *evaluation.relations.items()]
    for label, score in rows:
        figures = (f"{value:.3f}" for value in (score.precision, score.recall, score.f1))
        table.add_row(label, *figures, str(score.right), str(score.found), str(score.gold))
    out.print(table)
    reliability = Table("claims", "mean confidence", "share right")
    for count, confidence, right in evaluation.reliability():
        reliability.add_row(str(count), f"{confidence:.2f}", f"{right:.2f}")
    out.print(reliability)


@app.command()
def train(
    gold: Annotated[list[Path], typer.Argument(help="Folders of annotated passages.")],
    models: Annotated[Path, typer.Option("-o", "--output", help="Folder to write to; that of kg's own models, if not given.")] = MODELS,
    without: Annotated[Path | None, typer.Option(help="File that names passages to leave out, one a line.")] = None,
) -> None:
    """Fit the tagger of names and the classifier of claims to annotated passages."""
    with _errors():
        vocab = load_vocabulary()
        left_out = set(without.read_text(encoding="utf-8").split()) if without else set()
        files = [file for folder in gold for file in sorted(folder.rglob("*.gold")) if file.name not in left_out]
        if not files:
            raise UsageError(f"no .gold file in {', '.join(map(str, gold))}")
        card = train_models([read_passage(file, vocab.ontology) for file in files], vocab, models)
    out.print(card, markup=False, highlight=False)
    out.print(f"wrote {models}", markup=False, highlight=False)


def _file(folder: Path, name: str) -> Path:
    """The file ``name`` of a build, given its folder or the file itself."""
    path = folder if folder.is_file() else folder / name
    if not path.is_file():
        raise GraphNotFoundError(f"no graph in {folder}; run `kg build` first, or name its folder with --graph")
    return path


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"parameter {text!r} should read NAME=VALUE")
    return name.strip(), value.strip()


def _print_result(result: QueryResult) -> None:
    table = Table(*result.columns)
    for row in result.rows:
        table.add_row(*map(_shown, row))
    out.print(table, markup=False)


def _print(text: str, *, style: str | None = None) -> None:
    """Print text of a document."""
    out.print(_shown(text), markup=False, highlight=False, style=style)


def _shown(text: str) -> str:
    """Text without the control characters by which a document could drive the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def _print_entity(entity: Entity) -> None:
    _print(f"{entity.label}  [{entity.cls}]  {entity.id}", style="bold")
    names = [*entity.labels.values(), *entity.aliases]
    _print("  names: " + ", ".join(dict.fromkeys(names)))
    for scheme, value in sorted(entity.identifiers.items()):
        _print(f"  {scheme}: {value}")


def _print_claim(graph: Graph, claim: Claim) -> None:
    subject, object_ = graph.entities[claim.subject].label, graph.entities[claim.object].label
    q = claim.qualifiers
    details = [q.when, q.rate, q.amount.text if q.amount else None, None if q.modality == "fact" else q.modality]
    extra = f"  ({', '.join(filter(None, details))})" if any(details) else ""
    _print(f"{subject} —{claim.relation}→ {object_}{extra}")
    document = graph.documents[claim.evidence.document]
    page = f", p. {claim.evidence.page}" if claim.evidence.page else ""
    _print(f"    「{claim.evidence.quote}」 {document.source}{page}", style="dim")
