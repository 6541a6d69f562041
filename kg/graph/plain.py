"""SPARQL with rdflib, the plain way: slower than Oxigraph, and independent of it, so that one can be checked by the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins import sparql as rdflib_sparql
from rdflib.term import Identifier, Node

from kg.errors import QueryError, UsageError
from kg.graph.query import ENTAILED, QueryResult, Term, refuse_service, tabulated, yes_or_no
from kg.vocab import ontology_path
from kg.vocab.prefixes import load_prefixes


def load_plain(path: Path) -> Graph:
    """What ``load_store`` holds, as an rdflib graph.

    Raises:
        UsageError: the file is no Turtle.
    """
    graph = Graph()
    for file in (path, ontology_path() / "kg.ttl"):
        try:
            graph.parse(file, format="turtle")
        except Exception as error:  # noqa: BLE001 - rdflib's parsers raise many kinds, none of them documented
            raise UsageError(f"{file} is not Turtle: {error}") from None
    graph.update(ENTAILED)
    return graph


def run_plain(graph: Graph, sparql: str, parameters: Mapping[str, ox.NamedNode] | None = None) -> QueryResult:
    """What ``run_query`` answers, by rdflib.

    Raises:
        QueryError: the query cannot be parsed or run, is of another form, or asks another server.
    """
    refuse_service(sparql)
    rdflib_sparql.SPARQL_LOAD_GRAPHS = False  # else FROM would fetch what it names
    bound: dict[str, Identifier] = {key: URIRef(value.value) for key, value in (parameters or {}).items()}
    try:
        found = graph.query(sparql, initNs=dict(load_prefixes()), initBindings=bound)
        if found.type == "ASK":
            return yes_or_no(bool(found.askAnswer))
        if found.type != "SELECT":
            raise QueryError("only SELECT and ASK queries give a table; export the graph for the rest")
        columns = tuple(str(variable) for variable in found.vars or () if str(variable) not in bound)
        terms = tuple(tuple(_term(solution.get(column)) for column in columns) for solution in found)  # type: ignore[union-attr]
    except QueryError:
        raise
    except Exception as error:  # noqa: BLE001 - rdflib raises many kinds, from pyparsing's to AttributeError
        raise QueryError(f"the query cannot be run: {error}") from None
    return tabulated(columns, terms)


def _term(node: Node | None) -> Term | None:
    if isinstance(node, URIRef):
        return ox.NamedNode(node)
    if isinstance(node, BNode):
        return ox.BlankNode(node)
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(node.datatype)) if node.datatype else ox.Literal(str(node))
    return None
