"""A small maximum-entropy classifier of pairs of mentions: it adds claims that no rule states, and drops those it does not believe.

Kambhatla 2004 ("Combining lexical, syntactic, and semantic features with maximum entropy models"); the features are in ``pairs``.
A pair is a sequence of one for python-crfsuite, which makes its model a maximum-entropy model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pycrfsuite

from kg.model import Mention, Modality
from kg.relate.encode import Encoded
from kg.relate.match import Match
from kg.relate.pairs import Pair, Pairs
from kg.vocab import Vocabulary

#: Label of a pair that is not related; the others are a relation and where its subject stands.
_NONE = "-"
_FORWARD, _BACKWARD = ">", "<"
#: L1 and L2 regularisation and the number of passes; chosen by cross-validation over documents.
_PARAMETERS = {"c1": 0.2, "c2": 0.1, "max_iterations": 150, "feature.minfreq": 2}
#: A learned claim is worth less than the model says: it was fitted to fewer subjects than it meets.
_DISCOUNT = 0.75
#: What a rule found is dropped if the model gives it less.
_DOUBTED = 0.02
#: Subject's entity, relation, object's entity.
_Triple = tuple[str | None, str, str | None]


class Classifier:
    """Revises what the rules find in a sentence, by the probabilities of a fitted model.

    Args:
        vocab: whose relations limit what may be proposed, and whose words are features.
        model: a file that ``kg train`` wrote.
        least: smallest probability of a proposed match.
    """

    def __init__(self, vocab: Vocabulary, model: Path, *, least: float = 0.6) -> None:
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
        self._least = least
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(model))
        self._labels = [label for label in self._tagger.labels() if label != _NONE]
        self._known = {label[:-1] for label in self._labels}

    @classmethod
    def at(cls, model: Path, vocab: Vocabulary) -> Classifier | None:
        """The classifier of a model, or None if there is no such file."""
        return cls(vocab, model) if model.exists() else None

    def revise(self, sentence: Encoded, stated: Sequence[Match]) -> Iterator[Match]:
        """Yield the matches of ``stated`` that are not very unlikely, then the likely ones that are missing there.

        An object that a rule gave a subject gets no second one from farther off.
        """
        judged: set[frozenset[str | None]] = set()
        likeliest: dict[_Triple, Match] = {}
        for pair in self._pairs.find(sentence):
            judged.add(frozenset((pair.first.entity, pair.second.entity)))
            for match in self._matches(pair):
                triple = self._triple(match)
                if triple not in likeliest or match.confidence > likeliest[triple].confidence:
                    likeliest[triple] = match
        known: set[_Triple] = set()
        subjects: dict[tuple[str, str], list[Mention]] = {}
        for match in stated:
            triple = self._triple(match)
            known.add(triple)
            subjects.setdefault((match.relation, match.object.id), []).append(match.subject)
            if match.relation not in self._known or triple in likeliest or frozenset((triple[0], triple[2])) not in judged:
                yield match
        for triple, match in likeliest.items():
            nearer = any(_between(subject, match) for subject in subjects.get((match.relation, match.object.id), ()))
            if triple not in known and not nearer and match.confidence >= self._least:
                yield replace(match, confidence=match.confidence * _DISCOUNT)

    def _matches(self, pair: Pair) -> Iterator[Match]:
        """What is not very unlikely of a pair; the confidence is the model's probability."""
        self._tagger.set(pycrfsuite.ItemSequence([pair.features]))
        if self._tagger.marginal(_NONE, 0) > 1 - _DOUBTED:
            return
        for label in self._labels:
            probability = self._tagger.marginal(label, 0)
            if probability >= _DOUBTED and (match := self._match(pair, label, probability)):
                yield match

    def _match(self, pair: Pair, label: str, probability: float) -> Match | None:
        name, forward = label[:-1], label[-1] == _FORWARD
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
            confidence=probability,
        )

    def _triple(self, match: Match) -> _Triple:
        """What a match says; one for both directions of a symmetric relation."""
        subject, object_ = match.subject.entity, match.object.entity
        if match.relation in self._symmetric and str(object_) < str(subject):
            subject, object_ = object_, subject
        return subject, match.relation, object_


def _between(subject: Mention, match: Match) -> bool:
    """Whether a mention of the type of the match's subject stands between its ends."""
    first, last = sorted((match.subject.clean, match.object.clean))
    return subject.type == match.subject.type and first < subject.clean < last


def label(relation: str, *, forward: bool) -> str:
    """The label of a related pair; ``forward`` if its first mention is the subject."""
    return relation + (_FORWARD if forward else _BACKWARD)


def fit_classifier(pairs: Iterable[tuple[Pair, str | None]], model: Path) -> None:
    """Fit a model to labelled pairs (None: not related) and write it to ``model``."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_PARAMETERS)
    for pair, name in pairs:
        trainer.append(pycrfsuite.ItemSequence([pair.features]), [name or _NONE])
    trainer.train(str(model))
