"""The order of the stages, the cache of finished documents, and the worker processes. The only module that knows them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kg.annotate import Annotator, NamedEntities, Tagger, model_fingerprint
from kg.errors import DocumentError, UsageError
from kg.explore import write_page
from kg.export import EXPORTERS, Record, from_record, to_record, write_atomically, write_records
from kg.fuse import fuse
from kg.graph import Graph
from kg.graph.validation import Finding, validate
from kg.ids import digest
from kg.ingest import Source, check_ocr, discover, read, recogniser
from kg.link import Decisions, Linker, decide, merged
from kg.model import Claim, Document, Extraction
from kg.models import MODELS, NAMES
from kg.relate import Classifier, Relater
from kg.report import report
from kg.vocab import Judgements, Vocabulary, load_vocabulary

#: Called after each document with (documents done, documents in all, name).
Progress = Callable[[int, int, str], None]
#: What a build writes, beside the exports: see ``docs/data-model.md``.
FILES = ("graph.ttl", "graph.html", "graph.graphml", "entities.csv", "claims.csv", "claims.jsonl", "report.md", "manifest.json")
_CACHE = ".cache"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that could not be read, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Build:
    """What a build made.

    Attributes:
        graph: the graph.
        output: the folder it was written to.
        refused: the documents that could not be read.
        skipped: the files in folders and archives that are no documents.
        findings: what the shapes and the ontology have to object to in the graph; empty in a sound one.
        reused: how many documents were taken from the build before.
        decisions: what became of the decisions of ``judgements.csv``.
    """

    graph: Graph
    output: Path
    refused: tuple[Refusal, ...]
    skipped: tuple[Refusal, ...]
    findings: tuple[Finding, ...]
    reused: int
    decisions: Decisions


class Extractor:
    """One vocabulary's stages from document to claims.

    Args:
        models: a folder that ``kg train`` wrote; the models that ship with kg if not given. One that is missing is done without.
        model: a spaCy model, by name or folder, whose named entities are further evidence.

    Raises:
        UsageError: there is no such spaCy model, or it finds no named entities.
    """

    def __init__(self, vocab: Vocabulary, *, models: Path = MODELS, model: str | None = None) -> None:
        further = NamedEntities(vocab, model) if model else None
        self._annotator = Annotator(vocab, tagger=Tagger.at(models / NAMES, vocab), further=further)
        self._linker = Linker(vocab)
        self._relater = Relater(vocab, classifier=Classifier.at(models, vocab))

    def extract(self, document: Document) -> Extraction:
        """Find a document's mentions, link them, and draw its claims."""
        mentions, entities = self._linker.link(document, self._annotator.mentions(document))
        return Extraction(document, mentions, entities, self._relater.claims(document, mentions, entities))


def extract(
    sources: Iterable[Source], vocab: Vocabulary, *, model: str | None = None, ocr: str | None = None
) -> Iterator[Extraction | Refusal]:
    """Read and extract documents one by one; one that cannot be read yields its refusal.

    Args:
        model: a spaCy model, by name or folder, whose named entities are further evidence.

    Raises:
        UsageError: there is no such spaCy model.
        DependencyError: text is to be recognised in languages ``ocr``, and what that needs is not installed.
    """
    if ocr:
        check_ocr(ocr)
    extractor = _extractor(vocab.path, vocab.judgements, vocab.fingerprint, model)
    for source in sources:
        try:
            yield extractor.extract(read(source, ocr=ocr))
        except DocumentError as error:
            yield Refusal(source.name, error.reason)


