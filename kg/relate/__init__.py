"""Linked mentions to claims: relation rules over sentences, a classifier beside them, table rules over rows."""

from kg.relate.classifier import Classifier
from kg.relate.maxent import MaximumEntropy, fit_maximum_entropy
from kg.relate.near import NearMiss
from kg.relate.network import Network
from kg.relate.network_fitting import LabelledSentence, fit_network
from kg.relate.pairs import Pair, Pairs, label
from kg.relate.relater import Reading, Relater

__all__ = [
    "Classifier",
    "LabelledSentence",
    "MaximumEntropy",
    "NearMiss",
    "Network",
    "Pair",
    "Pairs",
    "Reading",
    "Relater",
    "fit_maximum_entropy",
    "fit_network",
    "label",
]
