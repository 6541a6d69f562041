"""Documents to mentions: each annotator a generator of candidates, one pure step that decides which stand."""

from kg.annotate.annotator import Annotator, Tagger
from kg.annotate.candidate import Candidate, View
from kg.annotate.overlap import resolve

__all__ = ["Annotator", "Candidate", "Tagger", "View", "resolve"]
