"""SHACL shapes as SPARQL, a query a constraint, for graphs that a SHACL processor would take hours over.

Of SHACL Core (https://www.w3.org/TR/shacl/) what can be said of a property or path and its values one by one, and SHACL-SPARQL
select constraints; ``UnsupportedShapeError`` names what is not. Each query selects ?this, and ?value where a value is at fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

#: What says nothing of the data.
_SILENT = {RDF.type, SH.path, SH.message, SH.severity, SH.name, SH.description, SH.order, SH.group, SH.deactivated, SH.flags}
_TARGETS = {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
_SHAPES = {SH.property, SH.sparql}
#: Datatypes whose every text is well formed.
_TEXTS = {RDF.langString, URIRef("http://www.w3.org/2001/XMLSchema#string")}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_KINDS: dict[Node, str] = {
    SH.IRI: "isIRI(?value)", SH.BlankNode: "isBlank(?value)", SH.Literal: "isLiteral(?value)",
    SH.BlankNodeOrIRI: "!isLiteral(?value)", SH.BlankNodeOrLiteral: "!isIRI(?value)", SH.IRIOrLiteral: "!isBlank(?value)",
}  # fmt: skip
_BOUNDS: dict[Node, str] = {SH.minInclusive: ">=", SH.minExclusive: ">", SH.maxInclusive: "<=", SH.maxExclusive: "<"}
_PAIRS: dict[Node, str] = {SH.lessThan: "<", SH.lessThanOrEquals: "<="}


class UnsupportedShapeError(Exception):
    """A shape uses a part of SHACL that is not turned into SPARQL; the message names it."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many values of a property the nodes of a target may have: what counting all properties of all of them at once can settle.

    Attributes:
        target: a pattern that binds ?this to each node, once or more often.
        predicate: the IRI of the property.
        least: 1 if there has to be a value, else 0.
        most: 1 if there may be no second value; None if there may be any number.
    """

    target: str
    predicate: str
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Check:
    """A constraint as a query.

    Attributes:
        severity: "Violation", "Warning" or "Info".
        messages: by language, in which {?name} stands for what the query selects.
        path: the property path that the constraint is on, in SPARQL; empty for one on the node itself.
        count: what the constraint says of numbers, if it says nothing else; where it holds, the query finds nothing.
    """

    severity: str
    messages: tuple[str, ...]
    path: str
    query: str
    count: Count | None = None


def compile_shapes(shapes: Graph) -> list[Check]:
    """The checks of all shapes that have targets.

    Raises:
        UnsupportedShapeError: a shape says something that cannot be turned into SPARQL here.
    """
    nodes = {s for predicate in _TARGETS for s in shapes.subjects(predicate)} | set(shapes.subjects(RDF.type, SH.NodeShape))
    checks = (check for node in sorted(nodes, key=str) for check in _node_shape(shapes, node))
    return sorted(set(checks), key=lambda check: (check.messages, check.query))


def path_text(graph: Graph, path: Node) -> str:
    """A property path in SPARQL.

    Raises:
        UnsupportedShapeError: the path is of none of SHACL's forms.
    """
    if isinstance(path, URIRef):
        return path.n3()
    if (path, RDF.first, None) in graph:
        return "/".join(path_text(graph, step) for step in Collection(graph, path))
    for predicate, form in (
        (SH.inversePath, "^({})"),
        (SH.zeroOrMorePath, "({})*"),
        (SH.oneOrMorePath, "({})+"),
        (SH.zeroOrOnePath, "({})?"),
    ):
        inner = graph.value(path, predicate)
        if inner is not None:
            return form.format(path_text(graph, inner))
    alternatives = graph.value(path, SH.alternativePath)
    if alternatives is not None:
        return "(" + "|".join(path_text(graph, way) for way in Collection(graph, alternatives)) + ")"
    raise UnsupportedShapeError("a path that is none of SHACL's")


def _node_shape(shapes: Graph, node: Node) -> Iterator[Check]:
    target = _target(shapes, node)
    if target is None or _off(shapes, node):
        return
    for predicate in shapes.predicates(node, unique=True):
        if predicate not in _SILENT | _TARGETS | _SHAPES:
            raise UnsupportedShapeError(f"{_local(predicate)} on {_local(node)} itself")
    for constraint in shapes.objects(node, SH.property):
        if not _off(shapes, constraint):
            yield from _property_shape(shapes, constraint, target)
    for constraint in shapes.objects(node, SH.sparql):
        if not _off(shapes, constraint):
            yield _sparql(shapes, node, constraint, target)


def _target(shapes: Graph, node: Node) -> str | None:
    """A pattern that binds ?this to each node that a shape is for; None if it is for none."""
    ways = [f"?this a/{RDFS.subClassOf.n3()}* {class_.n3()}" for class_ in sorted(shapes.objects(node, SH.targetClass), key=str)]
    ways += [f"VALUES ?this {{ {one.n3()} }}" for one in sorted(shapes.objects(node, SH.targetNode), key=str)]
    ways += [f"?this {predicate.n3()} ?any" for predicate in sorted(shapes.objects(node, SH.targetSubjectsOf), key=str)]
    ways += [f"?any {predicate.n3()} ?this" for predicate in sorted(shapes.objects(node, SH.targetObjectsOf), key=str)]
    if isinstance(node, URIRef) and {RDFS.Class, OWL.Class} & set(shapes.objects(node, RDF.type)):
        ways.append(f"?this a/{RDFS.subClassOf.n3()}* {node.n3()}")
    return " UNION ".join(f"{{ {way} }}" for way in ways) if len(ways) > 1 else next(iter(ways), None)


def _each(target: str) -> str:
    """The pattern of a target that binds ?this to each node once."""
    return f"{{ SELECT DISTINCT ?this WHERE {{ {target} }} }}"


def _property_shape(shapes: Graph, constraint: Node, target: str) -> Iterator[Check]:
    way = shapes.value(constraint, SH.path) or BNode()
    path = path_text(shapes, way)
    severity, messages = _severity(shapes, constraint), _messages(shapes, constraint)
    for predicate, value in sorted(shapes.predicate_objects(constraint), key=str):
        if predicate in _SILENT:
            continue
        query = _constraint(shapes, constraint, predicate, value, target, path)
        yield Check(severity, messages, path, query, _count(predicate, value, target, way))


def _count(predicate: Node, value: Node, target: str, way: Node) -> Count | None:
    # Oxigraph joins the values with a union only after it has collected those of the whole graph.
    if not isinstance(way, URIRef) or predicate not in (SH.minCount, SH.maxCount) or int(str(value)) != 1 or " UNION " in target:
        return None
    return Count(target, str(way), 1, None) if predicate == SH.minCount else Count(target, str(way), 0, 1)


def _constraint(shapes: Graph, constraint: Node, predicate: Node, value: Node, target: str, path: str) -> str:
    """The query for those that break one constraint."""
    each = _each(target)
    if predicate == SH.minCount:
        steps = _steps(shapes, constraint)
        if int(str(value)) == 1 and steps:
            return f"SELECT ?this WHERE {{ {each} FILTER NOT EXISTS {{ {_walk(steps)} }} }}"
        if int(str(value)) == 1:
            # MINUS joins once over all nodes; NOT EXISTS would walk a path from its far end for each of them.
            return f"SELECT ?this WHERE {{ {each} MINUS {{ ?this {path} ?value }} }}"
        having = f"HAVING(COUNT(DISTINCT ?value) < {int(str(value))})"
        return f"SELECT ?this WHERE {{ {each} OPTIONAL {{ ?this {path} ?value }} }} GROUP BY ?this {having}"
    if predicate == SH.maxCount:
        having = f"HAVING(COUNT(DISTINCT ?value) > {int(str(value))})"
        return f"SELECT ?this WHERE {{ {each} ?this {path} ?value }} GROUP BY ?this {having}"
    if predicate == SH.hasValue:
        return f"SELECT ?this WHERE {{ {each} FILTER NOT EXISTS {{ ?this {path} {value.n3()} }} }}"
    if predicate == SH.uniqueLang:
        if str(value) != "true":
            return "SELECT ?this WHERE { FILTER(false) }"
        fault = '!sameTerm(?value, ?other) && LANG(?value) != "" && LANG(?value) = LANG(?other)'
        return _faulty(shapes, constraint, "?this", target, f"{path} ?value, ?other", fault)
    if predicate in _PAIRS:
        fault = f"COALESCE(!(?value {_PAIRS[predicate]} ?other), true)"
        return _faulty(shapes, constraint, "?this ?value", target, f"{path} ?value ; {value.n3()} ?other", fault)
    return _faulty(shapes, constraint, "?this ?value", target, f"{path} ?value", _fault(shapes, constraint, predicate, value))


def _faulty(shapes: Graph, constraint: Node, selected: str, target: str, properties: str, fault: str) -> str:
    """The query for values with a fault. Few have any, so that those of one property are looked at first, and then whose they are."""
    if _steps(shapes, constraint):
        # IF, since Oxigraph looks at the operands of && in an order of its own.
        return f"SELECT DISTINCT {selected} WHERE {{ ?this {properties} FILTER(IF({fault}, EXISTS {{ {target} }}, false)) }}"
    return f"SELECT DISTINCT {selected} WHERE {{ {_each(target)} ?this {properties} FILTER({fault}) }}"


def _steps(shapes: Graph, constraint: Node) -> Sequence[URIRef]:
    """The properties of a path that is one property after another; none if it is of another kind."""
    way = shapes.value(constraint, SH.path) or BNode()
    steps = [way] if isinstance(way, URIRef) else list(Collection(shapes, way)) if (way, RDF.first, None) in shapes else []
    return [step for step in steps if isinstance(step, URIRef)] if all(isinstance(step, URIRef) for step in steps) else []


def _walk(steps: Sequence[URIRef], start: str = "?this", depth: int = 0) -> str:
    """A pattern that goes from ?this along the properties, step by step: Oxigraph would start a path in EXISTS from its far end."""
    onward = f" FILTER EXISTS {{ {_walk(steps[1:], f'?step{depth}', depth + 1)} }}" if steps[1:] else ""
    return f"{start} {steps[0].n3()} ?step{depth}{onward}"


def _fault(shapes: Graph, constraint: Node, predicate: Node, value: Node) -> str:
    """An expression that is true of each ?value that breaks a constraint on values."""
    if predicate == SH.nodeKind and value in _KINDS:
        return f"!({_KINDS[value]})"
    if predicate == SH.datatype:
        return _not_of(value)
    if predicate == SH["class"]:
        # Most values are of the class itself, which is told sooner than what they descend from.
        return f"(NOT EXISTS {{ ?value a {value.n3()} }} && NOT EXISTS {{ ?value a/{RDFS.subClassOf.n3()}* {value.n3()} }})"
    if predicate == SH["in"]:
        return "!(" + " || ".join(f"sameTerm(?value, {member.n3()})" for member in Collection(shapes, value)) + ")"
    if predicate in _BOUNDS:
        return f"COALESCE(!(?value {_BOUNDS[predicate]} {value.n3()}), true)"
    if predicate == SH.minLength:
        return f"(isBlank(?value) || STRLEN(STR(?value)) < {int(str(value))})"
    if predicate == SH.maxLength:
        return f"(isBlank(?value) || STRLEN(STR(?value)) > {int(str(value))})"
    if predicate == SH.pattern:
        flags = shapes.value(constraint, SH.flags)
        return f"(isBlank(?value) || !REGEX(STR(?value), {Literal(str(value)).n3()}{f', {Literal(str(flags)).n3()}' if flags else ''}))"
    if predicate == SH["not"]:
        return f"!({_any_fault(shapes, value)})"
    if predicate in (SH["or"], SH["and"]):
        faults = [_any_fault(shapes, member) for member in Collection(shapes, value)]
        return "(" + (" && " if predicate == SH["or"] else " || ").join(f"({fault})" for fault in faults) + ")"
    raise UnsupportedShapeError(_local(predicate))


def _any_fault(shapes: Graph, shape: Node) -> str:
    """An expression that is true of each ?value that breaks a shape without path."""
    parts = [(p, o) for p, o in sorted(shapes.predicate_objects(shape), key=str) if p not in _SILENT - {SH.path}]
    return " || ".join(_fault(shapes, shape, predicate, value) for predicate, value in parts) or "false"


def _not_of(datatype: Node) -> str:
    wrong = f"!isLiteral(?value) || DATATYPE(?value) != {datatype.n3()}"
    cast = f"!BOUND(?value) || COALESCE(STR({datatype.n3()}(STR(?value))) = '', true)"
    return f"({wrong} || {cast})" if str(datatype).startswith(_XSD) and datatype not in _TEXTS else f"({wrong})"


def _sparql(shapes: Graph, node: Node, constraint: Node, target: str) -> Check:
    """A select constraint, joined with the targets of its shape: what pre-binding $this comes to for queries that bind it."""
    select = str(shapes.value(constraint, SH.select) or "")
    if not select:
        raise UnsupportedShapeError("sh:sparql without sh:select")
    head = ""
    for declared in shapes.objects(constraint, SH.prefixes):
        for entry in shapes.objects(declared, SH.declare):
            head += f"PREFIX {shapes.value(entry, SH.prefix)}: <{shapes.value(entry, SH.namespace)}>\n"
    return Check(_severity(shapes, node), _messages(shapes, constraint), "", f"{head}SELECT * WHERE {{ {_each(target)} {{ {select} }} }}")


def _severity(shapes: Graph, constraint: Node) -> str:
    return _local(shapes.value(constraint, SH.severity) or SH.Violation)


def _messages(shapes: Graph, constraint: Node) -> tuple[str, ...]:
    return tuple(sorted(str(text) for text in shapes.objects(constraint, SH.message))) or ("a shape is broken",)


def _off(shapes: Graph, shape: Node) -> bool:
    return str(shapes.value(shape, SH.deactivated)) == "true"


def _local(node: Node | None) -> str:
    return str(node).rsplit("#", 1)[-1]
