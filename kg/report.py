"""``report.md``: what a build read, what it refused or skipped and why, what it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.graph import Graph
from kg.graph.validation import Finding
from kg.link import Decisions
from kg.model import Extraction
from kg.vocab import Judgements


def report(
    graph: Graph,
    extractions: Sequence[Extraction],
    refused: Sequence[tuple[str, str]],
    skipped: Sequence[tuple[str, str]],
    findings: Sequence[Finding],
    judgements: Judgements,
    decisions: Decisions,
) -> str:
    """The report of a build in Markdown, the same for the same input. Of files ``refused`` and ``skipped`` it gives name and reason."""
    modalities: Counter[str] = Counter(claim.qualifiers.modality for claim in graph.claims.values())
    parts = [
        "# Build report\n",
        f"{len(extractions)} documents read, {len(refused)} refused. {len(graph.entities)} entities, {len(graph.claims)} claims, "
        f"{len(graph.relations)} relations.\n",
        _table("Documents", ("file", "title", "published", "language", "encoding", "mentions", "claims"), map(_document_row, extractions)),
    ]
    if refused:
        parts.append(_table("Refused", ("file", "reason"), refused))
    if skipped:
        parts.append(_table("Skipped", ("file", "what it is"), skipped))
    if findings:
        rows = ((finding.severity, finding.focus, finding.message) for finding in findings)
        parts.append(_table("Findings of the check", ("severity", "about", "what"), rows))
    if judgements.rows:
        parts += _judgements(judgements, decisions)
    warnings = [(e.document.source, warning) for e in extractions for warning in e.document.warnings]
    if warnings:
        parts.append(_table("Warnings", ("file", "warning"), warnings))
    parts.append(_counts("Entities by type", Counter(entity.type for entity in graph.entities.values())))
    parts.append(_counts("Claims by relation", Counter(claim.relation for claim in graph.claims.values())))
    parts.append(_counts("Claims by modality", modalities))
    return "\n".join(parts)


def _judgements(judgements: Judgements, decisions: Decisions) -> Iterator[str]:
    """What people decided, and what became of it."""
    given = Counter(row.verdict for row in judgements.rows)
    yield _counts("Judgements", given)
    effects = {
        "entities that are another one": decisions.merged,
        "entities left out": decisions.rejected,
        "claims left out as wrong": decisions.wrong,
        "claims confirmed": decisions.confirmed,
        "claims left out: they would relate an entity to itself": decisions.circular,
    }
    yield _counts("What the judgements did", effects)
    if decisions.conflicts:
        yield _table("Judgements in conflict", ("line", "reason"), ((str(line), reason) for line, reason in decisions.conflicts))
    if decisions.idle:
        yield _table("Judgements on what is not here", ("line", "what"), ((str(line), what) for line, what in decisions.idle))


def _document_row(extraction: Extraction) -> tuple[str, ...]:
    document = extraction.document
    cells = (document.title, document.published, document.lang, document.encoding)
    return (document.source, *(cell or "" for cell in cells), str(len(extraction.mentions)), str(len(extraction.claims)))


def _counts(title: str, counts: Mapping[str, int]) -> str:
    return _table(
        title, ("", "count"), ((name, str(count)) for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    )


def _table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"## {title}\n", _row(header), _row(["---"] * len(header)), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"


def _escaped(text: str) -> str:
    """Text of a document as text: no Markdown table, line or HTML may come out of it."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
