"""Sums of money and percentages in Chinese and English text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kg.model import Amount, Span
from kg.vocab import Vocabulary

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"两": 2, "十": 10}
_RATE = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)\s*%?\s*(?:-|~|至|到|to)\s*(?P<high>\d+(?:\.\d+)?)\s*%|(?P<one>\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b|个百分点)"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of money where it stands."""

    span: Span
    amount: Amount


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage, or a range of them, where it stands: "25%", "5-10%"."""

    span: Span
    value: str


class AmountReader:
    """Reads sums and rates; magnitudes and currencies come from ``lexicon/units.csv``."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._magnitudes = vocab.lexicon.magnitudes
        self._units = vocab.lexicon.units
        magnitude = _alternatives(word for word in self._magnitudes)
        unit = _alternatives(self._units)
        prefix = _alternatives(
            word for word in self._units if not word[-1].isalpha() or word in ("新台币", "台币", "人民币", "usd", "ntd", "eur", "rmb")
        )
        number = r"(?P<number>\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九十])(?:多|余)?"
        self._sum = re.compile(
            rf"(?:(?P<before>{prefix})\s*)?{number}\s*(?P<magnitude>(?:(?:{magnitude})\s*)*)(?:多|余)?\s*(?P<unit>{unit})?(?![a-z])"
        )

    def sums(self, folded: str, start: int, end: int) -> Iterator[Sum]:
        """Yield the sums inside a clean range; a number counts only with a currency and, for 元 alone, a magnitude."""
        for match in self._sum.finditer(folded, start, end):
            currency = match["before"] if match["before"] and match["unit"] in (None, "元") else match["unit"]
            if not currency or (currency == "元" and not match["magnitude"]):
                continue
            value = self._value(match["number"], match["magnitude"])
            if value is not None:
                text = match[0].strip()
                first = match.start() + match[0].index(text[0])
                yield Sum(Span(first, first + len(text)), Amount(value, self._units[currency], text))

    def rates(self, folded: str, start: int, end: int) -> Iterator[Rate]:
        """Yield the percentages inside a clean range."""
        for match in _RATE.finditer(folded, start, end):
            value = f"{match['one']}%" if match["one"] else f"{match['low']}-{match['high']}%"
            yield Rate(Span(match.start(), match.end()), value)

    def _value(self, number: str, magnitude: str) -> Decimal | None:
        try:
            value = Decimal(_DIGITS[number]) if number in _DIGITS else Decimal(number.replace(",", ""))
        except InvalidOperation:
            return None
        rest = magnitude.replace(" ", "")
        while rest:
            word = max((w for w in self._magnitudes if rest.startswith(w)), key=len, default=None)
            if word is None:
                return None
            value, rest = value * self._magnitudes[word], rest[len(word) :]
        return value


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w)))
