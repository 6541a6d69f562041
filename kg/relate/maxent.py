"""A maximum-entropy model of pairs of mentions (Kambhatla 2004, "Combining lexical, syntactic, and semantic features with maximum
entropy models"); the features are in ``pairs``. A pair is a sequence of one for python-crfsuite, which makes its model one of maximum
entropy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pycrfsuite

from kg.relate.encode import Encoded
from kg.relate.pairs import NONE, Pair

#: L1 and L2 regularisation and the number of passes; chosen by cross-validation over documents.
_PARAMETERS = {"c1": 0.2, "c2": 0.1, "max_iterations": 150, "feature.minfreq": 2}
#: A pair that is so surely unrelated is not looked at any closer.
_SURE = 0.99


class MaximumEntropy:
    """A fitted model.

    Args:
        model: a file that ``fit_maximum_entropy`` wrote.
    """

    name = "maximum entropy"

    def __init__(self, model: Path) -> None:
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(model))
        self.labels: tuple[str, ...] = tuple(self._tagger.labels())

    def probabilities(self, sentence: Encoded, pairs: Sequence[Pair]) -> Iterator[Mapping[str, float]]:
        """For each pair the probability of each label that is not negligible."""
        for pair in pairs:
            self._tagger.set(pycrfsuite.ItemSequence([pair.features]))
            none = self._tagger.marginal(NONE, 0)
            yield {NONE: none} if none > _SURE else {label: self._tagger.marginal(label, 0) for label in self.labels}


def fit_maximum_entropy(pairs: Iterable[tuple[Pair, str | None]], model: Path) -> None:
    """Fit a model to labelled pairs (None: not related) and write it to ``model``."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_PARAMETERS)
    for pair, name in pairs:
        trainer.append(pycrfsuite.ItemSequence([pair.features]), [name or NONE])
    trainer.train(str(model))
