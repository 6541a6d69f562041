"""What the tests of the vocabulary share: the shipped schema, and folders of files that a test may break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.vocab import Ontology, ontology_path
from kg.vocab.ontology import load_ontology


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """The schema that ships with kg."""
    return load_ontology(ontology_path() / "kg.ttl")


@pytest.fixture
def names_file(tmp_path: Path) -> Callable[..., Path]:
    """Write rows (column to cell) as a names file and give its folder; columns that a row leaves out are empty."""
    columns = ("id", "type", "class", "zh_hant", "zh_hans", "en", "aliases", "country", "wikidata", "note")

    def write(*rows: dict[str, str], name: str = "some.csv") -> Path:
        folder = tmp_path / "names"
        folder.mkdir(exist_ok=True)
        lines = [",".join(columns), *(",".join(row.get(column, "") for column in columns) for row in rows)]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder

    return write
