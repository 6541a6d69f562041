"""A built graph, back from its folder."""

from __future__ import annotations

import json
from pathlib import Path

from kg.errors import GraphNotFoundError
from kg.export import from_record
from kg.graph import Graph
from kg.pipeline import assemble
from kg.vocab import load_vocabulary


def load(path: Path | str = "outputs") -> Graph:
    """Load a built graph from its folder, or from its ``claims.jsonl``.

    Raises:
        GraphNotFoundError: there is no graph, or the file is of another version of kg.
    """
    file = Path(path) / "claims.jsonl" if Path(path).is_dir() else Path(path)
    if not file.is_file():
        raise GraphNotFoundError(f"no graph in {path}; run `kg build` first")
    try:
        with file.open(encoding="utf-8") as lines:
            extractions = [from_record(json.loads(line)) for line in lines if line.strip()]
    except (ValueError, KeyError, TypeError) as error:
        raise GraphNotFoundError(f"{file} cannot be read ({error}); build the graph again with `kg build`") from error
    return assemble(extractions, load_vocabulary())
