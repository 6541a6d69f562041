"""What follows from claims by the named rules, and what does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from factories import claim, entity, graph_of

from kg.errors import UsageError, VocabularyError
from kg.graph.infer import infer, load_rules
from kg.model import Claim
from kg.vocab import ontology_path

ENTITIES = [
    entity("firm-acme", "艾可"), entity("policy-list", "清單", "ControlList"), entity("policy-act", "某法", "Law"),
    entity("country-de", "德國"), entity("organization-eu", "歐盟", "Bloc"), entity("organization-wto", "世貿", "InternationalOrganization"),
    entity("country-us", "美國"), entity("place-x", "某地"),
]  # fmt: skip


def followed(*claims: Claim, as_of: str | None = None) -> dict[tuple[str, str, str], str]:
    """What follows: triple, in local names, to the name of its rule."""

    def local(iri: str) -> str:
        return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]

    return {(local(i.subject), local(i.relation), local(i.object)): i.rule.name for i in infer(graph_of(ENTITIES, claims), as_of=as_of)}


def test_every_rule_has_titles_in_both_languages() -> None:
    """A rule can be named to a person."""
    rules = load_rules()

    assert {"inverse", "symmetric", "sub-property", "listed-is-targeted", "member-through-bloc"} == {rule.name for rule in rules}
    assert all(rule.title != rule.name and rule.title_en != rule.name for rule in rules)


@pytest.mark.parametrize(
    ("ends", "triple", "rule"),
    [
        (("firm-acme", "investsIn", "place-x"), ("place-x", "receivesInvestmentFrom", "firm-acme"), "inverse"),
        (("country-us", "negotiatesWith", "country-de"), ("country-de", "negotiatesWith", "country-us"), "symmetric"),
        (("firm-acme", "relocatedTo", "place-x"), ("firm-acme", "operatesIn", "place-x"), "sub-property"),
        (("firm-acme", "relocatedTo", "place-x"), ("place-x", "hostsOperationsOf", "firm-acme"), "inverse"),
        (("firm-acme", "memberOf", "policy-list"), ("policy-list", "targets", "firm-acme"), "listed-is-targeted"),
        (("firm-acme", "memberOf", "policy-list"), ("firm-acme", "targetedBy", "policy-list"), "inverse"),
    ],
)
def test_a_rule_finds_what_follows(ends: tuple[str, str, str], triple: tuple[str, str, str], rule: str) -> None:
    """From one fact, by one rule or by one after another."""
    found = followed(claim(*ends))

    assert found[triple] in (rule, "sub-property")
    assert rule in found.values()


@pytest.mark.parametrize("modality", ["planned", "possible", "denied"])
def test_nothing_follows_from_what_is_no_fact(modality: str) -> None:
    """A plan has no consequences."""
    assert followed(claim("firm-acme", "relocatedTo", "place-x", modality=modality)) == {}


def test_what_is_stated_is_not_inferred() -> None:
    """A triple that a claim states needs no rule."""
    found = followed(claim("firm-acme", "relocatedTo", "place-x"), claim("firm-acme", "operatesIn", "place-x"))

    assert ("firm-acme", "operatesIn", "place-x") not in found


def test_a_listed_firm_is_targeted_by_what_the_list_is_based_on() -> None:
    """The policy behind the list, too."""
    found = followed(claim("firm-acme", "memberOf", "policy-list"), claim("policy-list", "basedOn", "policy-act"))

    assert found["policy-act", "targets", "firm-acme"] == "listed-is-targeted"


@pytest.mark.parametrize(
    ("joined", "accession", "denied", "as_of", "follows"),
    [
        (None, None, None, None, True),
        ("1990", "1995-01-01", None, "2000", True),
        ("1990", "1995-01-01", None, "1995", True),
        ("1990", "1995-01-01", None, "1994-12", False),
        ("1990/2000", "1995", None, "2000-06", True),
        ("1990/2000", "1995", None, "2001", False),
        ("1990/2000", "1995", None, None, False),
        ("1990", "1995", "2020-01-31", "2019", True),
        ("1990", "1995", "2020-01-31", "2020-02", False),
        ("1990", "1995", "2020-01-31", None, False),
    ],
)
def test_membership_through_a_bloc(joined: str | None, accession: str | None, denied: str | None, as_of: str | None, follows: bool) -> None:
    """Both memberships have to hold on the date: begun, not ended, not denied."""
    claims = [
        claim("country-de", "memberOf", "organization-eu", when=joined), claim("organization-eu", "memberOf", "organization-wto", when=accession),
    ]  # fmt: skip
    if denied:
        claims.append(claim("country-de", "memberOf", "organization-eu", "德國退出。", modality="denied", when=denied))
    found = followed(*claims, as_of=as_of)

    assert (("country-de", "memberOf", "organization-wto") in found) == follows


def test_an_inference_names_its_premises_and_its_date() -> None:
    """Whoever doubts it can look at the claims."""
    claims = [claim("country-de", "memberOf", "organization-eu"), claim("organization-eu", "memberOf", "organization-wto")]
    [found] = [i for i in infer(graph_of(ENTITIES, claims), as_of="2000") if i.rule.name == "member-through-bloc"]

    assert [iri.rsplit("/", 1)[-1] for iri in found.because] == sorted(c.id for c in claims)
    assert found.as_of == "2000"


def test_a_date_that_is_none_is_refused() -> None:
    """With what to write instead."""
    with pytest.raises(UsageError, match="2020-05"):
        infer(graph_of(ENTITIES, []), as_of="lately")


@pytest.mark.parametrize(
    "text", ["SELECT ?x", "ASK { ?s ?p ?o }", "SELECT ?s WHERE { ?s ?p ?o }", 'SELECT ("a" AS ?subject) ?relation ?object {}']
)
def test_a_rule_that_is_none_is_named(text: str, tmp_path: Path) -> None:
    """The error names the file."""
    shutil.copytree(ontology_path(), tmp_path / "o")
    (tmp_path / "o" / "inference" / "mine.rq").write_text(text, encoding="utf-8")

    with pytest.raises(VocabularyError, match=r"mine\.rq"):
        infer(graph_of(ENTITIES, []), ontology=tmp_path / "o")
