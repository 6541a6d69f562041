"""``entities.csv`` and ``claims.csv``, a row an entity and a row a claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.export.files import atomic
from kg.graph import Graph
from kg.graph.csvtext import csv_row
from kg.graph.ordered import by_id
from kg.model import Claim

ENTITY_COLUMNS = ("id", "type", "class", "zh-Hant", "zh-Hans", "en", "aliases", "wikidata", "iso3166", "claims")
CLAIM_COLUMNS = (
    "id", "subject", "subject_id", "relation", "object", "object_id", "modality", "date", "date_inferred", "amount", "currency",
    "amount_text", "rate", "role", "stage", "product", "product_id", "origin", "origin_id", "said_by", "said_by_id", "confidence",
    "document", "title", "publisher", "published", "page", "section", "quote", "start", "end", "rule",
)  # fmt: skip

#: With these a spreadsheet begins a formula (OWASP, CSV injection), in full width too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def export_entities(graph: Graph, path: Path) -> None:
    """Write the entities as CSV."""
    rows = (
        (id_, e.type, e.cls, *(e.labels.get(lang, "") for lang in ("zh-Hant", "zh-Hans", "en")), "|".join(e.aliases),
         e.identifiers.get("wikidata", ""), e.identifiers.get("iso3166", ""), _claims_about(graph, id_))
        for id_, e in by_id(graph.entities)
    )  # fmt: skip
    _write(path, ENTITY_COLUMNS, rows)


def export_claims(graph: Graph, path: Path) -> None:
    """Write the claims as CSV, with their evidence."""
    _write(path, CLAIM_COLUMNS, (_claim_row(graph, claim) for _, claim in by_id(graph.claims)))


def _claims_about(graph: Graph, entity: str) -> int:
    """At how many ends of claims an entity stands."""
    return sum(len(r.claims) * [r.subject, r.object].count(entity) for r in graph.relations_of(entity))


def _claim_row(graph: Graph, claim: Claim) -> tuple[object, ...]:
    q, evidence = claim.qualifiers, claim.evidence
    document = graph.documents[evidence.document]

    def label(id_: str | None) -> str | None:
        return graph.entities[id_].label if id_ else None

    return (
        claim.id, label(claim.subject), claim.subject, claim.relation, label(claim.object), claim.object, q.modality, q.when,
        "yes" if q.inferred else None, f"{q.amount.value:f}" if q.amount else None, q.amount.unit if q.amount else None,
        q.amount.text if q.amount else None, q.rate, q.role, q.stage, label(q.product), q.product, label(q.origin), q.origin,
        label(q.said_by), q.said_by, claim.confidence, document.source, document.title, document.publisher, document.published,
        evidence.page, evidence.section, evidence.quote, evidence.span.start, evidence.span.end, evidence.rule,
    )  # fmt: skip


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with atomic(path) as out:
        out.write(csv_row(columns))
        out.writelines(csv_row(map(_safe, row)) for row in rows)


def _safe(cell: object) -> object:
    """The cell, as text where a spreadsheet would run it as a formula."""
    runs = isinstance(cell, str) and cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if runs else cell
