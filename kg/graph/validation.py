"""Checks of a built graph: the SHACL shapes, and what ``ontology/kg.ttl`` says of the terms that it uses.

The shapes run as SPARQL on Oxigraph (``kg.graph.shapes``), or, where they say what that does not know or where one asks for it, in
pyshacl, which takes hundreds of times as long.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import chain, groupby
from pathlib import Path
from typing import Literal

import pyoxigraph as ox
import pyshacl
from rdflib import RDF, SH, Graph

from kg.errors import UsageError, VocabularyError
from kg.graph.lots import Lot
from kg.graph.shapes import Check, Count, UnsupportedShapeError, compile_shapes, path_text
from kg.vocab import ontology_path
from kg.vocab.ontology import KG, load_ontology
from kg.vocab.prefixes import load_prefixes, shortened

Engine = Literal["oxigraph", "pyshacl"]
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_IRI = re.compile(r"<?(https?://[^\s<>;,]+[^\s<>;,.])>?")
_VARIABLE = re.compile(r"\{[?$](\w+)\}")
_USED = "SELECT DISTINCT ?term WHERE { { ?s ?term ?o } UNION { ?s a ?term } }"
_UNLABELLED = """
SELECT DISTINCT ?term WHERE {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty } ?term a ?kind . FILTER(isIRI(?term))
  FILTER(!EXISTS { ?term rdfs:label ?zh FILTER(LANGMATCHES(LANG(?zh), "zh-Hant")) } || !EXISTS { ?term rdfs:label ?en FILTER(LANG(?en) = "en") })
}
"""
_NODES = "SELECT (COUNT(DISTINCT ?this) AS ?nodes) WHERE { %s }"
_VALUES = (
    "SELECT ?property (COUNT(*) AS ?values) (COUNT(DISTINCT ?this) AS ?nodes) WHERE { %s . ?this ?property ?value } GROUP BY ?property"
)
#: The largest file, in bytes, that is checked in memory; it takes a dozen times as much there.
_IN_MEMORY = 400 << 20
#: How many findings are told where they stand; who has more of a kind needs no more examples.
_EXPLAINED = 1000


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something wrong in a graph.

    Attributes:
        severity: "Violation", "Warning" or "Info".
        focus: the node that it is about, written as in the file.
        message: what is wrong, in English and Chinese.
        path: the property at fault, where it is one.
        value: the value at fault, where it is one.
        about: what the node is to a person: a name, or what a claim says, with file and page.
    """

    severity: str
    focus: str
    message: str
    path: str = ""
    value: str = ""
    about: str = ""


def validate(path: Path, *, ontology: Path | None = None, engine: Engine = "oxigraph") -> list[Finding]:
    """Check a Turtle file, and the ontology it is written in; an empty list means that both are valid.

    Args:
        path: the Turtle file of a build.
        ontology: the ontology folder it was built with; the one that ships with kg, if not given.
        engine: what runs the shapes.

    Raises:
        UsageError: the file is no Turtle.
        VocabularyError: the ontology or the shapes are none.
    """
    folder = ontology or ontology_path()
    load_ontology(folder / "kg.ttl")
    checks = None if engine == "pyshacl" else _checks(folder)
    with _loaded(path) as store:
        found = _by_pyshacl(path, folder) if checks is None else ()
        return _explained(store, sorted({*found, *_found(store, folder, checks or ())}))


def validate_lot(lot: Lot, *, ontology: Path | None = None) -> list[Finding]:
    """Check a part of a graph; ``lots`` cuts a graph into them, and ``validated`` puts the findings together.

    Raises:
        VocabularyError: the ontology or the shapes are none.
    """
    folder = ontology or ontology_path()
    checks = _checks(folder)
    if checks is None:
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "lot.ttl"
            path.write_text(lot.turtle, encoding="utf-8")
            findings = validate(path, ontology=ontology, engine="pyshacl")
    else:
        store = ox.Store()
        store.bulk_load(lot.turtle.encode(), format=ox.RdfFormat.TURTLE)
        findings = _explained(store, sorted(_found(store, folder, checks)))
    return [finding for finding in findings if finding.focus.startswith(lot.about)]


def validated(found: Iterable[Iterable[Finding]]) -> list[Finding]:
    """The findings of all lots of a graph as those of the whole."""
    together = sorted(set(chain.from_iterable(found)))
    return [*together[:_EXPLAINED], *(replace(finding, about="") for finding in together[_EXPLAINED:])]


