"""The graph as RDF: what is a triple, what is a node, and that parsers agree on both."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib
from factories import NASTY, claim, document, entity, graph_of, nasty_graph, sample_claims, sample_entities, sample_graph
from rdflib import DCTERMS, OWL, PROV, RDF, SKOS, XSD, Literal, Namespace, URIRef

from kg.graph import Graph
from kg.graph.rdf import to_rdflib, write_turtle
from kg.model import Amount

KG = Namespace("https://kg.example/ontology#")
ENT = Namespace("https://kg.example/id/")
OA = Namespace("http://www.w3.org/ns/oa#")


def turtle(graph: Graph, **options: str) -> str:
    """The graph as Turtle."""
    out = io.StringIO()
    write_turtle(graph, out, **options)
    return out.getvalue()


def claim_node(rdf: rdflib.Graph, relation: str, modality: str = "fact") -> URIRef:
    """The one claim of a relation and modality."""
    [node] = set(rdf.subjects(KG.relation, KG[relation])) & set(rdf.subjects(KG.modality, Literal(modality)))
    return node  # type: ignore[return-value]


@pytest.fixture(scope="module")
def rdf(sample: Graph) -> rdflib.Graph:
    """The sample graph in rdflib."""
    return to_rdflib(sample)


def _canonical(data: str, format_: ox.RdfFormat) -> set[str]:
    dataset = ox.Dataset(ox.parse(data.encode(), format_))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {
        str(quad).lower() for quad in dataset
    }  # language tags are case-insensitive (https://www.w3.org/TR/rdf11-concepts/#section-Graph-Literal)


@pytest.mark.parametrize("graph", [sample_graph(), nasty_graph(), Graph({}, {}, {}, {})], ids=["sample", "nasty", "empty"])
def test_rdflib_and_oxigraph_read_the_same_triples(graph: Graph) -> None:
    """Two parsers, one graph, whatever the texts hold."""
    text = turtle(graph)
    read = rdflib.Graph().parse(data=text, format="turtle")

    assert _canonical(read.serialize(format="nt"), ox.RdfFormat.N_TRIPLES) == _canonical(text, ox.RdfFormat.TURTLE)


def test_hostile_text_is_read_back_as_it_was() -> None:
    """Labels and quotes come out of the file as they went in."""
    read = to_rdflib(nasty_graph())

    assert str(read.value(ENT["firm-odd"], SKOS.prefLabel)) == NASTY
    assert {str(quote) for quote in read.objects(predicate=KG.quote)} == {NASTY}
    assert {str(exact) for exact in read.objects(predicate=OA.exact)} == {NASTY}


def test_the_same_graph_gives_the_same_bytes() -> None:
    """Neither the order of claims nor that of entities shows."""
    forth = graph_of(sample_entities(), sample_claims(), [document("doc-1"), document("doc-2")])
    back = graph_of(sample_entities()[::-1], sample_claims()[::-1], [document("doc-2"), document("doc-1")])

    assert turtle(forth) == turtle(back)


def test_only_facts_are_plain_triples(rdf: rdflib.Graph) -> None:
    """A plan or a denial is a claim, and no triple."""
    assert (ENT["firm-acme"], KG.relocatedTo, ENT["country-vn"]) in rdf
    assert (ENT["firm-beta"], KG.relocatedTo, ENT["country-vn"]) not in rdf
    assert rdf.value(claim_node(rdf, "relocatedTo", "planned"), KG.subject) == ENT["firm-beta"]


@pytest.mark.parametrize("modality", ["planned", "possible", "denied"])
def test_what_is_not_a_fact_adds_no_triple(modality: str) -> None:
    """Of a claim alone that is no fact, no plain triple remains."""
    graph = graph_of(sample_entities(), [claim("firm-acme", "acquires", "firm-beta", modality=modality)])

    assert list(to_rdflib(graph).triples((None, KG.acquires, None))) == []


def test_a_symmetric_relation_is_stated_both_ways() -> None:
    """Whoever is asked about, the other is the answer."""
    read = to_rdflib(graph_of(sample_entities(), [claim("country-us", "negotiatesWith", "country-cn")]))

    assert (ENT["country-us"], KG.negotiatesWith, ENT["country-cn"]) in read
    assert (ENT["country-cn"], KG.negotiatesWith, ENT["country-us"]) in read


def test_a_claim_carries_its_qualifiers_typed(rdf: rdflib.Graph) -> None:
    """Dates, decimals and bounds are of their XSD type; the words stay."""
    tariff = claim_node(rdf, "imposesTariffOn")
    values = {p: rdf.value(tariff, KG[p]) for p in ("date", "amount", "currency", "amountText", "rate", "rateLow", "rateHigh", "stage")}

    assert values == {
        "date": Literal("2018-07-06", datatype=XSD.date), "amount": Literal("34000000000", datatype=XSD.decimal),
        "currency": Literal("USD"), "amountText": Literal("340 億美元"), "rate": Literal("10-25%"),
        "rateLow": Literal("10", datatype=XSD.decimal), "rateHigh": Literal("25", datatype=XSD.decimal), "stage": Literal("生效"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2018", {"date": ("2018", XSD.gYear)}),
        ("2018-07", {"date": ("2018-07", XSD.gYearMonth)}),
        ("2018-07-06", {"date": ("2018-07-06", XSD.date)}),
        ("2018/2020-01", {"from": ("2018", XSD.gYear), "until": ("2020-01", XSD.gYearMonth)}),
        ("2019-02-30", {}),
        ("2019-13", {}),
    ],
)
def test_dates(when: str, expected: dict[str, tuple[str, URIRef]]) -> None:
    """A date as precise as known, a range as its two ends; the string is kept, also of a date that the calendar lacks."""
    text = turtle(graph_of(sample_entities(), [claim("firm-acme", "acquires", "firm-beta", when=when)]))
    found = {
        quad.predicate.value.removeprefix(str(KG)): (quad.object.value, URIRef(quad.object.datatype.value))
        for quad in ox.parse(text.encode(), ox.RdfFormat.TURTLE)
        if quad.predicate.value in (str(KG.date), str(KG["from"]), str(KG.until))
    }

    assert found == expected
    assert f'kg:dateText "{when}"' in text


@pytest.mark.parametrize(
    ("rate", "bounds"), [("25%", ("25", "25")), ("5-10%", ("5", "10")), ("7.5%", ("7.5", "7.5")), ("約 5%", (None, None))]
)
def test_rates(rate: str, bounds: tuple[str | None, str | None]) -> None:
    """A rate is kept as given, with its bounds where it is a percentage."""
    read = to_rdflib(graph_of(sample_entities(), [claim("country-us", "imposesTariffOn", "country-cn", rate=rate)]))
    node = claim_node(read, "imposesTariffOn")
    low, high = (read.value(node, KG[end]) for end in ("rateLow", "rateHigh"))

    assert read.value(node, KG.rate) == Literal(rate)
    assert (low and str(low), high and str(high)) == bounds


@pytest.mark.parametrize(
    ("when", "edtf"),
    [("2018", "2018"), ("2018-07-06", "2018-07-06"), ("2018/2020-01", "2018/2020-01"), ("2019-13", None), ("2018/2019-02-30", None)],
)
def test_a_date_that_the_calendar_has_is_edtf(when: str, edtf: str | None) -> None:
    """With the datatype of the Library of Congress; nothing is said in EDTF of a date that is none."""
    read = to_rdflib(graph_of(sample_entities(), [claim("firm-acme", "acquires", "firm-beta", when=when)]))
    found = read.value(claim_node(read, "acquires"), KG.dateEdtf)

    assert found == (Literal(edtf, datatype=URIRef("http://id.loc.gov/datatypes/edtf/EDTF")) if edtf else None)


def test_units_are_those_of_qudt(rdf: rdflib.Graph) -> None:
    """The currency of an amount, per cent of a rate."""
    tariff = claim_node(rdf, "imposesTariffOn")

    assert rdf.value(tariff, KG.amountUnit) == URIRef("http://qudt.org/vocab/currency/USD")
    assert rdf.value(tariff, KG.rateUnit) == URIRef("http://qudt.org/vocab/unit/PERCENT")


def test_a_quote_is_told_by_what_stands_around_it() -> None:
    """Prefix and suffix of the quote selector, where there are any."""
    made = claim("firm-acme", "acquires", "firm-beta", "艾可併購貝塔。")
    around = replace(made, evidence=replace(made.evidence, prefix="前一句。", suffix=""))
    read = to_rdflib(graph_of(sample_entities(), [around]))
    [words] = read.subjects(RDF.type, OA.TextQuoteSelector)

    assert str(read.value(words, OA.prefix)) == "前一句。"
    assert read.value(words, OA.suffix) is None


def test_a_place_of_geonames_says_which() -> None:
    """Its id is that of GeoNames."""
    read = to_rdflib(graph_of([entity("place-geonames-1172451", "拉合爾", "City")], []))

    assert read.value(ENT["place-geonames-1172451"], SKOS.exactMatch) == URIRef("https://sws.geonames.org/1172451/")


def test_large_amounts_are_written_out() -> None:
    """A decimal has no exponent in XSD."""
    amount = Amount(Decimal("1E+12"), "TWD", "一兆元")
    text = turtle(graph_of(sample_entities(), [claim("firm-acme", "acquires", "firm-beta", amount=amount)]))

    assert '"1000000000000"^^xsd:decimal' in text


def test_a_claim_names_speaker_rule_and_confidence(rdf: rdflib.Graph) -> None:
    """Who says so is an attribution of PROV."""
    node = claim_node(rdf, "affects")

    assert rdf.value(node, PROV.wasAttributedTo) == ENT["person-lee"]
    assert rdf.value(node, KG.rule) == Literal("affects/some")
    assert rdf.value(node, KG.confidence) == Literal("0.500", datatype=XSD.decimal)


def test_evidence_is_an_annotation(rdf: rdflib.Graph) -> None:
    """Evidence has the claim as body, and as target the quote and its place in the document."""
    node = claim_node(rdf, "relocatedTo", "planned")
    evidence = rdf.value(node, KG.evidence)
    target = rdf.value(evidence, OA.hasTarget)
    selectors = {str(rdf.value(s, RDF.type)).rsplit("#", 1)[-1]: s for s in rdf.objects(target, OA.hasSelector)}
    place = selectors["TextPositionSelector"]

    assert rdf.value(evidence, OA.hasBody) == node
    assert rdf.value(evidence, DCTERMS.source) == rdf.value(target, OA.hasSource) == ENT["doc-1"]
    assert str(rdf.value(evidence, KG.quote)) == str(rdf.value(selectors["TextQuoteSelector"], OA.exact)) == "貝塔擬遷往越南。"
    assert [int(rdf.value(place, p)) for p in (OA.start, OA.end)] == [10, 18]
    assert (int(rdf.value(evidence, KG.page)), str(rdf.value(evidence, KG.section))) == (2, "第一篇")


def test_an_entity_carries_names_classes_and_identifiers(rdf: rdflib.Graph) -> None:
    """Labels have language tags, classes are type and finer class, Wikidata is the same thing."""
    acme = ENT["firm-acme"]

    assert {(str(o), o.language) for o in rdf.objects(acme, SKOS.prefLabel)} == {
        ("艾可電子", "zh-Hant"), ("艾可电子", "zh-Hans"), ("Acme", "en"),
    }  # fmt: skip
    assert {(str(o), o.language) for o in rdf.objects(acme, SKOS.altLabel)} == {("ACME", "en"), ("艾可", "zh"), ("Ácme", "und")}
    assert str(rdf.value(acme, URIRef("http://www.w3.org/2000/01/rdf-schema#label"))) == "艾可電子"
    assert rdf.value(acme, OWL.sameAs) == URIRef("http://www.wikidata.org/entity/Q42")
    assert rdf.value(acme, DCTERMS.identifier) == Literal("naics:334413")
    assert rdf.value(acme, URIRef("https://schema.org/naics")) == Literal("334413")
    assert rdf.value(acme, KG.countryCode) == Literal("TW")
    assert rdf.value(ENT["country-us"], KG.iso3166) == Literal("US")
    assert set(rdf.objects(ENT["place-hanoi"], RDF.type)) == {KG.Place, KG.City}


def test_a_document_carries_dublin_core(rdf: rdflib.Graph) -> None:
    """Title, creator, publisher, date and language; a document without a title goes by its file's name."""
    full, bare = ENT["doc-1"], ENT["doc-2"]
    terms = {p: rdf.value(full, DCTERMS[p]) for p in ("creator", "publisher", "issued", "language", "format")}

    assert {p: str(o) for p, o in terms.items()} == {
        "creator": "某甲", "publisher": "某社", "issued": "2020-01-31", "language": "zh-Hant", "format": "application/pdf",
    }  # fmt: skip
    assert str(rdf.value(bare, DCTERMS.title)) == "doc-2.pdf"
    assert (bare, DCTERMS.creator, None) not in rdf


def test_the_base_can_be_chosen() -> None:
    """Things are named under the base that is given."""
    graph = graph_of([entity("firm-acme", "艾可")], [])

    assert (URIRef("https://data.example/firm-acme"), RDF.type, KG.Firm) in to_rdflib(graph, base="https://data.example/")


def test_a_dispute_is_a_node_of_its_claims(rdf: rdflib.Graph) -> None:
    """A contrast names the claims that stand against each other, and the graph stays valid."""
    (node,) = rdf.subjects(RDF.type, KG.Contradiction)

    assert {str(rdf.value(claim, KG.modality)) for claim in rdf.objects(node, KG.contrasts)} == {"fact", "denied"}