def build(
    paths: Sequence[Path | str],
    output: Path | str,
    *,
    ontology: Path | None = None,
    judgements: Path | None = None,
    model: str | None = None,
    workers: int | None = None,
    ocr: str | None = None,
    progress: Progress | None = None,
) -> Build:
    """Build the graph of all documents under ``paths`` and write every export to ``output``, all or nothing.

    Documents that were extracted before by the same code and ontology are not read again. The graph is checked against the shapes
    and the ontology; a graph with findings is written all the same, for whoever is to look into them.

    The named entities of the spaCy model ``model`` (its name or folder) are further evidence, if one is given.

    Decisions on names, entities and claims are read from ``judgements``, or ``judgements.csv`` of the ontology folder.

    Pages of PDF files that are pictures are recognised in the languages ``ocr`` (as Tesseract names them), if any are given.

    Raises:
        UsageError: no document was found, or none could be read; there is no such spaCy model.
        DependencyError: text is to be recognised, and what that needs is not installed.
        VocabularyError: the ontology folder or the file of judgements is wrong.
    """
    if ocr:
        check_ocr(ocr)
    vocab = load_vocabulary(ontology, judgements=judgements)
    output = Path(output)
    written = {(output / name).resolve() for name in FILES}
    skipped: list[Refusal] = []
    sources = list(
        discover([Path(path) for path in paths], ignored=written, on_skip=lambda name, reason: skipped.append(Refusal(name, reason)))
    )
    if not sources:
        raise UsageError(
            f"no document found in {', '.join(map(str, paths))}; kg reads .pdf, .docx, .html, .md and .txt files, and .zip archives of them"
        )
    try:
        output.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise UsageError(f"{output} is a file; name a folder to write to") from None
    records, refused, reused = _records(sources, vocab, output / _CACHE, workers or os.cpu_count() or 1, model, ocr, progress)
    if not records:
        reasons = "; ".join(f"{refusal.source}: {refusal.reason}" for refusal in refused[:5])
        raise UsageError(f"none of the {len(sources)} documents could be read ({reasons})")
    extractions, decisions = decide([from_record(record) for record in records], vocab.judgements, vocab.names)
    graph = assemble(extractions, vocab.ontology.symmetric)
    skipped.sort(key=lambda skip: skip.source)
    findings = _write(graph, extractions, refused, skipped, decisions, vocab, output)
    return Build(graph, output, tuple(refused), tuple(skipped), tuple(findings), reused, decisions)


def assemble(extractions: Sequence[Extraction], symmetric: Collection[str]) -> Graph:
    """Fuse the extractions of several documents into one graph; ``symmetric`` names the relations that hold both ways."""
    claims = {claim.id: claim for extraction in extractions for claim in extraction.claims}
    used = {end for claim in claims.values() for end in _entities_of(claim)}
    entities = merged([extraction.entities for extraction in extractions])
    mentioned = {mention.entity for extraction in extractions for mention in extraction.mentions}
    return Graph(
        documents={extraction.document.id: extraction.document for extraction in extractions},
        entities={id_: entity for id_, entity in entities.items() if id_ in used or id_ in mentioned},
        claims=dict(sorted(claims.items())),
        relations={relation.id: relation for relation in fuse(claims.values(), symmetric=symmetric)},
    )


def _entities_of(claim: Claim) -> Iterator[str]:
    qualifiers = claim.qualifiers
    yield from filter(None, (claim.subject, claim.object, qualifiers.said_by, qualifiers.product, qualifiers.origin))


def _records(
    sources: Sequence[Source],
    vocab: Vocabulary,
    folder: Path,
    workers: int,
    model: str | None,
    ocr: str | None,
    progress: Progress | None,
) -> tuple[list[Record], list[Refusal], int]:
    """The records of all documents, from the cache or made now, in the order of the sources."""
    folder.mkdir(exist_ok=True)
    fingerprint = digest(_fingerprint(vocab), ocr, recogniser()) if ocr else _fingerprint(vocab)
    if model:
        fingerprint = digest(fingerprint, model_fingerprint(model))
    files = {path: _sha256(path) for path in {source.path for source in sources}}
    keys = [digest(source.name, files[source.path], repr(source.members), repr(source.about), fingerprint, length=32) for source in sources]
    stale = [(source, folder / f"{key}.json") for source, key in zip(sources, keys, strict=True) if _cached(folder / f"{key}.json") is None]
    refused = []
    done = len(sources) - len(stale)
    if progress and done:
        progress(done, len(sources), "")
    for (source, path), made in zip(stale, _made([source for source, _ in stale], vocab, workers, model, ocr), strict=True):
        if isinstance(made, Refusal):
            refused.append(made)
        else:
            write_atomically(path, json.dumps(made, ensure_ascii=False))
        done += 1
        if progress:
            progress(done, len(sources), source.name)
    for path in set(folder.iterdir()) - {folder / f"{key}.json" for key in keys}:
        path.unlink()
    records = (_cached(folder / f"{key}.json") for key in keys)
    return [record for record in records if record is not None], refused, len(sources) - len(stale)


