"""Linked mentions to claims: relation rules over sentences, a classifier beside them, table rules over rows."""

from kg.relate.classifier import Classifier, fit_classifier, label
from kg.relate.pairs import Pair, Pairs
from kg.relate.relater import Relater

__all__ = ["Classifier", "Pair", "Pairs", "Relater", "fit_classifier", "label"]
