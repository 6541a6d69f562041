"""``entities.csv`` and ``claims.csv``, a row an entity and a row a claim."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.export.files import atomic
from kg.graph import Graph
from kg.model import Claim

ENTITY_COLUMNS = ("id", "type", "class", "zh-Hant", "zh-Hans", "en", "aliases", "wikidata", "iso3166", "claims")
CLAIM_COLUMNS = (
    "id", "subject", "subject_id", "relation", "object", "object_id", "modality", "date", "date_inferred", "amount", "currency", "rate",
    "role", "product", "origin", "said_by", "confidence", "document", "publisher", "published", "page", "section", "quote", "start", "end",
    "rule",
)  # fmt: skip


def export_entities(graph: Graph, path: Path) -> None:
    """Write the entities as CSV."""
    counts = Counter(end for claim in graph.claims.values() for end in (claim.subject, claim.object))
    rows = (
        (id_, e.type, e.cls, *(e.labels.get(lang, "") for lang in ("zh-Hant", "zh-Hans", "en")), "|".join(e.aliases),
         e.identifiers.get("wikidata", ""), e.identifiers.get("iso3166", ""), counts[id_])
        for id_, e in sorted(graph.entities.items())
    )  # fmt: skip
    _write(path, ENTITY_COLUMNS, rows)


def export_claims(graph: Graph, path: Path) -> None:
    """Write the claims as CSV, with their evidence."""
    _write(path, CLAIM_COLUMNS, (_claim_row(graph, claim) for _, claim in sorted(graph.claims.items())))


def _claim_row(graph: Graph, claim: Claim) -> tuple[object, ...]:
    q, evidence = claim.qualifiers, claim.evidence
    document = graph.documents[evidence.document]

    def label(id_: str | None) -> str:
        return graph.entities[id_].label if id_ else ""

    return (
        claim.id, label(claim.subject), claim.subject, claim.relation, label(claim.object), claim.object, q.modality, q.when or "",
        "yes" if q.inferred else "", f"{q.amount.value:f}" if q.amount else "", q.amount.unit if q.amount else "", q.rate or "",
        q.role or "", label(q.product), label(q.origin), label(q.said_by), claim.confidence, document.source, document.publisher or "",
        document.published or "", evidence.page or "", evidence.section or "", evidence.quote, evidence.span.start, evidence.span.end,
        evidence.rule,
    )  # fmt: skip


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with atomic(path) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_safe(cell) for cell in row] for row in rows)


def _safe(cell: object) -> object:
    """A cell that a spreadsheet would run as a formula is text (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "@", "\t", "\r") else cell
