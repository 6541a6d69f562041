"""The check in parts finds what the check of the whole finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import Graph as RdfGraph

from kg.checking import check, parts, separable
from kg.export import EXPORTERS
from kg.graph.validation import validate
from kg.vocab import Vocabulary
from tests.factories import sample_graph

SHAPES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://kg.example/ontology#> .\n"


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_parts_find_what_the_whole_finds(vocab: Vocabulary, strict: Path, tmp_path: Path, workers: int) -> None:
    """A graph with faults has the same findings, whether it is checked as a whole or in parts of nine claims."""
    graph, turtle = sample_graph(), tmp_path / "graph.ttl"
    EXPORTERS["graph.ttl"](graph, turtle)
    whole = validate(turtle, ontology=strict)

    assert {finding.message for finding in whole} >= {"firms are forbidden"}
    assert check(graph, turtle, replace(vocab, path=strict), workers=workers, part=9) == whole


def test_parts_are_the_whole() -> None:
    """Together the parts hold every document, entity, claim and relation, and each claim once."""
    graph = sample_graph()
    split = list(parts(graph, 3))

    assert len(split) > 3
    assert sorted(id_ for part in split for id_ in part.claims) == sorted(graph.claims)
    assert {id_ for part in split for id_ in part.entities} == set(graph.entities)
    assert {id_ for part in split for id_ in part.documents} == set(graph.documents)
    assert {id_ for part in split for id_ in part.relations} == set(graph.relations)


@pytest.mark.parametrize(
    "shape",
    [
        "kg:S a sh:NodeShape ; sh:targetClass kg:Firm ; sh:property [ sh:path [ sh:inversePath kg:subject ] ; sh:minCount 2 ] .",
        "kg:S a sh:NodeShape ; sh:targetClass kg:Firm ; sh:property [ sh:path [ sh:oneOrMorePath kg:subject ] ; sh:minCount 2 ] .",
        "kg:S a sh:NodeShape ; sh:targetClass kg:Firm ; sh:property [ sh:path kg:acquires ; sh:maxCount 1 ] .",
        "kg:S a sh:NodeShape ; sh:targetClass kg:Firm ; sh:property [ sh:path ( kg:acquires kg:product ) ; sh:maxCount 1 ] .",
        "kg:S a sh:NodeShape ; sh:targetObjectsOf kg:object ; sh:minCount 1 .",
        'kg:S a sh:NodeShape ; sh:targetClass kg:Firm ; sh:sparql [ sh:select "SELECT $this WHERE {}" ] .',
    ],
)
def test_a_shape_that_looks_around_is_checked_on_the_whole(shape: str, vocab: Vocabulary) -> None:
    """A shape that counts what points to a node, follows relations or asks a query needs the whole graph."""
    assert not separable(RdfGraph().parse(data=SHAPES + shape, format="turtle"), vocab.ontology.relations)


def test_the_shapes_of_kg_are_checked_in_parts(vocab: Vocabulary) -> None:
    """The shapes that ship with kg look only at what a node points to."""
    assert separable(RdfGraph().parse(vocab.path / "shapes.ttl"), vocab.ontology.relations)
