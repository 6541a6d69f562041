"""Extractions to a graph, however many: in a database on the disk, so that memory holds what is under way and no more.

The graph is one like any other (``kg.graph.Graph``), but its values are read when they are asked for, and come in the order of their ids.
"""

from __future__ import annotations

import errno
import json
import sqlite3
import unicodedata
from collections.abc import Callable, Collection, ItemsView, Iterable, Iterator, Mapping, ValuesView
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from kg.export.records import claim_of, claim_record, document_of, document_record, entity_of, entity_record
from kg.fuse import canonical_key, contrasts, relation_of
from kg.graph import Graph
from kg.graph.ordered import Ordered
from kg.link import union
from kg.model import Claim, Contrast, Extraction, Relation
from kg.report import Yield

Value = TypeVar("Value")
#: Values of a table that are kept after they were asked for, and what the database keeps of its file, in KiB: small graphs are never written.
_KEPT, _PAGES = 2000, 32_000
_SCHEMA = """
CREATE TABLE read (position INTEGER PRIMARY KEY, name BLOB, folded BLOB, document BLOB, mentions INTEGER, claims INTEGER);
CREATE INDEX alike ON read (folded);
CREATE TABLE document (id TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE claim (id TEXT PRIMARY KEY, subject TEXT, relation TEXT, object TEXT, modality TEXT, document TEXT, confidence REAL, value BLOB)
WITHOUT ROWID;
CREATE INDEX stated ON claim (subject, relation, object, modality, id, document, confidence);
CREATE TABLE version (id TEXT, value BLOB, PRIMARY KEY (id, value)) WITHOUT ROWID;
CREATE TABLE used (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE entity (id TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE relation (id TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE ends (entity TEXT, relation TEXT, PRIMARY KEY (entity, relation)) WITHOUT ROWID;
CREATE TABLE contrast (id TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""


class Assembly:
    """What the graph keeps of the extractions that pass by: claims, entities and documents, but no mentions.

    Args:
        path: of the database, which is made, and removed in the end.
        symmetric: names of the relations that hold both ways.
    """

    def __init__(self, path: Path, symmetric: Collection[str]) -> None:
        self._path = path
        self._symmetric = symmetric
        self._database = sqlite3.connect(path, isolation_level=None)
        # Nobody opens it after a crash, so nothing is done against one; all is one transaction, of which no more is written than must be.
        self._database.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{_PAGES}; BEGIN; {_SCHEMA}")

    def __enter__(self) -> Assembly:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._database.close()
        self._path.unlink(missing_ok=True)
        if isinstance(error, sqlite3.OperationalError):
            number = errno.ENOSPC if error.sqlite_errorcode == sqlite3.SQLITE_FULL else errno.EIO
            raise OSError(number, str(error), str(self._path.parent)) from error

    def passing(self, extractions: Iterable[Extraction]) -> Iterator[Extraction]:
        """The same extractions, each noted."""
        for extraction in extractions:
            self.add(extraction)
            yield extraction

    def add(self, extraction: Extraction) -> None:
        """Note a document, its entities and claims; of what is told twice under one id the last counts."""
        document, claims = extraction.document, extraction.claims
        name, meta = document.source, _packed([document.source, document_record(document)])
        folded = unicodedata.normalize("NFC", name).casefold()
        self._put("read", [(None, _packed(name), _packed(folded), meta, len(extraction.mentions), len(claims))])
        self._put("document", [(document.id, meta)])
        self._put("claim", map(self._claim_row, claims))
        self._put("version", ((id_, _packed(entity_record(entity))) for id_, entity in extraction.entities.items()))
        used = {mention.entity for mention in extraction.mentions if mention.entity}.union(*(claim.entities for claim in claims))
        self._put("used", ((id_,) for id_ in used))

    @property
    def read(self) -> Reads:
        """What was added, in its order."""
        return Reads(self._database)

    def lookalikes(self) -> Iterator[str]:
        """Names of documents of which others are like them but for case or Unicode form, in the order in which they were added."""
        same = "SELECT folded FROM read GROUP BY folded HAVING COUNT(*) > 1"
        for (name,) in self._database.execute(f"SELECT name FROM read WHERE folded IN ({same}) ORDER BY position"):  # noqa: S608
            yield json.loads(name)

    def graph(self) -> Graph:
        """The graph of all that was added, to be used before the database is closed."""
        claims = _Table(self._database, "claim", lambda _, value: claim_of(*value))
        documents = _Table(self._database, "document", lambda _, value: document_of(*value))
        self._put("entity", self._entities())
        for _, group in groupby(self._relations(), lambda r: (r.subject, r.relation, r.object)):
            same = list(group)
            self._put("relation", ((r.id, _packed(_relation_record(r))) for r in same))
            self._put("ends", ((end, r.id) for r in same for end in (r.subject, r.object)))
            self._put("contrast", ((c.id, _packed([c.kind, c.relations])) for c in contrasts(same, claims, documents)))
        return _StoredGraph(
            documents=documents,
            entities=_Table(self._database, "entity", entity_of),
            claims=claims,
            relations=_Table(self._database, "relation", lambda id_, value: Relation(id_, **{**value, "claims": tuple(value["claims"])})),
            contrasts=_Table(self._database, "contrast", lambda id_, value: Contrast(id_, value[0], tuple(value[1]))),
            ends=_Ends(self._database),
        )

    def _claim_row(self, claim: Claim) -> tuple[Any, ...]:
        document = claim.evidence.document
        return (claim.id, *canonical_key(claim, self._symmetric), document, claim.confidence, _packed([document, claim_record(claim)]))

    def _entities(self) -> Iterator[tuple[str, bytes]]:
        rows = self._database.execute("SELECT id, value FROM version JOIN used USING (id) ORDER BY id, value")
        for id_, group in groupby(rows, itemgetter(0)):
            yield id_, _packed(entity_record(union([entity_of(id_, json.loads(value)) for _, value in group])))

    def _relations(self) -> Iterator[Relation]:
        """All relations in the order of their keys."""
        rows = self._database.execute(
            "SELECT subject, relation, object, modality, id, document, confidence FROM claim ORDER BY subject, relation, object, modality, id"
        )
        for key, group in groupby(rows, itemgetter(slice(4))):
            yield relation_of(key, (row[4:] for row in group), symmetric=self._symmetric)

    def _put(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * _WIDTHS[table])
        self._database.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names


_WIDTHS = {"read": 6, "document": 2, "claim": 8, "version": 2, "used": 1, "entity": 2, "relation": 2, "ends": 2, "contrast": 2}


class Reads(Collection[Yield]):
    """The documents that were read, as often as one goes through them."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __iter__(self) -> Iterator[Yield]:
        for document, mentions, claims in self._database.execute("SELECT document, mentions, claims FROM read ORDER BY position"):
            yield Yield(document_of(*json.loads(document)), mentions, claims)

    def __len__(self) -> int:
        return int(self._database.execute("SELECT COUNT(*) FROM read").fetchone()[0])

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)


