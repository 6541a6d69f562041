"""Extractions as JSON Lines, and back without loss."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest
from factories import claim, document, extraction, sample_entities
from hypothesis import given
from hypothesis import strategies as st

from kg.export import from_record, to_record, write_records
from kg.model import Amount, Claim, Document, Entity, Evidence, Extraction, Mention, Qualifiers, Section, Span

TEXT = st.text(max_size=8)
MAYBE = st.none() | TEXT
SPAN = st.builds(Span, st.integers(0, 10**6), st.integers(0, 10**6))
SCORE = st.floats(0, 1)
AMOUNT = st.builds(Amount, st.decimals(allow_nan=False, allow_infinity=False), TEXT, TEXT)
QUALIFIERS = st.builds(
    Qualifiers, MAYBE, st.booleans(), st.none() | AMOUNT, MAYBE, st.sampled_from(["fact", "planned", "possible", "denied"]),
    MAYBE, MAYBE, MAYBE, MAYBE, MAYBE,
)  # fmt: skip
EVIDENCE = st.builds(
    Evidence, st.just("doc-1"), SPAN, TEXT, st.none() | st.integers(1, 999), TEXT, TEXT, TEXT, st.none() | SPAN, st.none() | SPAN,
    MAYBE, MAYBE, MAYBE,
)  # fmt: skip
CLAIM = st.builds(Claim, TEXT, TEXT, TEXT, TEXT, QUALIFIERS, EVIDENCE, SCORE)
MENTION = st.builds(Mention, TEXT, st.integers(0, 99), SPAN, SPAN, TEXT, TEXT, TEXT, SCORE, st.none())
ENTITY = st.builds(
    Entity, TEXT, TEXT, TEXT, st.dictionaries(st.sampled_from(["zh-Hant", "en"]), TEXT, min_size=1), st.tuples(TEXT, TEXT),
    st.dictionaries(TEXT, TEXT, max_size=2), MAYBE, st.booleans(),
)  # fmt: skip
SECTION = st.builds(Section, TEXT, MAYBE, MAYBE, SPAN)
DOCUMENT = st.builds(
    Document, st.just("doc-1"), TEXT, TEXT, st.just(""), TEXT, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, TEXT,
    st.lists(st.integers(0, 99), max_size=3).map(tuple), st.lists(SECTION, max_size=2).map(tuple), st.just(()),
    st.lists(TEXT, max_size=2).map(tuple),
)  # fmt: skip
EXTRACTION = st.builds(
    Extraction, DOCUMENT, st.lists(MENTION, max_size=2).map(tuple),
    st.lists(ENTITY, max_size=2).map(lambda entities: {e.id: e for e in entities}), st.lists(CLAIM, max_size=2).map(tuple),
)  # fmt: skip


@given(EXTRACTION)
def test_an_extraction_comes_back_as_it_was(made: Extraction) -> None:
    """Through JSON and back, nothing is lost but the document's text and blocks."""
    assert from_record(json.loads(json.dumps(to_record(made), ensure_ascii=False))) == made


def test_text_and_blocks_are_left_out() -> None:
    """A record holds what was found, not the document itself."""
    made = extraction()
    full = replace(made, document=replace(made.document, text="很長的文字"))

    assert "很長的文字" not in json.dumps(to_record(full), ensure_ascii=False)
    assert from_record(to_record(full)) == made


def test_every_field_of_a_document_is_kept() -> None:
    """A field that is added to Document needs a place in the record."""
    meta = to_record(extraction())["meta"]

    assert {field.name for field in fields(Document)} - set(meta) == {"source", "text", "blocks"}


def test_the_public_form() -> None:
    """What users of ``kg extract`` read: the fixed keys, with mention ids at the ends of claims."""
    record = to_record(replace(extraction(), claims=(claim("firm-acme", "investsIn", "country-us", rate="5%"),)))
    mention, [made] = record["mentions"][0], record["claims"]

    assert record["document"] == "doc-1.pdf"
    assert {key: mention[key] for key in ("id", "start", "end", "type", "entity", "label")} == {
        "id": "m1", "start": 10, "end": 13, "type": "Firm", "entity": "firm-acme", "label": "艾可電子",
    }  # fmt: skip
    expected = {
        "subject": "m1", "relation": "investsIn", "object": "m2", "start": 10, "end": 40, "date": None, "modality": "fact", "by": "m3",
        "amount": None, "rate": "5%", "product": "m4", "role": None, "confidence": 0.8, "method": "investsIn/some",
    }  # fmt: skip
    assert {key: made[key] for key in expected} == expected


def test_a_mention_without_entity_is_labelled_by_its_surface() -> None:
    """Every mention has a label."""
    assert to_record(extraction())["mentions"][2]["label"] == "李某"


def test_an_amount_keeps_its_digits() -> None:
    """Decimals are exact, and trailing zeros say how exact."""
    amount = Amount(Decimal("0.10"), "USD", "0.10 美元")
    made = replace(extraction(), claims=(claim("firm-acme", "investsIn", "country-us", amount=amount),))
    back = from_record(json.loads(json.dumps(to_record(made)))).claims[0].qualifiers.amount

    assert str(back.value) == "0.10"
    assert to_record(made)["claims"][0]["amount"] == "0.10 美元"


def test_records_are_lines(tmp_path: Path) -> None:
    """One document a line, whatever line ends its texts hold; the characters themselves, not their escapes."""
    odd = replace(extraction(), document=document(title="一\u2028二\n三\r四", text=""))
    write_records([odd, extraction()], tmp_path / "claims.jsonl")
    with (tmp_path / "claims.jsonl").open(encoding="utf-8") as lines:
        read = [from_record(json.loads(line)) for line in lines]

    assert read == [odd, extraction()]
    assert "艾可電子" in (tmp_path / "claims.jsonl").read_text(encoding="utf-8")


def test_the_order_of_entities_does_not_show() -> None:
    """Entities are sorted by id."""
    made = extraction()
    turned = replace(made, entities=dict(reversed(made.entities.items())))

    assert json.dumps(to_record(turned)) == json.dumps(to_record(made))
    assert list(to_record(made)["entities"]) == sorted(e.id for e in sample_entities())


@pytest.mark.parametrize("record", [{}, {"document": "a"}, {"document": "a", "meta": None, "mentions": [], "claims": [], "entities": {}}])
def test_data_of_another_form_is_refused(record: dict[str, object]) -> None:
    """Whoever reads a foreign or older file can tell."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_record(record)
