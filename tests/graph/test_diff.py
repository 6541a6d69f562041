"""What two graphs differ in, claim by claim."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import claim, document, graph_of, sample_claims, sample_entities, sample_graph

from kg.graph import Graph
from kg.graph.diff import diff
from kg.model import Claim

MOVED = claim("firm-acme", "relocatedTo", "country-vn", "艾可遷往越南。", when="2019")


def graph(*claims: Claim) -> Graph:
    """A graph of these claims."""
    return graph_of(sample_entities(), claims)


def kinds(old: Graph, new: Graph) -> list[str]:
    """The kinds of the changes."""
    return [change.kind for change in diff(old, new)]


def test_a_graph_does_not_differ_from_itself() -> None:
    """Also when its claims came in another order."""
    turned = graph_of(
        sample_entities()[::-1],
        sample_claims()[::-1],
        [document("doc-2", title=None, author=None, published="2021", lang="en"), document()],
    )

    assert diff(sample_graph(), sample_graph()) == []
    assert diff(sample_graph(), turned) == []


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (replace(MOVED, id="claim-b", qualifiers=replace(MOVED.qualifiers, modality="planned")), "modality changed"),
        (replace(MOVED, id="claim-b", qualifiers=replace(MOVED.qualifiers, when="2020")), "qualifiers changed"),
        (replace(MOVED, id="claim-b", evidence=replace(MOVED.evidence, quote="艾可已遷往越南。")), "evidence changed"),
        (replace(MOVED, evidence=replace(MOVED.evidence, page=3)), "evidence changed"),
        (replace(MOVED, confidence=0.1), "evidence changed"),
    ],
)
def test_a_change_is_told_by_its_kind(new: Claim, kind: str) -> None:
    """One claim before, one after; the change has both."""
    [change] = diff(graph(MOVED), graph(new))

    assert change.kind == kind
    assert (change.subject, change.relation, change.object) == ("艾可電子", "relocatedTo", "越南")
    assert change.old != change.new


def test_claims_come_and_go() -> None:
    """A claim of another triple is another claim."""
    other = claim("firm-acme", "relocatedTo", "place-hanoi", "艾可遷往河內。")

    assert kinds(graph(MOVED), graph(MOVED, other)) == ["added"]
    assert kinds(graph(MOVED, other), graph(MOVED)) == ["gone"]
    assert kinds(graph(MOVED), graph(other)) == ["added", "gone"]


def test_the_likest_claims_are_paired() -> None:
    """Of several claims of one triple, the one that is as it was is not told of, in whatever order they come."""
    second = replace(MOVED, id="claim-a", evidence=replace(MOVED.evidence, quote="越南是艾可的新家。"))
    planned = replace(second, id="claim-c", qualifiers=replace(second.qualifiers, modality="planned"))

    assert kinds(graph(MOVED, second), graph(planned, MOVED)) == ["modality changed"]
    assert kinds(graph(MOVED, second), graph(MOVED)) == ["gone"]


def test_a_document_of_other_bytes_is_the_same_document() -> None:
    """A file that was edited elsewhere keeps its claims: only the place of the evidence may change, and the name of the file counts."""
    edited = document("doc-9", source="doc-1.pdf")
    later = replace(MOVED, id="claim-9", evidence=replace(MOVED.evidence, document="doc-9"))

    assert kinds(graph(MOVED), graph_of(sample_entities(), [later], [edited])) == []


def test_the_ends_of_a_symmetric_relation_have_no_order() -> None:
    """The other way round it is the same claim."""
    forth, back = claim("country-us", "negotiatesWith", "country-cn", "談。"), claim("country-cn", "negotiatesWith", "country-us", "談。")

    assert kinds(graph(forth), graph(back)) == []
