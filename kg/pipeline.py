"""The order of the stages: documents to claims, each by itself, and all claims to the graph and its files. The only module that knows it."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import NoReturn

from kg.annotate import Annotator, NamedEntities, Tagger, model_fingerprint
from kg.assembly import Assembly
from kg.cache import Cache, code_and_ontology, maker, sha256
from kg.errors import DocumentError, KgError, UsageError
from kg.explore import write_page
from kg.export import BLOCKS, EXPORTERS, Record, from_record, texts_written, to_blocks, to_record, write_atomically, write_records
from kg.fuse import contrasts, fuse
from kg.graph import Graph
from kg.graph.lots import SIZE as LOT
from kg.graph.lots import Lot, lots
from kg.graph.store import STORE, write_store
from kg.graph.validation import Finding, validate_lot, validated
from kg.ingest import Source, discover, recogniser
from kg.link import Decider, Decisions, Linker, union
from kg.model import Claim, Document, Entity, Extraction
from kg.models import MODELS, NAMES
from kg.reading import ended, read_apart, read_bounded
from kg.relate import Classifier, Reading, Relater
from kg.report import Account, Refusal, report, report_json
from kg.staging import locked, staged
from kg.vocab import Judgements, Vocabulary, load_vocabulary
from kg.workers import run

__all__ = ["CACHE", "FILES", "TIMINGS", "Build", "Extractor", "Progress", "Refusal", "assemble", "build", "extract", "trace"]

#: Called after each document with (documents done, documents in all, name).
Progress = Callable[[int, int, str], None]
#: What a build writes, beside the exports: see ``docs/data-model.md``.
FILES = (
    "graph.ttl", "graph.html", "graph.graphml", "entities.csv", "claims.csv", "claims.jsonl", "documents.jsonl", "report.md",
    "report.json", "manifest.json",
)  # fmt: skip
#: Where a build keeps what documents yielded, and how long it took.
CACHE, TIMINGS = ".cache", "timings"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Build:
    """What a build made.

    Attributes:
        output: the folder it was written to.
        counts: of documents, entities and claims.
        refused: the documents that could not be read.
        skipped: the files in folders and archives that are no documents.
        findings: what the shapes and the ontology have to object to in the graph; empty in a sound one.
        reused: how many documents were taken from the build before.
        seconds: how long each part of the build took.
        decisions: what became of the decisions of ``judgements.csv``; None where nobody took any.
        symmetric: names of the relations that hold both ways.
    """

    output: Path
    counts: Mapping[str, int]
    refused: tuple[Refusal, ...]
    skipped: tuple[Refusal, ...]
    findings: tuple[Finding, ...]
    reused: int
    seconds: Mapping[str, float] = field(default_factory=dict)
    decisions: Decisions | None = None
    symmetric: Collection[str] = field(default=(), repr=False)

    @cached_property
    def graph(self) -> Graph:
        """The graph, in memory: it is read from the folder when it is first asked for."""
        return read_graph(self.output / "claims.jsonl", self.symmetric)


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

    def readings(self, extraction: Extraction) -> Iterator[Reading]:
        """How each sentence and table row of an extraction came to its claims, and what nearly was one."""
        return self._relater.readings(extraction.document, extraction.mentions, extraction.claims)


def extract(
    sources: Iterable[Source], vocab: Vocabulary, *, model: str | None = None, ocr: str | None = None
) -> Iterator[Extraction | Refusal]:
    """Read and extract documents one by one; one that cannot be read yields its refusal. They are read in a process of their own.

    Args:
        model: a spaCy model, by name or folder, whose named entities are further evidence.

    Raises:
        UsageError: there is no such spaCy model.
        DependencyError: text is to be recognised in languages ``ocr``, and what that needs is not installed.
    """
    extractor = _extractor(vocab.path, vocab.judgements, vocab.fingerprint, model)
    for source, document in read_apart(sources, ocr=ocr):
        yield Refusal(source.name, document.reason) if isinstance(document, DocumentError) else extractor.extract(document)


def trace(extraction: Extraction, vocab: Vocabulary) -> Iterator[Reading]:
    """How what ``extract`` found came about; slower than finding it."""
    return _extractor(vocab.path, vocab.judgements, vocab.fingerprint, None).readings(extraction)


def build(
    paths: Sequence[Path | str],
    output: Path | str,
    *,
    ontology: Path | None = None,
    judgements: Path | None = None,
    model: str | None = None,
    workers: int | None = None,
    ocr: str | None = None,
    store: bool = False,
    progress: Progress | None = None,
) -> Build:
    """Build the graph of all documents under ``paths`` and write every export to ``output``, all or nothing.

    Documents that were extracted before by the same code and ontology are not read again, also under another name. The graph is
    checked against the shapes and the ontology; a graph with findings is written all the same, for whoever is to look into them.

    The named entities of the spaCy model ``model`` (its name or folder) are further evidence, if one is given. Decisions on names,
    entities and claims are read from ``judgements``, or ``judgements.csv`` of the ontology folder.

    Pages of PDF files that are pictures are recognised in the languages ``ocr`` (as Tesseract names them), if any are given.
    With ``store``, a persistent Oxigraph store of the graph is written beside it; without, one of a former build is removed.

    Raises:
        UsageError: no document was found, or none could be read; there is no such spaCy model.
        BusyError: another build writes to ``output``.
        DependencyError: text is to be recognised, and what that needs is not installed.
        VocabularyError: the ontology folder or the file of judgements is wrong.
        OSError: ``output`` cannot be written to, or the disk is full; what it held stays as it was.
    """
    recognised = f"{ocr} {recogniser(ocr)}" if ocr else None
    vocab = load_vocabulary(ontology, judgements=judgements)
    output = Path(output)
    clock = _Clock()
    written = {(output / name).resolve() for name in FILES} | {path.resolve() for path in (output / STORE).rglob("*")}
    skipped: list[Refusal] = []
    sources = list(
        discover([Path(path) for path in paths], ignored=written, on_skip=lambda name, reason: skipped.append(Refusal(name, reason)))
    )
    skipped.sort(key=lambda skip: skip.source)
    if not sources:
        raise UsageError(
            f"no document found in {', '.join(map(str, paths))}; kg reads .pdf, .docx, .html, .md and .txt files, and .zip archives of them"
        )
    clock.stop("finding")
    workers = workers or os.cpu_count() or 1
    try:
        with locked(output):
            made_by = maker(vocab, recognised, model_fingerprint(model) if model else None)
            results = _Results(sources, vocab, cache := Cache(output / CACHE, made_by), model, ocr)
            reused = results.make(workers, progress)
            cache.prune(results.keys)
            clock.stop("reading")
            counts, account = _write(results, skipped, vocab, output, clock, workers, store=store)
            write_atomically(output / CACHE / TIMINGS, json.dumps(clock.seconds))
    except OSError as error:
        error.filename = error.filename or str(output)
        raise
    return Build(
        output, counts, tuple(account.refused), tuple(skipped), tuple(account.findings), reused, clock.seconds, account.decisions,
        vocab.ontology.symmetric,
    )  # fmt: skip


class _Clock:
    """Seconds that each part of a build takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._start = perf_counter()

    def stop(self, what: str) -> None:
        """Say that what is done since the last stop is called so."""
        now = perf_counter()
        self.seconds[what] = round(now - self._start, 3)
        self._start = now


