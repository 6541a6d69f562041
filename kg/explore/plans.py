"""A query of ``ontology/queries`` as a plan that the page's script carries out, over the triples that its data stand for.

rdflib parses the query; of its algebra (https://www.w3.org/TR/sparql11-query/#sparqlAlgebra) a plan has what competency questions are made
of. A term is a name with its prefix ("kg:acquires"), a literal ('"fact"'), or a variable ("?firm"). An operator is a list, its name first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rdflib import Literal, URIRef, Variable
from rdflib.paths import AlternativePath, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern
from rdflib.plugins.sparql.parserutils import CompValue

from kg.vocab.prefixes import load_prefixes

Plan = list[Any]

_AGGREGATES = {"Aggregate_Count": "count", "Aggregate_Sample": "sample"}


class Beyond(Exception):
    """The query has something that plans lack; only a store can answer it."""


def plan_of(sparql: str) -> Plan:
    """The plan of a SELECT query.

    Raises:
        Beyond: it has no plan.
    """
    return _Planner().operator(prepareQuery(sparql, initNs=dict(load_prefixes())).algebra)


class _Planner:
    """Makes the plan of one query."""

    def __init__(self) -> None:
        self._steps = 0
        self._operators: Mapping[str, Callable[[CompValue], Plan]] = {
            "SelectQuery": lambda node: self.operator(node.p),
            "Project": lambda node: ["project", [_term(v) for v in node.PV], self.operator(node.p)],
            "Distinct": lambda node: ["distinct", self.operator(node.p)],
            "OrderBy": lambda node: ["order", [[self._value(c.expr), c.order == "DESC"] for c in node.expr], self.operator(node.p)],
            "ToMultiSet": lambda node: ["values", [{_term(k): _term(v) for k, v in row.items()} for row in node.p.res]],
            "BGP": lambda node: ["match", [step for triple in sorted(node.triples, key=str) for step in self._steps_of(*triple)]],
            "Join": lambda node: ["join", self.operator(node.p1), self.operator(node.p2)],
            "Union": lambda node: ["union", self.operator(node.p1), self.operator(node.p2)],
            "LeftJoin": self._optional,
            "Filter": lambda node: ["filter", self._value(node.expr), self.operator(node.p)],
            "Extend": lambda node: ["bind", _term(node.var), self._value(node.expr), self.operator(node.p)],
            "AggregateJoin": self._grouped,
        }
        self._values: Mapping[str, Callable[[CompValue], Plan]] = {
            "RelationalExpression": self._compared,
            "ConditionalAndExpression": lambda node: ["and", self._value(node.expr), *map(self._value, node.other)],
            "Builtin_EXISTS": lambda node: ["exists", self._inner(node)],
            "Builtin_NOTEXISTS": lambda node: ["not", ["exists", self._inner(node)]],
            "Builtin_COALESCE": lambda node: ["coalesce", *map(self._value, node.arg)],
        }

    def operator(self, node: CompValue) -> Plan:
        """An operator and those below it."""
        if node.name not in self._operators:
            raise Beyond(node.name)
        return self._operators[node.name](node)

    def _value(self, node: Any) -> Any:
        """An expression: a term, or a function of some."""
        if not isinstance(node, CompValue):
            return _term(node)
        if node.name not in self._values:
            raise Beyond(node.name)
        return self._values[node.name](node)

    def _steps_of(self, subject: Any, path: Any, object_: Any) -> list[Plan]:
        """A triple pattern; a path of several steps as so many patterns, joined by variables of their own."""
        if not isinstance(path, SequencePath):
            return [[_term(subject), _names(path), _term(object_)]]
        steps, at = [], _term(subject)
        for part in path.args[:-1]:
            self._steps += 1
            steps.append([at, _names(part), f"?_{self._steps}"])
            at = f"?_{self._steps}"
        return [*steps, [at, _names(path.args[-1]), _term(object_)]]

    def _optional(self, node: CompValue) -> Plan:
        if node.expr.name != "TrueFilter":
            raise Beyond("a filter within OPTIONAL")
        return ["optional", self.operator(node.p1), self.operator(node.p2)]

    def _compared(self, node: CompValue) -> Plan:
        others = node.other if isinstance(node.other, list) else [node.other]
        return [{"NOT IN": "not in"}.get(node.op, node.op.lower()), self._value(node.expr), *map(self._value, others)]

    def _inner(self, node: CompValue) -> Plan:
        return self.operator(translateGroupGraphPattern(node.graph))

    def _grouped(self, node: CompValue) -> Plan:
        counts = []
        for made in node.A:
            if made.name not in _AGGREGATES or not isinstance(made.vars, Variable):
                raise Beyond(made.name)
            counts.append([_term(made.res), _AGGREGATES[made.name], made.distinct == "DISTINCT", _term(made.vars)])
        return ["group", [_term(v) for v in node.p.expr or ()], counts, self.operator(node.p.p)]


def _names(path: Any) -> list[str]:
    """The predicates that a step may take."""
    if isinstance(path, AlternativePath):
        return [name for part in path.args for name in _names(part)]
    if isinstance(path, URIRef):
        return [_term(path)]
    raise Beyond(str(path))


def _term(term: Any) -> str:
    """A term as the page has it."""
    if isinstance(term, Variable):
        return f"?{term}"
    if isinstance(term, Literal):
        return f'"{term}"' + (f"@{term.language}" if term.language else "")
    if isinstance(term, URIRef):
        for prefix, iri in load_prefixes().items():
            if term.startswith(iri):
                return f"{prefix}:{term.removeprefix(iri)}"
    raise Beyond(str(term))
