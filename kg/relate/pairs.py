"""Pairs of mentions in a sentence and the features by which the classifier judges how they are related.

The features are those of Zhou, Su, Zhang and Zhang 2005 ("Exploring various knowledge in relation extraction") that need no parser:
the types and last characters of both ends, the characters between and around them, the mentions between them, and which words of
the vocabulary stand where. A member of a list is judged by what stands before the list.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from kg.model import Mention
from kg.relate.encode import Encoded
from kg.vocab import Vocabulary, fold

#: Ends farther apart are no pair, in characters of the encoded sentence.
_FARTHEST = 90
#: How much is read before the first end and after the last one, and at each side of a long stretch between them.
_BEFORE, _AFTER, _LONG, _SIDE = 8, 12, 40, 16
SEPARATOR = re.compile(r"(?:[、,]?(?:以及|及|与|和|暨|跟|或|并|and|or|&)|[、,/])[商资籍系的厂者业]?")
#: Label of a pair that is not related; the others are a relation and where its subject stands.
NONE, FORWARD, BACKWARD = "-", ">", "<"
#: Words that say who speaks; no rule names them as a trigger, but they tell the classifier who is no actor.
_SPEECH = ("says", "according-to")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mentions of a sentence in reading order.

    Attributes:
        start: place of the first mention in the encoded text.
        end: place of the second one.
        between: the range between them; lists that one of them stands in are left out.
        around: where the list of the first one begins, and where that of the second one ends (behind it).
        features: for the maximum-entropy model.
    """

    first: Mention
    second: Mention
    start: int
    end: int
    between: range
    around: tuple[int, int]
    features: list[str]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the pairs of one sentence share.

    Attributes:
        heads: for each mention the first of the list it stands in (itself, if in none).
        lasts: for each such first one the last.
        hits: the known words, as (word, start, end).
    """

    text: str
    mentions: Sequence[tuple[int, Mention]]
    heads: Mapping[int, int]
    lasts: Mapping[int, int]
    hits: Sequence[tuple[int, int, int]]


class Pairs:
    """Finds the pairs of a sentence that some relation allows, with their features."""

    def __init__(self, vocab: Vocabulary) -> None:
        words: dict[str, set[str]] = defaultdict(set)
        for name in sorted({name for rule in vocab.rules for name in rule.words} | set(_SPEECH)):
            for word in vocab.lexicon.words[name]:
                words[fold(word)].add("C" + name)
        for rule in vocab.rules:
            for anchor in rule.anchors:
                if len(anchor) > 1:
                    words[anchor].add("R" + rule.relation)
        self._words = sorted(words)
        self._tags = [sorted(words[word]) for word in self._words]
        self._automaton = ahocorasick_rs.AhoCorasick(self._words)
        relations = vocab.ontology.relations.values()
        self._allowed = {(a, b) for relation in relations for a in relation.domain for b in relation.range}

    def find(self, sentence: Encoded) -> Iterator[Pair]:
        """Yield the pairs of a sentence."""
        mentions = sentence.mentions(0, len(sentence.items))
        if len(mentions) < 2:
            return
        hits = self._automaton.find_matches_as_indexes(sentence.text, overlapping=True)
        reading = _Reading(sentence.text, mentions, *_lists(sentence, mentions), hits)
        for n, (i, first) in enumerate(mentions):
            for j, second in mentions[n + 1 :]:
                if j - i > _FARTHEST:
                    break
                if first.entity != second.entity and self._related(first.type, second.type):
                    yield self._pair(reading, first, second, i, j)

    def _related(self, a: str, b: str) -> bool:
        return (a, b) in self._allowed or (b, a) in self._allowed

    def _pair(self, reading: _Reading, first: Mention, second: Mention, i: int, j: int) -> Pair:
        heads, lasts = reading.heads, reading.lasts
        listed = heads[i] == heads[j]
        left, right = (i + 1, j) if listed else (max(k for k in heads if heads[k] == heads[i] and k < j) + 1, heads[j])
        start, end = heads[i], lasts[heads[j]] + 1
        return Pair(
            first,
            second,
            i,
            j,
            range(left, right),
            (start, end),
            self._features(reading, first, second, (left, right), (start, end), listed),
        )

    def _features(
        self, reading: _Reading, first: Mention, second: Mention, inner: tuple[int, int], outer: tuple[int, int], listed: bool
    ) -> list[str]:
        text, (left, right), (head, end) = reading.text, inner, outer
        start = max(0, head - _BEFORE)
        types = first.type[:3] + second.type[:3]
        between, before, after = text[left:right], text[start:head], text[end : end + _AFTER]
        inside = [mention.type for k, mention in reading.mentions if left <= k < right]
        features = ["b", "T" + types, *(["same", "same" + types] if listed else [])]
        features += [f"n{min(len(inside), 4)}", f"n{min(len(inside), 4)}{types}", f"c{min(3, sum(map(between.count, ',;:')))}"]
        features.append(f"d{min(6, len(between) // 6)}")
        for type_ in inside:
            features += ["x" + type_, "x" + type_ + types]
        shown = "^" + (between if len(between) <= _LONG else f"{between[:_SIDE]}…{between[-_SIDE:]}") + "$"
        for k in range(len(shown) - 1):
            two, three = shown[k : k + 2], shown[k : k + 3]
            features += ["2" + two, "2" + types + two]
            if len(three) == 3:
                features += ["3" + three, "3" + types + three]
        if len(between) <= 6:
            features += ["B" + between, "B" + types + between]
        for k in (1, 2, 3):
            features += [f"p{k}{before[-k:]}", f"a{k}{after[:k]}", f"a{k}{types}{after[:k]}"]
        features += ["A" + after[k : k + 2] for k in range(len(after) - 1)]
        features.append("q" + types + before[-1:])
        for side, name in (("f", fold(first.surface)), ("g", fold(second.surface))):
            features += [side + types + name[-1:], side + types + name[-2:]]
        for word, begin, stop in reading.hits:
            where = _where(begin, stop, (start, head), inner, (end, end + _AFTER))
            if where:
                for tag in self._tags[word]:
                    features += [where + tag, where + tag + types]
        return list(dict.fromkeys(features))


def _lists(sentence: Encoded, mentions: list[tuple[int, Mention]]) -> tuple[dict[int, int], dict[int, int]]:
    """For each mention the first of the list it stands in (itself, if in none), and for each first one the last."""
    heads: dict[int, int] = {}
    for n, (i, mention) in enumerate(mentions):
        before = mentions[n - 1] if n else None
        joined = before and before[1].type == mention.type and SEPARATOR.fullmatch(sentence.text, before[0] + 1, i)
        heads[i] = heads[before[0]] if before and joined else i
    return heads, {head: i for i, head in heads.items()}


def _where(first: int, last: int, before: tuple[int, int], between: tuple[int, int], after: tuple[int, int]) -> str | None:
    for name, (start, end) in (("M", between), ("N", after), ("L", before)):
        if start <= first and last <= end:
            return name
    return None


def label(relation: str, *, forward: bool) -> str:
    """The label of a related pair; ``forward`` if its first mention is the subject."""
    return relation + (FORWARD if forward else BACKWARD)
