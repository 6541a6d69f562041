"""The shapes as SPARQL find what a SHACL processor finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from damage import VIOLATIONS, Mutation
from factories import graph_of, sample_claims, sample_entities
from rdflib import Graph

from kg.errors import VocabularyError
from kg.export import EXPORTERS
from kg.graph.shapes import UnsupportedShapeError, compile_shapes
from kg.graph.validation import render_findings, validate
from kg.vocab import ontology_path

HEAD = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
#: The claims that the planted violations are about; pyshacl takes a second for ten claims.
NEEDED = ("imposesTariffOn", "relocatedTo", "negotiatesWith")


def layers() -> Iterator[list[Mutation]]:
    """The planted violations, in as few damaged graphs as keep apart those of one property."""
    by_property: dict[object, list[Mutation]] = defaultdict(list)
    for mutate, _ in VIOLATIONS.values():
        by_property[mutate.of.__name__, mutate.predicate].append(mutate)
    for i in range(max(map(len, by_property.values()))):
        yield [mutations[i] for mutations in by_property.values() if i < len(mutations)]


@pytest.mark.slow
@pytest.mark.parametrize("mutations", list(layers()), ids=len)
def test_both_engines_find_the_same_in_a_damaged_graph(mutations: list[Mutation], tmp_path: Path) -> None:
    """Every planted violation, by Oxigraph and by pyshacl: the same nodes, messages, properties and values."""
    graph = graph_of(sample_entities(), [c for c in sample_claims() if c.relation in NEEDED and c.evidence.document == "doc-1"])
    EXPORTERS["graph.ttl"](graph, tmp_path / "graph.ttl")
    data = Graph().parse(tmp_path / "graph.ttl", format="turtle")
    nodes = [mutate.of(data) for mutate in mutations]
    for mutate, node in zip(mutations, nodes, strict=True):
        mutate.apply(data, node)
    data.serialize(tmp_path / "broken.ttl", format="turtle")
    found = validate(tmp_path / "broken.ttl")
    expected = validate(tmp_path / "broken.ttl", engine="pyshacl")

    assert found
    assert set(found) == {replace(finding, value=finding.value.removesuffix(".0")) for finding in expected}  # as rdflib writes decimals


def ours(shape: str, data: str, tmp_path: Path, engine: str) -> list[tuple[str, str]]:
    """What a shape of one's own finds in made-up data: node and value."""
    folder = tmp_path / "ontology"
    if not folder.exists():
        folder.mkdir()
        (folder / "kg.ttl").write_text((ontology_path() / "kg.ttl").read_text(encoding="utf-8"), encoding="utf-8")
        (folder / "shapes.ttl").write_text(f"{HEAD} ex:Shape a sh:NodeShape ; sh:targetClass ex:T ; {shape} .", encoding="utf-8")
        (tmp_path / "data.ttl").write_text(HEAD + data, encoding="utf-8")
    found = validate(tmp_path / "data.ttl", ontology=folder, engine=engine)  # type: ignore[arg-type]
    return [(finding.focus, finding.value) for finding in found]


@pytest.mark.parametrize(
    ("constraint", "good", "bad"),
    [
        ("sh:minCount 2", "1, 2", "1"),
        ("sh:maxCount 2", "1, 2", "1, 2, 3"),
        ("sh:maxCount 0", None, "1"),
        ("sh:hasValue 1", "1, 2", "2"),
        ("sh:nodeKind sh:BlankNodeOrIRI", "ex:a", '"a"'),
        ("sh:nodeKind sh:Literal", '"a"', "ex:a"),
        ("sh:datatype xsd:decimal", "2.5", '"2,5"^^xsd:decimal'),
        ("sh:datatype xsd:integer", "7", '"7"'),
        ("sh:datatype xsd:date", '"2020-02-29"^^xsd:date', '"2021-02-29"^^xsd:date'),
        ("sh:class ex:T", "ex:x", "ex:nowhere"),
        ("sh:in ( 1 ex:a )", "1, ex:a", '"1"'),
        ("sh:minExclusive 1", "2", "1"),
        ("sh:maxInclusive 1", "1", '"many"'),
        ("sh:minLength 2", '"ab"', '"a"'),
        ("sh:maxLength 2", '"ab"', '"abc"'),
        ('sh:pattern "^a" ; sh:flags "i"', '"Abc"', '"bca"'),
        ("sh:uniqueLang true", '"a"@en, "b"@fr, "c", "d"', '"a"@en, "b"@en'),
        ("sh:lessThan ex:q", "1", "9"),
        ("sh:not [ sh:datatype xsd:integer ]", '"a"', "1"),
        ("sh:and ( [ sh:nodeKind sh:IRI ] [ sh:class ex:T ] )", "ex:x", "ex:nowhere"),
        ("sh:or ( [ sh:datatype xsd:integer ] [ sh:nodeKind sh:IRI ] )", "1, ex:a", '"a"'),
    ],
)
def test_a_constraint_means_what_it_means_to_pyshacl(constraint: str, good: str | None, bad: str, tmp_path: Path) -> None:
    """One node that holds to it, one that breaks it."""
    shape = f'sh:property [ sh:path ex:p ; {constraint} ; sh:message "wrong" ]'
    data = f"ex:x a ex:T ; ex:q 5 {f'; ex:p {good}' if good else ''} . ex:y a ex:T ; ex:q 5 ; ex:p {bad} ."
    found = ours(shape, data, tmp_path, "oxigraph")

    assert {focus for focus, _ in found} == {"http://example.org/y"}
    assert found == ours(shape, data, tmp_path, "pyshacl")


