"""The graph and its views: networkx, RDF, SPARQL, validation."""

from kg.graph.graph import Graph

__all__ = ["Graph"]
