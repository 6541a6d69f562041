"""What follows from the claims of a graph by named rules: the queries of ``ontology/inference``, run until nothing new follows.

A rule is a SELECT query for ?subject, ?relation and ?object that names its premises in variables that begin with ?because. What
was inferred before stands for its rules as claims do, so that rules build on each other.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import pyoxigraph as ox

from kg.errors import UsageError, VocabularyError
from kg.graph.graph import Graph
from kg.graph.rdf import write_turtle
from kg.graph.turtle import literal, resource, write_node
from kg.ids import digest
from kg.vocab import ontology_path
from kg.vocab.prefixes import load_prefixes

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_TITLE = re.compile(r"^#\s*title(-en)?\s*:\s*(.+)$", re.MULTILINE)
_AS_OF = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_XSD_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}
#: After every date: what holds when all that is known has happened.
_LATEST = "9999"
#: The graph that inferred triples stand in.
INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name (that of its file), its titles in Chinese and English, its query."""

    name: str
    title: str
    title_en: str
    sparql: str


@dataclass(frozen=True, slots=True)
class Inference:
    """A triple that follows by a rule, in IRIs.

    Attributes:
        id: local part of its IRI.
        because: IRIs of the claims and inferences it follows from, sorted.
        as_of: the date for which it follows, where one was asked for and the rule heeds it.
    """

    id: str
    subject: str
    relation: str
    object: str
    rule: Rule
    because: tuple[str, ...]
    as_of: str | None = None


