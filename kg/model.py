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
CellType = OneOf["date", "country", "status", "number", "amount", "rate", "name", "text"]
Modality = OneOf["fact", "planned", "possible", "denied"]

#: Kinds of block whose text states something and is searched for names and claims.
READ_KINDS: frozenset[str] = frozenset({"title", "heading", "paragraph", "list_item", "table", "caption", "footnote"})
#: Kinds of block from which claims are drawn: a heading announces, a reference cites, neither asserts.
CLAIM_KINDS: frozenset[str] = frozenset({"paragraph", "list_item", "table", "caption", "footnote"})
#: Under this name a person who judged a claim right stands beside the models that were asked (``Evidence.judged``).
PERSON = "person"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points.

    Examples:
        >>> "鴻海移往越南"[Span(4, 6).start : Span(4, 6).end], Span(0, 6).covers(Span(4, 6))
        ('越南', True)
    """

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
        types: what the cells of each column are; empty in a table that is not sure. A cell is of its column's type if its row is sure
            and it holds a value: one that says NIL, N/A or – holds none.
    """

    title: Span | None
    header: tuple[Span, ...]
    rows: tuple[Row, ...]
    sure: bool = True
    note: int | None = None
    source: int | None = None
    types: tuple[CellType, ...] = ()


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

    Examples:
        >>> import kg
        >>> text = '''鴻海將產線
        ... 從中國移往越南。'''
        >>> block = kg.extract(text).document.blocks[0]
        >>> block.text, block.source(Span(0, 6))
        ('鴻海將產線從中國移往越南。', Span(start=0, end=7))
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

    Examples:
        >>> import kg
        >>> kg.extract("鴻海移往越南。").document.lang
        'zh-Hant'
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

    Examples:
        >>> import kg
        >>> mention = kg.extract("富士康投資越南。").mentions[0]
        >>> mention.surface, mention.type, mention.entity, mention.span
        ('富士康', 'Firm', 'firm-hon-hai', Span(start=0, end=3))
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

    Examples:
        >>> Entity("firm-acme", "Firm", "Firm", {"en": "Acme", "zh-Hant": "艾可"}, aliases=("ACME",)).label
        '艾可'
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
    """A quantity: decimal value and unit (ISO 4217 code for money: "USD"), with the words it was read from.

    Examples:
        >>> import kg
        >>> kg.extract("鴻海在越南投資3億美元。").claims[0].qualifiers.amount
        Amount(value=Decimal('300000000'), unit='USD', text='3億美元')
    """

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

    Examples:
        >>> import kg
        >>> q = kg.extract("2019年8月，鴻海將產線從中國移往越南。").claims[-1].qualifiers
        >>> q.when, q.modality, q.origin
        ('2019-08', 'fact', 'country-cn')
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
        bindings: what else of ``quote`` was read as what: (part, place) with the parts "trigger" (the rule's own words, several times where
            they are several), "modality" (the cue), "date", "amount", "rate", "product", "origin", "role" and "by".
        judged: probability of the claim by each fitted model that was asked, by its name; 1 by ``PERSON`` where somebody judged it right.

    Examples:
        >>> import kg
        >>> evidence = kg.extract("鴻海投資越南。").claims[0].evidence
        >>> evidence.quote, evidence.subject_at, evidence.object_at
        ('鴻海投資越南。', Span(start=0, end=2), Span(start=4, end=6))
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
    bindings: tuple[tuple[str, Span], ...] = ()
    judged: tuple[tuple[str, float], ...] = ()
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one sentence or table row says. ``subject`` and ``object`` are entity ids.

    ``confidence`` is an estimate, 0 to 1, of the chance that a careful reader agrees.

    Examples:
        >>> import kg
        >>> claim = kg.extract("鴻海投資越南。").claims[0]
        >>> claim.subject, claim.relation, claim.object
        ('firm-hon-hai', 'investsIn', 'country-vn')
    """

    id: str
    subject: str
    relation: str
    object: str
    qualifiers: Qualifiers
    evidence: Evidence
    confidence: float

    @property
    def checked(self) -> bool:
        """Whether a person judged it right."""
        return any(name == PERSON for name, _ in self.evidence.judged)

    @property
    def entities(self) -> tuple[str, ...]:
        """Ids of all entities that it refers to: its ends, who says so, the product, where from."""
        q = self.qualifiers
        return tuple(end for end in (self.subject, self.object, q.said_by, q.product, q.origin) if end)


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document yields: mentions in reading order, the entities they refer to, claims in reading order.

    Examples:
        >>> import kg
        >>> sorted(kg.extract("鴻海投資越南。").entities)
        ['country-vn', 'firm-hon-hai']
    """

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

    Examples:
        >>> import kg
        >>> relation = next(r for r in kg.example().core.relations.values() if r.relation == "imposesTariffOn")
        >>> relation.subject, relation.object, relation.modality, relation.documents
        ('country-us', 'country-cn', 'fact', 1)
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


@dataclass(frozen=True, slots=True)
class Contrast:
    """Relations of one subject, relation and object in several modalities.

    Attributes:
        kind: "dispute" where a fact or plan stands against a denial, "development" where one follows the other.
        relations: their ids, at least two, in order of time as far as it is known.

    Examples:
        >>> import kg
        >>> [contrast.kind for contrast in kg.extract("鴻海計畫投資越南。鴻海否認將投資越南。").graph.core.contrasts.values()]
        ['dispute']
    """

    id: str
    kind: OneOf["dispute", "development"]
    relations: tuple[str, ...]
