"""The persistent Oxigraph store that ``kg build --store`` puts beside the graph: for graphs too large to load for each question."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.errors import UsageError
from kg.graph.query import fill_store, load_store
from kg.vocab import ontology_path

#: The folder of a build that holds its persistent store.
STORE = "graph.store"


def write_store(turtle: Path, folder: Path, *, ontology: Path | None = None) -> None:
    """Write what ``load_store`` holds to a folder that does not exist yet.

    Raises:
        UsageError: the file is no Turtle.
    """
    store = ox.Store(str(folder))
    fill_store(store, turtle, ontology or ontology_path())
    store.optimize()


def open_store(turtle: Path) -> ox.Store:
    """The persistent store beside a Turtle file, for reading only; where there is none, one in memory.

    Raises:
        UsageError: the store is damaged, or the file is no Turtle.
    """
    folder = turtle.with_name(STORE)
    if not folder.is_dir():
        return load_store(turtle)
    try:
        return ox.Store.read_only(str(folder))
    except OSError as error:
        raise UsageError(f"{folder} cannot be opened ({error}); build the graph again with `kg build --store`") from None
