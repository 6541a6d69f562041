"""A small convolutional network that judges the pairs of a sentence beside the maximum-entropy model.

A token is a character or a whole mention; what stands at, between and around the two ends of a pair is pooled (after Zeng, Liu, Chen and
Zhao 2015, "Distant Supervision for Relation Extraction via Piecewise Convolutional Neural Networks"). The network is written once over
an array module: numpy applies it, JAX fits it (``network_fitting``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from kg.lexical import CharacterVectors
from kg.model import Mention
from kg.relate.encode import Encoded
from kg.relate.pairs import FORWARD, Pair
from kg.vocab import Vocabulary, fold
from kg.vocab.patterns import AMOUNT, DATE, RATE

#: Layers of the network.
LAYERS = 3
#: Tokens before, between and behind the ends of a pair that are pooled, at most; the powers of two up to there.
_WIDTHS, _POWERS = (12, 90, 12), 7
#: Ids of characters: blank for what has none, and unknown.
_BLANK, _UNKNOWN, _FIRST = 0, 1, 2
_DISTANCES, _COUNTS = 12, 6
#: Pairs that are judged at once.
_BATCH = 256

Parameters = Mapping[str, Any]

_BLAS = ThreadpoolController()


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences one behind the other, with blank rows before, between and behind them, and their pairs.

    Attributes:
        characters: id of each token's character, of a mention's last one.
        types: id of each token's type; 0 of a character.
        vectors: the character vector of each token, the mean of a mention's.
        inside: 1 for tokens, 0 for blank rows.
        ends: the rows of a pair's two mentions.
        parts: first row and row behind the last one of what is before, between and behind a pair.
        traits: distance, number of mentions between, and types of a pair.
        allowed: the labels that the types of a pair allow.
    """

    characters: NDArray[np.int32]
    types: NDArray[np.int32]
    vectors: NDArray[np.float32]
    inside: NDArray[np.float32]
    ends: NDArray[np.int32]
    parts: NDArray[np.int32]
    traits: NDArray[np.int32]
    allowed: NDArray[np.bool_]


class Reader:
    """Turns sentences and their pairs into batches.

    Args:
        vocab: whose relations say which labels a pair may have.
        labels: those that the network tells apart, that of unrelated pairs first.
        characters, types: those it knows. Others, such as a type that was added to the ontology later, are all the same to it.
    """

    def __init__(self, vocab: Vocabulary, labels: Sequence[str], characters: str, types: Sequence[str]) -> None:
        self._ids = {char: i for i, char in enumerate(characters, _FIRST)}
        self._types = {name: i for i, name in enumerate([*types, DATE, AMOUNT, RATE], 1)}
        self._allowed = np.zeros((len(self._types) + 1, len(self._types) + 1, len(labels)), bool)
        self._allowed[:, :, 0] = True
        for k, label in enumerate(labels[1:], 1):
            relation = vocab.ontology.relations.get(label[:-1])
            for subject, object_ in product(relation.domain, relation.range) if relation else ():
                ends = self._types.get(subject, 0), self._types.get(object_, 0)
                self._allowed[(*(ends if label[-1] == FORWARD else ends[::-1]), k)] = True
        self._vectors = CharacterVectors()

    def sizes(self) -> Mapping[str, int]:
        """How many ids there are of each kind."""
        types = len(self._types) + 1
        return {
            "characters": len(self._ids) + _FIRST,
            "types": types,
            "vector": self._vectors.width,
            "distances": _DISTANCES,
            "counts": 2 * _COUNTS,
            "ends": types * types,
            "labels": self._allowed.shape[-1],
        }

    def batch(self, sentences: Iterable[tuple[Encoded, Sequence[Pair]]]) -> Batch:
        """One batch of all that is given."""
        nothing = np.zeros(self._vectors.width, np.float32)
        blank = [0] * LAYERS
        characters, types, inside, vectors = [*blank], [*blank], [*blank], [nothing] * LAYERS
        ends, parts, traits = [], [], []
        for sentence, pairs in sentences:
            at = len(characters)
            kinds = [self._type(char, item) for char, item in zip(sentence.text, sentence.items, strict=True)]
            for char, item, kind in zip(sentence.text, sentence.items, kinds, strict=True):
                text = fold(item.surface) if isinstance(item, Mention) else "" if kind else char
                characters.append(self._ids.get(text[-1], _UNKNOWN) if text else _BLANK)
                vectors.append(self._vectors.mean(text) if text else nothing)
            named = np.cumsum([0, *(isinstance(item, Mention) for item in sentence.items)])
            for pair in pairs:
                start, end = pair.around
                ends.append((at + pair.start, at + pair.end))
                before, inner, behind = (start - _WIDTHS[0], start), (pair.between.start, pair.between.stop), (end, end + _WIDTHS[2])
                parts.append([_rows(at, part, len(kinds)) for part in (before, inner, behind)])
                distance = min(_DISTANCES - 1, int(1.6 * np.log2(pair.end - pair.start)))
                count = min(_COUNTS - 1, int(named[pair.between.stop] - named[pair.between.start])) if pair.between else 0
                listed = _COUNTS * (start <= pair.end < end and pair.between == range(pair.start + 1, pair.end))
                traits.append((distance, count + listed, kinds[pair.start] * (len(self._types) + 1) + kinds[pair.end]))
            types += [*kinds, *blank]
            inside += [*([1] * len(kinds)), *blank]
            characters += blank
            vectors += [nothing] * LAYERS
        ids = np.array(types, np.int32)
        pairs_at = np.array(ends, np.int32).reshape(-1, 2)
        return Batch(
            np.array(characters, np.int32),
            ids,
            np.array(vectors, np.float32),
            np.array(inside, np.float32)[:, None],
            pairs_at,
            np.array(parts, np.int32).reshape(-1, len(_WIDTHS), 2),
            np.array(traits, np.int32).reshape(-1, 3),
            self._allowed[ids[pairs_at[:, 0]], ids[pairs_at[:, 1]]],
        )

    def _type(self, char: str, item: object) -> int:
        return self._types.get(item.type if isinstance(item, Mention) else char, 0)


