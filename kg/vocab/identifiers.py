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

_PROPERTY = re.compile(r"[a-z]+:[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is said of an entity by its identifier.

    Attributes:
        property: a prefixed name.
        iri: the IRI that the entity is matched with, with ``{}`` for the identifier; empty where the value is the identifier itself.
    """

    property: str
    iri: str


@cache
def load_schemes(path: Path | None = None) -> Mapping[str, Scheme]:
    """The schemes that have a property of their own, by name, sorted.

    Raises:
        VocabularyError: a property that is no prefixed name, an IRI without one ``{}``, or a scheme that stands twice.
    """
    file = path or ontology_path() / "identifiers.csv"
    schemes: dict[str, Scheme] = {}
    for line, row in read_table(file, ("scheme", "property", "iri")):
        if not _PROPERTY.fullmatch(row["property"]) or row["iri"].count("{}") != bool(row["iri"]):
            raise VocabularyError(file, "a property should read prefix:name, and an IRI hold {} once", line=line)
        if row["scheme"] in schemes:
            raise VocabularyError(file, f"scheme {row['scheme']} stands twice", line=line)
        schemes[row["scheme"]] = Scheme(row["property"], row["iri"])
    return dict(sorted(schemes.items()))
