"""What identifiers say in RDF is read from a checked file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import VocabularyError
from kg.vocab.identifiers import Scheme, load_schemes


def test_the_shipped_schemes() -> None:
    """Wikidata's items are the same things."""
    assert load_schemes()["wikidata"] == Scheme("owl:sameAs", "http://www.wikidata.org/entity/{}")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,sameAs,http://a/{}", "prefix:name"),
        ("a,owl:sameAs,http://a/", "hold {} once"),
        ("a,owl:sameAs,http://a/{}\na,owl:sameAs,http://b/{}", "twice"),
    ],
)
def test_a_malformed_scheme_is_named(row: str, said: str, tmp_path: Path) -> None:
    """With file and line."""
    path = tmp_path / "identifiers.csv"
    path.write_text(f"scheme,property,iri\n{row}\n", encoding="utf-8")

    with pytest.raises(VocabularyError, match=said) as caught:
        load_schemes(path)

    assert caught.value.line is not None
