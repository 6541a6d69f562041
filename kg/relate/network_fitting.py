"""Fitting the network of ``network`` with JAX, which only ``kg train`` needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import DependencyError
from kg.relate.encode import Encoded
from kg.relate.network import LAYERS, Batch, Reader, scores
from kg.relate.pairs import NONE, Pair
from kg.vocab import Vocabulary

#: A sentence with its pairs and their labels (None: not related).
LabelledSentence = tuple[Encoded, Sequence[tuple[Pair, str | None]]]

_WIDTH, _HIDDEN, _CHARACTER, _TYPE, _TRAITS = 192, 384, 48, 32, (16, 16, 32)
#: Share of the values that is left out.
_DROPPED = {"input": 0.2, **{f"layer{n}": 0.25 for n in range(LAYERS)}, "last": 0.25, "hidden": 0.4}
_EPOCHS, _RATE, _DECAY, _WARM = 8, 2.5e-3, 0.02, 100
#: Rows and pairs of a batch, at most.
_ROWS, _PAIRS = 2600, 700
#: A character that is rarer than this is an unknown one.
_KNOWN = 4
_SEED = 0


def fit_network(sentences: Sequence[LabelledSentence], vocab: Vocabulary, model: Path, *, epochs: int = _EPOCHS) -> None:
    """Fit a network to labelled pairs and write it to ``model``.

    Args:
        sentences: what to learn from.
        vocab: whose relations limit the labels.
        model: the file to write.
        epochs: how often each sentence is shown.

    Raises:
        DependencyError: if JAX and Optax are not installed.
    """
    try:
        import jax
        import optax
    except ImportError as error:
        raise DependencyError("fitting models needs JAX: pip install 'kg-reports[train]'") from error

    labels = [NONE, *sorted({name for _, pairs in sentences for _, name in pairs if name})]
    known = {"known_characters": np.array(_characters(sentences)), "known_types": np.array(vocab.ontology.types)}
    reader = Reader(vocab, labels, str(known["known_characters"]), vocab.ontology.types)
    random = np.random.default_rng(_SEED)
    batches = _padded(list(_batches(sentences, reader, labels, random)))
    parameters: Any = _parameters(reader.sizes(), random)
    steps = epochs * len(batches)
    rate = optax.warmup_cosine_decay_schedule(0, _RATE, min(_WARM, steps // 2), steps)
    optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=_DECAY))
    state = optimizer.init(parameters)

    def dropped(key: Any, values: Any, what: str) -> Any:
        keep = 1 - _DROPPED[what]
        own = jax.random.fold_in(key, list(_DROPPED).index(what))
        return jax.numpy.where(jax.random.bernoulli(own, keep, values.shape), values / keep, 0)

    def loss(parameters: Any, batch: Any, wanted: Any, key: Any) -> Any:
        found = jax.nn.log_softmax(scores(jax.numpy, parameters, Batch(*batch), partial(dropped, key)))
        counted = wanted >= 0
        lost = -jax.numpy.take_along_axis(found, jax.numpy.maximum(wanted, 0)[:, None], 1)[:, 0]
        return (lost * counted).sum() / jax.numpy.maximum(counted.sum(), 1)

    @jax.jit
    def step(parameters: Any, state: Any, batch: Any, wanted: Any, key: Any) -> Any:
        updates, state = optimizer.update(jax.grad(loss)(parameters, batch, wanted, key), state, parameters)
        return optax.apply_updates(parameters, updates), state

    key = jax.random.PRNGKey(_SEED)
    for _ in range(epochs):
        for n in random.permutation(len(batches)):
            key, own = jax.random.split(key)
            parameters, state = step(parameters, state, *batches[n], own)
    stored = {name: np.asarray(values, np.float16) for name, values in parameters.items()}
    with model.open("wb") as file:
        np.savez(file, allow_pickle=False, labels=np.array(labels), **known, **stored)


def _characters(sentences: Iterable[LabelledSentence]) -> str:
    counts = Counter(char for sentence, _ in sentences for char in sentence.text)
    return "".join(sorted(char for char, count in counts.items() if count >= _KNOWN))


def _batches(
    sentences: Sequence[LabelledSentence], reader: Reader, labels: Sequence[str], random: np.random.Generator
) -> Iterator[tuple[Batch, NDArray[np.int32]]]:
    """Batches of sentences in random order with the number of each pair's label. What does not fit into one is left out."""
    numbers = {label: n for n, label in enumerate(labels)}
    held: list[LabelledSentence] = []
    rows, pairs = LAYERS, 0
    for n in random.permutation(len(sentences)):
        sentence, labelled = sentences[n]
        own = len(sentence.text) + LAYERS
        if not labelled or own + LAYERS > _ROWS or len(labelled) > _PAIRS:
            continue
        if rows + own > _ROWS or pairs + len(labelled) > _PAIRS:
            yield _batch(held, reader, numbers)
            held, rows, pairs = [], LAYERS, 0
        held.append((sentence, labelled))
        rows, pairs = rows + own, pairs + len(labelled)
    if held:
        yield _batch(held, reader, numbers)