class _Results:
    """What the documents of a build yield: made by worker processes, kept in the cache, taken from there one by one."""

    def __init__(self, sources: Sequence[Source], vocab: Vocabulary, cache: Cache, model: str | None, ocr: str | None) -> None:
        self._sources = sources
        self._cache = cache
        self._extractor = partial(_extractor, vocab.path, vocab.judgements, vocab.fingerprint, model)
        self._record = partial(_record, extractor=self._extractor, ocr=ocr)
        self._files = {path: _stamp(path) for path in {source.path for source in sources}}
        self._keys = [cache.key(source, self._files[source.path][0]) for source in sources]
        self._refused: dict[int, str] = {}

    @property
    def keys(self) -> set[str]:
        """Keys of the results in the cache."""
        return set(self._keys)

    @property
    def refused(self) -> list[Refusal]:
        """The documents that could not be read, in their order."""
        return [Refusal(self._sources[i].name, reason) for i, reason in sorted(self._refused.items())]

    def make(self, workers: int, progress: Progress | None) -> int:
        """Make the results that the cache lacks; returns how many it had."""
        total = len(self._sources)
        stale = [i for i, key in enumerate(self._keys) if not self._cache.has(key)]
        done = total - len(stale)
        if progress and done:
            progress(done, total, "")
        workers = min(workers, len(stale))
        if stale and multiprocessing.get_start_method() == "fork":
            self._extractor()  # made once, and shared by the workers' memory
        items = ((i, self._sources[i]) for i in stale)
        for (i, source), made in run(self._record, items, workers=workers, on_death=_died):
            done += 1
            if isinstance(made, Refusal):
                self._refused[i] = made.reason
            else:
                self._keep(i, source, made)
            if progress:
                progress(done, total, source.name)
        return total - len(stale)

    def _keep(self, i: int, source: Source, made: _Made) -> None:
        """Keep a result under the key of what was read, which may not be what the folder held when the build began."""
        expected, status = self._files[source.path]
        found = _stamp(source.path) if source.members else (made.sha256, status)
        if found != (expected, status):
            _log.warning("%s changed while it was read; build again", source.name)
            self._keys[i] = self._cache.key(source, found[0])
        self._cache.put(self._keys[i], made.record)

    def __iter__(self) -> Iterator[Record]:
        """The records in the order of the documents; one that the cache lost is made again."""
        for i, source in enumerate(self._sources):
            if i in self._refused:
                continue
            record = self._cache.get(self._keys[i], source)
            if record is None:
                [(_, made)] = run(self._record, [(i, source)], workers=1, on_death=_died)
                if isinstance(made, Refusal):
                    self._refused[i] = made.reason
                    continue
                self._cache.put(self._keys[i], made.record)
                record = json.loads(made.record)
            yield record


