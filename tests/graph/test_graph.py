"""The graph by id and by name, and the ways to walk it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import claim, document, entity, graph_of, sample_graph

from kg.errors import UnknownEntityError, UsageError
from kg.graph import Graph
from kg.model import Contrast

A, B, C, D, E = (entity(f"firm-{letter}", name) for letter, name in zip("abcde", "甲乙丙丁戊", strict=True))


@pytest.fixture
def chain() -> Graph:
    """甲 → 乙 → 丙 → 丁, with 戊 apart."""
    ends = [("firm-a", "firm-b"), ("firm-b", "firm-c"), ("firm-c", "firm-d")]
    return graph_of([A, B, C, D, E], [claim(s, "acquires", o) for s, o in ends])


def _relations(way) -> list[tuple[str, str]]:
    return [(relation.subject, relation.object) for relation in way]


@pytest.mark.parametrize("name", ["firm-acme", "艾可電子", "艾可电子", "acme", "Ａcme", " Ac me ", "艾可", "Ácme"])
def test_an_entity_is_found_by_any_of_its_names(name: str, sample: Graph) -> None:
    """Id, label or alias find it, whatever the case, width or spaces."""
    assert sample.find(name).id == "firm-acme"
    assert sample[name] is sample.find(name)


def test_a_shared_name_finds_the_entity_with_more_relations() -> None:
    """Of two entities of one name, the one that the corpus says more of is meant."""
    graph = graph_of([replace(A, aliases=("子",)), replace(B, aliases=("子",)), C], [claim("firm-b", "acquires", "firm-c")])

    assert graph.find("子").id == "firm-b"


def test_an_unknown_name_is_refused_with_the_nearest(sample: Graph) -> None:
    """A miss is an error of use that names what may have been meant."""
    with pytest.raises(UnknownEntityError, match="did you mean 艾可電子") as caught:
        sample.find("艾可電")

    assert isinstance(caught.value, UsageError)


def test_an_unknown_name_unlike_any_is_refused() -> None:
    """A name like no other is refused without a guess."""
    with pytest.raises(UnknownEntityError, match=r"^no entity is called 'zzz'$"):
        graph_of([A], []).find("zzz")


@pytest.mark.parametrize(("depth", "found"), [(0, ""), (1, "b"), (2, "bc"), (3, "bcd"), (9, "bcd")])
def test_neighbours_are_counted_in_relations(depth: int, found: str, chain: Graph) -> None:
    """Depth n reaches what n relations, in either direction, lead to; never the entity itself."""
    assert chain.neighbours("甲", depth) == {f"firm-{letter}" for letter in found}


def test_a_path_is_the_relations_taken(chain: Graph) -> None:
    """The way from one end to the other, against the arrows too."""
    assert [_relations(way) for way in chain.paths("丙", "甲")] == [[("firm-b", "firm-c"), ("firm-a", "firm-b")]]


def test_unconnected_entities_have_no_path(chain: Graph) -> None:
    """No way leads to an entity apart, or from an entity to itself."""
    assert chain.paths("甲", "戊") == []
    assert chain.paths("甲", "甲") == []


def test_paths_are_limited_and_always_the_same() -> None:
    """Of many equally short ways, the first few, in an order that the order of the claims does not change."""
    middle = [entity(f"firm-m{i}", f"中{i}") for i in range(8)]
    claims = [claim(*ends) for m in middle for ends in (("firm-a", "acquires", m.id), (m.id, "acquires", "firm-b"))]
    one, other = (graph_of([A, B, *middle], order).paths("甲", "乙", limit=3) for order in (claims, claims[::-1]))

    assert len(one) == 3
    assert one == other


def test_a_path_prefers_facts() -> None:
    """Where a pair has a plan and a fact, the fact is taken, however unsure."""
    plan = claim("firm-a", "acquires", "firm-b", modality="planned", confidence=0.9)
    fact = claim("firm-a", "suppliesTo", "firm-b", confidence=0.3)

    assert [r.relation for r in graph_of([A, B], [plan, fact]).paths("甲", "乙")[0]] == ["suppliesTo"]


def test_evidence_of_a_relation_is_its_claims_surest_first(sample: Graph) -> None:
    """A relation leads to all its claims, a claim to itself."""
    both = next(r for r in sample.relations.values() if r.relation == "negotiatesWith")
    weak, sure = claim("firm-a", "acquires", "firm-b", "一", confidence=0.2), claim("firm-a", "acquires", "firm-b", "一二", confidence=0.9)
    graph = graph_of([A, B], [weak, sure])

    assert {c.evidence.document for c in sample.evidence(both.id)} == {"doc-1", "doc-2"}
    assert graph.evidence(next(iter(graph.relations))) == [sure, weak]
    assert graph.evidence(weak.id) == [weak]


def test_networkx_has_a_node_an_entity_and_an_edge_a_relation(sample: Graph) -> None:
    """Nodes carry label, type and class; edges, keyed by relation id, what the relation is."""
    network = sample.to_networkx()
    tariff = next(r for r in sample.relations.values() if r.relation == "imposesTariffOn")

    assert network.nodes["place-hanoi"] == {"label": "河內", "type": "Place", "cls": "City"}
    assert network.number_of_edges() == len(sample.relations)
    assert network.edges["country-us", "country-cn", tariff.id] == {
        "relation": "imposesTariffOn", "modality": "fact", "confidence": 0.8, "documents": 1, "claims": 1, "date": "2018-07-06",
    }  # fmt: skip


def test_the_representation_is_short(sample: Graph) -> None:
    """A graph shows its size, not its content."""
    assert repr(sample) == "<Graph of 2 documents: 14 entities, 17 claims>"


def _broken(kind: str) -> dict[str, dict[str, object]]:
    """The parts of the sample graph, one of them broken."""
    graph = sample_graph()
    parts = {name: dict(getattr(graph, name)) for name in ("documents", "entities", "claims", "relations")}
    relation = next(r for r in graph.relations.values() if r.relation == "imposesTariffOn")
    tariff = graph.claims[relation.claims[0]]
    if kind in ("country-us", "person-lee", "product-wafer"):
        del parts["entities"][kind]
    elif kind == "document":
        del parts["documents"]["doc-2"]
    elif kind == "claim":
        del parts["claims"][tariff.id]
    elif kind == "key":
        parts["entities"]["firm-x"] = parts["entities"].pop("firm-beta")
    elif kind == "empty":
        parts["relations"][relation.id] = replace(relation, claims=())
    elif kind == "other":
        parts["claims"][tariff.id] = replace(tariff, object="country-vn")
    elif kind == "modality":
        parts["relations"][relation.id] = replace(relation, modality="denied")
    return parts


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("country-us", "unknown entity country-us"), ("person-lee", "unknown entity person-lee"),
        ("product-wafer", "unknown entity product-wafer"), ("document", "unknown document doc-2"), ("claim", "unknown claim"),
        ("key", "firm-beta stands under another id, firm-x"), ("empty", "has no claim"), ("other", "does not state relation"),
        ("modality", "does not state relation"),
    ],
)  # fmt: skip
def test_a_graph_that_does_not_hold_together_is_refused(kind: str, message: str) -> None:
    """Every id referred to exists, ids are keys, and a relation's claims state it."""
    with pytest.raises(ValueError, match=message):
        Graph(**_broken(kind))  # type: ignore[arg-type]


def test_a_document_without_claims_is_no_error() -> None:
    """A document may say nothing."""
    assert repr(graph_of([], [], [document()])) == "<Graph of 1 documents: 0 entities, 0 claims>"


def test_a_contrast_is_found_at_both_ends() -> None:
    """What is disputed is found by its subject and by its object, and a contrast of unknown relations is refused."""
    sample = sample_graph()
    relations = [r.id for r in sample.relations.values() if (r.subject, r.relation) == ("firm-acme", "relocatedFrom")]
    contrast = Contrast("contrast-1", "dispute", tuple(relations))
    graph = replace(sample, contrasts={contrast.id: contrast})

    assert graph.contrasts_of("firm-acme") == graph.contrasts_of("country-cn") == [contrast]
    assert graph.contrasts_of("firm-beta") == []
    with pytest.raises(ValueError, match="unknown relation rel-none"):
        replace(sample, contrasts={"contrast-1": Contrast("contrast-1", "dispute", ("rel-none",))})
