"""SPARQL over a built graph, with Oxigraph."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from kg.errors import QueryError, UnknownEntityError, UsageError
from kg.graph.csvtext import csv_row
from kg.vocab import ontology_path
from kg.vocab.prefixes import load_prefixes

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_HEAD = re.compile(r"^#\s*(title|title-en|param)\s*:\s*(.+)$", re.MULTILINE)
_PARAMETER = re.compile(r"(\w+)\s*=\s*(.+)")
#: A variable, a prefixed name, or else SERVICE and what must follow it.
_SERVICE = re.compile(
    r"""[?$]\w+
    | (?P<prefix>[\w.-]*):[\w.:%\\-]*
    | (?P<clause>SERVICE\s*(?:\#.*\s*)*(?:SILENT\s*(?:\#.*\s*)*)?(?:[<?$]|[^\s{}()<>"'?$]*:))""",
    re.IGNORECASE | re.VERBOSE,
)
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})")
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
#: A named inverse holds wherever its relation does, and a symmetric relation holds both ways.
ENTAILED = """
INSERT { ?o ?inverse ?s } WHERE { ?inverse <http://www.w3.org/2002/07/owl#inverseOf> ?relation . ?s ?relation ?o } ;
INSERT { ?o ?relation ?s } WHERE { ?relation a <http://www.w3.org/2002/07/owl#SymmetricProperty> . ?s ?relation ?o }
"""


class Identified(Protocol):
    """An entity, as far as a question has to know it."""

    @property
    def id(self) -> str:
        """The local part of its IRI."""


class Entities(Protocol):
    """What finds entities by name: a ``Graph``, or the ``StoredEntities`` of a store."""

    def find(self, name: str, /) -> Identified:
        """The entity with this name or id.

        Raises:
            UnknownEntityError: there is none.
        """


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A table: column names, rows of text (IRIs of known prefixes as ``ent:…``), and the RDF terms behind them.

    An ASK query gives one row, "true" or "false", under the column "answer".
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    terms: tuple[tuple[Term | None, ...], ...]
    answer: bool | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A competency question: a query of ``ontology/queries`` with its titles and parameters (name → default, a name or id)."""

    name: str
    title: str
    title_en: str
    parameters: Mapping[str, str]
    sparql: str


def load_store(path: Path) -> ox.Store:
    """An in-memory store of a Turtle file and the ontology, with inverse relations filled in.

    Raises:
        UsageError: the file is no Turtle.
    """
    store = ox.Store()
    fill_store(store, path, ontology_path())
    return store


def fill_store(store: ox.Store, path: Path, ontology: Path) -> None:
    """Load a Turtle file and the ontology into an empty store, and fill in inverse relations.

    Raises:
        UsageError: the file is no Turtle.
    """
    for file in (path, ontology / "kg.ttl"):
        try:
            store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)
        except (SyntaxError, ValueError) as error:
            raise UsageError(f"{file} is not Turtle: {error}") from None
    store.update(ENTAILED)


def run_query(store: ox.Store, sparql: str, parameters: Mapping[str, ox.NamedNode] | None = None) -> QueryResult:
    """Run a SELECT or ASK query. The usual prefixes are known; parameters are bound, never pasted into the text.

    Oxigraph binds only variables that the query selects; columns of bound ones are left out of the result.

    Raises:
        QueryError: the query cannot be parsed (the message says where), is of another form, or asks another server.
    """
    refuse_service(sparql)
    bound: dict[ox.Variable, Term] = {ox.Variable(key): value for key, value in (parameters or {}).items()}
    try:
        found = store.query(sparql, prefixes=dict(load_prefixes()), substitutions=bound)
        if isinstance(found, ox.QueryBoolean):
            return yes_or_no(bool(found))
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("only SELECT and ASK queries give a table; export the graph for the rest")
        columns = tuple(variable.value for variable in found.variables if variable not in bound)
        terms = tuple(tuple(solution[column] for column in columns) for solution in found)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise QueryError(f"the query cannot be run: {error}") from None
    return tabulated(columns, terms)


def tabulated(columns: tuple[str, ...], terms: tuple[tuple[Term | None, ...], ...]) -> QueryResult:
    """A table of these terms."""
    return QueryResult(columns, tuple(tuple(_text(term) for term in row) for row in terms), terms)


def yes_or_no(answer: bool) -> QueryResult:
    """The answer of an ASK query."""
    text = str(answer).lower()
    return QueryResult(("answer",), ((text,),), ((ox.Literal(answer),),), answer)


def named_queries() -> list[Question]:
    """The competency questions that ship with kg, by name."""
    return [_question(path) for path in sorted((ontology_path() / "queries").glob("*.rq"))]


def run_named(store: ox.Store, name: str, parameters: Mapping[str, str], graph: Entities) -> QueryResult:
    """Answer a competency question; parameter values are names of entities in any language, or ids (also as ``ent:…``).

    Raises:
        UsageError: no such question or parameter, or no entity of that name.
    """
    return run_query(store, *bind_named(name, parameters, graph))


def bind_named(name: str, parameters: Mapping[str, str], graph: Entities) -> tuple[str, dict[str, ox.NamedNode]]:
    """The query of a competency question, and the entities that its parameters are bound to.

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
    bound = {}
    for key, default in question.parameters.items():
        try:
            bound[key] = entity_node(graph, parameters.get(key, default))
        except UnknownEntityError as error:
            raise UnknownEntityError(f"{error} (give another {key} to {name}: --param {key}=NAME)") from None
    return question.sparql, bound


