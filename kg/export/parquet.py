"""A folder of Parquet files (https://parquet.apache.org/), typed: entities, documents, claims, relations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Context, Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kg.errors import DependencyError
from kg.export.files import replacing
from kg.graph import Graph
from kg.model import Claim

#: Digits of an amount, and those after its point; none in a text has as many.
_DIGITS, _SCALE = 38, 9


def export_parquet(graph: Graph, folder: Path) -> None:
    """Write ``entities.parquet``, ``documents.parquet``, ``claims.parquet`` and ``relations.parquet`` into a folder, which is made.

    Raises:
        DependencyError: pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        raise DependencyError("Parquet needs pyarrow: pip install 'kg-reports[parquet]'")
    import pyarrow as pa
    from pyarrow import parquet

    text, texts, count = pa.string(), pa.list_(pa.string()), pa.int64()
    labels = pa.map_(pa.string(), pa.string())
    tables: Mapping[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
        "entities": (
            {"id": text, "type": text, "class": text, "label": text, "labels": labels, "aliases": texts, "identifiers": labels,
             "country": text, "known": pa.bool_()},
            [{"id": id_, "type": e.type, "class": e.cls, "label": e.label, "labels": sorted(e.labels.items()), "aliases": list(e.aliases),
              "identifiers": sorted(e.identifiers.items()), "country": e.country, "known": e.known}
             for id_, e in sorted(graph.entities.items())],
        ),
        "documents": (
            dict.fromkeys(("id", "file", "sha256", "title", "author", "publisher", "published", "lang", "media_type"), text),
            [{"id": id_, "file": d.source, "sha256": d.sha256, "title": d.title, "author": d.author, "publisher": d.publisher,
              "published": d.published, "lang": d.lang, "media_type": d.media_type} for id_, d in sorted(graph.documents.items())],
        ),
        "claims": (
            {**dict.fromkeys(("id", "subject", "relation", "object", "modality", "date"), text), "date_start": pa.date32(),
             "date_end": pa.date32(), "date_inferred": pa.bool_(), "amount": pa.decimal128(_DIGITS, _SCALE),
             **dict.fromkeys(("currency", "amount_text", "rate", "role", "stage", "product", "origin", "said_by"), text),
             "confidence": pa.float64(), "document": text, "page": count, "section": text, "quote": text, "start": count, "end": count,
             "rule": text},
            [_claim(claim) for _, claim in sorted(graph.claims.items())],
        ),
        "relations": (
            {**dict.fromkeys(("id", "subject", "relation", "object", "modality"), text), "claims": texts, "confidence": pa.float64(),
             "documents": count, "symmetric": pa.bool_()},
            [{"id": id_, "subject": r.subject, "relation": r.relation, "object": r.object, "modality": r.modality,
              "claims": list(r.claims), "confidence": r.confidence, "documents": r.documents, "symmetric": r.symmetric}
             for id_, r in sorted(graph.relations.items())],
        ),
    }  # fmt: skip
    folder.mkdir(exist_ok=True)
    for name, (columns, rows) in tables.items():
        table = pa.Table.from_pylist([_clean(row) for row in rows], schema=pa.schema(columns))
        with replacing(folder / f"{name}.parquet") as temporary:
            parquet.write_table(table, temporary)


def _claim(claim: Claim) -> dict[str, Any]:
    q, e = claim.qualifiers, claim.evidence
    start, end = _days(q.when)
    return {
        "id": claim.id, "subject": claim.subject, "relation": claim.relation, "object": claim.object, "modality": q.modality,
        "date": q.when, "date_start": start, "date_end": end, "date_inferred": q.inferred,
        "amount": _decimal(q.amount.value) if q.amount else None,
        "currency": q.amount.unit if q.amount else None, "amount_text": q.amount.text if q.amount else None, "rate": q.rate,
        "role": q.role, "stage": q.stage, "product": q.product, "origin": q.origin, "said_by": q.said_by, "confidence": claim.confidence,
        "document": e.document, "page": e.page, "section": e.section, "quote": e.quote, "start": e.span.start, "end": e.span.end,
        "rule": e.rule,
    }  # fmt: skip


def _decimal(value: Decimal) -> Decimal | None:
    """The value to the digits that a column holds; nothing for what is larger, which stands in the words."""
    return value.quantize(Decimal(1).scaleb(-_SCALE), context=Context(prec=_DIGITS)) if value.adjusted() < _DIGITS - _SCALE else None


def _days(when: str | None) -> tuple[date | None, date | None]:
    """The first and the last day of a date or range; nothing for what the calendar lacks."""
    first, _, last = (when or "").partition("/")
    try:
        return _day(first, last=False), _day(last or first, last=True)
    except ValueError:
        return None, None


def _day(text: str, *, last: bool) -> date | None:
    if not text:
        return None
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    if not last or day:
        return date(year, month or 1, day or 1)
    following = date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1)
    return following - timedelta(days=1)


def _clean(value: Any) -> Any:
    """The value without half surrogate pairs, which damaged text may hold and UTF-8 cannot."""
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return type(value)(map(_clean, value)) if isinstance(value, (list, tuple)) else value
