"""A relation needs no code: its definition in kg.ttl and its rules in a YAML file are enough."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.ingest import from_text
from kg.pipeline import Extractor, assemble
from kg.vocab import load_vocabulary, ontology_path

DEFINITION = """
kg:sponsors a owl:ObjectProperty ;
    rdfs:label "贊助"@zh-Hant, "sponsors"@en ;
    skos:definition "出資贊助活動。"@zh-Hant, "Pays for an event."@en ;
    rdfs:domain kg:Firm ;
    rdfs:range kg:Country .
"""
RULES = """relation: sponsors
takes: [date, amount]
rules:
  - id: pays
    pattern: "{S}__贊助{O}"
    examples:
      - "台積電贊助日本。 => 台積電 > 日本"
      - "鴻海贊助越南。 => 鴻海 > 越南"
    counter: "台積電造訪日本。"
"""


@pytest.fixture(scope="module")
def extended(tmp_path_factory) -> Path:
    """The shipped ontology with one more relation."""
    folder = tmp_path_factory.mktemp("extended") / "ontology"
    shutil.copytree(ontology_path(), folder)
    with (folder / "kg.ttl").open("a", encoding="utf-8") as file:
        file.write(DEFINITION)
    (folder / "relations" / "sponsors.yaml").write_text(RULES, encoding="utf-8")
    return folder


def test_a_new_relation_is_extracted(extended: Path) -> None:
    """A text that states the new relation yields it, with date, sum and modality like any other, up to the graph."""
    vocab = load_vocabulary(extended)
    extraction = Extractor(vocab).extract(from_text("據報導，台積電將於2027年以3億美元贊助日本。"))
    (claim,) = [claim for claim in extraction.claims if claim.relation == "sponsors"]
    graph = assemble([extraction], vocab.ontology.symmetric)

    assert (claim.subject, claim.object) == ("firm-tsmc", "country-jp")
    assert (claim.qualifiers.when, claim.qualifiers.amount.unit, claim.qualifiers.modality) == ("2027", "USD", "planned")
    assert "sponsors" in {relation.relation for relation in graph.relations.values()}


def test_the_shipped_ontology_does_not_know_it(vocab, extract_text) -> None:
    """The relation is of the extended folder only."""
    assert "sponsors" not in vocab.ontology.relations
    assert "sponsors" not in {claim.relation for claim in extract_text("台積電贊助日本。").claims}