@dataclass(frozen=True, slots=True)
class _Made:
    """A document's record as JSON, and the hash of the bytes it was made from."""

    sha256: str
    record: str


def _record(item: tuple[int, Source], extractor: Callable[[], Extractor], ocr: str | None) -> _Made | Refusal:
    """One document's record, made in a worker process, which keeps its extractor."""
    _, source = item
    try:
        extraction = extractor().extract(read_bounded(source, ocr=ocr))
    except DocumentError as error:
        return Refusal(source.name, error.reason)
    record = {**to_record(extraction), BLOCKS: to_blocks(extraction.document)}
    return _Made(extraction.document.sha256, json.dumps(record, ensure_ascii=False))


def _died(item: tuple[int, Source]) -> Refusal:
    return Refusal(item[1].name, ended(item[1]).reason)


def _stamp(path: Path) -> tuple[str, tuple[int, ...]]:
    """The hash of a file, and what the file system says of its last change; nothing of one that cannot be read, which reading will say."""
    try:
        status = path.stat()
        return sha256(path), (status.st_mtime_ns, status.st_size, status.st_ino)
    except OSError:
        return "", ()


@lru_cache(maxsize=2)
def _extractor(ontology: Path, judgements: Judgements, fingerprint: str, model: str | None) -> Extractor:
    # The fingerprint makes an edited ontology another one.
    return Extractor(replace(load_vocabulary(ontology), judgements=judgements), model=model)


def assemble(extractions: Iterable[Extraction], symmetric: Collection[str]) -> Graph:
    """Fuse the extractions of several documents into one graph, in memory; ``symmetric`` names the relations that hold both ways."""
    documents: dict[str, Document] = {}
    claims: dict[str, Claim] = {}
    versions: dict[str, list[Entity]] = defaultdict(list)
    used: set[str] = set()
    for extraction in extractions:
        documents[extraction.document.id] = extraction.document
        claims.update((claim.id, claim) for claim in extraction.claims)
        used.update(mention.entity for mention in extraction.mentions if mention.entity)
        for id_, entity in extraction.entities.items():
            if entity not in versions[id_]:
                versions[id_].append(entity)
    used.update(*(claim.entities for claim in claims.values()))
    relations = fuse(claims.values(), symmetric=symmetric)
    return Graph(
        documents=documents,
        entities={id_: union(some) for id_, some in sorted(versions.items()) if id_ in used},
        claims=dict(sorted(claims.items())),
        relations={relation.id: relation for relation in relations},
        contrasts={contrast.id: contrast for contrast in contrasts(relations, claims, documents)},
    )


def read_graph(file: Path, symmetric: Collection[str]) -> Graph:
    """The graph of a ``claims.jsonl``, in memory.

    Raises:
        OSError, KeyError, ValueError, TypeError, AttributeError, ArithmeticError: it cannot be read, or is of another form.
    """
    with file.open(encoding="utf-8") as lines:
        return assemble((from_record(json.loads(line)) for line in lines if line.strip()), symmetric)