def _found(store: ox.Store, folder: Path, checks: Sequence[Check]) -> set[Finding]:
    """What checks and terms of the ontology in a folder have to object to in a store, to which the ontology is added."""
    used = {row[0] for row in _rows(store, _USED)}
    store.bulk_load(path=str(folder / "kg.ttl"), format=ox.RdfFormat.TURTLE)
    return {*_by_queries(store, checks), *_terms(store, used), *_labels(store)}


def _checks(folder: Path) -> list[Check] | None:
    """The checks of an ontology folder; None where its shapes need a SHACL processor."""
    path = folder / "shapes.ttl"
    return _compiled(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=2)
def _compiled(path: Path, _changed: int) -> list[Check] | None:
    try:
        return compile_shapes(_shapes(path))
    except UnsupportedShapeError:
        return None


def render_findings(findings: Sequence[Finding], format_: str = "text", *, examples: int = 5) -> str:
    """Findings for a person, the same fault of several nodes together, or as JSON.

    Raises:
        UsageError: another format.
    """
    if format_ == "json":
        return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1) + "\n"
    if format_ != "text":
        raise UsageError(f"unknown format {format_!r}; known: text, json")
    lines = []
    same = sorted(findings, key=lambda f: (f.severity != "Violation", f.severity, f.path, _kind(f), f))
    for _, group in groupby(same, key=lambda f: (f.severity, f.path, _kind(f))):
        members = list(group)
        for finding in members[:examples]:
            lines.append(f"{finding.severity}: {finding.focus}: {finding.message}")
            details = (finding.about, " → ".join(filter(None, (finding.path, finding.value))))
            lines.extend(f"    {detail}" for detail in details if detail)
        if len(members) > examples:
            lines.append(f"    … and {len(members) - examples} more like these; --format json lists all")
    counts = Counter(finding.severity.lower() for finding in findings)
    lines.append(", ".join(f"{count} {severity}{'s' if count > 1 else ''}" for severity, count in sorted(counts.items(), reverse=True)))
    return "".join(f"{line}\n" for line in lines if line)


def _kind(finding: Finding) -> str:
    """The message without the nodes it names."""
    return finding.message.replace(finding.value, "…") if finding.value else finding.message


@contextmanager
def _loaded(path: Path) -> Iterator[ox.Store]:
    """The file in a store: in memory, or, if it is large, in a temporary folder of twice its size."""
    with tempfile.TemporaryDirectory(prefix="kg-", ignore_cleanup_errors=True) as folder:
        store = ox.Store() if path.stat().st_size < _IN_MEMORY else ox.Store(folder)
        try:
            store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
        except (SyntaxError, ValueError) as error:
            raise UsageError(f"{path} is not Turtle: {error}; build the graph again with `kg build`") from None
        yield store


def _shapes(path: Path) -> Graph:
    try:
        return Graph().parse(path, format="turtle")
    except FileNotFoundError:
        raise VocabularyError(path, "file is missing") from None
    except Exception as error:  # rdflib's parsers raise many kinds, none of them documented
        raise VocabularyError(path, f"cannot be read as Turtle: {error}") from error


def _rows(store: ox.Store, query: str) -> Iterator[tuple[Term | None, ...]]:
    """The rows of a SELECT query."""
    found = store.query(query, prefixes=dict(load_prefixes()))
    if isinstance(found, ox.QuerySolutions):
        columns = [variable.value for variable in found.variables]
        for row in found:
            yield tuple(row[column] for column in columns)


def _by_queries(store: ox.Store, checks: Sequence[Check]) -> Iterator[Finding]:
    settled = set(_settled(store, {check.count for check in checks if check.count}))
    for check in checks:
        if check.count not in settled:
            yield from _by_query(store, check)


def _settled(store: ox.Store, counts: Iterable[Count]) -> Iterator[Count]:
    """Those that hold. One query a target counts the values of all properties, in place of one a property."""
    by_target = groupby(sorted(counts, key=lambda count: (count.target, count.predicate, count.least)), key=lambda count: count.target)
    for target, members in by_target:
        [[nodes]] = _rows(store, _NODES % target)
        counted = {_text(row[0]): (_number(row[1]), _number(row[2])) for row in _rows(store, _VALUES % target)}
        for count in members:
            values, having = counted.get(count.predicate, (0, 0))
            if (count.least == 0 or having == _number(nodes)) and (count.most is None or values == having):
                yield count


def _number(term: Term | None) -> int:
    return int(_text(term))


