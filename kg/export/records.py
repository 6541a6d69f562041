"""``claims.jsonl``: what extraction found, one document a line, and the way back.

``kg extract`` prints the same lines. Places count code points of the document's text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from kg.export.files import atomic
from kg.model import Amount, Claim, Document, Entity, Evidence, Extraction, Mention, Qualifiers, Section, Span

Record = dict[str, Any]
_META = ("id", "sha256", "media_type", "encoding", "title", "author", "publisher", "published", "lang")


def write_records(extractions: Iterable[Extraction], path: Path) -> None:
    """Write extractions as JSON Lines."""
    with atomic(path) as out:
        for extraction in extractions:
            out.write(json.dumps(to_record(extraction), ensure_ascii=False) + "\n")


def to_record(extraction: Extraction) -> Record:
    """An extraction as JSON data; all but the document's text and blocks."""
    document = extraction.document
    return {
        "document": document.source,
        "meta": document_record(document),
        "mentions": [_mention_record(mention, extraction.entities) for mention in extraction.mentions],
        "claims": [claim_record(claim) for claim in extraction.claims],
        "entities": {id_: entity_record(entity) for id_, entity in sorted(extraction.entities.items())},
    }


def from_record(record: Mapping[str, Any]) -> Extraction:
    """The extraction that ``to_record`` wrote; the document's text and blocks are empty.

    Raises:
        KeyError, ValueError, TypeError: the data is of another form.
    """
    document = document_of(record["document"], record["meta"])
    return Extraction(
        document=document,
        mentions=tuple(_mention(mention) for mention in record["mentions"]),
        entities={id_: entity_of(id_, entity) for id_, entity in record["entities"].items()},
        claims=tuple(claim_of(document.id, claim) for claim in record["claims"]),
    )


def document_record(document: Document) -> Record:
    """A document as JSON data; all but its name, text and blocks."""
    sections = [
        {
            "title": s.title, "author": s.author, "affiliation": s.affiliation, "published": s.published,
            "start": s.span.start, "end": s.span.end,
        }
        for s in document.sections
    ]  # fmt: skip
    fields = {name: getattr(document, name) for name in _META}
    return {**fields, "sections": sections, "pages": list(document.pages), "warnings": list(document.warnings)}


def document_of(source: str, meta: Mapping[str, Any]) -> Document:
    """The document that ``document_record`` wrote, without text and blocks."""
    sections = (Section(s["title"], s["author"], s["published"], Span(s["start"], s["end"]), s["affiliation"]) for s in meta["sections"])
    return Document(
        source=source, text="", sections=tuple(sections), pages=tuple(meta["pages"]), warnings=tuple(meta["warnings"]),
        **{name: meta[name] for name in _META},
    )  # fmt: skip


def _mention_record(mention: Mention, entities: Mapping[str, Entity]) -> Record:
    return {
        "id": mention.id, "start": mention.span.start, "end": mention.span.end, "type": mention.type, "entity": mention.entity,
        "label": entities[mention.entity].label if mention.entity else mention.surface, "surface": mention.surface,
        "found_by": mention.found_by, "score": mention.score, "block": mention.block, "clean": [mention.clean.start, mention.clean.end],
    }  # fmt: skip


def _mention(record: Mapping[str, Any]) -> Mention:
    return Mention(
        id=record["id"], block=record["block"], clean=Span(*record["clean"]), span=Span(record["start"], record["end"]),
        surface=record["surface"], type=record["type"], found_by=record["found_by"], score=record["score"], entity=record["entity"],
    )  # fmt: skip


def entity_record(entity: Entity) -> Record:
    """An entity as JSON data; all but its id."""
    return {
        "type": entity.type, "class": entity.cls, "labels": dict(sorted(entity.labels.items())), "aliases": list(entity.aliases),
        "identifiers": dict(sorted(entity.identifiers.items())), "country": entity.country, "known": entity.known,
    }  # fmt: skip


def entity_of(id_: str, record: Mapping[str, Any]) -> Entity:
    """The entity that ``entity_record`` wrote."""
    return Entity(
        id=id_, type=record["type"], cls=record["class"], labels=record["labels"], aliases=tuple(record["aliases"]),
        identifiers=record["identifiers"], country=record["country"], known=record["known"],
    )  # fmt: skip


def claim_record(claim: Claim) -> Record:
    """A claim as JSON data; all but its document."""
    q, evidence = claim.qualifiers, claim.evidence
    return {
        "id": claim.id, "subject": evidence.subject, "relation": claim.relation, "object": evidence.object,
        "start": evidence.span.start, "end": evidence.span.end, "date": q.when, "modality": q.modality, "by": evidence.by,
        "amount": q.amount.text if q.amount else None, "rate": q.rate, "product": evidence.product, "role": q.role,
        "confidence": claim.confidence, "method": evidence.rule, "subject_entity": claim.subject, "object_entity": claim.object,
        "date_inferred": q.inferred, "value": str(q.amount.value) if q.amount else None, "unit": q.amount.unit if q.amount else None,
        "said_by": q.said_by, "product_entity": q.product, "origin": q.origin, "stage": q.stage, "quote": evidence.quote,
        "page": evidence.page, "section": evidence.section, "subject_at": _span_record(evidence.subject_at),
        "object_at": _span_record(evidence.object_at), "prefix": evidence.prefix, "suffix": evidence.suffix,
        "bindings": [[part, place.start, place.end] for part, place in evidence.bindings], "judged": dict(evidence.judged),
    }  # fmt: skip


def claim_of(document: str, record: Mapping[str, Any]) -> Claim:
    """The claim that ``claim_record`` wrote."""
    amount = Amount(Decimal(record["value"]), record["unit"], record["amount"]) if record["value"] is not None else None
    qualifiers = Qualifiers(
        when=record["date"], inferred=record["date_inferred"], amount=amount, rate=record["rate"], modality=record["modality"],
        said_by=record["said_by"], product=record["product_entity"], role=record["role"], origin=record["origin"], stage=record["stage"],
    )  # fmt: skip
    evidence = Evidence(
        document=document, span=Span(record["start"], record["end"]), quote=record["quote"], page=record["page"], rule=record["method"],
        subject=record["subject"], object=record["object"], subject_at=_span(record["subject_at"]), object_at=_span(record["object_at"]),
        section=record["section"], by=record["by"], product=record["product"], prefix=record["prefix"], suffix=record["suffix"],
        bindings=tuple((part, Span(start, end)) for part, start, end in record["bindings"]), judged=tuple(record["judged"].items()),
    )  # fmt: skip
    return Claim(
        record["id"], record["subject_entity"], record["relation"], record["object_entity"], qualifiers, evidence, record["confidence"]
    )


def _span_record(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span is not None else None  # an empty span is falsy


def _span(record: list[int] | None) -> Span | None:
    return Span(*record) if record is not None else None
