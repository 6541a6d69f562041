"""The ways to a graph: build it from documents, load what was built, read one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path

from kg import loading, pipeline
from kg.analysis import cards
from kg.analysis.graph import Graph
from kg.analysis.values import Claims
from kg.errors import UsageError
from kg.graph.validation import Finding
from kg.ingest import discover, from_text, read
from kg.ingest.source import ENDINGS
from kg.model import Document, Extraction
from kg.pipeline import Progress, Refusal
from kg.vocab import Vocabulary, load_vocabulary

_EXAMPLE = """2018年7月6日，美國對340億美元的中國商品課徵25%關稅。
2019年8月，鴻海將部分產線從中國移往越南。和碩也在2019年把生產線從中國移至印尼。
2020年5月，台積電宣布投資美國，金額120億美元。2021年，台積電擬在日本熊本設廠。
鴻海屬於電子業。和碩屬於電子業。鴻海否認將撤出中國。
2022年8月9日，美國總統拜登簽署《晶片與科學法》，補助半導體產業。
"""


@dataclass(frozen=True)
class Build:
    """What ``kg.build`` made.

    Attributes:
        graph: the graph.
        output: the folder it was written to.
        refused: the documents that could not be read, with the reason.
        skipped: the files in folders and archives that are no documents.
        findings: what the shapes and the ontology object to in the graph; empty in a sound one.
        reused: how many documents were taken from the build before.

    Examples:
        >>> import kg
        >>> built = kg.build("reports", "outputs")  # doctest: +SKIP
        >>> [refusal.reason for refusal in built.refused]  # doctest: +SKIP
        ['the file is empty; remove it or get it again from its source']
    """

    graph: Graph
    output: Path
    refused: tuple[Refusal, ...]
    skipped: tuple[Refusal, ...]
    findings: tuple[Finding, ...]
    reused: int

    def __repr__(self) -> str:
        refused = "".join(f"\n  refused {refusal.source}: {refusal.reason}" for refusal in self.refused)
        findings = f", {len(self.findings)} findings" if self.findings else ""
        return f"<Build in {self.output} ({self.reused} documents unchanged{findings}): {self.graph!r}>{refused}"


@dataclass(frozen=True, repr=False)
class Reading(Extraction):
    """What kg reads in one text: in a notebook the text with its mentions highlighted, and the claims below.

    Examples:
        >>> import kg
        >>> kg.extract("鴻海將產線從中國移往越南。")
        <Reading of text: 3 mentions, 2 claims>
    """

    graph: Graph = field(kw_only=True, compare=False)

    def __repr__(self) -> str:
        return f"<Reading of {self.document.source}: {len(self.mentions)} mentions, {len(self.claims)} claims>"

    def _repr_html_(self) -> str:
        return cards.document_card(self.document, self.mentions, self.claims) + Claims(self.claims, self.graph.core)._repr_html_()


def build(
    paths: Path | str | Iterable[Path | str],
    output: Path | str = "outputs",
    *,
    ontology: Path | str | None = None,
    workers: int | None = None,
    ocr: str | None = None,
    progress: Progress | None = None,
) -> Build:
    """Build the graph of documents, folders and zip archives, and write every export to ``output``, all or nothing.

    Documents that were extracted before by the same code and ontology are not read again. One that cannot be read is listed in
    ``refused``; the rest goes on.

    Args:
        paths: a file, folder or archive, or several.
        output: folder to write to.
        ontology: another ontology folder than the one that ships with kg.
        workers: processes; one a core if not given.
        ocr: languages in which scanned pages are recognised, as Tesseract names them ("chi_tra+eng").
        progress: called after each document with documents done, documents in all, and its name.

    Raises:
        UsageError: no document was found, or none could be read.
        DependencyError: text is to be recognised, and what that needs is not installed.
        VocabularyError: the ontology folder is wrong.

    Examples:
        >>> import kg, pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = (pathlib.Path(folder) / "a.txt").write_text("2019年8月，鴻海將部分產線從中國移往越南。", encoding="utf-8")
        ...     built = kg.build(folder, pathlib.Path(folder) / "outputs", workers=1)
        >>> built.graph
        <Graph of 1 document: 3 entities, 2 claims>
    """
    made = pipeline.build(
        [paths] if isinstance(paths, (str, Path)) else list(paths),
        output,
        ontology=Path(ontology) if ontology is not None else None,
        workers=workers,
        ocr=ocr,
        progress=progress,
    )
    return Build(
        Graph(made.graph, partial(loading.load_reading, made.output)), made.output, made.refused, made.skipped, made.findings, made.reused
    )


def load(path: Path | str = "outputs") -> Graph:
    """Load a built graph from its folder, or from its ``claims.jsonl``.

    Raises:
        GraphNotFoundError: there is no graph, or it was written by another version of kg; the message says what to do.

    Examples:
        >>> import kg
        >>> kg.load("nowhere")
        Traceback (most recent call last):
        kg.errors.GraphNotFoundError: no graph in nowhere; run `kg build` first
    """
    return Graph(loading.load(path), partial(loading.load_reading, path))


def extract(text_or_path: str | Path, *, ontology: Path | str | None = None, ocr: str | None = None) -> Reading:
    """Read one text, or one file: its mentions and claims, and the graph of these alone.

    Args:
        text_or_path: a path, or text. Text of one line that names a file is a path.
        ontology: another ontology folder than the one that ships with kg.
        ocr: languages in which scanned pages are recognised.

    Raises:
        UsageError: the path does not exist, or is that of a folder.
        DocumentError: the file cannot be read.

    Examples:
        >>> import kg
        >>> reading = kg.extract("2019年8月，鴻海將部分產線從中國移往越南。")
        >>> [mention.surface for mention in reading.mentions]
        ['鴻海', '中國', '越南']
        >>> reading.graph["Foxconn"].id
        'firm-hon-hai'
    """
    document = _document(text_or_path, ocr)
    vocab = load_vocabulary(Path(ontology) if ontology is not None else None)
    return _reading(document, vocab)


@lru_cache(maxsize=1)
def example() -> Graph:
    """A small graph to try things on: what kg reads in ten sentences.

    Examples:
        >>> import kg
        >>> kg.example()
        <Graph of 1 document: ... entities, ... claims>
    """
    document = from_text(_EXAMPLE, name="example.txt", title="產線移動小記", published="2023-03-01")
    return _reading(document, load_vocabulary()).graph


def _reading(document: Document, vocab: Vocabulary) -> Reading:
    found = pipeline.Extractor(vocab).extract(document)
    graph = Graph(pipeline.assemble([found], vocab.ontology.symmetric), {found.document.id: found}.get)
    return Reading(found.document, found.mentions, found.entities, found.claims, graph=graph)


def _document(text_or_path: str | Path, ocr: str | None) -> Document:
    """The document that a path leads to; of what can be no path, the text itself."""
    if isinstance(text_or_path, str) and not _leads_somewhere(text_or_path):
        if Path(text_or_path).suffix.lower() in ENDINGS:
            raise UsageError(f"{text_or_path} does not exist; check the path, or give the text itself")
        return from_text(text_or_path)
    path = Path(text_or_path)
    if path.is_dir():
        raise UsageError(f"{path} is a folder; kg.build reads folders, kg.extract one file")
    [*found] = discover([path])
    if len(found) != 1:
        raise UsageError(f"{path} holds {len(found)} documents; kg.build reads archives, kg.extract one file")
    return read(found[0], ocr=ocr)


def _leads_somewhere(text: str) -> bool:
    try:
        return text.strip() != "" and Path(text).exists()
    except (OSError, ValueError):  # too long for a name, or with a null byte in it
        return False
