"""SPARQL over a built graph, with Oxigraph."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import QueryError, UsageError
from kg.graph.graph import Graph
from kg.graph.rdf import BASE, PREFIXES
from kg.vocab import ontology_path

_HEAD = re.compile(r"^#\s*(title|title-en|param)\s*:\s*(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A table: column names, and rows of text (labels without their language, IRIs of ours as ``ent:…``)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A competency question: a query of ``ontology/queries`` with its titles and parameters (name → default, a name or id)."""

    name: str
    title: str
    title_en: str
    parameters: Mapping[str, str]
    sparql: str


def load_store(path: Path) -> ox.Store:
    """An in-memory store of a Turtle file and the ontology.

    Raises:
        UsageError: the file is no Turtle.
    """
    store = ox.Store()
    for file in (path, ontology_path() / "kg.ttl"):
        try:
            store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)
        except (SyntaxError, ValueError) as error:
            raise UsageError(f"{file} is not Turtle: {error}") from None
    return store


def run_query(store: ox.Store, sparql: str, parameters: Mapping[str, ox.NamedNode] | None = None) -> QueryResult:
    """Run a SELECT or ASK query. The usual prefixes are known; parameters are bound, never pasted into the text.

    Oxigraph binds only variables that the query selects; columns of bound ones are left out of the result.

    Raises:
        QueryError: the query cannot be parsed, or is of another form.
    """
    substitutions: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        ox.Variable(name): value for name, value in (parameters or {}).items()
    }
    try:
        found = store.query(sparql, prefixes=dict(PREFIXES), substitutions=substitutions)
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise QueryError(f"the query cannot be run: {error}") from None
    if isinstance(found, ox.QueryBoolean):
        return QueryResult(("answer",), ((str(bool(found)).lower(),),))
    if not isinstance(found, ox.QuerySolutions):
        raise QueryError("only SELECT and ASK queries give a table; export the graph for the rest")
    columns = tuple(variable.value for variable in found.variables if variable not in substitutions)
    return QueryResult(columns, tuple(tuple(_text(solution[name]) for name in columns) for solution in found))


def named_queries() -> list[Question]:
    """The competency questions that ship with kg, by name."""
    return [_question(path) for path in sorted((ontology_path() / "queries").glob("*.rq"))]


def run_named(store: ox.Store, name: str, parameters: Mapping[str, str], graph: Graph) -> QueryResult:
    """Answer a competency question; parameter values are names of entities in any language, or ids.

    Raises:
        UsageError: no such question or parameter, or no entity of that name.
    """
    questions = {question.name: question for question in named_queries()}
    if name not in questions:
        raise UsageError(f"no question is called {name!r}; `kg query --list` shows them")
    question = questions[name]
    if unknown := sorted(set(parameters) - set(question.parameters)):
        known = ", ".join(question.parameters) or "none"
        raise UsageError(f"{name} has no parameter {unknown[0]!r}; it has: {known}")
    values = {**question.parameters, **parameters}
    bound = {key: ox.NamedNode(BASE + graph.find(value).id) for key, value in values.items()}
    return run_query(store, question.sparql, bound)


def render(result: QueryResult, format_: str) -> str:
    """A result as CSV or as JSON (a list of objects).

    Raises:
        UsageError: another format.
    """
    if format_ == "csv":
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows(result.rows)
        return text.getvalue()
    if format_ == "json":
        rows: Sequence[Mapping[str, str]] = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    raise UsageError(f"unknown format {format_!r}; known: table, csv, json")


def _question(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    heads = _HEAD.findall(text)
    titles = dict(heads)
    parameters = dict(part.split("=", 1) for key, value in heads if key == "param" for part in [value.replace(" = ", "=").strip()])
    return Question(path.stem, titles.get("title", path.stem), titles.get("title-en", ""), parameters, text)


def _text(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        for prefix in ("ent", "kg"):
            if term.value.startswith(PREFIXES[prefix]):
                return f"{prefix}:{term.value.removeprefix(PREFIXES[prefix])}"
        return term.value
    return term.value if isinstance(term, ox.Literal) else str(term)
