"""The unit costs behind ``docs/scale.md``, measured: ``python benchmarks/units.py [FOLDER]`` prints them as JSON, a line a cost.

Processor seconds of one process, bytes on the disk; the corpus is that of the project if no folder is given. ``scale_model.py`` holds what was
measured on the day that it names.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from kg.assembly import Assembly
from kg.engine import extracting, job
from kg.engine.engines import Pool
from kg.export import BLOCKS, to_blocks, to_record
from kg.graph.lots import lots
from kg.graph.validation import validate_lot
from kg.ingest import discover
from kg.model import Extraction
from kg.pipeline import Refusal, extract
from kg.vocab import load_vocabulary

Result = TypeVar("Result")


def say(**cost: float) -> None:
    """Print a cost."""
    print(json.dumps(cost), flush=True)


def timed(function: Callable[[], Result]) -> tuple[Result, float]:
    """What a function returns, and its processor seconds."""
    start = time.process_time()
    return function(), time.process_time() - start


def size(*paths: Path) -> int:
    """Bytes of files, and of all files in folders."""
    return sum(file.stat().st_size for path in paths for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file())


class Known:
    """Stands in for extraction, so that the halves of a build in parts are timed without it."""

    def __init__(self, found: list[Extraction]) -> None:
        self._found = {extraction.document.source: extraction for extraction in found}

    def __call__(self, sources, *_, **__):  # type: ignore[no-untyped-def]
        """What is known of the documents."""
        return (self._found.get(source.name) or Refusal(source.name, "refused before") for source in sources)


def main() -> None:
    """Measure all costs, a claim or a quad each."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "corpus"
    vocab = load_vocabulary()
    sources = list(discover([folder]))
    list(extract(sources[:1], vocab))  # loads what is loaded once
    results, seconds = timed(lambda: list(extract(sources, vocab)))
    found = [result for result in results if not isinstance(result, Refusal)]
    characters, claims = sum(len(e.document.text) for e in found), sum(len(e.claims) for e in found)
    say(documents=len(found), characters=characters, claims=claims, characters_a_second=characters / seconds)
    records = [{**to_record(extraction), BLOCKS: to_blocks(extraction.document)} for extraction in found]
    say(cache=sum(len(json.dumps(record, ensure_ascii=False).encode()) for record in records) / claims)
    with tempfile.TemporaryDirectory() as place:
        _in_parts(folder, Path(place, "parts"), found, claims)
        _here(Path(place), found, claims)


def _in_parts(folder: Path, target: Path, found: list[Extraction], claims: int) -> None:
    extracting.extract = Known(found)  # type: ignore[assignment]
    merged: list[float] = []

    class Timed(Pool):
        """One process, and how long each half takes."""

        def run(self, function, items):  # type: ignore[no-untyped-def]
            done, seconds = timed(lambda: list(super(Timed, self).run(function, items)))
            merged.append(seconds)
            return iter(done)

    job.build_parts([str(folder)], str(target), engine=Timed(1))
    say(rows_seconds=merged[0] / claims, merge_seconds=merged[1] / claims)
    [parts] = target.glob("parts-*")
    graph = sorted((parts / "graph").iterdir())
    tables = [path for path in parts.iterdir() if path.is_dir() and path.name != "graph"]
    say(shuffle=size(*target.glob(".rows-*/*.parquet")) / claims, parquet=size(*tables) / claims, nquads=size(*graph) / claims)
    store = ox.Store(str(target / "store"))
    _, seconds = timed(lambda: [store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS) for path in graph])
    store.optimize()
    quads = len(store)
    say(quads=quads / claims, load_seconds=seconds / quads, store=size(target / "store") / quads)


def _here(place: Path, found: list[Extraction], claims: int) -> None:
    with Assembly(place / "assembly", load_vocabulary().ontology.symmetric) as assembly:
        graph, seconds = timed(lambda: [assembly.add(extraction) for extraction in found] and assembly.graph())
        say(assemble_seconds=seconds / claims)
        _, seconds = timed(lambda: [validate_lot(lot) for lot in lots(graph)])
        say(check_seconds=seconds / claims)


if __name__ == "__main__":
    main()
