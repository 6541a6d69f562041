"""A small conditional random field over characters, for names that no list and no pattern knows.

Lafferty, McCallum and Pereira 2001; the features are those of Zhang, Qin and Zhang's character taggers with gazetteer hits added:
the characters around, their script, what the rules found there, which suffixes end there. It proposes only; ``overlap`` decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pycrfsuite

from kg.annotate.candidate import Candidate, View, is_chinese, is_latin
from kg.lexical import LexicalAnalyzer
from kg.vocab import Vocabulary

#: Squeezed text is cut here into the sequences that the model labels.
_ENDS = frozenset("。!?;\n")
_LONGEST = 400
_LONGEST_WORD = 60
_BRACKETS = frozenset("「」『』《》〈〉")
_OUTSIDE = "O"


class Tagger:
    """Proposes candidates with the labels of a trained model.

    Args:
        vocab: whose suffixes and titles are features.
        model: a file that ``kg train`` wrote.
        least: smallest marginal probability of a proposed name (geometric mean over its characters).
    """

    def __init__(self, vocab: Vocabulary, model: Path, *, least: float = 0.5) -> None:
        self._features = Features(vocab)
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(model))
        self._least = least

    @classmethod
    def at(cls, model: Path, vocab: Vocabulary) -> Tagger | None:
        """The tagger of a model, or None if there is no such file."""
        return cls(vocab, model) if model.exists() else None

    def __call__(self, views: Sequence[View], chosen: Sequence[Sequence[Candidate]]) -> list[list[Candidate]]:
        """The candidates of each view, given what the rules found in it."""
        rows = self._features.of(views, chosen)
        return [list(self._propose(view, features)) for view, features in zip(views, rows, strict=True)]

    def _propose(self, view: View, features: Sequence[Sequence[str]]) -> Iterator[Candidate]:
        for start, end in sequences(view.squeezed):
            self._tagger.set(pycrfsuite.ItemSequence(features[start:end]))
            labels = self._tagger.tag()
            for first, last, type_ in spans(labels):
                score = self._score(labels, first, last)
                if score >= self._least and (clean := _whole_words(view, *view.clean(start + first, start + last))):
                    yield Candidate(*clean, type_, "tagger", round(score * 0.75, 3))

    def _score(self, labels: Sequence[str], first: int, last: int) -> float:
        product = 1.0
        for i in range(first, last):
            product *= self._tagger.marginal(labels[i], i)
        return float(product ** (1 / (last - first)))


def _whole_words(view: View, start: int, end: int) -> tuple[int, int] | None:
    """The clean span with Latin words whole: one cut at its beginning is completed, one cut at its end is completed if most of it
    is there, else dropped. None for what no name is: with a bracket inside, or nothing left."""
    if is_latin(view.folded[start]):
        start = _word_edge(view.folded, start, -1)
    if end < len(view.text) and is_latin(view.folded[end - 1]) and is_latin(view.folded[end]):
        first, last = max(start, _word_edge(view.folded, end - 1, -1)), _word_edge(view.folded, end - 1, 1) + 1
        end = last if 2 * (end - first) > last - first else first
    while end > start and view.text[end - 1].isspace():
        end -= 1
    return (start, end) if end > start and not _BRACKETS & set(view.text[start:end]) else None


def _word_edge(text: str, at: int, step: int) -> int:
    """The first or last place of the Latin word at ``at``; what is longer than any word is cut."""
    stop = at + step * _LONGEST_WORD
    while at != stop and 0 <= at + step < len(text) and is_latin(text[at + step]):
        at += step
    return at


class Features:
    """The features of every character of a view."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._analyzer = LexicalAnalyzer()
        #: The suffixes that end in a character, the longest first.
        self._ends: dict[str, list[str]] = {}
        for suffix in sorted(vocab.lexicon.suffixes, key=lambda suffix: (-len(suffix), suffix)):
            self._ends.setdefault(suffix[-1], []).append(suffix)
        self._suffixes = {suffix: entry.type for suffix, entry in vocab.lexicon.suffixes.items()}
        self._edges = vocab.lexicon.edges
        self._titles = vocab.lexicon.titles

    def of(self, views: Sequence[View], found: Sequence[Sequence[Candidate]]) -> list[list[list[str]]]:
        """For each view one list of feature strings a character of its squeezed text."""
        spans = [list(sequences(view.squeezed)) for view in views]
        parts = [view.squeezed[start:end] for view, ends in zip(views, spans, strict=True) for start, end in ends]
        labels = iter(self._analyzer.labels(parts))
        labelled = [[label for _ in ends for label in next(labels)] for ends in spans]
        return [self._of(*row) for row in zip(views, found, labelled, strict=True)]

    def _of(self, view: View, found: Sequence[Candidate], labels: Sequence[str]) -> list[list[str]]:
        text = view.squeezed
        padded = f"\x02\x02{text}\x03\x03"
        words = _word_features(text, labels)
        rules = _rule_labels(view, found)
        shapes = ["", "", *(_shape(char) + "_" * view.gap_before(i) for i, char in enumerate(text)), "", ""]
        padded_rules = ["-", "-", *rules, "-", "-"]
        features = []
        for i in range(len(text)):
            j = i + 2
            a, b, c, d, e = tuple(padded[j - 2 : j + 3])
            features.append(
                [
                    "b", "0" + c, "-" + b, "+" + d, "<" + a, ">" + e, "[" + b + c, "]" + c + d, "{" + a + b, "}" + d + e, "^" + b + d,
                    "s" + shapes[j], "S" + shapes[j - 1] + shapes[j] + shapes[j + 1],
                    "r" + padded_rules[j], "R" + padded_rules[j - 1] + padded_rules[j], "Q" + padded_rules[j] + padded_rules[j + 1],
                    *words[i],
                    "x" + self._suffix(text, i + 1), "y" + self._suffix_ahead(text, i), "e" + self._edge(text, i),
                ]
            )  # fmt: skip
        return features

    def _suffix(self, text: str, end: int) -> str:
        for suffix in self._ends.get(text[end - 1], ()):
            if text.endswith(suffix, 0, end):
                return self._suffixes[suffix]
        return "-"

    def _suffix_ahead(self, text: str, i: int) -> str:
        """The type of the first suffix that ends within the next eight characters, and how far that is."""
        for end in range(i + 2, min(len(text), i + 9) + 1):
            if not is_chinese(text[end - 1]) and not is_latin(text[end - 1]):
                return "-"
            if (type_ := self._suffix(text, end)) != "-":
                return f"{type_}{(end - i) // 3}"
        return "-"

    def _edge(self, text: str, i: int) -> str:
        return "".join(str(n) for n in (1, 2, 3) if i >= n and text[i - n : i] in self._edges) + (
            "t" if text[max(0, i - 2) : i] in self._titles else ""
        )


