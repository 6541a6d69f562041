"""How good an extraction is, measured on annotated passages."""

from kg.evaluate.passages import Passage, PassageError, read_passage
from kg.evaluate.scores import Evaluation, Score, evaluate

__all__ = ["Evaluation", "Passage", "PassageError", "Score", "evaluate", "read_passage"]
