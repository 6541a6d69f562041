"""Types, classes and relations, read from ``ontology/kg.ttl``: nothing of them is listed in code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import VocabularyError

KG = Namespace("https://kg.example/ontology#")


@dataclass(frozen=True, slots=True)
class EntityClass:
    """A class of entities; ``type`` is the one of the nine that it belongs to (itself, for those)."""

    name: str
    type: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RelationType:
    """A relation: what may stand at its ends, and how it reads."""

    name: str
    domain: frozenset[str]
    range: frozenset[str]
    symmetric: bool
    abroad: bool
    inverse: str | None
    labels: Mapping[str, str]
    definitions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ontology:
    """The schema: classes by name, relations by name, and the entity types in the file's order."""

    types: tuple[str, ...]
    classes: Mapping[str, EntityClass]
    relations: Mapping[str, RelationType]
    version: str

    @property
    def symmetric(self) -> frozenset[str]:
        """The relations that hold both ways."""
        return frozenset(name for name, relation in self.relations.items() if relation.symmetric)


def load_ontology(path: Path) -> Ontology:
    """Read the ontology.

    Raises:
        VocabularyError: the file is missing, is not Turtle, or defines no type or no relation.
    """
    graph = Graph()
    try:
        graph.parse(path, format="turtle")
    except FileNotFoundError:
        raise VocabularyError(path, "file is missing") from None
    except Exception as error:  # rdflib's parsers raise many kinds, none of them documented
        raise VocabularyError(path, f"cannot be read as Turtle: {error}") from error
    types = sorted(_name(node) for node in graph.subjects(RDFS.subClassOf, KG.Entity) if isinstance(node, URIRef))
    classes = {}
    for type_ in types:
        for node in graph.transitive_subjects(RDFS.subClassOf, KG[type_]):
            classes[_name(node)] = EntityClass(_name(node), type_, _texts(graph, node, RDFS.label))
    relations = {}
    for node in sorted(graph.subjects(RDF.type, OWL.ObjectProperty), key=str):
        domain, range_ = _ends(graph, node, RDFS.domain), _ends(graph, node, RDFS.range)
        if domain and range_ and domain | range_ <= set(types) and not _restates(graph, node):
            relations[_name(node)] = _relation(graph, node, domain, range_)
    if not types or not relations:
        raise VocabularyError(path, "defines no entity type (direct subclass of kg:Entity) or no relation between such")
    return Ontology(tuple(types), classes, relations, str(next(graph.objects(None, OWL.versionInfo), "")))


def _restates(graph: Graph, node: Node) -> bool:
    """Whether a property is but the named inverse of a relation."""
    return any((relation, RDFS.domain, None) in graph for relation in graph.objects(node, OWL.inverseOf))


def _relation(graph: Graph, node: Node, domain: frozenset[str], range_: frozenset[str]) -> RelationType:
    inverse = graph.value(node, OWL.inverseOf) or graph.value(predicate=OWL.inverseOf, object=node)
    return RelationType(
        name=_name(node),
        domain=domain,
        range=range_,
        symmetric=(node, RDF.type, OWL.SymmetricProperty) in graph,
        abroad=(node, KG.abroad, Literal(True)) in graph,
        inverse=_name(inverse) if inverse else None,
        labels=_texts(graph, node, RDFS.label),
        definitions=_texts(graph, node, SKOS.definition),
    )


def _ends(graph: Graph, node: Node, side: URIRef) -> frozenset[str]:
    """Names of the classes at one side of a property: one class, or the members of a union."""
    end = graph.value(node, side)
    if isinstance(end, BNode):
        union = graph.value(end, OWL.unionOf)
        return frozenset(_name(member) for member in Collection(graph, union)) if union else frozenset()
    return frozenset({_name(end)}) if end else frozenset()


def _texts(graph: Graph, node: Node | None, predicate: URIRef) -> dict[str, str]:
    found = {o.language: str(o) for o in graph.objects(node, predicate) if isinstance(o, Literal) and o.language}
    canonical = {language.lower(): language for language in ("zh-Hant", "zh-Hans", "en")}
    return {canonical.get(language.lower(), language): text for language, text in sorted(found.items())}


def _name(node: Node | None) -> str:
    return str(node).rsplit("#", 1)[-1]