class _Table(Ordered[Value]):
    """Values of a table, which changes no more."""

    def __init__(self, database: sqlite3.Connection, table: str, decode: Callable[[str, Any], Value]) -> None:
        self._database = database
        self._rows = f"SELECT id, value FROM {table}"  # noqa: S608 - our own names
        self._decode = decode
        self._kept = lru_cache(_KEPT)(self._one)

    def __getitem__(self, id_: str) -> Value:
        return self._kept(id_)

    def __iter__(self) -> Iterator[str]:
        return (id_ for id_, _ in self._database.execute(f"{self._rows} ORDER BY id"))

    def __len__(self) -> int:
        return self._size

    def items(self) -> ItemsView[str, Value]:
        """Ids and values, one after another."""
        return _Items(self)

    def values(self) -> ValuesView[Value]:
        """Values in the order of their ids, one after another."""
        return _Values(self)

    def pairs(self) -> Iterator[tuple[str, Value]]:
        """Ids and values, read in one go."""
        for id_, value in self._database.execute(f"{self._rows} ORDER BY id"):
            yield id_, self._decode(id_, json.loads(value))

    @cached_property
    def _size(self) -> int:
        return int(self._database.execute(f"SELECT COUNT(*) FROM ({self._rows})").fetchone()[0])  # noqa: S608

    def _one(self, id_: str) -> Value:
        row = self._database.execute(f"{self._rows} WHERE id = ?", (id_,)).fetchone()
        if row is None:
            raise KeyError(id_)
        return self._decode(id_, json.loads(row[1]))


class _Items(ItemsView[str, Value]):
    _mapping: _Table[Value]

    def __iter__(self) -> Iterator[tuple[str, Value]]:
        return self._mapping.pairs()


class _Values(ValuesView[Value]):
    _mapping: _Table[Value]

    def __iter__(self) -> Iterator[Value]:
        return (value for _, value in self._mapping.pairs())


class _Ends(Mapping[str, list[str]]):
    """Of each entity the relations that it is an end of."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __getitem__(self, entity: str) -> list[str]:
        found = self._database.execute("SELECT relation FROM ends WHERE entity = ? ORDER BY relation", (entity,)).fetchall()
        if not found:
            raise KeyError(entity)
        return [relation for (relation,) in found]

    def __iter__(self) -> Iterator[str]:
        return (entity for (entity,) in self._database.execute("SELECT DISTINCT entity FROM ends ORDER BY entity"))

    def __len__(self) -> int:
        return int(self._database.execute("SELECT COUNT(DISTINCT entity) FROM ends").fetchone()[0])


@dataclass(frozen=True, repr=False, kw_only=True)
class _StoredGraph(Graph):
    """A graph that knows of its relations from an index on the disk."""

    ends: Mapping[str, list[str]]

    @property
    def _by_entity(self) -> Mapping[str, list[str]]:
        return self.ends


def _relation_record(r: Relation) -> dict[str, Any]:
    return {
        "subject": r.subject, "relation": r.relation, "object": r.object, "modality": r.modality, "claims": r.claims,
        "confidence": r.confidence, "documents": r.documents, "symmetric": r.symmetric,
    }  # fmt: skip


def _packed(value: object) -> bytes:
    """JSON; half surrogate pairs, which damaged text may hold, stay what they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
