"""Prefixes are read from a table and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import VocabularyError
from kg.vocab import ontology_path
from kg.vocab.prefixes import load_prefixes

SHIPPED = (ontology_path() / "prefixes.csv").read_text(encoding="utf-8")


def test_the_shipped_prefixes() -> None:
    """Our own names and those of the vocabularies that the graph is written in, sorted."""
    prefixes = load_prefixes()

    assert (prefixes["ent"], prefixes["kg"]) == ("https://kg.example/id/", "https://kg.example/ontology#")
    assert list(prefixes) == sorted(prefixes)


def test_another_base(tmp_path: Path) -> None:
    """Whoever edits the file names things under a base of their own."""
    path = tmp_path / "prefixes.csv"
    path.write_text(SHIPPED.replace("https://kg.example/id/", "https://data.example/"), encoding="utf-8")

    assert load_prefixes(path)["ent"] == "https://data.example/"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("ent,https", "e n t,https", "are no prefix and IRI"), ("https://kg.example/id/", "no iri", "are no prefix and IRI"),
        ("foaf,", "ent,", "prefix ent is already taken"), ("ent,", "entity,", "prefix missing: ent"),
        ("https://kg.example/ontology#", "https://other.example/", "the ontology's own namespace"),
    ],
)  # fmt: skip
def test_wrong_prefixes_are_refused(old: str, new: str, reason: str, tmp_path: Path) -> None:
    """Malformed, doubled and missing prefixes are refused, with the file."""
    path = tmp_path / "prefixes.csv"
    path.write_text(SHIPPED.replace(old, new), encoding="utf-8")

    with pytest.raises(VocabularyError, match=reason) as caught:
        load_prefixes(path)

    assert caught.value.path == path
