"""The second half of a build in parts: the rows of a bucket to a part of the graph."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import PurePosixPath

import fsspec

from kg.engine.extracting import CLAIM, DOCUMENT, ENTITY, Position, Settings, read_rows
from kg.engine.parts import write_table
from kg.engine.storage import exists, whole
from kg.export.records import claim_of, document_of, entity_of, entity_record
from kg.fuse import contrasts, fuse
from kg.graph.nquads import write_nquads
from kg.graph.rdf import loose_nodes
from kg.link import union
from kg.model import Document
from kg.vocab import load_vocabulary
from kg.vocab.prefixes import load_prefixes


@dataclass(frozen=True, slots=True)
class Merged:
    """How much a part of the graph holds."""

    documents: int
    entities: int
    claims: int
    relations: int


def merge_bucket(item: tuple[int, list[tuple[int, str, int]]], settings: Settings) -> Merged:
    """Merge what all partitions have for a bucket, and write a part of each table and of the RDF graph, unless a build that was killed did.

    Args:
        item: the bucket's number, and of each partition its number, its file and the row group with its rows.
    """
    bucket, addresses = item
    note = f"{settings.shuffle}/{PurePosixPath(settings.target).name}-{bucket:05}.json"
    if exists(note) and exists(_place(settings, "graph", bucket=bucket, ending="nq")):  # the last of its files
        with fsspec.open(note, "rb") as done:
            return Merged(**json.load(done))
    merged = _merge(bucket, addresses, settings)
    with whole(note) as out:
        out.write(json.dumps(asdict(merged)).encode())
    return merged


def _merge(bucket: int, addresses: list[tuple[int, str, int]], settings: Settings) -> Merged:
    latest: dict[tuple[str, str], tuple[Position, str]] = {}
    versions: dict[str, set[str]] = defaultdict(set)
    for kind, id_, position, value in read_rows(addresses):
        if kind == ENTITY:
            versions[id_].add(value)
        elif (kind, id_) not in latest or latest[kind, id_][0] < position:
            latest[kind, id_] = (position, value)
    documents = {id_: json.loads(value) for (kind, id_), (_, value) in sorted(latest.items()) if kind == DOCUMENT}
    claims = {id_: json.loads(value) for (kind, id_), (_, value) in sorted(latest.items()) if kind == CLAIM}
    entities = [union([entity_of(id_, json.loads(value)) for value in sorted(values)]) for id_, values in sorted(versions.items())]
    stated = [claim_of(claim["document"], claim["record"]) for claim in claims.values()]
    symmetric = load_vocabulary(settings.ontology).ontology.symmetric
    relations = fuse(stated, symmetric=symmetric)
    # Of a document a contrast asks no more than when it was published.
    dated = {c["document"]: Document(c["document"], "", "", "", published=c["published"]) for c in claims.values()}
    found = contrasts(relations, {claim.id: claim for claim in stated}, dated)
    place = partial(_place, settings, bucket=bucket)

    records = [claim["record"] | {"document": claim["document"]} for claim in claims.values()]
    meta = ({"id": id_, **document, **document["meta"]} for id_, document in documents.items())
    write_table("documents", (row | {"sections": json.dumps(row["sections"], ensure_ascii=False)} for row in meta), place("documents"))
    write_table("entities", ({"id": entity.id, **entity_record(entity)} for entity in entities), place("entities"))
    write_table("claims", records, place("claims"))
    write_table("evidence", (row | {"bindings": json.dumps(row["bindings"])} for row in records), place("evidence"))
    write_table("relations", map(asdict, relations), place("relations"))
    write_table("contrasts", map(asdict, found), place("contrasts"))
    read = (document_of(document["source"], document["meta"]) for document in documents.values())
    with whole(place("graph", ending="nq")) as out:
        fused = {relation.id: relation for relation in relations}
        write_nquads(loose_nodes(read, entities, stated, fused, found, symmetric=symmetric), load_prefixes(), out)
    return Merged(len(documents), len(entities), len(claims), len(relations))


def _place(settings: Settings, table: str, *, bucket: int, ending: str = "parquet") -> str:
    return f"{settings.target}/{table}/part-{bucket:05}.{ending}"
