"""Validation finds what is wrong in a graph, and nothing where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
from damage import ENT, VIOLATIONS, change
from factories import nasty_graph
from rdflib import DCTERMS, Graph

from kg.errors import UsageError
from kg.export import EXPORTERS
from kg.graph.validation import Finding, validate


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_planted_violation_is_found(name: str, sample_ttl: Path, tmp_path: Path) -> None:
    """One thing is broken; a finding says so."""
    mutate, message = VIOLATIONS[name]
    data = Graph().parse(sample_ttl, format="turtle")
    mutate(data)
    data.serialize(tmp_path / "broken.ttl", format="turtle")
    findings = validate(tmp_path / "broken.ttl")

    assert [f for f in findings if message in f.message] != [], findings
    assert {f.severity for f in findings} == {"Violation"}


def test_a_finding_names_the_node(sample_ttl: Path, tmp_path: Path) -> None:
    """The focus is written as in the file, the message in both languages."""
    data = Graph().parse(sample_ttl, format="turtle")
    change(DCTERMS.title, of=lambda _: ENT["doc-1"])(data)
    data.serialize(tmp_path / "broken.ttl", format="turtle")

    assert validate(tmp_path / "broken.ttl") == [
        Finding("Violation", "ent:doc-1", "A document has a title.; 文件須有標題。", "dcterms:title", "", "doc-1.pdf")
    ]


def test_what_kg_writes_is_valid(sample_ttl: Path) -> None:
    """The sample graph, with a value of every kind, has no finding."""
    assert validate(sample_ttl) == []


def test_a_large_file_is_checked_on_disk(
    sample_ttl: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same findings as in memory, and nothing is left behind."""
    data = Graph().parse(sample_ttl, format="turtle")
    change(DCTERMS.title, of=lambda _: ENT["doc-1"])(data)
    data.serialize(tmp_path / "broken.ttl", format="turtle")
    expected = validate(tmp_path / "broken.ttl")
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setattr("kg.graph.validation._IN_MEMORY", 0)

    assert validate(tmp_path / "broken.ttl") == expected != []
    assert list(temporary.iterdir()) == []


def test_hostile_text_is_valid(tmp_path: Path) -> None:
    """Whatever texts hold is no finding; a date that the calendar lacks is kept as a string only."""
    EXPORTERS["graph.ttl"](nasty_graph(), tmp_path / "graph.ttl")

    assert validate(tmp_path / "graph.ttl") == []


def test_a_file_that_is_no_turtle_is_refused(tmp_path: Path) -> None:
    """The error names the file."""
    path = tmp_path / "graph.ttl"
    path.write_text("<a> <b>", encoding="utf-8")

    with pytest.raises(UsageError, match=r"graph\.ttl is not Turtle"):
        validate(path)