def test_a_year_is_four_digits(tmp_path: Path) -> None:
    """Of years and months pyshacl, which leaves them to rdflib, accepts whatever they hold; SHACL does not."""
    shape = 'sh:property [ sh:path ex:p ; sh:datatype xsd:gYear ; sh:message "wrong" ]'
    data = 'ex:x a ex:T ; ex:p "2020"^^xsd:gYear . ex:y a ex:T ; ex:p "20x0"^^xsd:gYear .'

    assert ours(shape, data, tmp_path, "oxigraph") == [("http://example.org/y", "20x0")]


@pytest.mark.parametrize(
    "path",
    [
        "[ sh:inversePath ex:r ]",
        "( ex:r ex:s )",
        "[ sh:alternativePath ( ex:p ex:r ) ]",
        "[ sh:oneOrMorePath ex:r ]",
        "[ sh:zeroOrOnePath ex:r ]",
    ],
)
def test_a_path_means_what_it_means_to_pyshacl(path: str, tmp_path: Path) -> None:
    """Paths of every form lead to the same values."""
    data = "ex:x a ex:T ; ex:p 1 ; ex:r ex:y . ex:y a ex:T ; ex:r ex:z ; ex:s 3 . ex:z ex:s 2 ."
    shape = f'sh:property [ sh:path {path} ; sh:nodeKind sh:BlankNode ; sh:message "wrong" ]'
    found = ours(shape, data, tmp_path, "oxigraph")

    assert found
    assert found == ours(shape, data, tmp_path, "pyshacl")


def test_what_is_not_known_is_left_to_pyshacl(tmp_path: Path) -> None:
    """A shape that says more than the queries can is checked all the same."""
    shape = 'sh:property [ sh:path ex:p ; sh:xone ( [ sh:nodeKind sh:IRI ] [ sh:class ex:T ] ) ; sh:message "wrong" ]'
    graph = Graph().parse(data=f"{HEAD} ex:Shape a sh:NodeShape ; sh:targetClass ex:T ; {shape} .", format="turtle")

    with pytest.raises(UnsupportedShapeError, match="xone"):
        compile_shapes(graph)
    assert ours(shape, "ex:y a ex:T ; ex:p ex:y .", tmp_path, "oxigraph") == [("http://example.org/y", "http://example.org/y")]


def test_the_shapes_that_ship_are_known() -> None:
    """None of them needs the slow way."""
    assert len(compile_shapes(Graph().parse(ontology_path() / "shapes.ttl", format="turtle"))) > 80


def test_shapes_that_are_no_turtle_are_named(strict: Path, sample_ttl: Path) -> None:
    """The error names the file."""
    (strict / "shapes.ttl").write_text("kg:A a", encoding="utf-8")

    with pytest.raises(VocabularyError, match=r"shapes\.ttl"):
        validate(sample_ttl, ontology=strict)


def test_the_report_says_what_where_and_how_often(strict: Path, sample_ttl: Path) -> None:
    """One head a kind of fault, some of the nodes with their names, and how many more there are."""
    findings = validate(sample_ttl, ontology=strict)
    report = render_findings(findings, examples=1)

    assert report == (
        "Violation: ent:firm-acme: firms are forbidden\n    艾可電子\n    skos:prefLabel\n"
        "    … and 1 more like these; --format json lists all\n2 violations\n"
    )
    assert '"about": "貝塔"' in render_findings(findings, "json")
