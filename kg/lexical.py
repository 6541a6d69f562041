"""Words, parts of speech and names as a general lexical analyser sees them: what a reader knows before the report.

The model is the small LAC (Jiao, Sun and Sun 2018, "Chinese Lexical Analysis with Deep Bi-GRU-CRF Network"), trained by its authors
on news and the web, that the package jieba carries for its paddle mode. It is run here with numpy alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

_Array = NDArray[np.float32]
#: Width of the embeddings and of the hidden states.
_WIDTH = 128
#: What the analyser was not taught, and what it is shown instead.
_READ_AS = str.maketrans({"、": ","})
#: Sequences that are computed together.
_BATCH = 64


class CharacterVectors:
    """The analyser's embeddings: a vector of ``width`` numbers for each character."""

    width = _WIDTH

    def __init__(self) -> None:
        self._ids, self._embedding = _embeddings()

    def mean(self, text: str) -> _Array:
        """The mean of the vectors of a (folded, non-empty) text."""
        unknown = self._ids["OOV"]
        mean: _Array = self._embedding[[self._ids.get(char, unknown) for char in text.translate(_READ_AS)]].mean(0)
        return mean


class LexicalAnalyzer:
    """Labels each character of a text with the part of speech, or kind of name, of its word ("v-B", "PER-I")."""

    def __init__(self) -> None:
        folder = _folder()
        self._labels = [label for _, label in sorted((int(number), label) for number, label in _pairs(folder / "tag.dic"))]
        models = folder / "model_baseline"
        labels = len(self._labels)
        self._ids, self._embedding = _embeddings()
        self._layers = [(_Gru(models, 2 * k, inputs), _Gru(models, 2 * k + 1, inputs)) for k, inputs in enumerate((_WIDTH, 2 * _WIDTH))]
        self._weights, self._bias = _parameter(models / "fc_4.w_0", 2 * _WIDTH, labels), _parameter(models / "fc_4.b_0", labels)
        self._start, self._stop, *rest = _parameter(models / "crfw", labels + 2, labels)
        #: Scores of the steps by the label that they lead to.
        self._steps = np.ascontiguousarray(np.stack(rest).T)
        self._unknown = self._ids["OOV"]

    def labels(self, texts: Sequence[str]) -> list[list[str]]:
        """One label a character of each (folded, non-empty) text."""
        order = sorted(set(texts), key=lambda text: (len(text), text))
        found: dict[str, list[str]] = {}
        # One thread: sums of floats must not depend on how many threads share them, and worker processes already fill the machine.
        with threadpool_limits(1, user_api="blas"):
            for first in range(0, len(order), _BATCH):
                batch = order[first : first + _BATCH]
                found.update(zip(batch, self._decode([text.translate(_READ_AS) for text in batch]), strict=True))
        return [found[text] for text in texts]

    def _decode(self, texts: Sequence[str]) -> list[list[str]]:
        lengths = np.array([len(text) for text in texts])
        ids = np.full((len(texts), lengths.max()), self._unknown)
        for row, text in zip(ids, texts, strict=True):
            row[: len(text)] = [self._ids.get(char, self._unknown) for char in text]
        inside = np.arange(ids.shape[1]) < lengths[:, None]
        states = self._embedding[ids]
        for forward, backward in self._layers:
            states = np.concatenate([forward.run(states, inside), backward.run(states[:, ::-1], inside[:, ::-1])[:, ::-1]], axis=-1)
        return self._viterbi(states @ self._weights + self._bias, lengths)

    def _viterbi(self, emissions: _Array, lengths: NDArray[np.int64]) -> list[list[str]]:
        score = self._start + emissions[:, 0]
        back = []
        for t in range(1, emissions.shape[1]):
            paths = score[:, None, :] + self._steps
            best = paths.argmax(axis=2)
            stepped = np.take_along_axis(paths, best[:, :, None], axis=2)[:, :, 0] + emissions[:, t]
            going = (t < lengths)[:, None]
            score = np.where(going, stepped, score)
            back.append(np.where(going, best, np.arange(best.shape[1])))
        at = (score + self._stop).argmax(axis=1)
        path = [at]
        for best in reversed(back):
            at = best[np.arange(len(at)), at]
            path.append(at)
        rows = np.stack(path[::-1], axis=1)
        return [[self._labels[i] for i in row[:length]] for row, length in zip(rows, lengths, strict=True)]


class _Gru:
    """A gated recurrent unit over a batch (Cho et al. 2014), as PaddlePaddle lays out its parameters."""

    def __init__(self, models: Path, number: int, inputs: int) -> None:
        self._input = _parameter(models / f"fc_{number}.w_0", inputs, 3 * _WIDTH)
        self._bias = _parameter(models / f"fc_{number}.b_0", 3 * _WIDTH) + _parameter(models / f"gru_{number}.b_0", 3 * _WIDTH)
        recurrent = _parameter(models / f"gru_{number}.w_0", 3 * _WIDTH * _WIDTH)
        self._gates = recurrent[: 2 * _WIDTH * _WIDTH].reshape(_WIDTH, 2 * _WIDTH)
        self._candidate = recurrent[2 * _WIDTH * _WIDTH :].reshape(_WIDTH, _WIDTH)

    def run(self, inputs: _Array, inside: NDArray[np.bool_]) -> _Array:
        projected = inputs @ self._input + self._bias
        state = np.zeros((len(inputs), _WIDTH), np.float32)
        states = np.empty((*inputs.shape[:2], _WIDTH), np.float32)
        for t in range(inputs.shape[1]):
            gates = 1 / (1 + np.exp(-(projected[:, t, : 2 * _WIDTH] + state @ self._gates)))
            update, reset = gates[:, :_WIDTH], gates[:, _WIDTH:]
            candidate = np.tanh(projected[:, t, 2 * _WIDTH :] + (reset * state) @ self._candidate)
            state = np.where(inside[:, t, None], (1 - update) * state + update * candidate, state)
            states[:, t] = state
        return states


def _folder() -> Path:
    spec = find_spec("jieba")
    assert spec and spec.origin, "jieba is a dependency"  # noqa: S101 - an invariant
    return Path(spec.origin).parent / "lac_small"


@cache
def _embeddings() -> tuple[dict[str, int], _Array]:
    """The number of each character, and the vectors by number; whoever needs them shares them."""
    ids = {char: int(number) for number, char in _pairs(_folder() / "word.dic")}
    return ids, _parameter(_folder() / "model_baseline" / "word_emb", max(ids.values()) + 1, _WIDTH)


def _pairs(path: Path) -> list[list[str]]:
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").split("\n"))
    return [row for row in rows if len(row) == 2]


def _parameter(path: Path, *shape: int) -> _Array:
    """A tensor as PaddlePaddle saves it: little-endian floats behind a header, whose length the shape gives."""
    size = int(np.prod(shape)) * 4
    return np.frombuffer(path.read_bytes()[-size:], dtype="<f4").reshape(shape).astype(np.float32)