def _word_features(text: str, labels: Sequence[str]) -> list[list[str]]:
    """What the lexical analyser says of each character's word: its kind and the place in it, the words around."""
    words: list[list[str]] = []
    for char, label in zip(text, labels, strict=True):
        kind = label[:-2] if label[-2:] in ("-B", "-I") else label
        if label.endswith("-I") and words and words[-1][1] == kind:
            words[-1][0] += char
        else:
            words.append([char, kind])
    features = []
    for n, (word, kind) in enumerate(words):
        before = words[n - 1] if n else ["", "-"]
        after = words[n + 1] if n + 1 < len(words) else ["", "-"]
        last = len(word) - 1
        for k in range(len(word)):
            place = "S" if not last else "B" if not k else "E" if k == last else "M"
            features.append(
                [
                    "w" + place + kind, "W" + place + before[1] + kind, "V" + place + kind + after[1],
                    "u" + place + word, "U" + place + before[0], "v" + place + after[0],
                ]
            )  # fmt: skip
    return features


def sequences(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a squeezed text that are labelled together: sentences, the longest of them cut."""
    start = 0
    for i, char in enumerate(text):
        if char in _ENDS or i - start >= _LONGEST:
            yield start, i + 1
            start = i + 1
    if start < len(text):
        yield start, len(text)


def spans(labels: list[str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, type) of each name in BIO labels."""
    start = None
    for i, label in enumerate([*labels, _OUTSIDE]):
        if start is not None and (label == _OUTSIDE or label[0] == "B" or label[2:] != labels[start][2:]):
            yield start, i, labels[start][2:]
            start = None
        if start is None and label != _OUTSIDE:
            start = i


def bio(length: int, names: Sequence[tuple[int, int, str]]) -> list[str]:
    """BIO labels of a text with these names."""
    labels = [_OUTSIDE] * length
    for start, end, type_ in names:
        labels[start:end] = ["B-" + type_, *["I-" + type_] * (end - start - 1)]
    return labels


def _rule_labels(view: View, found: Sequence[Candidate]) -> list[str]:
    at = {place: i for i, place in enumerate(view.places)} if not isinstance(view.places, range) else view.places
    names: dict[tuple[int, int], str] = {}
    for c in found:
        span = at[c.start], at[c.end - 1] + 1
        names[span] = names.get(span, "") + c.type + ("?" if c.weak else "w" if c.score < 0.65 else "")
    return bio(len(view.squeezed), [(start, end, label) for (start, end), label in names.items()])


def _shape(char: str) -> str:
    if is_chinese(char):
        return "C"
    if char.isdigit():
        return "9"
    return "L" if is_latin(char) else "P"
