"""Sums of money and percentages in Chinese and English."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.relate.amounts import AmountReader
from kg.vocab import fold, load_vocabulary

READER = AmountReader(load_vocabulary())


def sums(text: str, lang: str = "zh-Hant") -> list[tuple[Decimal, str]]:
    """(value, unit) of the sums in a text."""
    return [(found.amount.value, found.amount.unit) for found in READER.sums(fold(text), 0, len(text), lang=lang)]


def rates(text: str) -> list[str]:
    """The percentages in a text."""
    return [rate.value for rate in READER.rates(fold(text), 0, len(text))]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("340 億美元", 34_000_000_000, "USD"),
        ("340亿美元", 34_000_000_000, "USD"),
        ("2,000億美元", 200_000_000_000, "USD"),
        ("16.5億美元", 1_650_000_000, "USD"),
        ("300億多美元", 30_000_000_000, "USD"),
        ("1千萬美元", 10_000_000, "USD"),
        ("100萬美元", 1_000_000, "USD"),
        ("1.2兆美元", 1_200_000_000_000, "USD"),
        ("1萬億美元", 1_000_000_000_000, "USD"),
        ("50美元", 50, "USD"),
        ("五億美元", 500_000_000, "USD"),
        ("十億美元", 1_000_000_000, "USD"),
        ("新臺幣1,500億元", 150_000_000_000, "TWD"),
        ("新台幣 1,500 億元", 150_000_000_000, "TWD"),
        ("1,500億元", 150_000_000_000, "TWD"),
        ("1,500億元新臺幣", 150_000_000_000, "TWD"),
        ("NT$1,500億", 150_000_000_000, "TWD"),
        ("2,000億人民幣", 200_000_000_000, "CNY"),
        ("二十億美元", 2_000_000_000, "USD"),
        ("一百億美元", 10_000_000_000, "USD"),
        ("2,000億元人民幣", 200_000_000_000, "CNY"),
        ("2000亿元人民币", 200_000_000_000, "CNY"),
        ("1兆韓元", 1_000_000_000_000, "KRW"),
        ("4,760億日圓", 476_000_000_000, "JPY"),
        ("20億歐元", 2_000_000_000, "EUR"),
        ("$20 billion", 20_000_000_000, "USD"),
        ("US$20 billion", 20_000_000_000, "USD"),
        ("$1.5bn", 1_500_000_000, "USD"),
        ("€20 million", 20_000_000, "EUR"),
        ("£3 million", 3_000_000, "GBP"),
        ("20 billion dollars", 20_000_000_000, "USD"),
        ("20 billion euros", 20_000_000_000, "EUR"),
        ("USD 20 million", 20_000_000, "USD"),
        ("20 trillion won", 20_000_000_000_000, "KRW"),
        ("$20", 20, "USD"),
    ],
)
def test_a_sum(text: str, value: int, unit: str) -> None:
    """Digits, magnitude and currency, in whatever order the language has them, make a sum in ISO 4217 units."""
    assert sums(text) == [(Decimal(value), unit)]


@pytest.mark.parametrize(
    "text", ["340億", "340 億噸", "25%", "100元", "2018年", "340 項", "5 million people", "$", "billion dollars", "第301條", "$abc"]
)
def test_what_is_no_sum(text: str) -> None:
    """A figure without a currency, or 元 without a magnitude, is no sum."""
    assert sums(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("價值 340 億美元與 160 億美元的商品", [(34_000_000_000, "USD"), (16_000_000_000, "USD")]),
        ("約200億美元(約新臺幣6,000億元)", [(20_000_000_000, "USD"), (600_000_000_000, "TWD")]),
        ("加徵25%關稅，金額340億美元", [(34_000_000_000, "USD")]),
    ],
)
def test_several_sums(text: str, expected: list) -> None:
    """Every sum of a text is found, in order."""
    assert sums(text) == [(Decimal(value), unit) for value, unit in expected]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("人民幣2,000億元", 200_000_000_000, "CNY"),
        ("人民币2000亿元", 200_000_000_000, "CNY"),
        ("RMB 2,000億元", 200_000_000_000, "CNY"),
        ("¥300億元", 30_000_000_000, "JPY"),
        ("US$20億元", 2_000_000_000, "USD"),
    ],
)
def test_the_named_currency_wins_over_the_bare_yuan(text: str, value: int, unit: str) -> None:
    """元 alone means the currency of the author's country only where none is named."""
    assert sums(text) == [(Decimal(value), unit)]


