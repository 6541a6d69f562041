"""The second half of a build in parts: the rows of a bucket to a part of the graph."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass

from kg.engine.extracting import CLAIM, DOCUMENT, ENTITY, Settings, read_rows
from kg.engine.parts import write_table
from kg.engine.storage import whole
from kg.export.records import claim_of, document_of, entity_of, entity_record
from kg.fuse import fuse
from kg.graph.nquads import write_nquads
from kg.graph.rdf import loose_nodes
from kg.link import union
from kg.vocab import load_vocabulary
from kg.vocab.prefixes import load_prefixes


@dataclass(frozen=True, slots=True)
class Merged:
    """How much a part of the graph holds."""

    documents: int
    entities: int
    claims: int
    relations: int


def merge_bucket(item: tuple[int, list[tuple[str, int]]], settings: Settings) -> Merged:
    """Merge what all partitions have for a bucket, and write a part of each table and of the RDF graph.

    Args:
        item: the bucket's number, and in which row groups of which files its rows are.
    """
    bucket, addresses = item
    latest: dict[tuple[str, str], tuple[int, str]] = {}
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

    def place(table: str, ending: str = "parquet") -> str:
        return f"{settings.target}/{table}/part-{bucket:05}.{ending}"

    records = [claim["record"] | {"document": claim["document"]} for claim in claims.values()]
    meta = ({"id": id_, **document, **document["meta"]} for id_, document in documents.items())
    write_table("documents", (row | {"sections": json.dumps(row["sections"], ensure_ascii=False)} for row in meta), place("documents"))
    write_table("entities", ({"id": entity.id, **entity_record(entity)} for entity in entities), place("entities"))
    write_table("claims", records, place("claims"))
    write_table("evidence", (row | {"bindings": json.dumps(row["bindings"])} for row in records), place("evidence"))
    write_table("relations", map(asdict, relations), place("relations"))
    read = (document_of(document["source"], document["meta"]) for document in documents.values())
    with whole(place("graph", "nq")) as out:
        write_nquads(loose_nodes(read, entities, stated, symmetric=symmetric), load_prefixes(), out)
    return Merged(len(documents), len(entities), len(claims), len(relations))