def entity_node(graph: Entities, name: str) -> ox.NamedNode:
    """The IRI of the entity with this name or id.

    Raises:
        UnknownEntityError: there is none.
    """
    return ox.NamedNode(load_prefixes()["ent"] + graph.find(name.removeprefix("ent:")).id)


def render(result: QueryResult, format_: str) -> str:
    """A result as CSV, or as JSON of the SPARQL results format (https://www.w3.org/TR/sparql11-results-json/).

    Raises:
        UsageError: another format.
    """
    if format_ == "csv":
        return "".join(map(csv_row, (result.columns, *result.rows)))
    if format_ == "json":
        return json.dumps(_results(result), ensure_ascii=False, indent=1) + "\n"
    raise UsageError(f"unknown format {format_!r}; known: table, csv, json")


def refuse_service(sparql: str) -> None:
    """Refuse a query that may hold a SERVICE clause, which Oxigraph would carry out over the network and has no way to forbid.

    Errs on the side of yes: a text or comment that reads like such a clause counts, and so does a prefix called service.

    Raises:
        QueryError: it may.
    """
    decoded = _CODE_POINT.sub(lambda m: chr(int(m[1] or m[2], 16)), sparql)
    if any(m["clause"] or (m["prefix"] or "").lower().endswith("service") for m in _SERVICE.finditer(decoded)):
        raise QueryError("SERVICE is not allowed: a query asks this graph only")


def _results(result: QueryResult) -> Mapping[str, object]:
    if result.answer is not None:
        return {"head": {}, "boolean": result.answer}
    bindings = [
        {column: _binding(term) for column, term in zip(result.columns, row, strict=True) if term is not None} for row in result.terms
    ]
    return {"head": {"vars": list(result.columns)}, "results": {"bindings": bindings}}


def _binding(term: Term) -> Mapping[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, ox.Literal):
        return {"type": "literal", "value": str(term)}
    binding = {"type": "literal", "value": term.value}
    if term.language:
        return {**binding, "xml:lang": term.language}
    return binding if term.datatype.value == _XSD_STRING else {**binding, "datatype": term.datatype.value}


def _question(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    heads = _HEAD.findall(text)
    titles = {key: value.strip() for key, value in heads if key != "param"}
    parameters = {}
    for match in (_PARAMETER.fullmatch(value.strip()) for key, value in heads if key == "param"):
        if match is None:
            raise UsageError(f"{path}: a parameter should read `# param: name = default`")
        parameters[match[1]] = match[2]
    return Question(path.stem, titles.get("title", path.stem), titles.get("title-en", ""), parameters, text)


def _text(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        for prefix, iri in load_prefixes().items():
            if term.value.startswith(iri):
                return f"{prefix}:{term.value.removeprefix(iri)}"
        return term.value
    return term.value if isinstance(term, ox.Literal) else str(term)
