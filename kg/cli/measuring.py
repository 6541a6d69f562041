"""Commands over annotated passages: ``kg evaluate``, ``kg train``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from kg.cli.common import app, errors_as_lines, out
from kg.errors import UsageError
from kg.evaluate import evaluate as score_passages
from kg.evaluate import read_passage
from kg.ingest import discover
from kg.model import Extraction
from kg.models import MODELS
from kg.pipeline import extract as extract_sources
from kg.training import train as train_models
from kg.vocab import load_vocabulary


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder of annotated passages.")],
    texts: Annotated[Path | None, typer.Option(help="Folder of their texts; the one above GOLD if not given.")] = None,
    errors: Annotated[int, typer.Option(help="How many errors to list.")] = 0,
) -> None:
    """Measure extraction on annotated passages."""
    with errors_as_lines():
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
    with errors_as_lines():
        vocab = load_vocabulary()
        left_out = set(without.read_text(encoding="utf-8").split()) if without else set()
        files = [file for folder in gold for file in sorted(folder.rglob("*.gold")) if file.name not in left_out]
        if not files:
            raise UsageError(f"no .gold file in {', '.join(map(str, gold))}")
        card = train_models([read_passage(file, vocab.ontology) for file in files], vocab, models)
    out.print(card, markup=False, highlight=False)
    out.print(f"wrote {models}", markup=False, highlight=False)
