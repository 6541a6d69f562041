"""Documents to mentions: each annotator a generator of candidates, one pure step that decides which stand."""

from kg.annotate.annotator import Annotator, Proposer
from kg.annotate.candidate import Candidate, View
from kg.annotate.model import NamedEntities, model_fingerprint
from kg.annotate.overlap import resolve
from kg.annotate.tagger import Tagger
from kg.annotate.training import Annotated, fit

__all__ = ["Annotated", "Annotator", "Candidate", "NamedEntities", "Proposer", "Tagger", "View", "fit", "model_fingerprint", "resolve"]
