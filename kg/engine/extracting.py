"""The first half of a build in parts: a partition of documents to a file of rows, ordered by the bucket that merges them."""

from __future__ import annotations

import json
import re
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from kg.cache import maker
from kg.engine.inputs import Partition, fetched
from kg.engine.storage import whole
from kg.errors import UsageError
from kg.export.records import claim_record, document_record, entity_record
from kg.fuse import canonical_key
from kg.ids import digest
from kg.model import Extraction
from kg.pipeline import Refusal, extract
from kg.vocab import Vocabulary, load_vocabulary

#: Kind of row: a version of an entity, a document, a claim.
ENTITY, DOCUMENT, CLAIM = "entity", "document", "claim"
#: Of several rows with one kind and id the one with the highest position counts, as in a build that reads one document after another.
_ROWS = pa.schema([("kind", pa.string()), ("id", pa.string()), ("place", pa.int64()), ("value", pa.string())])
#: Under which key a file of rows notes what became of its partition.
_NOTE = b"kg"
#: A partition's number, and the place of a document in it.
Position = tuple[int, int]
#: Half a surrogate pair is no character, and no Parquet file can hold it.
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_Row = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class Settings:
    """What all tasks of a job share.

    Attributes:
        ontology: its folder on the workers; the one that ships with kg, if None.
        ocr: languages in which pages that are pictures are read.
        maker: what the driver's code, models, ontology and libraries come to; the workers' must be the same.
        buckets: into how many parts the graph is merged.
        shuffle: where rows wait between the halves of the job, and for the next build.
        target: where the parts go.
    """

    ontology: Path | None
    ocr: str | None
    maker: str
    buckets: int
    shuffle: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What became of a partition.

    Attributes:
        address: of the file of rows, which also holds what else is here.
        groups: bucket to its row group in that file.
        digest: of names and contents of the documents; those of all partitions add up to one of all documents, however they are cut.
    """

    address: str
    groups: dict[int, int]
    documents: int
    digest: int
    refused: tuple[Refusal, ...] = ()
    skipped: tuple[Refusal, ...] = ()
    warnings: tuple[tuple[str, str], ...] = field(default=())


def extract_partition(item: tuple[int, Partition], settings: Settings) -> Extracted:
    """Read a partition's documents and write what they yield; the same partition writes the same, whoever does it and how often.

    What a build before wrote of the same documents is taken as it is.

    Raises:
        UsageError: this worker has another kg, ontology or library than the one that started the job.
    """
    _, partition = item
    vocab = load_vocabulary(settings.ontology)
    if maker(vocab, settings.ocr) != settings.maker:
        raise UsageError("a worker has another version of kg, of its ontology or of a library; install the same everywhere")
    stamp = partition.stamp()
    address = f"{settings.shuffle}/{stamp}.parquet"
    if (made := _made(address)) is not None:
        return made
    refused: list[Refusal] = []
    skipped: list[Refusal] = []
    warnings: list[tuple[str, str]] = []
    rows = _Rows(settings.buckets, vocab)
    seen = 0
    with fetched(partition, lambda name, reason: skipped.append(Refusal(name, reason))) as sources:
        for place, result in enumerate(extract(sources, vocab, ocr=settings.ocr)):
            if isinstance(result, Refusal):
                refused.append(result)
                continue
            document = result.document
            seen += int(digest(document.source, document.sha256, json.dumps(document_record(document))), 16)
            warnings += ((document.source, warning) for warning in document.warnings)
            rows.add(result, place)
    if partition.stamp() != stamp:  # what was read may be of neither state, and is for this build alone
        address = f"{settings.shuffle}/{uuid.uuid4().hex}.parquet"
    extracted = Extracted(address, rows.groups, rows.documents, seen, tuple(refused), tuple(skipped), tuple(warnings))
    rows.write(address, extracted)
    return extracted


def _made(address: str) -> Extracted | None:
    """What a build before noted of a partition, if it did."""
    try:
        with fsspec.open(address, "rb") as data:
            noted = json.loads(pq.ParquetFile(data).schema_arrow.metadata[_NOTE])
    except (FileNotFoundError, pa.ArrowInvalid):
        return None
    return Extracted(
        address,
        {int(bucket): group for bucket, group in noted["groups"].items()},
        noted["documents"],
        noted["digest"],
        tuple(Refusal(**refusal) for refusal in noted["refused"]),
        tuple(Refusal(**skip) for skip in noted["skipped"]),
        tuple((name, warning) for name, warning in noted["warnings"]),
    )


class _Rows:
    """Rows by bucket; of an entity only versions that differ."""

    def __init__(self, buckets: int, vocab: Vocabulary) -> None:
        self._buckets = buckets
        self._symmetric = vocab.ontology.symmetric
        self._rows: dict[int, list[_Row]] = defaultdict(list)
        self._versions: set[tuple[str, str]] = set()
        self.documents = 0

    def add(self, extraction: Extraction, place: int) -> None:
        """Add what a document yields."""
        self.documents += 1
        document = extraction.document
        about = {"source": document.source, "mentions": len(extraction.mentions), "claims": len(extraction.claims)}
        self._add(document.id, DOCUMENT, document.id, place, about | {"meta": document_record(document)})
        used = {mention.entity for mention in extraction.mentions}.union(*(claim.entities for claim in extraction.claims))
        for id_, entity in extraction.entities.items():
            if id_ in used:
                self._add(id_, ENTITY, id_, place, entity_record(entity))
        for claim in extraction.claims:
            key = "\0".join(canonical_key(claim, self._symmetric)[:3])  # all that is said of one thing, in whatever modality
            about = {"document": document.id, "published": document.published, "record": claim_record(claim)}
            self._add(key, CLAIM, claim.id, place, about)

    def _add(self, key: str, kind: str, id_: str, place: int, content: object) -> None:
        value = _SURROGATE.sub("\ufffd", json.dumps(content, ensure_ascii=False))
        if kind == ENTITY:
            if (id_, value) in self._versions:
                return
            self._versions.add((id_, value))
        self._rows[int(digest(key), 16) % self._buckets].append((kind, id_, place, value))

    @property
    def groups(self) -> dict[int, int]:
        """Bucket to its row group in the file."""
        return {bucket: group for group, bucket in enumerate(sorted(self._rows))}

    def write(self, address: str, extracted: Extracted) -> None:
        """Write the rows, a row group a bucket, and what is to be noted of them."""
        note = _SURROGATE.sub("\ufffd", json.dumps(asdict(extracted), ensure_ascii=False)).encode()
        schema = _ROWS.with_metadata({_NOTE: note})
        with whole(address) as out, pq.ParquetWriter(out, schema, compression="zstd") as writer:
            for bucket in self.groups:
                rows = self._rows[bucket]
                writer.write_table(pa.table([list(column) for column in zip(*rows, strict=True)], schema=schema), row_group_size=len(rows))


def read_rows(addresses: list[tuple[int, str, int]]) -> Iterator[tuple[str, str, Position, str]]:
    """The rows of a bucket, from its row group in each partition's file: kind, id, position, value.

    Args:
        addresses: of each partition its number, its file, and the row group in that.
    """
    for index, address, group in addresses:
        with fsspec.open(address, "rb") as data:
            table = pq.ParquetFile(data).read_row_group(group)
        for kind, id_, place, value in zip(*(column.to_pylist() for column in table.columns), strict=True):
            yield kind, id_, (index, place), value
