"""Walking and asking: names, neighbours, paths, evidence, timeline, SPARQL, views."""

from __future__ import annotations

from decimal import Decimal

import networkx as nx
import pytest
import rdflib

import kg
from kg.errors import QueryError, UnknownEntityError, UsageError


@pytest.mark.parametrize("name", ["firm-acme", "艾可電子", "艾可电子", "acme", "Ácme"])
def test_an_entity_is_found_by_any_of_its_names(name: str, g: kg.Graph) -> None:
    """Id, label or alias, in any script; the value is the one of the model."""
    assert isinstance(g[name], kg.Entity)
    assert g[name] == g.find("艾可")
    assert name in g
    assert "無此" not in g


@pytest.mark.parametrize(
    "ask", [lambda g: g["艾可電"], lambda g: g.neighbours("艾可電"), lambda g: g.paths("中國", "艾可電"), lambda g: g.timeline("艾可電")]
)
def test_an_unknown_name_is_refused_with_the_nearest(ask, g: kg.Graph) -> None:
    """Wherever a name is taken."""
    with pytest.raises(UnknownEntityError, match="did you mean 艾可電子"):
        ask(g)


def test_a_graph_is_a_collection_of_entities(g: kg.Graph) -> None:
    """It iterates over its entities, each with its claims."""
    assert [entity.id for entity in g] == sorted(g.core.entities)
    assert len(g) == 14


def test_neighbours_are_rows_with_their_distance(g: kg.Graph) -> None:
    """Nearest first, each entity once."""
    near = g.neighbours("河內", depth=3)

    assert near[["label", "distance"]].to_numpy().tolist() == [["某峰會", 1], ["李某", 2], ["某部", 3]]
    assert g.neighbours("河內", depth=0).empty


def test_a_path_has_its_evidence(g: kg.Graph) -> None:
    """Steps against the direction are shown as such, and each has a sentence."""
    [way] = g.paths("某部", "河內")

    assert repr(way) == "某部 ←holdsPosition— 李某 —participatesIn→ 某峰會 —heldIn→ 河內"
    assert [claim.relation for claim in way.evidence] == ["holdsPosition", "participatesIn", "heldIn"]
    assert len(way) == 3


def test_evidence_by_claim_relation_row_or_id(g: kg.Graph) -> None:
    """However it is named, the same claims."""
    both = g.relations[g.relations.relation == "negotiatesWith"].iloc[0]
    claims = g.evidence(both)

    assert {claim.evidence.document for claim in claims} == {"doc-1", "doc-2"}
    assert g.evidence(both.name) == claims
    assert g.evidence(claims[0]) == claims[:1]
    assert g.evidence(g.claims.loc[claims[0].id]) == claims[:1]


def test_evidence_of_nothing_is_refused(g: kg.Graph) -> None:
    """Not with a KeyError."""
    with pytest.raises(UsageError, match="ids stand in the index"):
        g.evidence("claim-none")


def test_a_timeline_is_in_order(g: kg.Graph) -> None:
    """Dated claims, first to last, of an entity or relation."""
    assert g.timeline("美國").statement.tolist() == ["美國 imposesTariffOn 中國", "晶片法 issuedBy 美國"]
    assert g.timeline(relation="遷至", modality="planned").date.tolist() == ["2021"]
    assert g.timeline().since.is_monotonic_increasing


def test_sparql_gives_a_table(g: kg.Graph) -> None:
    """Prefixes are known, numbers are numbers, what is unbound is empty."""
    table = g.query(
        "SELECT ?who ?sum ?page WHERE { ?c kg:subject/rdfs:label ?who ; kg:amount ?sum . OPTIONAL { ?c kg:page ?page } } ORDER BY ?sum"
    )

    assert table["sum"].tolist() == [Decimal("1.50"), Decimal("34000000000")]
    assert table.page.isna().all()
    assert g.query("ASK { ent:firm-acme kg:relocatedTo ent:country-vn }").answer.tolist() == [True]


def test_a_named_question_takes_names(g: kg.Graph) -> None:
    """A competency question by name, its parameter by any name of an entity."""
    assert g.query("firms-leaving", country="中國大陸").firm.unique().tolist() == ["艾可電子"]
    assert "firms-leaving" in g.questions().index


@pytest.mark.parametrize(
    ("question", "parameters", "error", "message"),
    [
        ("SELECT ?x WHERE {", {}, QueryError, "cannot be run"),
        ("no-such-question", {}, UsageError, "no question is called"),
        ("firms-leaving", {"land": "中國"}, UsageError, "has no parameter 'land'"),
        ("firms-leaving", {"country": "無此國"}, UnknownEntityError, "無此國"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", {}, QueryError, "SELECT and ASK"),
    ],
)
def test_a_question_that_cannot_be_answered(
    question: str, parameters: dict[str, str], error: type[Exception], message: str, g: kg.Graph
) -> None:
    """The message says what is wrong with it."""
    with pytest.raises(error, match=message):
        g.query(question, **parameters)


def test_views_for_other_libraries(g: kg.Graph) -> None:
    """networkx and rdflib get graphs of their own kind."""
    assert isinstance(g.to_networkx(), nx.MultiDiGraph)
    rdf = g.to_rdf(base="https://data.example/")
    assert isinstance(rdf, rdflib.Graph)
    assert (rdflib.URIRef("https://data.example/firm-acme"), None, None) in rdf


def test_a_graph_equals_its_like(g: kg.Graph) -> None:
    """By what it holds."""
    assert kg.Graph(g.core) == g
    assert g.filter(modality="denied") != g


def test_what_a_later_graph_says_otherwise() -> None:
    """A row a change, with the sentence before and after; a graph differs in nothing from itself."""
    earlier, later = kg.extract("鴻海計畫投資越南。").graph, kg.extract("鴻海投資越南。").graph
    [change] = earlier.diff(later).to_dict("records")

    assert (change["change"], change["old_modality"], change["new_modality"]) == ("modality changed", "planned", "fact")
    assert (change["old_quote"], change["new_quote"]) == ("鴻海計畫投資越南。", "鴻海投資越南。")
    assert earlier.diff(earlier).empty
