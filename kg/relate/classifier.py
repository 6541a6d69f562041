"""A classifier of pairs of mentions: it adds claims that no rule states, and drops those it does not believe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from kg.model import Mention, Modality
from kg.models import CLAIMS, NETWORK
from kg.relate.encode import Encoded
from kg.relate.match import Match
from kg.relate.maxent import MaximumEntropy
from kg.relate.network import Network
from kg.relate.pairs import FORWARD, NONE, Pair, Pairs
from kg.vocab import Vocabulary

#: Share of the claims that are right where a rule and the models speak, as a line in the models' probability; and where the models
#: alone do. Read off how often pairs that models had not seen are annotated (docs/decisions/0007).
_RULE_TOO, _ALONE = (0.25, 0.75), (0.0, 0.9)
#: What a rule found is dropped if the models give it less.
_DOUBTED = 0.05
#: A sentence of whose pairs a judge holds each so surely unrelated is not shown to the next: most are such, and time counts.
_SURE = 0.98
#: A sentence of so many pairs is none that people write: one judge is enough.
_CROWDED = 1_000
#: Subject's entity, relation, object's entity.
_Triple = tuple[str | None, str, str | None]


class Judge(Protocol):
    """A fitted model of how the pairs of a sentence are related."""

    name: str
    labels: tuple[str, ...]

    def probabilities(self, sentence: Encoded, pairs: Sequence[Pair]) -> Iterator[Mapping[str, float]]:
        """For each pair the probability of each label; of those left out it is negligible."""


class Classifier:
    """Revises what the rules find in a sentence, by the mean of the probabilities of fitted models.

    Args:
        vocab: whose relations limit what may be proposed, and whose words are features.
        judges: the models.
        least: smallest probability of a proposed match.
    """

    def __init__(self, vocab: Vocabulary, judges: Sequence[Judge], *, least: float = 0.5) -> None:
        self._pairs = Pairs(vocab)
        self._relations = vocab.ontology.relations
        self._symmetric = vocab.ontology.symmetric
        self._takes: dict[str, frozenset[str]] = {}
        modalities: dict[str, set[Modality | None]] = {}
        for rule in vocab.rules:
            self._takes[rule.relation] = self._takes.get(rule.relation, frozenset()) | rule.takes
            modalities.setdefault(rule.relation, set()).add(rule.modality)
        self._modality: Mapping[str, Modality | None] = {
            name: next(iter(found)) if len(found) == 1 else None for name, found in modalities.items()
        }
        self._judges = judges
        self._least = least
        self._labels = sorted({label for judge in judges for label in judge.labels} - {NONE})
        self._known = {label[:-1] for label in self._labels}

    @classmethod
    def at(cls, models: Path, vocab: Vocabulary) -> Classifier | None:
        """The classifier of the models in a folder, or None if there are none."""
        judges: list[Judge] = []
        if (models / CLAIMS).exists():
            judges.append(MaximumEntropy(models / CLAIMS))
        if (models / NETWORK).exists():
            judges.append(Network(vocab, models / NETWORK))
        return cls(vocab, judges) if judges else None

    def revise(self, sentence: Encoded, stated: Sequence[Match]) -> Iterator[Match]:
        """Yield the matches of ``stated`` that are not unlikely, then the likely ones that are missing there, each with the share of
        such claims that is right as its confidence.

        An object that a rule gave a subject gets no second one from farther off.
        """
        pairs = list(self._pairs.find(sentence))
        judged = {frozenset((pair.first.entity, pair.second.entity)) for pair in pairs}
        likeliest: dict[_Triple, Match] = {}
        for match in self._matches(sentence, pairs):
            triple = self._triple(match)
            if triple not in likeliest or match.confidence > likeliest[triple].confidence:
                likeliest[triple] = match
        known: set[_Triple] = set()
        subjects: dict[tuple[str, str], list[Mention]] = {}
        for match in stated:
            triple = self._triple(match)
            known.add(triple)
            subjects.setdefault((match.relation, match.object.id), []).append(match.subject)
            # A rule that says that something is denied or planned speaks of what the models were not asked.
            asked = match.relation in self._known and match.modality in (None, "fact")
            if not asked or frozenset((triple[0], triple[2])) not in judged:
                yield match
            elif triple in likeliest:
                judgement = likeliest[triple]
                yield replace(match, confidence=_confidence(judgement, _RULE_TOO), judged=judgement.judged)
        for triple, match in likeliest.items():
            nearer = any(_between(subject, match) for subject in subjects.get((match.relation, match.object.id), ()))
            if triple not in known and not nearer and match.confidence >= self._least:
                yield replace(match, confidence=_confidence(match, _ALONE))

    def candidates(self, sentence: Encoded, least: float) -> Iterator[Match]:
        """The claims that the models alone hold likelier than ``least``, but not likely enough to state."""
        for match in self._matches(sentence, list(self._pairs.find(sentence))):
            if least <= match.confidence < self._least:
                yield match

    def _matches(self, sentence: Encoded, pairs: Sequence[Pair]) -> Iterator[Match]:
        judgements: list[list[Mapping[str, float]]] = []
        for judge in self._judges:
            judgements.append(list(judge.probabilities(sentence, pairs)))
            if all(found.get(NONE, 0.0) > _SURE for found in judgements[-1]):
                return
            if len(pairs) > _CROWDED:
                break
        for pair, *found in zip(pairs, *judgements, strict=True):
            for label in self._labels:
                by_judge = [judgement.get(label, 0.0) for judgement in found]
                if sum(by_judge) / len(found) >= _DOUBTED and (match := self._match(pair, label, by_judge)):
                    yield match

    def _match(self, pair: Pair, label: str, probabilities: Sequence[float]) -> Match | None:
        name, forward = label[:-1], label[-1] == FORWARD
        subject, object_ = (pair.first, pair.second) if forward else (pair.second, pair.first)
        relation = self._relations.get(name)
        if relation is None or subject.type not in relation.domain or object_.type not in relation.range:
            return None
        return Match(
            relation=name,
            rule=f"{name}/learned",
            takes=self._takes.get(name, frozenset()),
            modality=self._modality.get(name),
            start=pair.start,
            end=pair.end + 1,
            object_start=pair.end if forward else pair.start,
            subject=subject,
            object=object_,
            confidence=sum(probabilities) / len(probabilities),
            judged=tuple((judge.name, round(p, 3)) for judge, p in zip(self._judges, probabilities, strict=False)),
        )

    def _triple(self, match: Match) -> _Triple:
        """What a match says; one for both directions of a symmetric relation."""
        subject, object_ = match.subject.entity, match.object.entity
        if match.relation in self._symmetric and str(object_) < str(subject):
            subject, object_ = object_, subject
        return subject, match.relation, object_


def _confidence(judged: Match, line: tuple[float, float]) -> float:
    return (line[0] + line[1] * judged.confidence) * judged.subject.trust * judged.object.trust


def _between(subject: Mention, match: Match) -> bool:
    """Whether a mention of the type of the match's subject stands between its ends."""
    first, last = sorted((match.subject.clean, match.object.clean))
    return subject.type == match.subject.type and first < subject.clean < last
