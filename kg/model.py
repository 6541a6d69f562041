"""The values that flow through kg: small, frozen, standard library only.

Two systems of places exist and are never mixed. *Source* places count code points of ``Document.text``, which is what the
file said. *Clean* places count code points of ``Block.text``, which is what a reader of the repaired page would see. A block
maps the second to the first, character by character; whatever leaves the program (evidence, mentions) carries source places.
All spans are half-open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal as OneOf

BlockKind = OneOf["title", "heading", "paragraph", "list_item", "table", "caption", "footnote", "reference", "furniture"]
Modality = OneOf["fact", "planned", "possible", "denied"]

#: Kinds of block whose text states something and is searched for names and claims.
READ_KINDS: frozenset[str] = frozenset({"title", "heading", "paragraph", "list_item", "table", "caption", "footnote"})
#: Kinds of block from which claims are drawn: a heading announces, a reference cites, neither asserts.
CLAIM_KINDS: frozenset[str] = frozenset({"paragraph", "list_item", "table", "caption", "footnote"})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        cells: clean spans in the table's block. Empty cells are empty spans.
        sure: False where the cells of this row could not be split as those of the others; all of it then stands in the first cell.
    """

    cells: tuple[Span, ...]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """What a table block holds, as clean spans of the block.

    Attributes:
        title: the caption that names the table, or None.
        header: one span a column; empty where the header could not be told from the rows.
        rows: the body, top to bottom. Every row has as many cells as the header, where there is one.
        sure: False where cells could not be split with confidence; such a table yields no claims by column.
        note: id of the block below that remarks on the table (註：…), or None.
        source: id of the block below that names where its figures are from (資料來源：…), or None.
    """

    title: Span | None
    header: tuple[Span, ...]
    rows: tuple[Row, ...]
    sure: bool = True
    note: int | None = None
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A run of repaired text of one kind.

    Attributes:
        id: position in reading order, counted from 0.
        kind: what the run is on the page.
        text: clean text: no line breaks but those between table rows, no spaces inside Chinese words.
        places: for each clean character its source place, ascending. Every clean character has one; none is invented,
            except that a line break may stand for the space that joins two Latin words.
        sentences: clean spans, in order, without overlap.
        page: page in the source, counted from 1, where the format has pages.
        section: index into ``Document.sections``, or None.
        table: the cells, for kind "table".
        mark: the footnote's own mark ("12"), for kind "footnote" and for a "reference" that stands as a footnote.
        anchor: source place of the character that the footnote's mark stands behind, where it is known; some other block holds it.
    """

    id: int
    kind: BlockKind
    text: str
    places: tuple[int, ...] = field(repr=False)
    sentences: tuple[Span, ...] = ()
    page: int | None = None
    section: int | None = None
    table: Table | None = None
    mark: str | None = None
    anchor: int | None = None

    def source(self, span: Span) -> Span:
        """The source span that the clean ``span`` was read from (``span`` must not be empty)."""
        return Span(self.places[span.start], self.places[span.end - 1] + 1)


@dataclass(frozen=True, slots=True)
class Section:
    """An article or chapter: whatever has a title, an author or a date of its own inside one file.

    Attributes:
        title: its title; where an article has none, the words it begins with.
        author: who wrote it, as its byline says.
        published: ISO date, where the article gives one; else the document's date holds.
        span: source span.
        affiliation: the body or office that the byline gives.
    """

    title: str
    author: str | None = None
    published: str | None = None
    span: Span = Span(0, 0)
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read. ``text`` never changes after ingest.

    Attributes:
        id: content hash based, stable under renaming ("doc-" and 12 hex digits).
        source: name of the file, relative to the folder that was built.
        sha256: of the file's bytes.
        text: the file's text: for plain text exactly what it holds, for other formats what the reader extracted.
        media_type: of the file, from its content.
        encoding: of a text file, else None.
        published: ISO date as precise as known ("2025", "2025-04", "2025-04-16"), or None.
        lang: "zh-Hant", "zh-Hans" or "en".
        pages: source place at which each page starts; empty where the format has none.
        warnings: what the reader could not do, in words for a person.
    """

    id: str
    source: str
    sha256: str
    text: str = field(repr=False)
    media_type: str = "text/plain"
    encoding: str | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    lang: str = "zh-Hant"
    pages: tuple[int, ...] = field(default=(), repr=False)
    sections: tuple[Section, ...] = ()
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()

    def page_of(self, place: int) -> int | None:
        """The page, counted from 1, that holds a source place; None where the format has no pages."""
        return bisect_right(self.pages, place) if self.pages else None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands.

    Attributes:
        id: unique in its document ("m17"), in reading order.
        block: id of the block.
        clean: clean span in the block.
        span: source span. ``text[span]``, white space aside, is ``surface``, white space aside.
        surface: the clean text.
        type: one of the vocabulary's entity types.
        found_by: the annotator that found it ("gazetteer", "suffix", "gloss", …).
        score: how sure the annotator is, 0 to 1.
        entity: id of the entity it was linked to; None before linking.
    """

    id: str
    block: int
    clean: Span
    span: Span
    surface: str
    type: str
    found_by: str
    score: float = 1.0
    entity: str | None = None

    @property
    def trust(self) -> float:
        """How much a claim about it is worth: annotators err less often than they doubt."""
        return min(1.0, 0.5 + self.score / 2)


@dataclass(frozen=True, slots=True)
class Entity:
    """What mentions refer to.

    Attributes:
        id: local part of its CURIE, stable across builds ("firm-tsmc", "policy-x3f9…").
        type: one of the nine entity types.
        cls: the finest class of the ontology known ("GovernmentBody"), at least the type itself.
        labels: preferred name by language tag ("zh-Hant", "zh-Hans", "en"); at least one.
        aliases: other names, sorted.
        identifiers: scheme to value ("iso3166": "US", "wikidata": "Q30", "isic", "naics"); only certain ones.
        country: ISO 3166-1 alpha-2 code of home, issuer or seat, where known.
        known: whether it comes from the vocabulary rather than from the documents.
    """

    id: str
    type: str
    cls: str
    labels: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)
    country: str | None = None
    known: bool = False

    @property
    def label(self) -> str:
        """The name to show where one language must do: zh-Hant, then zh-Hans, then en."""
        for lang in ("zh-Hant", "zh-Hans", "en"):
            if lang in self.labels:
                return self.labels[lang]
        return next(iter(self.labels.values()))


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity: decimal value and unit (ISO 4217 code for money: "USD"), with the words it was read from."""

    value: Decimal
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """What narrows a claim.

    Attributes:
        when: ISO 8601 date as precise as the text, or a range "start/end".
        inferred: whether the year was taken from the context, not from the words.
        amount: sum or quantity involved.
        rate: as in the text, normalised to digits ("25%", "5-10%").
        modality: fact, planned, possible or denied.
        said_by: entity id of who says so, where the text attributes it.
        product: entity id. origin: entity id of where from. role: office held or part taken. stage: of a bill or plan.
    """

    when: str | None = None
    inferred: bool = False
    amount: Amount | None = None
    rate: str | None = None
    modality: Modality = "fact"
    said_by: str | None = None
    product: str | None = None
    role: str | None = None
    origin: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a claim is stated.

    Attributes:
        document: document id.
        span: source span of the sentence or row.
        quote: its clean text.
        page: page counted from 1, or None.
        rule: id of the relation rule that read it ("imposesTariffOn/levy").
        subject, object: ids of the mentions at the two ends, in that document.
        subject_at, object_at: where those two stand in ``quote``, for highlighting; None where an end stands outside it.
        section: title of the article or chapter, where the document has several.
        by: mention id of the speaker, where there is one.
        product: mention id of the product qualifier, where there is one.
        prefix, suffix: the words before and after the quote in its block, by which it is told from another of the same words.
    """

    document: str
    span: Span
    quote: str
    page: int | None
    rule: str
    subject: str
    object: str
    subject_at: Span | None = None
    object_at: Span | None = None
    section: str | None = None
    by: str | None = None
    product: str | None = None
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one sentence or table row says. ``subject`` and ``object`` are entity ids.

    ``confidence`` is an estimate, 0 to 1, of the chance that a careful reader agrees.
    """

    id: str
    subject: str
    relation: str
    object: str
    qualifiers: Qualifiers
    evidence: Evidence
    confidence: float


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document yields: mentions in reading order, the entities they refer to, claims in reading order."""

    document: Document
    mentions: tuple[Mention, ...]
    entities: Mapping[str, Entity]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """What the corpus supports: equal claims of one modality, fused.

    Attributes:
        id: made from subject, relation, object and modality.
        claims: ids of at least one claim, sorted.
        confidence: that all claims together deserve, 0 to 1.
        documents: how many documents state it.
        symmetric: whether it holds both ways.
    """

    id: str
    subject: str
    relation: str
    object: str
    modality: Modality
    claims: tuple[str, ...]
    confidence: float
    documents: int
    symmetric: bool = False
