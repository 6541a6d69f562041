"""``report.md`` and ``report.json``: what a build read, what it refused or skipped and why, what it found; for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from kg.graph import Graph
from kg.graph.validation import Finding
from kg.link import Decisions
from kg.model import Document
from kg.vocab import Judgements


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that could not be read, or a file that is none, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Yield:
    """A document that was read, and how many mentions and claims it yielded."""

    document: Document
    mentions: int
    claims: int


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the files that a build was given.

    Attributes:
        read: documents that were read.
        refused: documents that could not be read.
        skipped: files in folders and archives that are no documents.
        findings: what the shapes and the ontology have to object to in the graph.
        notes: what else is to be known of a file: its name and the words.
        judgements, decisions: what people decided, and what became of it; None where nobody did.
    """

    read: Collection[Yield]
    refused: Sequence[Refusal]
    skipped: Sequence[Refusal]
    findings: Sequence[Finding]
    notes: Sequence[tuple[str, str]] = ()
    judgements: Judgements | None = None
    decisions: Decisions | None = None

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """Names of files, each with something that a reader of the graph should know of it."""
        return [*((one.document.source, warning) for one in self.read for warning in one.document.warnings), *self.notes]


def report(graph: Graph, account: Account) -> Iterator[str]:
    """The lines of the report of a build in Markdown, the same for the same input."""
    for n, part in enumerate(_parts(graph, account)):
        if n:
            yield "\n"
        yield from (f"{line}\n" for line in part)


def _parts(graph: Graph, account: Account) -> Iterator[Iterable[str]]:
    """The parts of the report, each as lines."""
    yield ["# Build report"]
    yield [
        f"{len(account.read)} documents read, {len(account.refused)} refused. {len(graph.entities)} entities, {len(graph.claims)} claims, "
        f"{len(graph.relations)} relations."
    ]
    yield _table(
        "Documents", ("file", "title", "published", "language", "encoding", "mentions", "claims"), map(_document_row, account.read)
    )
    if account.refused:
        yield _table("Refused", ("file", "reason"), ((refusal.source, refusal.reason) for refusal in account.refused))
    if account.skipped:
        yield _table("Skipped", ("file", "what it is"), ((skip.source, skip.reason) for skip in account.skipped))
    if account.findings:
        rows = ((finding.severity, finding.focus, finding.message) for finding in account.findings)
        yield _table("Findings of the check", ("severity", "about", "what"), rows)
    if account.judgements and account.decisions:
        yield from _judgements(account.judgements, account.decisions)
    if warnings := account.warnings:
        yield _table("Warnings", ("file", "warning"), warnings)
    yield from (_counts(title, counts) for title, counts in _statistics(graph).items())


def report_json(graph: Graph, account: Account) -> str:
    """The report of a build as JSON, the same for the same input."""
    warnings = account.warnings
    content = {
        "counts": {
            "documents": len(account.read), "refused": len(account.refused), "skipped": len(account.skipped),
            "warnings": len(warnings), "findings": len(account.findings), "entities": len(graph.entities),
            "claims": len(graph.claims), "relations": len(graph.relations),
            **{title.lower(): dict(sorted(counts.items())) for title, counts in _statistics(graph).items()},
        },
        "refused": [{"file": refusal.source, "reason": refusal.reason} for refusal in account.refused],
        "skipped": [{"file": skip.source, "reason": skip.reason} for skip in account.skipped],
        "warnings": [{"file": name, "warning": warning} for name, warning in warnings],
        "judgements in conflict": [
            {"line": line, "reason": reason} for line, reason in (account.decisions.conflicts if account.decisions else ())
        ],
        "findings": [{"severity": f.severity, "about": f.focus, "what": f.message} for f in account.findings],
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _judgements(judgements: Judgements, decisions: Decisions) -> Iterator[Iterable[str]]:
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


def _statistics(graph: Graph) -> dict[str, Counter[str]]:
    return {
        "Entities by type": Counter(entity.type for entity in graph.entities.values()),
        "Claims by relation": Counter(claim.relation for claim in graph.claims.values()),
        "Claims by modality": Counter(claim.qualifiers.modality for claim in graph.claims.values()),
    }


def _document_row(one: Yield) -> tuple[str, ...]:
    document = one.document
    cells = (document.title, document.published, document.lang, document.encoding)
    return (document.source, *(cell or "" for cell in cells), str(one.mentions), str(one.claims))


def _counts(title: str, counts: Mapping[str, int]) -> Iterable[str]:
    return _table(
        title, ("", "count"), ((name, str(count)) for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    )


def _table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    return chain((f"## {title}", "", _row(header), _row(["---"] * len(header))), map(_row, rows))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"


def _escaped(text: str) -> str:
    """Text of a document as text: no Markdown table, line or HTML may come out of it."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
