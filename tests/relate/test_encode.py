"""Sentences as the rules see them: names and values as single characters, each with its place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import marked

from kg.model import Amount, Mention, Span
from kg.relate.amounts import Rate, Sum
from kg.relate.dates import Date
from kg.relate.encode import Encoded, encode
from kg.vocab import fold
from kg.vocab.patterns import AMOUNT, DATE, RATE, Alphabet

ALPHABET = Alphabet(("Country", "Firm", "Person", "Policy"), {}, ())
READABLE = {ALPHABET.char("Country"): "C", ALPHABET.char("Firm"): "F", ALPHABET.char("Person"): "N", ALPHABET.char("Policy"): "P",
            DATE: "D", AMOUNT: "A", RATE: "R"}  # fmt: skip


def encoded(text: str, entities: dict[str, str] | None = None) -> Encoded:
    """A marked sentence, encoded; entities by surface, else each surface is its own."""
    document, mentions = marked(text)
    clean = document.blocks[0].text
    linked = [
        Mention(m.id, m.block, m.clean, m.span, m.surface, m.type, m.found_by, 1.0, (entities or {}).get(m.surface, m.surface))
        for m in mentions
    ]
    return encode(fold(clean), Span(0, len(clean)), linked, ALPHABET)


def readable(sentence: Encoded) -> str:
    """The encoded text with letters for its private characters."""
    return "".join(READABLE.get(char, char) for char in sentence.text)


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("[Country|美國]對[Country|中國]加徵關稅。", {}, "C对C加征关税。"),
        ("[Country|美國] 對 [Country|中國] 加徵關稅。", {}, "C对C加征关税。"),
        ("[Firm|Nike] and [Firm|Adidas] agreed.", {}, "FandFagreed."),
        ("A letter that [Firm|Blue Sea] Lines sent", {}, "A letter thatFLines sent"),
        ("[Firm|Nike] met the [Firm|Blue Sea] owners", {}, "FmetFowners"),
        ("《[Policy|海洋法]》通過", {}, "P通过"),
        ("「[Policy|海洋法]」通過", {}, "P通过"),
        ("《[Policy|海洋法]與港口》通過", {}, "《P与港口》通过"),
        ("[Person|林永樂]（[Person|Lin]）表示", {"林永樂": "a", "Lin": "a"}, "N表示"),
        ("[Person|林永樂]（[Person|Lin], [Person|YL]）表示", {"林永樂": "a", "Lin": "a", "YL": "a"}, "N表示"),
        ("[Firm|海天航運]（總部在此）表示", {}, "F表示"),
        ("（按：僅供參考）[Firm|海天航運]表示", {}, "F表示"),
        ("[Firm|海天航運]（[Country|日本]）表示", {}, "F(C)表示"),
        ("[Firm|海天航運]（[Firm|東海]的子公司）表示", {}, "F(F的子公司)表示"),
    ],
)
def test_what_rules_see(text: str, entities: dict, expected: str) -> None:
    """Names are single characters; spaces beside Chinese and names, brackets around names and glosses in parentheses are gone."""
    assert readable(encoded(text, entities)).casefold() == fold(expected).casefold()


def test_values_inside_parentheses_stay() -> None:
    """A date in parentheses is still there for the qualifiers, without the words around it."""
    text = "某公司(2018年)表示"
    date = Date(Span(4, 9), "2018", False)
    sentence = encode(fold(text), Span(0, len(text)), [date], ALPHABET)

    assert readable(sentence) == "某公司D表示"
    assert sentence.items[3] is date


def test_names_win_over_values() -> None:
    """Where a name holds a figure, the name stands and the figure is no value."""
    text = "1974年貿易法與25%"
    name = Mention("m1", 0, Span(0, 8), Span(0, 8), "1974年貿易法", "Policy", "gazetteer", 1.0, "p")
    items = [Date(Span(0, 5), "1974", False), Rate(Span(9, 12), "25%"), name]
    sentence = encode(fold(text), Span(0, len(text)), items, ALPHABET)

    assert readable(sentence) == "P与R"
    assert sentence.items == (name, None, items[1])


def test_items_outside_the_sentence_are_left_out() -> None:
    """Only what lies wholly inside the sentence is encoded."""
    text = "2018年。2019年加徵。"
    items = [Date(Span(0, 5), "2018", False), Date(Span(6, 11), "2019", False), Sum(Span(4, 8), Amount(Decimal(1), "USD", ""))]
    sentence = encode(text, Span(6, len(text)), items, ALPHABET)

    assert readable(sentence) == "D加徵。"
    assert sentence.places[0] == 6


@given(
    st.lists(
        st.sampled_from(
            ["[Country|美國]", "[Firm|Blue Sea]", "對", " ", "（", "）", "《", "》", "「", "」", "，", "a b", "(", ")", "關稅"]
        ),
        max_size=25,
    )
)
def test_places_lead_back(parts: list[str]) -> None:
    """Places ascend strictly; each leads to the character or to the start of the name that stands there; names are known as such."""
    text = "".join(parts)
    document, mentions = marked(text)
    clean = document.blocks[0].text
    sentence = encode(fold(clean), Span(0, len(clean)), mentions, ALPHABET)
    starts = {mention.clean.start: mention for mention in mentions}

    assert len(sentence.text) == len(sentence.places) == len(sentence.items)
    assert all(a < b for a, b in zip(sentence.places, sentence.places[1:], strict=False))
    for char, place, item in zip(sentence.text, sentence.places, sentence.items, strict=True):
        if item is None:
            assert char == fold(clean)[place]
        else:
            assert item is starts[place]
            assert char == ALPHABET.char(item.type)