def validate(graph: Graph, ontology: Path, workers: int) -> list[Finding]:
    """What the shapes and the ontology have to object to in a graph, looked for lot by lot in worker processes."""
    workers = min(workers, 1 + len(graph.claims) // LOT)  # a process is not worth its start for less
    found = run(partial(validate_lot, ontology=ontology), lots(graph), workers=workers, on_death=_unchecked)
    return validated(findings for _, findings in found)


def _unchecked(_: Lot) -> NoReturn:
    raise KgError("the check of the graph crashed, or took more memory than there is; build again with fewer workers")


def _write(
    results: _Results, skipped: Sequence[Refusal], vocab: Vocabulary, output: Path, clock: _Clock, workers: int, *, store: bool
) -> tuple[Mapping[str, int], Account]:
    """Assemble the graph, check it, and write every file beside its place first, then move all of them: former outputs stay whole
    until the new ones are."""
    with staged(output) as staging, Assembly(staging / ".assembly", vocab.ontology.symmetric) as assembly:
        records = texts_written(results, staging / "documents.jsonl")
        found = map(from_record, records)
        decider = _decider(results, vocab) if vocab.judgements.rows else None
        write_records(assembly.passing(map(decider.apply, found) if decider else found), staging / "claims.jsonl")
        if not assembly.read:
            reasons = "; ".join(f"{refusal.source}: {refusal.reason}" for refusal in results.refused[:5])
            raise UsageError(f"none of the {len(results.refused)} documents could be read ({reasons})")
        graph = assembly.graph()
        clock.stop("assembling")
        for name, write in EXPORTERS.items():
            write(graph, staging / name)
        write_page(graph, staging / "graph.html", vocab=vocab)
        if store:
            write_store(staging / "graph.ttl", staging / STORE, ontology=vocab.path)
        else:
            (staging / STORE).mkdir()  # empty: takes that of a former build away
        clock.stop("writing")
        findings = validate(graph, vocab.path, workers)
        clock.stop("checking")
        account = Account(
            assembly.read, results.refused, skipped, findings, _lookalikes(assembly.lookalikes()),
            vocab.judgements, decider.outcome if decider else None,
        )  # fmt: skip
        with (staging / "report.md").open("w", encoding="utf-8") as out:
            out.writelines(report(graph, account))
        (staging / "report.json").write_text(report_json(graph, account), encoding="utf-8")
        (staging / "manifest.json").write_text(_manifest(account, vocab), encoding="utf-8")
        counts = {"documents": len(graph.documents), "entities": len(graph.entities), "claims": len(graph.claims)}
        return counts, replace(account, read=())  # which is in the database


def _decider(results: Iterable[Record], vocab: Vocabulary) -> Decider:
    """What applies the decisions of people, which has to know of all entities and claims before it sees the first."""
    versions: dict[str, list[Entity]] = defaultdict(list)
    judged = {row.left for row in vocab.judgements.of("right", "wrong")}
    claims: set[str] = set()
    for extraction in map(from_record, results):
        claims.update(claim.id for claim in extraction.claims if claim.id in judged)
        for id_, entity in extraction.entities.items():
            if entity not in versions[id_]:
                versions[id_].append(entity)
    return Decider({id_: union(some) for id_, some in sorted(versions.items())}, claims, vocab.judgements, vocab.names)


def _lookalikes(names: Iterable[str]) -> list[tuple[str, str]]:
    """Names that differ only in case or in how Unicode composes their letters, each with the first like it."""
    first: dict[str, str] = {}
    pairs = ((name, first.setdefault(unicodedata.normalize("NFC", name).casefold(), name)) for name in names)
    return [
        (name, f"on some systems one file with {other}: they differ only in case or in Unicode form")
        for name, other in pairs
        if name != other
    ]


def _manifest(account: Account, vocab: Vocabulary) -> str:
    documents = sorted((one.document.source, one.document.sha256) for one in account.read)
    content = {
        "kg": _version(),
        "code and ontology": code_and_ontology(vocab),
        "judgements": len(vocab.judgements.rows),
        "ontology version": vocab.ontology.version,
        "symmetric relations": sorted(vocab.ontology.symmetric),
        "documents": [{"file": name, "sha256": sha256} for name, sha256 in documents],
        "refused": [{"file": refusal.source, "reason": refusal.reason} for refusal in account.refused],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _version() -> str:
    try:
        return version("kg-reports")
    except PackageNotFoundError:
        return "unknown"
