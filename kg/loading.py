"""A built graph, back from its folder."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from kg.errors import GraphNotFoundError
from kg.graph import Graph
from kg.pipeline import read_graph
from kg.staging import settle
from kg.vocab import load_vocabulary


def load(path: Path | str = "outputs") -> Graph:
    """Load a built graph from its folder, or from its ``claims.jsonl``.

    Raises:
        GraphNotFoundError: there is no graph, or the file is of another version of kg.
    """
    file = Path(path) / "claims.jsonl" if Path(path).is_dir() else Path(path)
    with suppress(OSError):  # a folder that may only be read is read as it is
        settle(file.parent)
    if not file.is_file():
        raise GraphNotFoundError(f"no graph in {path}; run `kg build` first")
    try:
        return read_graph(file, _symmetric(file.with_name("manifest.json")))
    except KeyError as error:
        raise GraphNotFoundError(
            f"{file} was written by another version of kg ({error} is missing); build the graph again with `kg build`"
        ) from error
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise GraphNotFoundError(f"{file} cannot be read ({error}); build the graph again with `kg build`") from error


def _symmetric(manifest: Path) -> Collection[str]:
    """The relations that were symmetric to the build; to the ontology that ships with kg, where ``claims.jsonl`` stands alone."""
    try:
        names: list[str] = json.loads(manifest.read_text(encoding="utf-8"))["symmetric relations"]
    except (OSError, ValueError, KeyError, TypeError):
        return load_vocabulary().ontology.symmetric
    return names
