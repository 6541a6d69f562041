"""Knowledge graphs from policy and industry reports, Traditional Chinese first.

    import kg

    kg.build(["reports"], "outputs")
    g = kg.load("outputs")
    g.find("台積電")

Every claim of a graph carries the sentence that states it.
"""

from kg.components import language
from kg.errors import KgError
from kg.graph import Graph
from kg.loading import load
from kg.model import Amount, Block, Claim, Contrast, Document, Entity, Evidence, Extraction, Mention, Qualifiers, Relation, Span
from kg.pipeline import build, extract

__all__ = [
    "Amount",
    "Block",
    "Claim",
    "Contrast",
    "Document",
    "Entity",
    "Evidence",
    "Extraction",
    "Graph",
    "KgError",
    "Mention",
    "Qualifiers",
    "Relation",
    "Span",
    "build",
    "extract",
    "language",
    "load",
]
