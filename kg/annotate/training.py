"""Fitting the tagger to annotated text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from kg.annotate.candidate import Candidate, View
from kg.annotate.tagger import Features, bio, sequences
from kg.vocab import Vocabulary

#: L1 and L2 regularisation and the number of passes; chosen by cross-validation over passages.
_PARAMETERS = {"c1": 0.1, "c2": 0.05, "feature.minfreq": 2, "max_iterations": 120, "feature.possible_transitions": True}


@dataclass(frozen=True, slots=True)
class Annotated:
    """A view with its names: (clean start, clean end, type)."""

    view: View
    names: Sequence[tuple[int, int, str]]


def fit(annotated: Sequence[Annotated], found: Sequence[Sequence[Candidate]], vocab: Vocabulary, model: Path) -> None:
    """Fit a model and write it to ``model``.

    Args:
        found: what the rules alone find in each view; a feature of the model.
    """
    features = Features(vocab)
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_PARAMETERS)
    views = [text.view for text in annotated]
    for text, view, rows in zip(annotated, views, features.of(views, found), strict=True):
        at = {place: i for i, place in enumerate(view.places)}
        labels = bio(len(view.squeezed), [(at[start], at[end - 1] + 1, type_) for start, end, type_ in text.names])
        for start, end in sequences(view.squeezed):
            trainer.append(pycrfsuite.ItemSequence(rows[start:end]), labels[start:end])
    trainer.train(str(model))
