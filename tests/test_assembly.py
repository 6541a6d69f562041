"""A graph on the disk is the graph in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.assembly import Assembly
from kg.export import EXPORTERS
from kg.graph import Graph
from kg.graph.lots import lots
from kg.graph.validation import validate, validate_lot, validated
from kg.model import Extraction
from kg.pipeline import assemble
from tests.factories import NASTY, SYMMETRIC, claim, document, extraction, sample_claims, sample_entities, sample_graph


def extractions() -> list[Extraction]:
    """Two documents, a copy of one under another name, entities that documents know differently, half a character."""
    first = extraction()
    other = document("doc-2", source=NASTY, title=None, author=None, published="2021", lang="en")
    entities = {e.id: replace(e, labels={"en": f"{e.id} Ltd"}, known=False) if e.id == "firm-beta" else e for e in sample_entities()}
    entities["firm-unsaid"] = replace(entities["firm-beta"], id="firm-unsaid")
    damaged = claim("firm-beta", "acquires", "firm-acme", "半\ud83d字", doc="doc-2")
    second = Extraction(other, (), entities, (*(c for c in sample_claims() if c.evidence.document == "doc-2"), damaged))
    return [first, second, replace(first, document=replace(first.document, source="copy.pdf"))]


@pytest.fixture
def assembly(tmp_path: Path) -> Iterator[Assembly]:
    """The documents, assembled on the disk."""
    with Assembly(tmp_path / "graph.sqlite", SYMMETRIC) as made:
        for one in extractions():
            made.add(one)
        yield made


def test_the_graph_is_that_in_memory(assembly: Assembly) -> None:
    """Documents, entities, claims, relations, contrasts and what is asked of them are those that ``assemble`` makes."""
    stored, graph = assembly.graph(), assemble(extractions(), SYMMETRIC)

    assert (stored.documents, stored.entities, stored.claims) == (graph.documents, graph.entities, graph.claims)
    assert (stored.relations, stored.contrasts) == (graph.relations, graph.contrasts)
    assert stored.contrasts
    assert [stored.relations_of(id_) for id_ in graph.entities] == [graph.relations_of(id_) for id_ in graph.entities]
    assert stored.find("艾可") == graph.find("艾可")
    assert "firm-unsaid" not in stored.entities
    assert list(stored.claims) == sorted(graph.claims)


@pytest.mark.parametrize("name", EXPORTERS)
def test_exports_are_those_of_the_graph_in_memory(name: str, assembly: Assembly, tmp_path: Path) -> None:
    """Every file that a build writes has the same bytes."""
    EXPORTERS[name](assembly.graph(), tmp_path / "stored")
    EXPORTERS[name](assemble(extractions(), SYMMETRIC), tmp_path / "memory")

    assert (tmp_path / "stored").read_bytes() == (tmp_path / "memory").read_bytes()


def test_what_was_read_in_its_order(assembly: Assembly) -> None:
    """Documents are told as often as one asks, each with its counts; copies too."""
    assert [one.document.source for one in assembly.read] == ["doc-1.pdf", NASTY, "copy.pdf"]
    assert [(one.mentions, one.claims) for one in assembly.read] == [(len(e.mentions), len(e.claims)) for e in extractions()]
    assert len(assembly.read) == 3


def test_a_full_disk_is_an_error_of_the_system(tmp_path: Path) -> None:
    """When the database finds no room, the error is that of a full disk and names the folder; nothing is left there."""

    def full() -> None:
        with Assembly(tmp_path / "graph.sqlite", ()) as made:
            made._database.execute("PRAGMA max_page_count=20")
            for n in range(200):
                made.add(replace(extraction(), document=document(f"doc-{n}")))

    with pytest.raises(OSError, match="full") as caught:
        full()
    assert caught.value.filename == str(tmp_path)
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
    assert list(tmp_path.iterdir()) == []


def faulty() -> Graph:
    """A graph with a fault of every kind that a check can see from a node: ends of the wrong type, one identifier twice, no quote."""
    graph = sample_graph()
    wrong = claim("country-us", "acquires", "person-lee", "美國收購李某。")
    unquoted = claim("firm-beta", "acquires", "firm-acme", "收購")
    unquoted = replace(unquoted, evidence=replace(unquoted.evidence, quote=""))
    entities = {**graph.entities, "firm-beta": replace(graph.entities["firm-beta"], identifiers={"wikidata": "Q42"}, country="tw")}
    one = Extraction(graph.documents["doc-1"], (), entities, (*graph.claims.values(), wrong, unquoted))
    two = Extraction(graph.documents["doc-2"], (), {}, ())
    return assemble([one, two], SYMMETRIC)


@pytest.mark.parametrize("size", [10, 1000])
def test_lots_have_the_findings_of_the_whole(size: int, tmp_path: Path) -> None:
    """Checked in lots, of whatever size, a graph has the findings that its file has."""
    graph = faulty()
    EXPORTERS["graph.ttl"](graph, tmp_path / "graph.ttl")
    found = validated(validate_lot(lot) for lot in lots(graph, size))

    assert len({finding.message for finding in found}) > 4
    assert found == validate(tmp_path / "graph.ttl")
    assert [f for lot in lots(sample_graph(), size) for f in validate_lot(lot)] == []
