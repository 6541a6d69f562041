"""Stable ids, made from content: same input, same id, on any machine."""

from __future__ import annotations

import hashlib
import unicodedata

SEPARATOR = "\x1f"


def digest(*parts: str, length: int = 12) -> str:
    """The first ``length`` hex digits of the SHA-256 of the parts, which may hold any text."""
    return hashlib.sha256(SEPARATOR.join(parts).encode()).hexdigest()[:length]


def normalise(name: str) -> str:
    """A name's key: compatibility forms unified (NFKC), case folded, white space removed, 臺 written 台.

    Two names with the same key are spelled the same for every purpose of kg. Nothing is romanised.
    """
    return "".join(unicodedata.normalize("NFKC", name).casefold().replace("臺", "台").split())


def entity_id(type_: str, name: str) -> str:
    """The id of an entity that no list knows: from its type and normalised name."""
    return f"{type_.lower()}-x{digest(type_, normalise(name))}"


def document_id(sha256: str) -> str:
    """The id of a document with these bytes."""
    return f"doc-{sha256[:12]}"


def claim_id(document: str, subject: str, relation: str, object_: str, start: int, end: int, *qualifiers: str) -> str:
    """The id of a claim: the triple, its qualifiers and where it is stated."""
    return f"claim-{digest(document, subject, relation, object_, str(start), str(end), *qualifiers)}"


def relation_id(subject: str, relation: str, object_: str, modality: str) -> str:
    """The id of a fused relation."""
    return f"rel-{digest(subject, relation, object_, modality)}"


def contrast_id(subject: str, relation: str, object_: str) -> str:
    """The id of what is said of a triple in several modalities."""
    return f"contrast-{digest(subject, relation, object_)}"
