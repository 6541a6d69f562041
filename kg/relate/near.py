"""What nearly became a claim, for whoever wonders why there is none: not part of extraction, and slower."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from kg.model import Mention
from kg.relate.classifier import Classifier
from kg.relate.encode import Encoded
from kg.relate.engine import Engine, overlapping
from kg.relate.match import Match
from kg.vocab import Rule, Vocabulary
from kg.vocab.patterns import Alphabet, compile_pattern

_END_SLOT = re.compile(r"\{(?P<slot>[SO])(?P<how>\??=?)(?::[A-Za-z|]+)?\}")
#: Pairs to which the models give less are far from a claim.
_LIKELY = 0.25


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule or the classifier that nearly drew a claim.

    Attributes:
        rule: id, as of a claim.
        relation: None for a table that no rule reads.
        subject, object: what would have stood there; None where nothing did.
        reason: what hindered it, in words for a person.
    """

    rule: str
    relation: str | None
    subject: Mention | None
    object: Mention | None
    reason: str


class NearMisses:
    """Finds near misses of sentences: rules whose words match but not their ends, and pairs that the models hold nearly likely."""

    def __init__(self, vocab: Vocabulary, engine: Engine, classifier: Classifier | None) -> None:
        self._vocab = vocab
        self._engine = engine
        self._classifier = classifier

    def find(self, sentence: Encoded, before: Encoded | None, found: Collection[Match]) -> Iterator[NearMiss]:
        """Yield each near miss once, given what was found in the sentence."""
        seen: set[tuple[str | None, frozenset[str | None]]] = {
            (match.relation, frozenset((match.subject.entity, match.object.entity))) for match in found
        }
        # What has its claim of this relation already lacks nothing, though the rule might be read otherwise too.
        served = {(match.relation, end.entity) for match in found for end in (match.subject, match.object)}
        surer = (*self._dropped(sentence, before), *self._unlikely(sentence))
        wrong = (miss for miss in self._wrong_ends(sentence) if not any((miss.relation, end) in served for end in _entities(miss)))
        for miss in (*surer, *wrong):
            if (miss.relation, _entities(miss)) not in seen:
                seen.add((miss.relation, _entities(miss)))
                yield miss

    def _dropped(self, sentence: Encoded, before: Encoded | None) -> Iterator[NearMiss]:
        """What a rule states; of it the models dropped what was not found."""
        for match in self._engine.matches(sentence, before):
            yield NearMiss(
                match.rule, match.relation, match.subject, match.object, "a rule states it, but the models hold it very unlikely"
            )

    def _wrong_ends(self, sentence: Encoded) -> Iterator[NearMiss]:
        for rule, relaxed in self._relaxed:
            if any(anchor in sentence.text for anchor in rule.anchors):
                for match in overlapping(relaxed, sentence.text):
                    yield from self._hindrances(rule, match, sentence)

    def _hindrances(self, rule: Rule, match: re.Match[str], sentence: Encoded) -> Iterator[NearMiss]:
        ends = {}
        for slot, types in (("S", rule.subject), ("O", rule.object)):
            span = match.span(slot) if slot in match.re.groupindex else (-1, -1)
            mentions = [mention for _, mention in sentence.mentions(*span)]
            ends[slot] = next((m for m in mentions if m.type in types), next(iter(mentions), None))
        subject, object_ = ends["S"], ends["O"]
        if object_ is None and subject is None:
            return
        wrong = [
            f"the {name} {mention.surface} is of type {mention.type}, the rule asks for {' or '.join(sorted(types))}"
            for name, mention, types in (("subject", subject, rule.subject), ("object", object_, rule.object))
            if mention and mention.type not in types
        ]
        if len(wrong) == 1:
            yield NearMiss(rule.id, rule.relation, subject, object_, wrong[0])
        elif not wrong and (hindrance := self._engine.hindrance(rule, match, sentence)):
            yield NearMiss(rule.id, rule.relation, subject, object_, hindrance)

    def _unlikely(self, sentence: Encoded) -> Iterator[NearMiss]:
        for match in self._classifier.candidates(sentence, _LIKELY) if self._classifier else ():
            by = ", ".join(f"{name} {p:.2f}" for name, p in match.judged)
            yield NearMiss(match.rule, match.relation, match.subject, match.object, f"no rule states it, and the models doubt it ({by})")

    @cached_property
    def _relaxed(self) -> list[tuple[Rule, re.Pattern[str]]]:
        """Each rule that has words of its own, and its pattern with a name of any type at both ends."""
        alphabet = Alphabet(self._vocab.ontology.types, self._vocab.lexicon.words, self._vocab.lexicon.titles)
        types = self._vocab.ontology.types
        return [
            (rule, compile_pattern(_END_SLOT.sub(r"{\g<slot>\g<how>}", rule.pattern), types, types, alphabet))
            for rule in self._vocab.rules
            if rule.anchors
        ]


def _entities(miss: NearMiss) -> frozenset[str | None]:
    return frozenset(end.entity for end in (miss.subject, miss.object) if end)