def _cached(path: Path) -> Record | None:
    """A cached record; None if there is none, or if a crash or a full disk left only a part of it."""
    try:
        record: Record = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return record


def _made(sources: Sequence[Source], vocab: Vocabulary, workers: int, model: str | None, ocr: str | None) -> Iterator[Record | Refusal]:
    record = partial(_record, ontology=vocab.path, judgements=vocab.judgements, fingerprint=vocab.fingerprint, model=model, ocr=ocr)
    if min(workers, len(sources)) <= 1:
        yield from map(record, sources)
        return
    with ProcessPoolExecutor(min(workers, len(sources))) as pool:
        yield from pool.map(record, sources)


def _record(
    source: Source, ontology: Path, judgements: Judgements, fingerprint: str, model: str | None, ocr: str | None
) -> Record | Refusal:
    """One document's record; runs in a worker process, which keeps its extractor."""
    try:
        return to_record(_extractor(ontology, judgements, fingerprint, model).extract(read(source, ocr=ocr)))
    except DocumentError as error:
        return Refusal(source.name, error.reason)


@lru_cache(maxsize=2)
def _extractor(ontology: Path, judgements: Judgements, fingerprint: str, model: str | None) -> Extractor:
    # The fingerprint makes an edited ontology another one.
    return Extractor(replace(load_vocabulary(ontology), judgements=judgements), model=model)


def _fingerprint(vocab: Vocabulary) -> str:
    """Changes whenever the code, the model or the ontology does, so that no result outlives what made it."""
    code = Path(__file__).parent
    files = sorted((path.relative_to(code).as_posix(), path) for path in code.rglob("*") if path.suffix in (".py", ".crfsuite"))
    return digest(vocab.fingerprint, vocab.judgements.reading(), *(f"{name}:{_sha256(path)}" for name, path in files))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "unreadable"


def _write(
    graph: Graph,
    extractions: Sequence[Extraction],
    refused: Sequence[Refusal],
    skipped: Sequence[Refusal],
    decisions: Decisions,
    vocab: Vocabulary,
    output: Path,
) -> list[Finding]:
    """Check the graph and write every file beside its place first, then move all of them: former outputs stay whole until the
    new ones are. Returns what the check found."""
    staging = Path(tempfile.mkdtemp(prefix=".building-", dir=output))
    try:
        for name, write in EXPORTERS.items():
            write(graph, staging / name)
        write_records(extractions, staging / "claims.jsonl")
        write_page(graph, staging / "graph.html", vocab=vocab)
        findings = validate(staging / "graph.ttl", ontology=vocab.path)
        refusals, skips = ([(refusal.source, refusal.reason) for refusal in some] for some in (refused, skipped))
        (staging / "report.md").write_text(
            report(graph, extractions, refusals, skips, findings, vocab.judgements, decisions), encoding="utf-8"
        )
        (staging / "manifest.json").write_text(_manifest(extractions, refused, vocab), encoding="utf-8")
        for name in FILES:
            os.replace(staging / name, output / name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return findings


def _manifest(extractions: Sequence[Extraction], refused: Sequence[Refusal], vocab: Vocabulary) -> str:
    documents = sorted((extraction.document.source, extraction.document.sha256) for extraction in extractions)
    content = {
        "kg": _version(),
        "code and ontology": _fingerprint(vocab),
        "judgements": len(vocab.judgements.rows),
        "ontology version": vocab.ontology.version,
        "symmetric relations": sorted(vocab.ontology.symmetric),
        "documents": [{"file": name, "sha256": sha256} for name, sha256 in documents],
        "refused": [{"file": refusal.source, "reason": refusal.reason} for refusal in refused],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _version() -> str:
    try:
        return version("kg-reports")
    except PackageNotFoundError:
        return "unknown"
