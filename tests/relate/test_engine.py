"""How rules bind their ends: topics left out, lists, modifiers, prepositions, symmetric relations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Extraction


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Country|美國]於5月宣布，對[Country|中國]加徵25%關稅。", ("美國", "imposesTariffOn", "中國")),
        ("[Country|美國]去年調查，今年則對[Country|中國]加徵25%關稅。", ("美國", "imposesTariffOn", "中國")),
        ("[Country|美國]宣布調查結果。隨後對[Country|中國]加徵25%關稅。", ("美國", "imposesTariffOn", "中國")),
        ("在[Country|日本]反對下，[Country|美國]仍堅持，對[Country|中國]加徵25%關稅。", ("美國", "imposesTariffOn", "中國")),
    ],
)
def test_a_topic_is_carried_over(triples, text: str, expected: tuple) -> None:
    """A clause without a subject is about the name that opened an earlier clause, or the sentence before."""
    assert expected in triples(text)


@pytest.mark.parametrize(
    "text",
    [
        "對[Country|中國]加徵25%關稅。",
        "與[Country|日本]協商後，對[Country|中國]加徵25%關稅。",
        "[Country|日本]企業宣布，對[Country|中國]加徵25%關稅。",
        "[Country|日本]宣布。\n對[Country|中國]加徵25%關稅。",
        "[Country|日本]宣布。眾說紛紜。對[Country|中國]加徵25%關稅。",
    ],
    ids=["none", "preposition", "modifier", "other-paragraph", "two-sentences-back"],
)
def test_no_topic_no_claim(triples, text: str) -> None:
    """A name behind a preposition, before a noun it modifies, in another paragraph or further back is no topic."""
    assert {triple for triple in triples(text) if triple[1] == "imposesTariffOn"} == set()


def test_a_carried_topic_is_less_sure(claims) -> None:
    """The further a subject is carried, the less confident the claim."""
    here, clause, sentence = (
        max(claim.confidence for claim in claims(text, "imposesTariffOn"))
        for text in (
            "[Country|美國]對[Country|中國]加徵25%關稅。",
            "[Country|美國]宣布，對[Country|中國]加徵25%關稅。",
            "[Country|美國]宣布。隨後對[Country|中國]加徵25%關稅。",
        )
    )

    assert here >= clause > sentence > 0


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        (
            "[Firm|廣達]、[Firm|和碩]及[Firm|緯創]在[Country|越南]設廠。", "investsIn",
            {("廣達", "越南"), ("和碩", "越南"), ("緯創", "越南")},
        ),
        (
            "[Country|美國]對[Country|中國]、[Country|越南]與[Country|泰國]加徵25%關稅。", "imposesTariffOn",
            {("美國", "中國"), ("美國", "越南"), ("美國", "泰國")},
        ),
        ("[Country|美國]與[Country|日本]對[Country|中國]與[Country|越南]加徵關稅。", "imposesTariffOn", {
            ("美國", "中國"), ("日本", "中國"), ("美國", "越南"), ("日本", "越南"),
        }),
        ("[Country|美]、[Country|日]對[Country|中]加徵關稅。", "imposesTariffOn", {("美", "中"), ("日", "中")}),
    ],
)  # fmt: skip
def test_members_of_a_list_share_their_role(triples, text: str, relation: str, expected: set) -> None:
    """Every member of a list at either end makes a claim of its own."""
    assert {(s, o) for s, r, o in triples(text) if r == relation} == expected


def test_modifiers_are_no_arguments(triples) -> None:
    """In 美商戴爾 the firm acts, in 美國總統拜登 the person: not the country before them."""
    assert {(s, o) for s, r, o in triples("[Country|美]商[Firm|戴爾]在[Country|越南]設廠。") if r == "investsIn"} == {("戴爾", "越南")}
    assert {s for s, r, _ in triples("[Country|美國]總統[Person|拜登]對[Country|中國]加徵25%關稅。") if r == "imposesTariffOn"} == {"拜登"}


def test_symmetric_relations_hold_in_one_claim(claims) -> None:
    """A cooperation is stated once, whichever of the two the engine takes first."""
    found = claims("[Firm|鴻海]與[Firm|輝達]合作開發人工智慧工廠。", "cooperatesWith")

    assert {frozenset((claim.subject, claim.object)) for claim in found} == {frozenset({found[0].subject, found[0].object})}


def test_passives_turn_the_ends(triples) -> None:
    """遭 and 被 put the one who acts behind the verb's object."""
    assert ("美的集團", "acquires", "庫卡") in triples("[Firm|庫卡]於2016年被[Firm|美的集團]收購。")
    assert ("美國", "imposesTariffOn", "越南") in triples("[Country|越南]遭[Country|美國]課徵46%的關稅。")


def test_no_claim_joins_an_entity_to_itself(triples) -> None:
    """Two names of one entity make no claim between them."""
    assert triples("[Country|美國]對[Country!|美方]加徵25%關稅。") == set()


@pytest.mark.parametrize("script", ["美國對中國大陸加徵25%關稅", "美国对中国大陆加征25%关税"])
def test_rules_serve_both_scripts(triples, script: str) -> None:
    """One rule reads Traditional and Simplified text."""
    subject, object_ = script[:2], script[3:7]
    text = script.replace(subject, f"[Country|{subject}]", 1).replace(object_, f"[Country|{object_}]", 1)

    assert (subject, "imposesTariffOn", object_) in triples(text + "。")


def test_every_claim_obeys_its_relation(related, vocab) -> None:
    """The types at the ends are those the ontology allows, the evidence holds both names, the quote is the sentence."""
    text = "據報，[Firm|台積電]於2024年在[Country|美國]設廠，並與[Firm|蘋果]合作生產[Product|晶片]。[Country|美國]商務部提供補助。"
    claims, entities = related(text)
    assert claims

    for claim in claims:
        relation = vocab.ontology.relations[claim.relation]
        assert entities[claim.subject].type in relation.domain
        assert entities[claim.object].type in relation.range
        quote = claim.evidence.quote
        assert quote.startswith("據報")
        assert claim.evidence.subject_at is not None
        assert quote[claim.evidence.subject_at.start : claim.evidence.subject_at.end] in ("台積電", "蘋果", "美國")
        assert 0 < claim.confidence <= 1


def test_two_sentences_that_say_the_same_are_two_claims(claims) -> None:
    """Each sentence is evidence of its own; one sentence says a thing once."""
    once = claims("[Country|美國]對[Country|中國]加徵25%關稅。", "imposesTariffOn")
    twice = claims("[Country|美國]對[Country|中國]加徵25%關稅。[Country|美國]又對[Country|中國]加徵25%關稅。", "imposesTariffOn")

    assert (len(once), len(twice)) == (1, 2)
    assert len({claim.id for claim in twice}) == 2


def test_evidence_keeps_what_stands_around_its_sentence(extract_text: Callable[[str], Extraction]) -> None:
    """Up to 32 characters of the same paragraph before and after, none of another; with the quote they stand in it in this order."""
    first, second, third = (
        "據報導，鴻海在越南設廠。",
        "台積電在美國投資設廠。",
        "這項消息傳出之後，各界對於未來幾年的發展仍然看法不一，有待進一步觀察與說明。",
    )
    made = extract_text(f"頭一段。\n\n{first}{second}{third}\n")
    around = {claim.evidence.quote: (claim.evidence.prefix, claim.evidence.suffix) for claim in made.claims}

    assert around[second] == (first, third[:32])
    assert around[first] == ("", (second + third)[:32])
