"""Prefixes of the RDF that kg writes and reads: ``ontology/prefixes.csv``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kg.errors import VocabularyError
from kg.vocab.ontology import KG
from kg.vocab.paths import ontology_path
from kg.vocab.tables import read_table

_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]+")
#: What the writer and the queries of kg use.
_NEEDED = ("cur", "dcterms", "edtf", "ent", "kg", "oa", "owl", "prov", "rdf", "rdfs", "skos", "unit", "xsd")


@cache
def load_prefixes(path: Path | None = None) -> Mapping[str, str]:
    """Prefix to IRI, sorted; ``ent`` is the base under which entities, claims and documents are named.

    Raises:
        VocabularyError: a malformed, doubled or missing prefix, or another ``kg`` than the ontology's.
    """
    file = path or ontology_path() / "prefixes.csv"
    prefixes: dict[str, str] = {}
    for line, row in read_table(file, ("prefix", "iri")):
        prefix, iri = row["prefix"], row["iri"]
        if not _PREFIX.fullmatch(prefix) or not _IRI.fullmatch(iri):
            raise VocabularyError(file, f"{prefix!r} and {iri!r} are no prefix and IRI", line=line)
        if prefix in prefixes:
            raise VocabularyError(file, f"prefix {prefix} is already taken", line=line)
        prefixes[prefix] = iri
    if missing := [prefix for prefix in _NEEDED if prefix not in prefixes]:
        raise VocabularyError(file, f"prefix missing: {', '.join(missing)}")
    if prefixes["kg"] != str(KG):
        raise VocabularyError(file, f"kg should be {KG}, the ontology's own namespace")
    return dict(sorted(prefixes.items()))


def shortened(iri: str) -> str:
    """An IRI as people write it, ``ent:…`` or ``kg:…``; as it is, if no prefix fits."""
    return next((f"{prefix}:{iri.removeprefix(space)}" for prefix, space in load_prefixes().items() if iri.startswith(space)), iri)
