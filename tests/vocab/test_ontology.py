"""The schema is read from Turtle: types, classes, relations."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import VocabularyError
from kg.vocab.ontology import load_ontology

HEAD = """@prefix kg: <https://kg.example/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
SMALL = (
    HEAD
    + """
<https://kg.example/ontology> a owl:Ontology ; owl:versionInfo "7" .
kg:Entity a owl:Class .
kg:Firm rdfs:subClassOf kg:Entity ; rdfs:label "企業"@zh-Hant, "Firm"@en .
kg:Country rdfs:subClassOf kg:Entity .
kg:Bank rdfs:subClassOf kg:Firm .
kg:CentralBank rdfs:subClassOf kg:Bank .
kg:basedIn a owl:ObjectProperty ; rdfs:domain kg:Firm ; rdfs:range kg:Country ; skos:definition "Has its seat there."@en .
kg:trades a owl:ObjectProperty, owl:SymmetricProperty ;
  rdfs:domain [ owl:unionOf ( kg:Firm kg:Country ) ] ; rdfs:range [ owl:unionOf ( kg:Firm kg:Country ) ] .
kg:seatOf owl:inverseOf kg:basedIn .
kg:note a owl:ObjectProperty ; rdfs:domain kg:Firm ; rdfs:range rdfs:Literal .
"""
)
TYPES = ("Country", "Event", "Firm", "Organization", "Person", "Place", "Policy", "Product", "Sector")


@pytest.fixture
def small(tmp_path: Path):
    """A small schema, read."""
    path = tmp_path / "kg.ttl"
    path.write_text(SMALL, encoding="utf-8")
    return load_ontology(path)


def test_types_are_the_direct_subclasses_of_entity(small) -> None:
    """Direct subclasses of kg:Entity are types; finer classes at any depth belong to theirs."""
    assert small.types == ("Country", "Firm")
    assert {name: cls.type for name, cls in small.classes.items()} == {
        "Country": "Country", "Firm": "Firm", "Bank": "Firm", "CentralBank": "Firm",
    }  # fmt: skip


def test_relations_have_ends_of_entity_types(small) -> None:
    """Object properties between entity types are relations, with one type or a union at each end; others are none."""
    both = frozenset({"Firm", "Country"})
    ends = {name: (relation.domain, relation.range, relation.symmetric) for name, relation in small.relations.items()}

    assert ends == {"basedIn": (frozenset({"Firm"}), frozenset({"Country"}), False), "trades": (both, both, True)}


def test_texts_and_inverses_are_read(small) -> None:
    """Labels and definitions come by language, an inverse from either side."""
    assert small.classes["Firm"].labels == {"zh-Hant": "企業", "en": "Firm"}
    assert small.relations["basedIn"].definitions == {"en": "Has its seat there."}
    assert small.relations["basedIn"].inverse == "seatOf"


def test_the_version_is_read(small) -> None:
    """The version is the owl:versionInfo of the schema's header."""
    assert small.version == "7"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("kg:Firm a owl:Class", "cannot be read as Turtle"),
        (HEAD, "defines no entity type"),
        (HEAD + "kg:Firm rdfs:subClassOf kg:Entity .", "no relation"),
    ],
    ids=["not-turtle", "empty", "no-relation"],
)
def test_a_useless_schema_is_refused(content: str, reason: str, tmp_path: Path) -> None:
    """A file that is no Turtle, or defines no type or no relation, is refused by name."""
    path = tmp_path / "kg.ttl"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(VocabularyError) as caught:
        load_ontology(path)

    assert caught.value.path == path
    assert reason in caught.value.reason


def test_a_missing_schema_is_refused(tmp_path: Path) -> None:
    """A schema that is not there is named."""
    with pytest.raises(VocabularyError, match="file is missing"):
        load_ontology(tmp_path / "kg.ttl")


def test_the_shipped_schema_has_nine_types_and_documented_relations(ontology) -> None:
    """The shipped schema has the nine types, and every class and relation has a label in Chinese and English."""
    labelled = [*ontology.classes.values(), *ontology.relations.values()]

    assert ontology.types == TYPES
    assert len(ontology.relations) >= 27
    assert [item.name for item in labelled if not {"zh-Hant", "en"} <= set(item.labels)] == []
    assert [r.name for r in ontology.relations.values() if not {"zh-Hant", "en"} <= set(r.definitions)] == []


def test_symmetric_relations_have_equal_ends(ontology) -> None:
    """A relation that reads both ways allows the same types at both ends."""
    uneven = [r.name for r in ontology.relations.values() if r.symmetric and r.domain != r.range]

    assert uneven == []
