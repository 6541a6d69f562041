"""What identifiers of entities say in RDF: ``ontology/identifiers.csv``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import VocabularyError
from kg.vocab.paths import ontology_path
from kg.vocab.tables import read_table

_PROPERTY = re.compile(r"[a-z]+:[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Scheme:
    """The property (a prefixed name) by which an entity is matched with its identifier, and the IRI with ``{}`` for the identifier."""

    property: str
    iri: str


@cache
def load_schemes(path: Path | None = None) -> Mapping[str, Scheme]:
    """The schemes that have an IRI, by name, sorted.

    Raises:
        VocabularyError: a property that is no prefixed name, an IRI without ``{}``, or a scheme that stands twice.
    """
    file = path or ontology_path() / "identifiers.csv"
    schemes: dict[str, Scheme] = {}
    for line, row in read_table(file, ("scheme", "property", "iri")):
        if not _PROPERTY.fullmatch(row["property"]) or row["iri"].count("{}") != 1:
            raise VocabularyError(file, "a property should read prefix:name, and an IRI hold {} once", line=line)
        if row["scheme"] in schemes:
            raise VocabularyError(file, f"scheme {row['scheme']} stands twice", line=line)
        schemes[row["scheme"]] = Scheme(row["property"], row["iri"])
    return dict(sorted(schemes.items()))
