"""What nearly was a claim, and what a claim's sentence was read as."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from marked import marked

from kg.link import Linker
from kg.model import Claim
from kg.relate import NearMiss, Reading, Relater


@pytest.fixture(scope="module")
def readings(vocab) -> Callable[..., list[Reading]]:
    """How the sentences of a marked text were read, by rules alone."""
    linker, relater = Linker(vocab), Relater(vocab)

    def read(text: str) -> list[Reading]:
        document, mentions = marked(text, published="2020-03-16")
        mentions, entities = linker.link(document, mentions)
        return list(relater.readings(document, mentions, relater.claims(document, mentions, entities)))

    return read


def misses(readings: list[Reading], rule: str) -> list[tuple[str | None, str | None, str]]:
    """(subject, object, reason) of the near misses of a rule."""

    def named(miss: NearMiss) -> tuple[str | None, str | None, str]:
        return miss.subject and miss.subject.surface, miss.object and miss.object.surface, miss.reason

    return [named(miss) for reading in readings for miss in reading.near if miss.rule == rule]


def bound(claim: Claim) -> list[tuple[str, str]]:
    """What of a claim's quote was read as what."""
    return [(part, claim.evidence.quote[place.start : place.end]) for part, place in claim.evidence.bindings]


def test_a_claim_knows_what_it_was_read_from(claims) -> None:
    """Trigger, cue, date, sum, rate and speaker stand where the sentence has them."""
    text = "根據[Organization|WTO]的報告，[Country|美國]擬於2018年7月對[Country|中國]加徵25%關稅，金額340億美元。"
    (claim,) = claims(text, "imposesTariffOn")

    assert bound(claim) == [
        ("trigger", "對"), ("trigger", "加徵"), ("trigger", "關稅"), ("modality", "擬"), ("date", "2018年7月"), ("amount", "340億美元"),
        ("rate", "25%"), ("by", "WTO"),
    ]  # fmt: skip


def test_an_end_of_the_wrong_type_is_a_near_miss(readings) -> None:
    """A rule whose words match but whose subject is of another type is told, with the types it asks for."""
    ((subject, object_, reason),) = misses(readings("[Product|手機]收購[Firm|夏普]。"), "acquires/buy")

    assert (subject, object_) == ("手機", "夏普")
    assert reason == "the subject 手機 is of type Product, the rule asks for Firm"


def test_a_missing_subject_is_a_near_miss(readings) -> None:
    """Where the clause names none, and none is carried over, that is said."""
    ((subject, object_, reason),) = misses(readings("去年把產線移至[Country|越南]。"), "relocatedTo/move")

    assert (subject, object_) == (None, "越南")
    assert "names no subject" in reason


def test_what_became_a_claim_is_no_near_miss(readings) -> None:
    """A sentence with its claim lacks nothing, and the claim stands in its reading."""
    (reading,) = readings("[Firm|鴻海]將產線移至[Country|越南]。")

    assert [claim.relation for claim in reading.claims] == ["relocatedTo"]
    assert misses([reading], "relocatedTo/move") == []


def test_a_sentence_of_nothing_is_left_out(readings) -> None:
    """What neither claims nor nearly claims has no reading."""
    assert readings("今天天氣很好。") == []


def test_a_table_says_why_it_claims_nothing(extract_text, vocab) -> None:
    """A table that no rule reads is told once, at its title."""
    text = "貿易報告\n以下為整理結果，供讀者參考。\n表 3　各國人口\n國家　人口\n越南　九千萬\n泰國　七千萬\n資料來源：本研究整理。\n"
    extraction = extract_text(text)
    found = Relater(vocab).readings(extraction.document, extraction.mentions, extraction.claims)

    assert [miss.reason for reading in found for miss in reading.near if miss.relation is None] == [
        "no rule of tables.yaml fits the table's title and header"
    ]
