"""The words by which lines of a page are told: ``ontology/lexicon/page_words.csv``."""

from __future__ import annotations

import re
from functools import cache

from kg.vocab import alternatives
from kg.vocab.paths import ontology_path
from kg.vocab.tables import read_table


@cache
def page_words(kind: str) -> frozenset[str]:
    """The words of one kind; none for a kind that the list lacks."""
    rows = read_table(ontology_path() / "lexicon" / "page_words.csv", ("kind", "words"))
    return frozenset(word for _, row in rows if row["kind"] == kind for word in row["words"].split("|"))


@cache
def one_of(kind: str) -> str:
    """The words of one kind as a regular expression, the longest first."""
    return f"(?:{alternatives(map(re.escape, page_words(kind)))})"
