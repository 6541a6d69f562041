"""Claims of one document, from prose and tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kg.ids import claim_id
from kg.model import CLAIM_KINDS, Block, Claim, Document, Entity, Evidence, Mention, Qualifiers, Span
from kg.relate.amounts import AmountReader, Rate, Sum
from kg.relate.attribution import AttributionReader, Speech
from kg.relate.classifier import Classifier
from kg.relate.dates import Date, DateReader
from kg.relate.encode import Encoded, Item, encode
from kg.relate.engine import Engine
from kg.relate.match import Match
from kg.relate.near import NearMiss, NearMisses
from kg.relate.qualifiers import ModalityReader, first_product, following, nearest
from kg.relate.shares import Shares
from kg.relate.tables import TableReader, row_span
from kg.vocab import Vocabulary, fold
from kg.vocab.patterns import Alphabet

#: A "sentence" of more characters is none (a data dump, a list without punctuation), and no rule is tried on it.
_LONGEST = 1500
#: Characters before and after a sentence that are kept with it.
_AROUND = 32
#: A sentence of a cell.
_PART = re.compile(r"[^。!?]+[。!?]?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence was read as: its claims, and what nearly were some."""

    page: int | None
    quote: str
    claims: tuple[Claim, ...]
    near: tuple[NearMiss, ...]