def _batch(held: Sequence[LabelledSentence], reader: Reader, numbers: Mapping[str, int]) -> tuple[Batch, NDArray[np.int32]]:
    batch = reader.batch((sentence, [pair for pair, _ in labelled]) for sentence, labelled in held)
    return batch, np.array([numbers[name or NONE] for _, labelled in held for _, name in labelled], np.int32)


def _padded(batches: Sequence[tuple[Batch, NDArray[np.int32]]]) -> list[tuple[tuple[Any, ...], NDArray[np.int32]]]:
    """The arrays of batches, all with as many rows and pairs as the largest has, so that the network is compiled once. What is added
    counts for nothing."""
    most_rows, most_pairs = max(len(batch.inside) for batch, _ in batches), max(len(wanted) for _, wanted in batches)
    found = []
    for batch, wanted in batches:
        pairs = most_pairs - len(wanted)
        added = dict.fromkeys(("characters", "types", "vectors", "inside"), most_rows - len(batch.inside))
        arrays = [(field.name, getattr(batch, field.name)) for field in fields(batch)]
        filled = tuple(np.pad(array, [(0, added.get(name, pairs)), *[(0, 0)] * (array.ndim - 1)]) for name, array in arrays)
        found.append((filled, np.pad(wanted, (0, pairs), constant_values=-1)))
    return found


def _parameters(sizes: Mapping[str, int], random: np.random.Generator) -> dict[str, NDArray[np.float32]]:
    def weights(rows: int, columns: int, scale: float = 1.0) -> NDArray[np.float32]:
        found: NDArray[np.float32] = (random.standard_normal((rows, columns)) * scale / rows**0.5).astype(np.float32)
        return found

    def vectors(kind: str, width: int) -> NDArray[np.float32]:
        found: NDArray[np.float32] = (random.standard_normal((sizes[kind], width)) * 0.3).astype(np.float32)
        return found

    found = {"characters": vectors("characters", _CHARACTER), "types": vectors("types", _TYPE)}
    found |= {kind: vectors(kind, width) for kind, width in zip(("distances", "counts", "ends"), _TRAITS, strict=True)}
    found["input"], found["input_bias"] = weights(_CHARACTER + _TYPE + sizes["vector"], _WIDTH), np.zeros(_WIDTH, np.float32)
    for n in range(LAYERS):
        found[f"scale{n}"] = np.ones(_WIDTH, np.float32)
        found[f"layer{n}"], found[f"layer_bias{n}"] = weights(3 * _WIDTH, 2 * _WIDTH), np.zeros(2 * _WIDTH, np.float32)
    found["hidden"], found["hidden_bias"] = weights(5 * _WIDTH + sum(_TRAITS), _HIDDEN), np.zeros(_HIDDEN, np.float32)
    found["output"] = weights(_HIDDEN, sizes["labels"], 0.5)
    found["output_bias"] = np.zeros(sizes["labels"], np.float32)
    return found
