"""A build in parts from end to end: partitions, extraction, merge, and the manifest that makes the new parts the graph."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from kg.cache import code_and_ontology, maker
from kg.engine.engines import Engine
from kg.engine.extracting import Extracted, Settings, extract_partition
from kg.engine.inputs import partitions
from kg.engine.merging import Merged, merge_bucket
from kg.engine.storage import names, remove, whole
from kg.errors import UsageError
from kg.ids import digest
from kg.pipeline import Progress, Refusal
from kg.staging import locked
from kg.vocab import Vocabulary, load_vocabulary

#: Documents of a partition: some seconds of work. Parts of the graph: some files a table.
PARTITION, BUCKETS = 200, 16
_ROWS, _PARTS = ".rows-", "parts-"


@dataclass(frozen=True, slots=True)
class Job:
    """What a build in parts made.

    Attributes:
        parts: folder of the parts: ``documents``, ``entities``, ``claims``, ``evidence``, ``relations``, ``contrasts`` (Parquet), ``graph``
            (N-Quads).
        counts: of documents, entities, claims and relations.
        refused, skipped: documents that could not be read, files that are none.
    """

    parts: str
    counts: Merged
    refused: tuple[Refusal, ...]
    skipped: tuple[Refusal, ...]


def build_parts(
    paths: Sequence[str],
    target: str,
    *,
    engine: Engine,
    ontology: Path | None = None,
    ocr: str | None = None,
    partition: int = PARTITION,
    buckets: int = BUCKETS,
    progress: Progress | None = None,
) -> Job:
    """Build the graph of the documents under ``paths`` in parts: no process holds more than a partition or a part of it.

    The bytes are the same for any engine, any number of workers and any size of partitions. What ``target`` held before stays the
    graph until all parts are written. What a build before read and merged, and what one that was killed did of it, is not done again.

    Args:
        paths: files, folders and archives on a disk that all workers see, fsspec addresses, Parquet tables of documents.
        target: folder or fsspec address.
        partition: about how many documents a task reads.
        buckets: parts of each table.
        progress: called after each partition.

    Raises:
        UsageError: no document was found or could be read, or people decided what only ``kg.pipeline.build`` heeds.
        KgError: a task cannot be carried out.
    """
    vocab = load_vocabulary(ontology)
    if any(vocab.judgements.of("same", "right", "wrong")):
        raise UsageError(
            f"{vocab.path / 'judgements.csv'} says what is the same, right or wrong, which no build in parts heeds; leave --engine out"
        )
    skipped: list[Refusal] = []
    todo = partitions(
        [_absolute(path) for path in paths], size=partition, on_skip=lambda name, reason: skipped.append(Refusal(name, reason))
    )
    if not todo:
        raise UsageError(f"no document found in {', '.join(paths)}")
    target = _absolute(target)
    made_by = maker(vocab, ocr)
    shuffle = f"{target}/{_ROWS}{digest(made_by, str(buckets))}"
    with _alone(target, shuffle):
        settings = Settings(ontology and ontology.resolve(), ocr, made_by, buckets, shuffle)
        extracted: dict[int, Extracted] = {}
        for (index, _), result in engine.run(partial(extract_partition, settings=settings), enumerate(todo)):
            extracted[index] = result
            if progress:
                progress(len(extracted), len(todo), f"partition {index}")
        ordered = [extracted[index] for index in sorted(extracted)]
        refused = [refusal for result in ordered for refusal in result.refused]
        if not any(result.documents for result in ordered):
            reasons = "; ".join(f"{refusal.source}: {refusal.reason}" for refusal in refused[:5])
            raise UsageError(f"none of the documents could be read ({reasons})")
        parts = f"{_PARTS}{digest(code_and_ontology(vocab), str(buckets), str(sum(result.digest for result in ordered)))}"
        counts = _merge(ordered, settings, f"{target}/{parts}", engine)
        skipped = sorted([*skipped, *(skip for result in ordered for skip in result.skipped)], key=lambda skip: skip.source)
        report = {
            "counts": {**asdict(counts), "refused": len(refused), "skipped": len(skipped)},
            "refused": [{"file": refusal.source, "reason": refusal.reason} for refusal in refused],
            "skipped": [{"file": skip.source, "reason": skip.reason} for skip in skipped],
            "warnings": [{"file": name, "warning": warning} for result in ordered for name, warning in result.warnings],
        }
        _write(f"{target}/{parts}/report.json", report)
        _write(f"{target}/manifest.json", _manifest(parts, counts, vocab))
        _tidy(target, parts, shuffle, {PurePosixPath(result.address).name for result in ordered})
    return Job(f"{target}/{parts}", counts, tuple(refused), tuple(skipped))


def _merge(extracted: Sequence[Extracted], settings: Settings, target: str, engine: Engine) -> Merged:
    """Merge bucket by bucket; returns how much that makes."""
    addresses: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    for index, result in enumerate(extracted):
        for bucket, group in result.groups.items():
            addresses[bucket].append((index, result.address, group))
    merge = partial(merge_bucket, settings=replace(settings, target=target))
    merged = [asdict(result) for _, result in engine.run(merge, sorted(addresses.items()))]
    return Merged(**{name: sum(counts[name] for counts in merged) for name in Merged.__annotations__})


@contextmanager
def _alone(target: str, shuffle: str) -> Iterator[None]:
    """A folder on disk is this job's alone; rows of other code, ontologies or buckets are of no use any more."""
    with nullcontext() if "://" in target else locked(Path(target)):
        for name in names(target):
            if name.startswith(_ROWS) and f"{target}/{name}" != shuffle:
                remove(f"{target}/{name}")
        yield


def _tidy(target: str, parts: str, shuffle: str, rows: set[str]) -> None:
    """Remove the parts and rows of documents that are no longer as they were."""
    for name in names(target):
        if name.startswith(_PARTS) and name != parts:
            remove(f"{target}/{name}")
    for name in names(shuffle):
        if name not in rows and not name.startswith(parts):
            remove(f"{shuffle}/{name}")


def _absolute(path: str) -> str:
    """A path as workers in other folders find it."""
    return path if "://" in path else str(Path(path).resolve())


def _manifest(parts: str, counts: Merged, vocab: Vocabulary) -> dict[str, object]:
    return {
        "parts": parts,
        "code and ontology": code_and_ontology(vocab),
        "ontology version": vocab.ontology.version,
        "symmetric relations": sorted(vocab.ontology.symmetric),
        "counts": asdict(counts),
    }


def _write(address: str, content: object) -> None:
    with whole(address) as out:
        out.write((json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace"))