class Relater:
    """Draws claims from documents whose mentions are linked.

    Args:
        classifier: revises what the rules find; they have the last word without it.
    """

    def __init__(self, vocab: Vocabulary, *, classifier: Classifier | None = None) -> None:
        self._classifier = classifier
        self._alphabet = Alphabet(vocab.ontology.types, vocab.lexicon.words, vocab.lexicon.titles)
        self._relations = vocab.ontology.relations
        self._rules = frozenset(rule.id for rule in vocab.rules)
        self._engine = Engine(vocab)
        self._near = NearMisses(vocab, self._engine, classifier)
        self._modality = ModalityReader(vocab)
        self._shares = Shares(vocab)
        self._attribution = AttributionReader(vocab)
        self._amounts = AmountReader(vocab)
        self._tables = TableReader(vocab)

    def claims(self, document: Document, mentions: Sequence[Mention], entities: Mapping[str, Entity]) -> tuple[Claim, ...]:
        """The document's claims in reading order; every one obeys the relation's domain and range."""
        by_block = _by_block(mentions)
        found: dict[str, Claim] = {}
        readers: dict[int | None, DateReader] = {}
        for block in document.blocks:
            if block.kind not in CLAIM_KINDS or not block.text:
                continue
            reader = readers.setdefault(block.section, DateReader(_published(document, block)))
            for claim in self._block_claims(document, block, by_block[block.id], reader):
                if self._allowed(claim, entities) and (claim.id not in found or found[claim.id].confidence < claim.confidence):
                    found[claim.id] = claim
        return tuple(sorted(_distinct(found.values()), key=lambda c: (c.evidence.span, c.relation, c.subject, c.object, c.id)))

    def _block_claims(self, document: Document, block: Block, mentions: Sequence[Mention], dates: DateReader) -> Iterator[Claim]:
        folded = fold(block.text)
        if block.kind == "table":
            for row in self._tables.claims(block, folded, mentions, dates, partial(self._amounts.sums, lang=document.lang)):
                yield _claim(
                    document,
                    block,
                    row.span,
                    row.subject,
                    row.relation,
                    row.object,
                    row.qualifiers,
                    row.rule,
                    row.confidence,
                    places=row.places,
                )
            yield from self._prose_claims(document, block, folded, mentions, dates)
            return
        before: Encoded | None = None
        speech = Speech()
        for sentence, encoded in self._encoded(block, folded, mentions, dates, document.lang):
            if encoded:
                speech = self._attribution.read(encoded, speech)
                for match in self._matches(encoded, before):
                    yield self._claim(document, block, sentence, encoded, match, speech.of(match.start, match.subject))
            before = encoded

    def _prose_claims(
        self, document: Document, block: Block, folded: str, mentions: Sequence[Mention], dates: DateReader
    ) -> Iterator[Claim]:
        """The claims of the cells of a table that are prose: what has no date of its own has that of the row, and the title is their topic.

        Only rules speak here: the classifier has seen running text, and errs more often in notes.
        """
        title = block.table.title if block.table else None
        topic = encode(folded, title, self._items(folded, title, mentions, dates, document.lang), self._alphabet) if title else None
        for row, cell, words in self._tables.prose(block, folded):
            date = next(iter(dates.read(words, 0, len(words))), None)
            for part in _PART.finditer(folded, cell.start, cell.end):
                sentence = Span(part.start(), part.end())
                if len(sentence) > _LONGEST:
                    continue
                encoded = encode(folded, sentence, self._items(folded, sentence, mentions, dates, document.lang), self._alphabet)
                speech = self._attribution.read(encoded, Speech())
                for match in self._matches(encoded, topic):
                    if match.rule in self._rules:
                        yield self._claim(document, block, row, encoded, match, speech.of(match.start, match.subject), date)

    def _encoded(
        self, block: Block, folded: str, mentions: Sequence[Mention], dates: DateReader, lang: str
    ) -> Iterator[tuple[Span, Encoded | None]]:
        """Each sentence of a block of prose, and how the rules see it; None if it is too long to be one."""
        for sentence in block.sentences:
            short = len(sentence) <= _LONGEST
            yield (
                sentence,
                encode(folded, sentence, self._items(folded, sentence, mentions, dates, lang), self._alphabet) if short else None,
            )

    def _matches(self, sentence: Encoded, before: Encoded | None) -> list[Match]:
        stated = list(self._engine.matches(sentence, before))
        found = list(self._classifier.revise(sentence, stated)) if self._classifier else stated
        # A rule that says how it is meant (X阻擋Y併購Z) knows better than one that reads 併購 and no cue.
        forced = {(match.relation, match.subject.id, match.object.id) for match in found if match.modality}
        known = (match for match in found if match.modality or (match.relation, match.subject.id, match.object.id) not in forced)
        return list(self._shares.apply(sentence, known))

    def sentences(self, document: Document, mentions: Sequence[Mention]) -> Iterator[Encoded]:
        """The document's sentences as the rules and the classifier see them; tables are none."""
        by_block = _by_block(mentions)
        for block in document.blocks:
            if block.kind in CLAIM_KINDS and block.kind != "table" and block.text:
                dates = DateReader(_published(document, block))
                for _, encoded in self._encoded(block, fold(block.text), by_block[block.id], dates, document.lang):
                    if encoded:
                        yield encoded

    def readings(self, document: Document, mentions: Sequence[Mention], claims: Collection[Claim]) -> Iterator[Reading]:
        """How each sentence and row of a document came to its claims, which are given; those that nothing was found in are left out."""
        stated: dict[Span, list[Claim]] = defaultdict(list)
        for claim in claims:
            stated[claim.evidence.span].append(claim)
        by_block = _by_block(mentions)
        for block in document.blocks:
            if block.kind not in CLAIM_KINDS or not block.text:
                continue
            for span, near in self._near_misses(block, by_block[block.id], DateReader(_published(document, block)), document.lang):
                source = block.source(span)
                if stated[source] or near:
                    page = document.page_of(source.start) or block.page
                    yield Reading(page, block.text[span.start : span.end], tuple(stated[source]), near)

    def _near_misses(
        self, block: Block, mentions: Sequence[Mention], dates: DateReader, lang: str
    ) -> Iterator[tuple[Span, tuple[NearMiss, ...]]]:
        """The sentences of a block, or the rows of a table, each with what was nearly read there; a table's hindrance at its head."""
        folded = fold(block.text)
        if block.table:
            hindrance = self._tables.hindrance(block, folded)
            heads = [span for span in (block.table.title, *block.table.header) if span and len(span)]
            if hindrance and heads:
                yield heads[0], (NearMiss("table", None, None, None, hindrance),)
            yield from ((span, ()) for row in block.table.rows if (span := row_span(row)))
            return
        before: Encoded | None = None
        for sentence, encoded in self._encoded(block, folded, mentions, dates, lang):
            near = self._near.find(encoded, before, self._matches(encoded, before)) if encoded else ()
            if len(span := _trimmed(block.text, sentence)):
                yield span, tuple(near)
            before = encoded

    def _items(self, folded: str, sentence: Span, mentions: Iterable[Mention], dates: DateReader, lang: str) -> list[Item]:
        inside = [m for m in mentions if sentence.start <= m.clean.start and m.clean.end <= sentence.end]
        start, end = sentence.start, sentence.end
        values = _masked(folded, inside)
        sums = self._amounts.sums(values, start, end, lang=lang)
        return [*inside, *dates.read(values, start, end), *sums, *self._amounts.rates(values, start, end)]

    def _claim(
        self,
        document: Document,
        block: Block,
        sentence: Span,
        encoded: Encoded,
        match: Match,
        speaker: Mention | None,
        otherwise: Date | None = None,
    ) -> Claim:
        takes = match.takes
        date = match.date or (nearest(encoded, match, Date) or otherwise if "date" in takes else None)
        amount = match.amount or (following(encoded, match, Sum) if "amount" in takes else None)
        rate = match.rate or (following(encoded, match, Rate) if "rate" in takes else None)
        product = match.product or (first_product(encoded, match) if "product" in takes else None)
        modality, cue = self._modality.read(encoded, match)
        qualifiers = Qualifiers(
            when=date.value if date else None,
            inferred=date.inferred if date else False,
            amount=replace(amount.amount, text=block.text[amount.span.start : amount.span.end]) if amount else None,
            rate=rate.value if rate else None,
            modality=modality,
            said_by=speaker.entity if speaker else None,
            product=product.entity if product else None,
            role=_original(block, encoded, match.role) or match.fixed_role,
            origin=match.origin.entity if match.origin else None,
        )
        origin = match.origin
        places = [("trigger", encoded.clean(*words)) for words in match.words]
        places += [("modality", encoded.clean(*cue))] if cue else []
        values = (("date", date if date is not otherwise else None), ("amount", amount), ("rate", rate))
        places += [(part, value.span) for part, value in values if value]
        places += [(part, m.clean) for part, m in (("product", product), ("origin", origin), ("by", speaker)) if m and m.block == block.id]
        places += [("role", encoded.clean(*match.role))] if match.role else []
        return _claim(
            document,
            block,
            sentence,
            match.subject,
            match.relation,
            match.object,
            qualifiers,
            match.rule,
            match.confidence,
            speaker,
            product,
            places,
            match.judged,
        )

    def _allowed(self, claim: Claim, entities: Mapping[str, Entity]) -> bool:
        relation = self._relations[claim.relation]
        subject, object_ = entities[claim.subject], entities[claim.object]
        at_home = relation.abroad and object_.type == "Country" and subject.country is not None and subject.country == object_.country
        return subject.id != object_.id and subject.type in relation.domain and object_.type in relation.range and not at_home


