"""All exports of a graph in RDF say the same: counted back by rdflib, Oxigraph and, where it is installed, Raptor."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from factories import nasty_graph, sample_claims, sample_graph

from kg.export import DATASETS, EXPORTERS, ON_REQUEST
from kg.graph import Graph
from kg.graph.infer import infer
from kg.vocab import ontology_path
from kg.vocab.context import load_context
from kg.vocab.ontology import load_ontology

GRAPHS = {"sample": sample_graph(), "nasty": nasty_graph(), "empty": Graph({}, {}, {}, {})}
ENT = "https://kg.example/id/"
REIFIES = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")
FILES = {"turtle": "graph.ttl", **{name: file for name, (file, _) in ON_REQUEST.items()}}
OXIGRAPH = {
    "turtle": ox.RdfFormat.TURTLE, "rdf12": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip
RDFLIB = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "jsonld": "json-ld"}


def exported(format_: str, graph: Graph, folder: Path) -> Path:
    """The file of a format."""
    path = folder / FILES[format_]
    write = EXPORTERS["graph.ttl"] if format_ == "turtle" else ON_REQUEST[format_][1]
    write(graph, path)
    return path


def triples(path: Path, format_: str) -> set[ox.Triple]:
    """The triples of a file, whatever graph they stand in."""
    return {quad.triple for quad in ox.parse(path=str(path), format=OXIGRAPH[format_])}


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
@pytest.mark.parametrize("format_", ["trig", "nquads", "jsonld", "rdf12"])
def test_every_format_holds_the_triples_of_the_turtle_file(format_: str, graph: Graph, tmp_path: Path) -> None:
    """No fact is lost and none is added, but the reifying triples of RDF 1.2."""
    expected = triples(exported("turtle", graph, tmp_path), "turtle")
    found = {triple for triple in triples(exported(format_, graph, tmp_path), format_) if triple.predicate != REIFIES}

    assert found == expected


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
@pytest.mark.parametrize("format_", RDFLIB)
def test_rdflib_counts_what_oxigraph_counts(format_: str, graph: Graph, tmp_path: Path) -> None:
    """As many different triples, and as many graphs."""
    path = exported(format_, graph, tmp_path)
    read = rdflib.Dataset()
    read.parse(path, format=RDFLIB[format_])
    quads = set(ox.parse(path=str(path), format=OXIGRAPH[format_]))

    assert len({(s, p, o, g) for s, p, o, g in read.quads()}) == len(quads)


@pytest.mark.skipif(shutil.which("rapper") is None, reason="needs raptor2-utils")
@pytest.mark.parametrize("graph", [GRAPHS["sample"], GRAPHS["nasty"]], ids=["sample", "nasty"])
@pytest.mark.parametrize("format_", ["turtle", "trig", "nquads"])
def test_raptor_counts_what_oxigraph_counts(format_: str, graph: Graph, tmp_path: Path) -> None:
    """A third parser, in C, finds as many triples."""
    path = exported(format_, graph, tmp_path)
    said = subprocess.run(["rapper", "-c", "-i", format_, path.as_uri()], capture_output=True, text=True, check=True).stderr

    assert re.search(r"returned (\d+) triple", said)[1] == str(len(list(ox.parse(path=str(path), format=OXIGRAPH[format_]))))


def test_each_document_has_a_graph(tmp_path: Path) -> None:
    """What a document states stands in a graph of its name, with the plain triples of its facts; the rest in the default graph."""
    quads = list(ox.parse(path=str(exported("nquads", sample_graph(), tmp_path)), format=ox.RdfFormat.N_QUADS))
    names = {quad.graph_name for quad in quads}
    talks = [q.graph_name for q in quads if q.predicate.value.endswith("#negotiatesWith") and q.subject.value.endswith("country-us")]

    assert names == {ox.DefaultGraph(), ox.NamedNode(f"{ENT}doc-1"), ox.NamedNode(f"{ENT}doc-2")}
    assert sorted(str(name) for name in talks) == [f"<{ENT}doc-1>", f"<{ENT}doc-2>"]
    assert {q.graph_name for q in quads if q.predicate.value.endswith("#prefLabel")} == {ox.DefaultGraph()}


def test_no_node_is_blank(tmp_path: Path) -> None:
    """Files of one graph can be compared line by line."""
    quads = ox.parse(path=str(exported("nquads", sample_graph(), tmp_path)), format=ox.RdfFormat.N_QUADS)

    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))


def test_rdf12_reifies_each_claim(tmp_path: Path) -> None:
    """A claim reifies the triple of its subject, relation and object, whatever its modality."""
    found = triples(exported("rdf12", sample_graph(), tmp_path), "rdf12")
    kg = "https://kg.example/ontology#"
    reified = {triple.subject: triple.object for triple in found if triple.predicate == REIFIES}
    ends = {
        (t.subject, t.predicate.value): t.object for t in found if t.predicate.value in (f"{kg}subject", f"{kg}relation", f"{kg}object")
    }

    assert len(reified) == len(sample_claims())
    assert all(
        (t.subject, t.predicate, t.object) == tuple(ends[c, f"{kg}{end}"] for end in ("subject", "relation", "object"))
        for c, t in reified.items()
    )


def test_the_context_knows_every_property() -> None:
    """Each property of the ontology stands under its bare name, none under that of a prefix."""
    context = load_context()

    assert {"subject", "dateEdtf", "confidence", *load_ontology(ontology_path() / "kg.ttl").relations} <= context.keys()
    assert context["subject"] == {"@id": "kg:subject", "@type": "@id"}
    assert context["confidence"] == {"@id": "kg:confidence", "@type": "xsd:decimal"}


@pytest.mark.parametrize("format_", DATASETS)
def test_what_is_inferred_stands_apart(format_: str, tmp_path: Path) -> None:
    """One more graph, and the others as they were."""
    graph = sample_graph()
    plain = set(ox.parse(path=str(exported(format_, graph, tmp_path)), format=OXIGRAPH[format_]))
    DATASETS[format_](graph, tmp_path / "more", infer(graph))
    more = set(ox.parse(path=str(tmp_path / "more"), format=OXIGRAPH[format_]))

    assert {quad for quad in more if quad.graph_name != ox.NamedNode(f"{ENT}inferred")} == plain
    assert more > plain
