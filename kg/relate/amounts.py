"""Sums of money and percentages in Chinese and English text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kg.model import Amount, Span
from kg.vocab import Vocabulary, alternatives

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_ARABIC = r"\d+(?:\.\d+)?"
_CHINESE = r"[〇零一二两三四五六七八九十]{1,3}"
_RATE = re.compile(
    rf"(?P<low>{_ARABIC})\s*%?\s*(?:-|~|至|到|to)\s*(?P<high>{_ARABIC})\s*%|(?P<one>{_ARABIC})\s*(?:%|percent\b|per cent\b|个百分点)"
    rf"|百分之\s*(?P<hundredths>{_ARABIC}|{_CHINESE})"
    r"|(?<![第完变组构促造达生现收建])(?P<tenths>[一二三四五六七八九]|(?<![\d.])\d(?:\.\d)?\s?)成(?P<half>半)?(?![本为立果员功长熟交效品型就人分])"
)
#: What 元 alone is, by the language of the document, where it is not what units.csv says.
_HOME = {"zh-Hans": "CNY"}


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
        magnitude = alternatives(map(re.escape, self._magnitudes))
        unit = alternatives(map(re.escape, self._units))
        prefix = alternatives(
            re.escape(word)
            for word in self._units
            if not word[-1].isalpha() or word in ("新台币", "台币", "人民币", "usd", "ntd", "eur", "rmb")
        )
        number = r"(?:\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九十])(?:多|余)?"
        scaled = rf"{number}\s*(?:(?:{magnitude})\s*)"
        self._sum = re.compile(
            rf"(?:(?P<before>{prefix})\s*)?(?P<number>(?:{scaled}+)*{number}\s*(?:(?:{magnitude})\s*)*)(?:多|余)?\s*(?P<unit>{unit})?(?![a-z])"
        )
        self._part = re.compile(
            rf"(?P<number>\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九十])(?:多|余)?\s*(?P<magnitude>(?:(?:{magnitude})\s*)*)"
        )

    def sums(self, folded: str, start: int, end: int, *, lang: str = "") -> Iterator[Sum]:
        """Yield the sums inside a clean range; a number counts only with a currency and, for 元 alone, a magnitude.

        Args:
            lang: the document's language: 元 is the renminbi where Simplified characters are written.
        """
        for match in self._sum.finditer(folded, start, end):
            currency = match["before"] if match["before"] and match["unit"] in (None, "元") else match["unit"]
            parts = [(part["number"], part["magnitude"]) for part in self._part.finditer(match["number"])]
            if not currency or (currency == "元" and not any(magnitude for _, magnitude in parts)):
                continue
            code = _HOME.get(lang, self._units[currency]) if currency == "元" else self._units[currency]
            values = [self._value(number, magnitude) for number, magnitude in parts]
            if values and None not in values:
                text = match[0].strip()
                first = match.start() + match[0].index(text[0])
                yield Sum(Span(first, first + len(text)), Amount(sum(filter(None, values), Decimal(0)), code, text))

    def rates(self, folded: str, start: int, end: int) -> Iterator[Rate]:
        """Yield the percentages inside a clean range."""
        for match in _RATE.finditer(folded, start, end):
            if match["low"]:
                value = f"{match['low']}-{match['high']}%"
            elif match["tenths"]:
                value = f"{(_chinese(match['tenths'].strip()) * 10 + (5 if match['half'] else 0)).normalize():f}%"
            else:
                value = f"{match['one'] or _chinese(match['hundredths'])}%"
            yield Rate(Span(match.start(), match.end()), value)

    def _value(self, number: str, magnitude: str) -> Decimal | None:
        try:
            value = _chinese(number.replace(",", ""))
        except InvalidOperation:
            return None
        rest = magnitude.replace(" ", "")
        while rest:
            word = max((w for w in self._magnitudes if rest.startswith(w)), key=len, default=None)
            if word is None:
                return None
            value, rest = value * self._magnitudes[word], rest[len(word) :]
        return value


def _chinese(number: str) -> Decimal:
    """The value of Arabic digits or of a Chinese number below one hundred (二十五)."""
    if number[0].isdigit() and number[0].isascii():
        return Decimal(number)
    tens, ten, ones = number.rpartition("十")
    return Decimal((_DIGITS[tens] if tens else 1) * 10 * len(ten) + (_DIGITS[ones] if ones else 0))
