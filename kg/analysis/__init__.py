"""The library for people who analyse: a graph as tables, parts, paths, questions and pictures."""

from kg.analysis.graph import Graph
from kg.analysis.opening import Build, Reading, build, example, extract, load
from kg.analysis.values import Claims, GraphClaim, GraphDocument, GraphEntity, Path

__all__ = [
    "Build",
    "Claims",
    "Graph",
    "GraphClaim",
    "GraphDocument",
    "GraphEntity",
    "Path",
    "Reading",
    "build",
    "example",
    "extract",
    "load",
]
