"""The ontology: complete, consistent under OWL 2 RL, and readable as a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rdflib
from factories import sample_graph
from lxml import html
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from kg.export.ontology import ontology_page
from kg.graph.rdf import to_rdflib
from kg.vocab import ontology_path
from kg.vocab.ontology import KG

owlrl = pytest.importorskip("owlrl")
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


@pytest.fixture(scope="module")
def schema() -> Graph:
    """The ontology."""
    return Graph().parse(ontology_path() / "kg.ttl", format="turtle")


@pytest.fixture(scope="module")
def page() -> str:
    """Its page."""
    return ontology_page()


def terms(schema: Graph, *kinds: URIRef) -> list[URIRef]:
    """The terms of our namespace of these kinds."""
    return sorted({node for kind in kinds for node in schema.subjects(RDF.type, kind) if str(node).startswith(str(KG))})  # type: ignore[type-var]


def test_every_term_is_described(schema: Graph) -> None:
    """Label and definition in Chinese and English, and where it is defined."""
    for term in terms(schema, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for predicate in (RDFS.label, SKOS.definition):
            assert {text.language.lower() for text in schema.objects(term, predicate)} == {"zh-hant", "en"}, (term, predicate)
        assert schema.value(term, RDFS.isDefinedBy) == URIRef("https://kg.example/ontology"), term


def test_every_property_has_its_ends(schema: Graph) -> None:
    """A domain each, and a range each; units are those of another vocabulary."""
    for term in terms(schema, OWL.ObjectProperty, OWL.DatatypeProperty):
        assert schema.value(term, RDFS.domain) is not None, term
        assert schema.value(term, RDFS.range) is not None or term in (KG.amountUnit, KG.rateUnit), term


def test_every_relation_is_symmetric_or_has_an_inverse(schema: Graph) -> None:
    """Whichever end one starts from, there is a name for the way; the ends of an inverse are those of its relation."""
    inverses = {(a, b) for a, b in schema.subject_objects(OWL.inverseOf)}
    relations = [term for term in terms(schema, OWL.ObjectProperty) if _is_relation(schema, term)]

    for term in relations:
        assert (term, RDF.type, OWL.SymmetricProperty) in schema or any(term in pair for pair in inverses), term
    for inverse, relation in inverses:
        assert _ends(schema, inverse, RDFS.domain) == _ends(schema, relation, RDFS.range)
        assert _ends(schema, inverse, RDFS.range) == _ends(schema, relation, RDFS.domain)


def _is_relation(schema: Graph, term: URIRef) -> bool:
    ends = _ends(schema, term, RDFS.domain) | _ends(schema, term, RDFS.range)
    return bool(ends) and all((end, RDFS.subClassOf, KG.Entity) in schema for end in ends)


def _ends(schema: Graph, term: URIRef, side: URIRef) -> set[object]:
    end = schema.value(term, side)
    union = schema.value(end, OWL.unionOf)
    return set(rdflib.collection.Collection(schema, union)) if union else {end}


def test_the_ontology_says_which_version_it_is(schema: Graph) -> None:
    """Version, version IRI and the one before."""
    [head] = schema.subjects(RDF.type, OWL.Ontology)

    assert str(schema.value(head, OWL.versionIRI)).endswith(f"/{schema.value(head, OWL.versionInfo)}")
    assert schema.value(head, OWL.priorVersion) is not None


@pytest.mark.slow
@pytest.mark.parametrize("with_data", [False, True], ids=["schema", "sample graph"])
def test_it_is_consistent_under_owl_2_rl(with_data: bool, schema: Graph) -> None:
    """The rules of OWL 2 RL find no contradiction, in the ontology alone and with a graph in its terms."""
    closed = schema + (to_rdflib(sample_graph()) if with_data else Graph())
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)

    assert [str(text) for text in closed.objects(predicate=ERROR)] == []
    assert list(closed.subjects(RDF.type, OWL.Nothing)) == []


@pytest.mark.slow
def test_a_contradiction_would_be_found(schema: Graph) -> None:
    """A firm that is a country is one."""
    closed = schema + Graph().parse(data=f"<http://e/x> a <{KG}Firm>, <{KG}Country> .", format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)

    assert list(closed.objects(predicate=ERROR)) != []


def test_every_term_has_an_anchor(schema: Graph, page: str) -> None:
    """The IRI of a term leads to its section."""
    ids = html.fromstring(page).xpath("//section/@id")

    assert sorted(ids) == sorted(str(t).removeprefix(str(KG)) for t in terms(schema, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty))


def test_links_inside_the_page_lead_somewhere(page: str) -> None:
    """No anchor is missing, and nothing is loaded from elsewhere."""
    tree = html.fromstring(page)

    assert {href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")} <= set(tree.xpath("//@id"))
    assert tree.xpath("//script | //img | //link[@rel='stylesheet']") == []


def test_the_page_tells_of_a_relation(page: str) -> None:
    """Names, definition, ends, inverse and upper property, in words a person reads."""
    [section] = html.fromstring(page).xpath("//section[@id='relocatedTo']")
    text = re.sub(r"\s+", " ", section.text_content())

    for part in ("遷至 relocated to", "Moves production or sites there.", "kg:Firm, kg:Sector", "kg:receivedRelocationOf", "kg:operatesIn"):
        assert part in text


def test_what_an_ontology_says_is_text(tmp_path: Path) -> None:
    """A label cannot bring a script into the page."""
    hostile = '\nkg:Odd a owl:Class ; rdfs:label "<script>alert(1)</script>"@en .\n'
    (tmp_path / "kg.ttl").write_text((ontology_path() / "kg.ttl").read_text(encoding="utf-8") + hostile, encoding="utf-8")

    assert "<script>" not in ontology_page(tmp_path)