def test_the_bare_yuan_of_a_simplified_text_is_renminbi() -> None:
    """2000亿元 in a text written in China is a sum of renminbi."""
    assert sums("投资2000亿元建厂", "zh-Hans") == [(Decimal(200_000_000_000), "CNY")]


@pytest.mark.parametrize("text", ["300多億美元", "300餘億美元", "300多亿美元"])
def test_more_than_a_round_figure(text: str) -> None:
    """300多億美元 is read as its round figure."""
    assert sums(text) == [(Decimal(30_000_000_000), "USD")]


@pytest.mark.parametrize(
    ("text", "value"), [("3億5,000萬美元", 350_000_000), ("3億5千萬美元", 350_000_000), ("1兆2,000億美元", 1_200_000_000_000)]
)
def test_compound_figures(text: str, value: int) -> None:
    """The parts of a figure in 兆, 億 and 萬 add up."""
    assert sums(text) == [(Decimal(value), "USD")]


@pytest.mark.parametrize("text", ["數百億美元", "上億美元", "數千萬歐元"])
def test_a_vague_sum_has_no_value(text: str) -> None:
    """Hundreds of hundreds of millions are no number."""
    assert sums(text) == []


def test_the_words_are_kept() -> None:
    """A sum carries the words it was read from, and its place is theirs."""
    text = "共 340 億美元的商品"
    (found,) = READER.sums(fold(text), 0, len(text))

    assert found.amount.text == fold("340 億美元")
    assert text[found.span.start : found.span.end] == "340 億美元"


def test_the_words_are_those_of_the_text(extract_text) -> None:
    """What a claim shows as its amount is what the document wrote."""
    claims = extract_text("美國於2018年7月對中國加徵25%關稅，金額340億美元。").claims

    assert [claim.qualifiers.amount.text for claim in claims if claim.qualifiers.amount] == ["340億美元"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("25%", ["25%"]),
        ("25％", ["25%"]),
        ("25 %", ["25%"]),
        ("35.3%", ["35.3%"]),
        ("5%至10%", ["5-10%"]),
        ("5-10%", ["5-10%"]),
        ("5～10%", ["5-10%"]),
        ("5%到10%", ["5-10%"]),
        ("5 to 10%", ["5-10%"]),
        ("5% to 10%", ["5-10%"]),
        ("2.5 個百分點", ["2.5%"]),
        ("2.5个百分点", ["2.5%"]),
        ("25 percent", ["25%"]),
        ("25 per cent", ["25%"]),
        ("由10%調高為25%", ["10%", "25%"]),
        ("10%、15%與25%", ["10%", "15%", "25%"]),
        ("340億美元", []),
        ("25", []),
        ("百分比", []),
    ],
)
def test_rates(text: str, expected: list[str]) -> None:
    """Percentages, ranges of them and percentage points are read as digits and one sign."""
    assert rates(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("百分之二十五", ["25%"]), ("百分之25", ["25%"]), ("五成", ["50%"])])
def test_rates_in_words(text: str, expected: list[str]) -> None:
    """百分之二十五 is 25%, 五成 is 50%."""
    assert rates(text) == expected


@given(st.integers(1, 9999), st.sampled_from(sorted(READER._magnitudes)), st.sampled_from(["美元", "歐元", "日圓"]))
def test_magnitudes_multiply(number: int, magnitude: str, currency: str) -> None:
    """A number before any magnitude of the list is worth their product."""
    factor = load_vocabulary().lexicon.magnitudes[magnitude]

    assert [value for value, _ in sums(f"{number} {magnitude} {currency}")] == [number * factor]


@given(st.text(alphabet="0123456789,.%-~ 億萬千兆元美日圓$€billion至到個百分點", max_size=40))
def test_any_text_is_read_without_harm(text: str) -> None:
    """Sums and rates lie in the text, in order, without overlap; values are finite and not negative."""
    folded = fold(text)
    for found in (list(READER.sums(folded, 0, len(text))), list(READER.rates(folded, 0, len(text)))):
        assert all(0 <= item.span.start < item.span.end <= len(text) for item in found)
        assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all(found.amount.value.is_finite() and found.amount.value >= 0 for found in READER.sums(folded, 0, len(text)))