def load_rules(ontology: Path | None = None) -> list[Rule]:
    """The rules of an ontology folder, by name."""
    rules = []
    for path in sorted(((ontology or ontology_path()) / "inference").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        titles = {language: title.strip() for language, title in _TITLE.findall(text)}
        rules.append(Rule(path.stem, titles.get("", path.stem), titles.get("-en", path.stem), text))
    return rules


def infer(graph: Graph, *, as_of: str | None = None, ontology: Path | None = None) -> list[Inference]:
    """All that follows, sorted by triple. A triple that follows by several rules is given once, by the first of them that finds it.

    Args:
        as_of: an ISO 8601 year, month or day for which memberships are to hold; when all that is known has happened, if not given.
        ontology: the ontology folder; the one that ships with kg, if not given.

    Raises:
        UsageError: ``as_of`` is no date.
        VocabularyError: a rule is no query, or does not select what a rule has to.
    """
    if as_of is not None and not _AS_OF.fullmatch(as_of):
        raise UsageError(f"{as_of!r} is no date; write 2020, 2020-05 or 2020-05-31")
    folder = ontology or ontology_path()
    store = _store(graph, folder)
    stated = set(_stated(store))
    found: dict[tuple[str, str, str], Inference] = {}
    rules = load_rules(folder)
    while True:
        new: dict[tuple[str, str, str], Inference] = {}
        for rule in rules:
            for inference in _apply(rule, store, as_of, folder):
                triple = (inference.subject, inference.relation, inference.object)
                if triple not in stated and triple not in found:
                    new.setdefault(triple, inference)
        if not new:
            return [found[triple] for triple in sorted(found)]
        found |= new
        store.extend(quad for inference in new.values() for quad in _as_fact(inference))


def write_inferred(inferences: Iterable[Inference], out: TextIO) -> None:
    """Write inferences in TriG, after the head of the file, in the graph ``ent:inferred``: the triples, how each follows, the rules."""
    inferences = list(inferences)
    if not inferences:
        return
    prefixes = load_prefixes()
    out.write(f"\nent:{INFERRED} {{\n")
    by_subject: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for i in inferences:
        by_subject[i.subject][i.relation].append(resource(i.object, prefixes))
    for subject, facts in by_subject.items():
        write_node(resource(subject, prefixes), [(resource(relation, prefixes), ends) for relation, ends in facts.items()], out)
    for rule in sorted({inference.rule.name: inference.rule for inference in inferences}.values(), key=lambda rule: rule.name):
        labels = [literal(rule.title, lang="zh-Hant"), literal(rule.title_en, lang="en")]
        write_node(f"ent:rule-{rule.name}", [("a", ["kg:InferenceRule"]), ("rdfs:label", labels)], out)
    for i in inferences:
        ends = (("kg:subject", i.subject), ("kg:relation", i.relation), ("kg:object", i.object))
        properties = [
            ("a", ["kg:Inference"]),
            *((predicate, [resource(end, prefixes)]) for predicate, end in ends),
            ("kg:byRule", [f"ent:rule-{i.rule.name}"]),
            ("kg:asOf", [literal(i.as_of, datatype=_XSD_DATES[len(i.as_of)])] if i.as_of else []),
            ("prov:wasDerivedFrom", [resource(premise, prefixes) for premise in i.because]),
        ]
        write_node(f"ent:{i.id}", properties, out)
    out.write("}\n")


def _store(graph: Graph, folder: Path) -> ox.Store:
    text = io.StringIO()
    write_turtle(graph, text)
    store = ox.Store()
    store.bulk_load(text.getvalue().encode(), format=ox.RdfFormat.TURTLE)
    store.bulk_load(path=str(folder / "kg.ttl"), format=ox.RdfFormat.TURTLE)
    return store


def _stated(store: ox.Store) -> Iterator[tuple[str, str, str]]:
    """What claims state as fact, as they state it."""
    query = 'SELECT ?s ?r ?o WHERE { ?c kg:modality "fact" ; kg:subject ?s ; kg:relation ?r ; kg:object ?o }'
    for row in store.query(query, prefixes=dict(load_prefixes())):  # type: ignore[union-attr]
        yield row["s"].value, row["r"].value, row["o"].value


def _apply(rule: Rule, store: ox.Store, as_of: str | None, folder: Path) -> Iterator[Inference]:
    path = folder / "inference" / f"{rule.name}.rq"
    dated = re.search(r"\?asOf\b", rule.sparql) is not None
    date: dict[ox.Variable, Term] = {ox.Variable("asOf"): ox.Literal(as_of or _LATEST)} if dated else {}
    try:
        found = store.query(rule.sparql, prefixes=dict(load_prefixes()), substitutions=date)
    except (SyntaxError, ValueError) as error:
        raise VocabularyError(path, f"is no SPARQL query: {error}") from None
    if not isinstance(found, ox.QuerySolutions):
        raise VocabularyError(path, "should be a SELECT query for ?subject, ?relation, ?object and ?because")
    names = [variable.value for variable in found.variables]
    if missing := {"subject", "relation", "object"} - set(names):
        raise VocabularyError(path, f"should select ?{min(missing)}")
    premises: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in found:
        ends = (row["subject"], row["relation"], row["object"])
        if not all(isinstance(end, ox.NamedNode) for end in ends):
            raise VocabularyError(path, "leaves ?subject, ?relation or ?object unbound, or binds it to a text")
        triple = (ends[0].value, ends[1].value, ends[2].value)
        premises[triple] |= {row[name].value for name in names if name.startswith("because") and row[name]}
    for (subject, relation, object_), because in premises.items():
        id_ = f"inference-{digest(subject, relation, object_, rule.name)}"
        yield Inference(id_, subject, relation, object_, rule, tuple(sorted(because)), as_of if dated else None)


def _as_fact(inference: Inference) -> Sequence[ox.Quad]:
    """An inference as the rules see it."""
    prefixes = load_prefixes()
    node = ox.NamedNode(f"{prefixes['ent']}{inference.id}")
    ends = {"subject": inference.subject, "relation": inference.relation, "object": inference.object}
    quads = [ox.Quad(node, ox.NamedNode(f"{prefixes['kg']}{end}"), ox.NamedNode(value)) for end, value in ends.items()]
    return [*quads, ox.Quad(node, ox.NamedNode(f"{prefixes['kg']}modality"), ox.Literal("fact"))]
