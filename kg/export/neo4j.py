"""A folder of CSV files for Neo4j: as `neo4j-admin database import` takes them, and a Cypher script that loads the same files.

Entities and documents are nodes, each claim is a relationship with its qualifiers and its sentence; so that a property of a
relationship never stands for two claims (https://neo4j.com/docs/operations-manual/current/import/).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.export.files import atomic, write_atomically
from kg.graph import Graph
from kg.graph.csvtext import csv_row
from kg.model import Claim

#: Columns: the property's name, and what Neo4j is to make of it.
ENTITY_COLUMNS = (
    "id:ID", "label", "type", "class", "zh_hant", "zh_hans", "en", "aliases:string[]", "country", "iso3166", "wikidata", ":LABEL",
)  # fmt: skip
DOCUMENT_COLUMNS = ("id:ID", "file", "title", "author", "publisher", "published", "lang", "sha256", ":LABEL")
CLAIM_COLUMNS = (
    ":START_ID", ":END_ID", ":TYPE", "id", "modality", "confidence:double", "date", "date_inferred:boolean", "amount:double", "currency",
    "amount_text", "rate", "role", "stage", "product", "origin", "said_by", "document", "page:int", "section", "quote", "start:int",
    "end:int", "rule",
)  # fmt: skip
MENTION_COLUMNS = (":START_ID", ":END_ID", ":TYPE", "claims:int")

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CASTS = {"double": "toFloat", "int": "toInteger", "boolean": "toBoolean"}
_LISTED = "\x1f"


def export_neo4j(graph: Graph, folder: Path) -> None:
    """Write ``entities.csv``, ``documents.csv``, ``claims.csv``, ``mentions.csv`` and ``load.cypher`` into a folder, which is made."""
    folder.mkdir(exist_ok=True)
    _write(folder / "entities.csv", ENTITY_COLUMNS, _entities(graph))
    _write(folder / "documents.csv", DOCUMENT_COLUMNS, _documents(graph))
    _write(folder / "claims.csv", CLAIM_COLUMNS, (_claim(claim) for _, claim in sorted(graph.claims.items())))
    _write(folder / "mentions.csv", MENTION_COLUMNS, _mentions(graph))
    write_atomically(folder / "load.cypher", _script(graph))


def relationship_type(relation: str) -> str:
    """The type of a relationship as Neo4j writes them: RELOCATED_TO."""
    return _WORD.sub("_", relation).upper()


def _entities(graph: Graph) -> Iterable[Sequence[object]]:
    for id_, e in sorted(graph.entities.items()):
        names = (e.labels.get(lang) for lang in ("zh-Hant", "zh-Hans", "en"))
        known = (e.identifiers.get("iso3166"), e.identifiers.get("wikidata"))
        yield id_, e.label, e.type, e.cls, *names, _LISTED.join(e.aliases), e.country, *known, ";".join(_labels(e.type, e.cls))


def _labels(type_: str, cls: str) -> list[str]:
    return list(dict.fromkeys(("Entity", type_, cls)))


def _documents(graph: Graph) -> Iterable[Sequence[object]]:
    for id_, d in sorted(graph.documents.items()):
        yield id_, d.source, d.title or d.source, d.author, d.publisher, d.published, d.lang, d.sha256, "Document"


def _claim(claim: Claim) -> Sequence[object]:
    q, e = claim.qualifiers, claim.evidence
    amount = (f"{q.amount.value:f}", q.amount.unit, q.amount.text) if q.amount else (None, None, None)
    return (
        claim.subject, claim.object, relationship_type(claim.relation), claim.id, q.modality, claim.confidence, q.when,
        str(q.inferred).lower(), *amount, q.rate, q.role, q.stage, q.product, q.origin, q.said_by, e.document, e.page, e.section, e.quote,
        e.span.start, e.span.end, e.rule,
    )  # fmt: skip


def _mentions(graph: Graph) -> Iterable[Sequence[object]]:
    """Which document speaks of which entity, and in how many claims."""
    counts = Counter((c.evidence.document, end) for c in graph.claims.values() for end in {c.subject, c.object})
    for (document, entity), count in sorted(counts.items()):
        yield document, entity, "MENTIONS", count


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with atomic(path) as out:
        out.write(csv_row(columns))
        out.writelines(csv_row(row) for row in rows)


def _script(graph: Graph) -> str:
    """Cypher that loads the files from Neo4j's import folder into a running database; labels and types cannot be parameters there."""
    parts = [
        "// Loads the CSV files beside this script, once they are in the import folder of the database, e.g. with",
        "// cypher-shell --file load.cypher. Running it again changes nothing.",
        "CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;",
        "CREATE CONSTRAINT document_id IF NOT EXISTS FOR (n:Document) REQUIRE n.id IS UNIQUE;",
    ]
    for type_, cls in sorted({(e.type, e.cls) for e in graph.entities.values()}):
        labels = ":".join(_labels(type_, cls))
        where = f"row.`type` = '{type_}' AND row.`class` = '{cls}'"
        parts.append(_load("entities.csv", f"MERGE (n:Entity {{id: row.`id:ID`}}) SET n:{labels}, {_set('n', ENTITY_COLUMNS)}", where))
    parts.append(_load("documents.csv", f"MERGE (n:Document {{id: row.`id:ID`}}) SET {_set('n', DOCUMENT_COLUMNS)}"))
    for relation in sorted({relationship_type(c.relation) for c in graph.claims.values()}):
        ends = "MATCH (a:Entity {id: row.`:START_ID`}) MATCH (b:Entity {id: row.`:END_ID`})"
        merge = f"MERGE (a)-[r:{relation} {{id: row.id}}]->(b) SET {_set('r', CLAIM_COLUMNS)}"
        parts.append(_load("claims.csv", f"{ends} {merge}", f"row.`:TYPE` = '{relation}'"))
    ends = "MATCH (a:Document {id: row.`:START_ID`}) MATCH (b:Entity {id: row.`:END_ID`})"
    parts.append(_load("mentions.csv", f"{ends} MERGE (a)-[r:MENTIONS]->(b) SET {_set('r', MENTION_COLUMNS)}"))
    return "\n".join(parts) + "\n"


def _load(file: str, body: str, where: str | None = None) -> str:
    kept = f" WITH row WHERE {where}" if where else ""
    return f"LOAD CSV WITH HEADERS FROM 'file:///{file}' AS row{kept}\nCALL (row) {{ {body} }} IN TRANSACTIONS OF 1000 ROWS;"


def _set(variable: str, columns: Sequence[str]) -> str:
    """Assignments of all properties, each of its type."""
    return ", ".join(
        f"{variable}.{name} = {_cast(column, kind)}" for column in columns for name, _, kind in [column.partition(":")] if name
    )


def _cast(column: str, kind: str) -> str:
    if kind == "string[]":
        return f"[x IN split(row.`{column}`, '\\u001F') WHERE x <> '']"
    return f"{_CASTS[kind]}(row.`{column}`)" if kind in _CASTS else f"row.`{column}`"