def _by_query(store: ox.Store, check: Check) -> Iterator[Finding]:
    try:
        found = store.query(check.query)
    except SyntaxError as error:
        raise VocabularyError("shapes.ttl", f"a constraint is no query ({error}): {check.messages[0]}") from None
    if not isinstance(found, ox.QuerySolutions):
        raise VocabularyError("shapes.ttl", f"a constraint is no SELECT query: {check.messages[0]}")
    for row in found:
        bound = {v.value: _text(row[v.value]) for v in found.variables if row[v.value] is not None}
        yield _finding(check.severity, bound.pop("this"), check.messages, check.path, bound.get("value", ""), bound)


def _by_pyshacl(path: Path, folder: Path) -> Iterator[Finding]:
    data, schema = Graph().parse(path, format="turtle"), Graph().parse(folder / "kg.ttl", format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=_shapes(folder / "shapes.ttl"), ont_graph=schema, inference="none", advanced=False)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        severity = str(report.value(result, SH.resultSeverity)).rsplit("#", 1)[-1]
        focus, value, where = (report.value(result, p) for p in (SH.focusNode, SH.value, SH.resultPath))
        messages = tuple(sorted(str(text) for text in report.objects(result, SH.resultMessage)))
        given = "" if value is None or (where is None and value == focus) else str(value)  # of a query, the node stands for no value
        yield _finding(severity, str(focus), messages, path_text(report, where) if where is not None else "", given, {})


def _finding(severity: str, focus: str, messages: Iterable[str], path: str, value: str, bound: Mapping[str, str]) -> Finding:
    message = "; ".join(sorted(_VARIABLE.sub(lambda m: bound.get(m[1], m[0]), text) for text in messages))
    return Finding(severity, *(_IRI.sub(lambda m: shortened(m[1]), text) for text in (focus, message, path, value)))


def _terms(store: ox.Store, used: Iterable[object]) -> Iterator[Finding]:
    """Every term of our namespace that the graph uses is one that the ontology declares."""
    type_ = ox.NamedNode(str(RDF.type))
    for term in used:
        if isinstance(term, ox.NamedNode) and term.value.startswith(str(KG)) and not any(store.quads_for_pattern(term, type_, None)):
            yield Finding("Violation", shortened(term.value), "the ontology declares no such term; 本體沒有這個詞")


def _labels(store: ox.Store) -> Iterator[Finding]:
    """Every class and property of the ontology has a label in Chinese and in English."""
    for (term,) in _rows(store, _UNLABELLED):
        yield Finding("Warning", shortened(_text(term)), "the ontology has no label for it in Chinese and English; 本體未以中英文標示它")


def _explained(store: ox.Store, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, with what the first of them are about."""
    prefixes = load_prefixes()
    told = []
    for finding in findings[:_EXPLAINED]:
        prefix, _, local = finding.focus.partition(":")
        iri = prefixes[prefix] + local if prefix in prefixes else finding.focus
        told.append(replace(finding, about=_about(store, ox.NamedNode(iri))) if ":" in iri else finding)
    return [*told, *findings[_EXPLAINED:]]


def _about(store: ox.Store, node: ox.NamedNode) -> str:
    """The name of an entity, the file of a document; of a claim, or what belongs to one, what it says and where."""
    claim = node
    for predicate in ("oa:hasSelector", "oa:hasTarget", "kg:evidence"):
        claim = next((q.subject for q in store.quads_for_pattern(None, _term(predicate), claim)), claim)  # type: ignore[assignment]
    subject, relation, object_ = (_value(store, claim, end) for end in ("kg:subject", "kg:relation", "kg:object"))
    if relation is None:
        return _text(_value(store, node, "rdfs:label") or _value(store, node, "dcterms:source"))
    evidence = _value(store, claim, "kg:evidence")
    file = _value(store, _value(store, evidence, "dcterms:source"), "dcterms:source")
    names = (_text(_value(store, end, "rdfs:label")) or "?" for end in (subject, object_))
    says = f" {_text(relation).rsplit('#', 1)[-1]} ".join(names)
    return " — ".join(filter(None, (says, ", p. ".join(filter(None, (_text(file), _text(_value(store, evidence, "kg:page"))))))))


def _term(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(load_prefixes()[prefix] + local)


def _value(store: ox.Store, subject: Term | None, predicate: str) -> Term | None:
    """The first value of a property of a node, if it is one and has any."""
    if not isinstance(subject, (ox.NamedNode, ox.BlankNode)):
        return None
    return next((quad.object for quad in store.quads_for_pattern(subject, _term(predicate), None)), None)


def _text(term: Term | None) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, ox.Triple) else term.value
