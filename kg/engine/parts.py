"""The tables that a build in parts writes, and the graph back from them. Columns are named as the fields of ``claims.jsonl``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from kg.engine.storage import names, whole
from kg.errors import GraphNotFoundError
from kg.export import Record
from kg.export.records import claim_of, document_of, entity_of
from kg.graph import Graph
from kg.model import Contrast, Relation

_SPAN = pa.list_(pa.int32())
_NAMES = pa.map_(pa.string(), pa.string())
#: Where an object begins that has no columns of its own.
_JSON = pa.string()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


_S, _I, _F, _B = pa.string(), pa.int32(), pa.float64(), pa.bool_()
TABLES: Mapping[str, pa.Schema] = {
    "documents": _schema(
        id=_S, source=_S, sha256=_S, media_type=_S, encoding=_S, title=_S, author=_S, publisher=_S, published=_S, lang=_S,
        sections=_JSON, pages=pa.list_(_I), warnings=pa.list_(_S), mentions=_I, claims=_I,
    ),
    "entities": _schema(
        id=_S, type=_S, **{"class": _S}, labels=_NAMES, aliases=pa.list_(_S), identifiers=_NAMES, country=_S, known=_B,
    ),
    "claims": _schema(
        id=_S, document=_S, subject_entity=_S, relation=_S, object_entity=_S, modality=_S, date=_S, date_inferred=_B, value=_S, unit=_S,
        amount=_S, rate=_S, role=_S, stage=_S, product_entity=_S, origin=_S, said_by=_S, confidence=_F,
    ),
    "evidence": _schema(
        id=_S, document=_S, start=_I, end=_I, quote=_S, page=_I, section=_S, method=_S, subject=_S, object=_S, by=_S, product=_S,
        subject_at=_SPAN, object_at=_SPAN, prefix=_S, suffix=_S, bindings=_JSON, judged=pa.map_(_S, _F),
    ),
    "relations": _schema(
        id=_S, subject=_S, relation=_S, object=_S, modality=_S, claims=pa.list_(_S), confidence=_F, documents=_I, symmetric=_B,
    ),
    "contrasts": _schema(id=_S, kind=_S, relations=pa.list_(_S)),
}  # fmt: skip


def write_table(table: str, rows: Iterable[Record], address: str) -> None:
    """Write rows of one of the tables; what a row has besides its columns is left out."""
    with whole(address) as out:
        pq.write_table(pa.Table.from_pylist(list(rows), schema=TABLES[table]), out, compression="zstd")


def load_parts(folder: str) -> Graph:
    """The graph of a build in parts, all of it in memory.

    Raises:
        GraphNotFoundError: the folder holds none.
    """
    try:
        with fsspec.open(f"{folder}/manifest.json", encoding="utf-8", mode="r") as file:
            place = f"{folder}/{json.load(file)['parts']}"
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GraphNotFoundError(f"no graph in parts in {folder}; build one with `kg build --engine local`") from error
    rows = {table: _read(f"{place}/{table}") for table in TABLES}
    read = {row["id"]: row | {"bindings": json.loads(row["bindings"]), "judged": dict(row["judged"])} for row in rows["evidence"]}
    claims = {row["id"]: claim_of(row["document"], read[row["id"]] | row) for row in rows["claims"]}
    found = (document_of(row["source"], row | {"sections": json.loads(row["sections"])}) for row in rows["documents"])
    documents = {document.id: document for document in found}
    entities = (entity_of(row["id"], row | {key: dict(row[key]) for key in ("labels", "identifiers")}) for row in rows["entities"])
    relations = [Relation(**row | {"claims": tuple(row["claims"])}) for row in rows["relations"]]
    return Graph(
        documents=documents,
        entities={entity.id: entity for entity in entities},
        claims=claims,
        relations={relation.id: relation for relation in relations},
        contrasts={row["id"]: Contrast(row["id"], row["kind"], tuple(row["relations"])) for row in rows["contrasts"]},
    )


def _read(folder: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for name in names(folder):
        with fsspec.open(f"{folder}/{name}", "rb") as data:
            rows += pq.read_table(data).to_pylist()
    return rows
