"""Knowledge graphs from policy and industry reports, Traditional Chinese first.

    import kg

    g = kg.build("reports").graph       # or kg.load("outputs"), what a build wrote
    g.claims                            # a pandas table, a row a claim
    g["台積電"]                          # an entity, by any of its names
    g.filter(relation="relocatedTo", since=2019).flows(by="sector")

Every claim of a graph carries the sentence that states it.
"""

from kg.analysis import (
    Build,
    Claims,
    Graph,
    GraphClaim,
    GraphDocument,
    GraphEntity,
    Path,
    Reading,
    build,
    example,
    extract,
    load,
)
from kg.components import language
from kg.errors import KgError
from kg.model import Amount, Block, Claim, Contrast, Document, Entity, Evidence, Extraction, Mention, Qualifiers, Relation, Span

__all__ = [
    "Amount",
    "Block",
    "Build",
    "Claim",
    "Claims",
    "Contrast",
    "Document",
    "Entity",
    "Evidence",
    "Extraction",
    "Graph",
    "GraphClaim",
    "GraphDocument",
    "GraphEntity",
    "KgError",
    "Mention",
    "Path",
    "Qualifiers",
    "Reading",
    "Relation",
    "Span",
    "build",
    "example",
    "extract",
    "language",
    "load",
]
