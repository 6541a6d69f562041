"""Precision, recall and F1 of an extraction against annotated passages.

Mentions are compared by characters and type; claims by the entities at both ends, and by date where one triple is stated for
several. Entities are mapped to the annotated ones by overlap of their mentions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.evaluate.passages import Passage, line_span
from kg.model import Extraction, Mention
from kg.vocab import Ontology

_Triple = tuple[str, int, int]


@dataclass(slots=True)
class Score:
    """Counts of right, found and annotated items."""

    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of what is annotated that was found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 0.0

    def add(self, right: int, found: int, gold: int) -> None:
        """Count a further batch."""
        self.right += right
        self.found += found
        self.gold += gold


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of a set of passages: by entity type, by relation, and what went wrong.

    Attributes:
        judged: the confidence of each claim found, and whether it is annotated.
    """

    types: Mapping[str, Score]
    relations: Mapping[str, Score]
    errors: tuple[str, ...] = ()
    judged: tuple[tuple[float, bool], ...] = ()

    @property
    def mentions(self) -> Score:
        """All types together."""
        return _total(self.types.values())

    @property
    def claims(self) -> Score:
        """All relations together."""
        return _total(self.relations.values())

    def reliability(self) -> list[tuple[int, float, float]]:
        """For each tenth of confidence that occurs: number of claims, their mean confidence, and the share that is annotated. Where
        confidence is calibrated, the two are equal (DeGroot and Fienberg 1983, "The Comparison and Evaluation of Forecasters")."""
        tenths: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        for confidence, right in self.judged:
            tenths[min(9, int(10 * confidence))].append((confidence, right))
        return [
            (len(group), sum(c for c, _ in group) / len(group), sum(r for _, r in group) / len(group))
            for _, group in sorted(tenths.items())
        ]


@dataclass(slots=True)
class _Tally:
    types: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    relations: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    errors: list[str] = field(default_factory=list)
    judged: list[tuple[float, bool]] = field(default_factory=list)


def evaluate(passages: Sequence[Passage], extractions: Mapping[str, Extraction], ontology: Ontology) -> Evaluation:
    """Score the extractions, given by the name of their text, on the passages taken from those texts."""
    tally = _Tally()
    for passage in passages:
        _score_passage(passage, extractions[passage.document], ontology, tally)
    types, relations = (dict(sorted(scores.items())) for scores in (tally.types, tally.relations))
    return Evaluation(types, relations, tuple(tally.errors), tuple(tally.judged))


def _score_passage(passage: Passage, extraction: Extraction, ontology: Ontology, tally: _Tally) -> None:
    found = _squashed(passage, extraction)
    gold = {(m.start, m.end, m.type): m for m in passage.mentions}
    keys = {(start, end, mention.type) for start, end, mention in found.values()}
    for type_ in sorted({key[2] for key in keys | gold.keys()}):
        of_type = {key for key in keys if key[2] == type_}
        wanted = {key for key in gold if key[2] == type_}
        tally.types[type_].add(len(of_type & wanted), len(of_type), len(wanted))
    for start, end, type_ in sorted(gold.keys() - keys):
        tally.errors.append(f"{passage.name}: missed {type_} {passage.text[start:end]}")
    for start, end, type_ in sorted(keys - gold.keys()):
        tally.errors.append(f"{passage.name}: spurious {type_} {passage.text[start:end]}")
    _score_claims(passage, extraction, found, ontology, tally)


def _squashed(passage: Passage, extraction: Extraction) -> dict[str, tuple[int, int, Mention]]:
    """The mentions inside the passage, by id, with places in its text without white space."""
    text = extraction.document.text
    first, last = line_span(text, passage.first, passage.last)
    places, n = {}, 0
    for i in range(first, last + 1):
        places[i] = n
        n += i < last and not text[i].isspace()
    inside = [m for m in extraction.mentions if first <= m.span.start and m.span.end <= last]
    return {m.id: (places[m.span.start], places[m.span.end], m) for m in inside}


def _score_claims(
    passage: Passage, extraction: Extraction, found: Mapping[str, tuple[int, int, Mention]], ontology: Ontology, tally: _Tally
) -> None:
    to_gold = {id_: cluster for id_, (start, end, _) in found.items() if (cluster := _overlapping(passage, start, end)) is not None}
    gold: dict[_Triple, set[str]] = defaultdict(set)
    for claim in passage.claims:
        triple = _triple(claim.relation, passage.cluster[claim.subject], passage.cluster[claim.object], ontology)
        gold[triple].add(claim.qualifiers.get("date", ""))
    got: dict[_Triple, set[str]] = defaultdict(set)
    strays = set()
    for made in extraction.claims:
        ends = (made.evidence.subject, made.evidence.object)
        if not all(end in found for end in ends):
            continue
        if all(end in to_gold for end in ends):
            triple = _triple(made.relation, to_gold[ends[0]], to_gold[ends[1]], ontology)
            got[triple].add(made.qualifiers.when or "")
            tally.judged.append((made.confidence, triple in gold))
        else:
            tally.judged.append((made.confidence, False))
            strays.add((made.relation, made.subject, made.object))
    surface = {cluster: m.surface for m in reversed(passage.mentions) for cluster in (passage.cluster[m.id],)}
    for triple in sorted(gold.keys() | got.keys()):
        wanted, made_dates = gold.get(triple, set()), got.get(triple, set())
        right = min(len(wanted), max(len(wanted & made_dates), int(bool(made_dates)))) if wanted else 0
        tally.relations[triple[0]].add(right, max(right, min(len(made_dates), len(wanted) or 1)), len(wanted))
        if right < len(wanted) or not wanted:
            verdict = "missed" if wanted else "spurious"
            tally.errors.append(f"{passage.name}: {verdict} claim {surface[triple[1]]} {triple[0]} {surface[triple[2]]}")
    for relation, *_ in strays:
        tally.relations[relation].add(0, 1, 0)


def _triple(relation: str, subject: int, object_: int, ontology: Ontology) -> _Triple:
    if ontology.relations[relation].symmetric:
        subject, object_ = sorted((subject, object_))
    return relation, subject, object_


def _overlapping(passage: Passage, start: int, end: int) -> int | None:
    """The annotated entity whose mention shares most characters with a span, at least half of the shorter one."""
    best, size = None, 0
    for mention in passage.mentions:
        shared = min(end, mention.end) - max(start, mention.start)
        if shared > size and shared * 2 >= min(mention.end - mention.start, end - start):
            best, size = passage.cluster[mention.id], shared
    return best


def _total(scores: Iterable[Score]) -> Score:
    total = Score()
    for score in scores:
        total.add(score.right, score.found, score.gold)
    return total