def _by_block(mentions: Iterable[Mention]) -> Mapping[int, list[Mention]]:
    by_block: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_block[mention.block].append(mention)
    return by_block


def _masked(folded: str, mentions: Sequence[Mention]) -> str:
    """The text with its names blotted out: the 1974 of a law's name is no date, and no later month belongs to it."""
    chars = list(folded)
    for mention in mentions:
        chars[mention.clean.start : mention.clean.end] = "□" * len(mention.clean)
    return "".join(chars)


def _original(block: Block, sentence: Encoded, span: tuple[int, int] | None) -> str | None:
    """The block's own words for a range of the encoded sentence, which is folded."""
    return block.text[sentence.places[span[0]] : sentence.places[span[1] - 1] + 1] if span else None


def _published(document: Document, block: Block) -> str | None:
    section = document.sections[block.section] if block.section is not None else None
    return (section.published if section else None) or document.published


def _claim(
    document: Document,
    block: Block,
    sentence: Span,
    subject: Mention,
    relation: str,
    object_: Mention,
    qualifiers: Qualifiers,
    rule: str,
    confidence: float,
    speaker: Mention | None = None,
    product: Mention | None = None,
    places: Iterable[tuple[str, Span]] = (),
    judged: tuple[tuple[str, float], ...] = (),
) -> Claim:
    assert subject.entity and object_.entity, "mentions are linked before claims are drawn"  # noqa: S101 - an invariant
    sentence = _trimmed(block.text, sentence)
    span = block.source(sentence)
    section = document.sections[block.section].title if block.section is not None else None
    return Claim(
        id=claim_id(document.id, subject.entity, relation, object_.entity, span.start, span.end, *_distinguishing(qualifiers)),
        subject=subject.entity,
        relation=relation,
        object=object_.entity,
        qualifiers=qualifiers,
        evidence=Evidence(
            document=document.id,
            span=span,
            quote=block.text[sentence.start : sentence.end],
            page=document.page_of(span.start) or block.page,
            rule=rule,
            subject=subject.id,
            object=object_.id,
            subject_at=_within(sentence, subject.clean) if subject.block == block.id else None,
            object_at=_within(sentence, object_.clean) if object_.block == block.id else None,
            section=section,
            by=speaker.id if speaker else None,
            product=product.id if product else None,
            prefix=block.text[max(0, sentence.start - _AROUND) : sentence.start],
            suffix=block.text[sentence.end : sentence.end + _AROUND],
            bindings=tuple((part, place) for part, clean in places if (place := _within(sentence, clean))),
            judged=judged,
        ),
        confidence=round(confidence, 3),
    )


def _trimmed(text: str, span: Span) -> Span:
    quote = text[span.start : span.end]
    return Span(span.start + len(quote) - len(quote.lstrip()), span.end - len(quote) + len(quote.rstrip()))


def _distinguishing(qualifiers: Qualifiers) -> tuple[str, str]:
    return qualifiers.when or "", qualifiers.modality


def _within(sentence: Span, place: Span) -> Span | None:
    """A clean place as one of the quote; None where it lies outside."""
    return Span(place.start - sentence.start, place.end - sentence.start) if sentence.covers(place) else None


def _distinct(claims: Iterable[Claim]) -> list[Claim]:
    """One claim a sentence, triple and date: two modalities of one triple in one sentence are one claim read twice."""
    best: dict[tuple[str, str, str, Span, str | None], Claim] = {}
    for claim in sorted(claims, key=lambda c: (-c.confidence, c.qualifiers.modality, c.id)):
        best.setdefault((claim.subject, claim.relation, claim.object, claim.evidence.span, claim.qualifiers.when), claim)
    return list(best.values())
