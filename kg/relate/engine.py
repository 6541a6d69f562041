"""The rule engine: rules over encoded sentences, subjects that Chinese leaves out, and what narrows a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from kg.model import Mention
from kg.relate.amounts import Rate, Sum
from kg.relate.dates import Date
from kg.relate.encode import Encoded
from kg.vocab import Rule, Vocabulary

T = TypeVar("T", Date, Sum, Rate)

#: Prepositions: a mention right after one of them is no topic.
_MARKED = frozenset("对向与和同在于由被遭从自至赴为以经据给跟比")
#: Nouns before which a country or place only modifies: 美國企業 is no topic, nor is it the US.
_HEADS = re.compile(r"的?(?:企业|厂商|公司|业者|市场|产品|商品|人(?!工)|民众|消费者|客户|学者|专家|智库|媒体|投资人|制造业|制(?:的)?)")
_CLAUSE = re.compile(r"[,;:。!?]")
#: Confidence kept when the subject is taken from the sentence, or from the sentence before.
_SAME_SENTENCE, _SENTENCE_BEFORE = 0.85, 0.6


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fired on a sentence, with one subject and one object bound."""

    rule: Rule
    start: int
    end: int
    subject: Mention
    object: Mention
    confidence: float
    product: Mention | None = None
    origin: Mention | None = None
    role: str | None = None
    date: Date | None = None
    amount: Sum | None = None
    rate: Rate | None = None


class Engine:
    """Applies the vocabulary's relation rules."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._rules = vocab.rules

    def matches(self, sentence: Encoded, before: Encoded | None) -> Iterator[Match]:
        """Yield every binding of every rule in a sentence. ``before`` is the sentence that precedes it in the block."""
        mentions = sum(isinstance(item, Mention) for item in sentence.items)
        if not mentions or (mentions < 2 and before is None):
            return
        for rule in self._rules:
            if rule.anchors and not any(anchor in sentence.text for anchor in rule.anchors):
                continue
            for match in _overlapping(rule.regex, sentence.text):
                yield from self._bindings(rule, match, sentence, before)

    def _bindings(self, rule: Rule, match: re.Match[str], sentence: Encoded, before: Encoded | None) -> Iterator[Match]:
        groups = match.re.groupindex
        confidence = rule.confidence
        if "S" in groups and match["S"]:
            subjects = [m for _, m in sentence.mentions(*match.span("S")) if m.type in rule.subject]
        else:
            topic, kept = self._topic(rule, match, sentence, before)
            subjects, confidence = ([topic] if topic else []), confidence * kept
        objects = [m for _, m in sentence.mentions(*match.span("O")) if m.type in rule.object]
        for subject in subjects:
            for object_ in objects:
                if subject.entity != object_.entity:
                    yield Match(
                        rule=rule,
                        start=match.start(),
                        end=match.end(),
                        subject=subject,
                        object=object_,
                        confidence=confidence * min(1.0, 0.5 + subject.score / 2) * min(1.0, 0.5 + object_.score / 2),
                        product=_mention(sentence, match, "P"),
                        origin=_mention(sentence, match, "F"),
                        role=match["role"] if "role" in groups else None,
                        date=_value(sentence, match, "date", Date),
                        amount=_value(sentence, match, "amount", Sum),
                        rate=_value(sentence, match, "rate", Rate),
                    )

    def _topic(self, rule: Rule, match: re.Match[str], sentence: Encoded, before: Encoded | None) -> tuple[Mention | None, float]:
        """What a clause without subject is about: the first unmarked mention of the nearest clause before, then of the
        sentence before (topic chain, cf. Li & Thompson 1981, ch. 4 and 24)."""
        clauses = _clauses(sentence.text, match.start())
        for start, end in reversed(clauses):
            if topic := _first_unmarked(sentence, start, end, rule):
                return topic, _SAME_SENTENCE
        if before is not None:
            for start, end in _clauses(before.text, len(before.text)):
                if topic := _first_unmarked(before, start, end, rule):
                    return topic, _SENTENCE_BEFORE
        return None, 0.0


def _overlapping(regex: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches from left to right; after each one the search goes on behind its first character's mention, so that a second
    object of the same verb, or a second verb of the same subject, is found too."""
    at = 0
    seen_ends: set[int] = set()
    while match := regex.search(text, at):
        if match.span("O")[1] not in seen_ends:
            yield match
            seen_ends.add(match.span("O")[1])
        at = match.start() + 1


def _clauses(text: str, end: int) -> list[tuple[int, int]]:
    starts = [0, *(m.end() for m in _CLAUSE.finditer(text, 0, end))]
    return list(zip(starts, [*starts[1:], end], strict=True))


def _first_unmarked(sentence: Encoded, start: int, end: int, rule: Rule) -> Mention | None:
    for i, mention in sentence.mentions(start, end):
        if mention.type in rule.subject and not (i and sentence.text[i - 1] in _MARKED):
            if mention.type in ("Country", "Place") and _HEADS.match(sentence.text, i + 1):
                continue
            return mention
    return None


def _mention(sentence: Encoded, match: re.Match[str], group: str) -> Mention | None:
    if group not in match.re.groupindex or not match[group]:
        return None
    return next((mention for _, mention in sentence.mentions(*match.span(group))), None)


def _value(sentence: Encoded, match: re.Match[str], group: str, kind: type[T]) -> T | None:
    if group not in match.re.groupindex or match.start(group) < 0:
        return None
    item = sentence.items[match.start(group)]
    return item if isinstance(item, kind) else None