def _rows(at: int, part: tuple[int, int], tokens: int) -> tuple[int, int]:
    first, behind = max(0, part[0]), min(part[1], part[0] + _WIDTHS[1], tokens)
    return at + first, at + max(first, behind)


def scores(xp: ModuleType, p: Parameters, batch: Batch, drop: Callable[[Any, str], Any] = lambda values, _: values) -> Any:
    """The score of each label for each pair: the logarithm of its probability, up to a constant.

    Args:
        xp: numpy, or a module like it.
        p: the network's parameters by name.
        batch: what to judge.
        drop: leaves out some of the values where the network is fitted; it is told which values they are.
    """
    seen = xp.concatenate([p["characters"][batch.characters], p["types"][batch.types], batch.vectors], -1)
    x = xp.maximum(drop(seen, "input") @ p["input"] + p["input_bias"], 0) * batch.inside
    for n in range(LAYERS):
        h = drop(_normed(xp, x) * p[f"scale{n}"], f"layer{n}")
        h = xp.concatenate([xp.roll(h, 1, 0), h, xp.roll(h, -1, 0)], -1) @ p[f"layer{n}"] + p[f"layer_bias{n}"]
        values, gates = xp.split(h, 2, -1)
        x = (x + values / (1 + xp.exp(-gates))) * batch.inside
    x = drop(x, "last")
    traits = [p[name][batch.traits[:, k]] for k, name in enumerate(("distances", "counts", "ends"))]
    h = xp.concatenate([x[batch.ends[:, 0]], x[batch.ends[:, 1]], *_pooled(xp, x, batch.parts), *traits], -1)
    h = drop(xp.maximum(h @ p["hidden"] + p["hidden_bias"], 0), "hidden")
    return xp.where(batch.allowed, h @ p["output"] + p["output_bias"], -1e4)


def _normed(xp: ModuleType, x: Any) -> Any:
    return (x - x.mean(-1, keepdims=True)) / xp.sqrt(x.var(-1, keepdims=True) + 1e-5)


def _pooled(xp: ModuleType, x: Any, parts: Any) -> list[Any]:
    """For each part of each pair the largest value of each number over its rows; 0 where it has none.

    The maxima over all ranges of 1, 2, 4, … rows are computed first; any range is the union of two of those (the sparse table of Bender
    and Farach-Colton 2000, "The LCA Problem Revisited").
    """
    maxima = [x]
    for power in range(_POWERS - 1):
        maxima.append(xp.maximum(maxima[-1], xp.roll(maxima[-1], -(2**power), 0)))
    table = xp.stack(maxima)
    pooled = []
    for n in range(len(_WIDTHS)):
        first, behind = parts[:, n, 0], parts[:, n, 1]
        power = xp.log2(xp.maximum(behind - first, 1) + 0.5).astype(int)
        largest = xp.maximum(table[power, first], table[power, xp.maximum(behind - 2**power, 0)])
        pooled.append(xp.where((behind > first)[:, None], largest, 0))
    return pooled


class Network:
    """A fitted network.

    Args:
        vocab: whose relations limit the labels.
        model: a file that ``fit_network`` wrote.
    """

    name = "network"

    def __init__(self, vocab: Vocabulary, model: Path) -> None:
        with np.load(model, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        self.labels: tuple[str, ...] = tuple(str(label) for label in arrays.pop("labels"))
        types = [str(type_) for type_ in arrays.pop("known_types")]
        self._reader = Reader(vocab, self.labels, str(arrays.pop("known_characters")), types)
        self._parameters = {name: values.astype(np.float32) for name, values in arrays.items()}

    def probabilities(self, sentence: Encoded, pairs: Sequence[Pair]) -> Iterator[Mapping[str, float]]:
        """For each pair the probability of each label."""
        for first in range(0, len(pairs), _BATCH):
            batch = self._reader.batch([(sentence, pairs[first : first + _BATCH])])
            # Threads cost more than they save on matrices of this size, and sums must not depend on how many there are.
            with _BLAS.limit(limits=1, user_api="blas"):
                found = scores(np, self._parameters, batch)
            likely = np.exp(found - found.max(-1, keepdims=True))
            for row in likely / likely.sum(-1, keepdims=True):
                yield dict(zip(self.labels, row.tolist(), strict=True))
