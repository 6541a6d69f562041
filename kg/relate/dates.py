"""Dates in Chinese and English text, resolved to ISO 8601 against what the text said before and the document's own date."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import Span

_S = r"\s*"
_YEAR = rf"(?:(?P<year>(?:19|20)\d\d){_S}年(?!代)(?:度)?|今{_S}\((?P<this>(?:19|20)\d\d)(?:年)?\){_S}年|去{_S}\((?P<last>(?:19|20)\d\d)(?:年)?\){_S}年|民国{_S}(?P<roc>\d{{2,3}}){_S}年(?:度)?|(?<!\d)(?P<short_roc>1[01]\d|9\d){_S}年(?:度)?(?={_S}\d{{1,2}}{_S}月|{_S}[,底初]|度)|(?P<relative>今年|本年|去年|前年|明年|后年|同年|翌年|隔年|次年|当年))"
_MONTH = rf"(?P<month>1[0-2]|0?[1-9]){_S}月(?:份)?"
#: The first day of a range may go without its word: 3月6-8日.
_DAY = rf"(?P<day>3[01]|[12]\d|0?[1-9]){_S}(?:[日号]|(?=[-~至到–—]{_S}\d{{1,2}}{_S}[日号]))"
_PART = r"(?:第\s?[一二三四1-4]\s?季(?:度)?|上半年|下半年|[Qq][1-4])"
_WITH_YEAR = re.compile(rf"{_YEAR}(?:{_S}{_MONTH}(?:{_S}{_DAY})?|{_S}{_PART})?")
_WITHOUT_YEAR = re.compile(rf"(?<![\d.]){_MONTH}(?:{_S}{_DAY})?(?![均平])")
_ONLY_PART = re.compile(rf"(?<![年\d ])(?P<relative>{_PART})")
_ONLY_DAY = re.compile(rf"(?<=[,。;至到 ])(?P<only_day>3[01]|[12]\d|[1-9]){_S}日(?=[,由,])")
#: The last day of a range, which counts only behind its first.
_LAST_DAY = re.compile(rf"(?:(?<=[-~至到–—])|(?<=[-~至到–—]\s))(?P<last_day>3[01]|[12]\d|0?[1-9]){_S}[日号]")
_RELATIVE_MONTH = re.compile(rf"(?P<month_of>本月|同月|当月|上月|上个月|下月|下个月|翌月|次月)(?:{_S}{_DAY})?")
_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_IN_WORDS = re.compile(
    rf"(?P<year_in_words>(?:一九|二[〇零○])[〇零○一二三四五六七八九]{{2}}){_S}年(?!代)(?:{_S}(?P<month_in_words>十[一二]?|[一二三四五六七八九]){_S}月)?"
)
_NUMERIC = re.compile(r"(?<![\d.])(?P<year>(?:19|20)\d\d)[/.-](?P<month>1[0-2]|0?[1-9])(?:[/.-](?P<day>3[01]|[12]\d|0?[1-9]))?(?![\d.%])")
_SPAN = re.compile(
    r"(?<![\d.])(?P<from>(?:19|20)\d\d)\s*(?:年)?\s*(?:-|~|至|到|/|–|—)\s*(?P<until>(?:19|20)\d\d)(?:\s*年)?(?![\d.%])"
    r"|\b(?:from|between)\s+(?P<from2>(?:19|20)\d\d)\s+(?:to|and|until)\s+(?P<until2>(?:19|20)\d\d)\b"
)
_NAMES = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTH_NAME = r"(?P<name>" + "|".join(f"{name[:3]}(?:{name[3:]})?\\.?" for name in _NAMES) + r"|sept\.?)"
_ENGLISH = re.compile(
    rf"\b(?:(?P<day>3[01]|[12]?\d)(?:st|nd|rd|th)?\s+{_MONTH_NAME},?\s+(?P<year>(?:19|20)\d\d)"
    rf"|{_MONTH_NAME.replace('name', 'name2')}\s+(?:(?P<day2>3[01]|[12]?\d)(?:st|nd|rd|th)?,?\s+)?(?P<year2>(?:19|20)\d\d)"
    r"|(?:in|since|by|from|during|until|of|for|early|late|mid-?|q[1-4])\s+(?P<year3>(?:19|20)\d\d)(?![\d,.]*\d|\s*%))\b"
)
#: A month without its year counts behind a preposition only, for may is a verb too.
_ENGLISH_MONTH = re.compile(
    rf"\b(?:on|in|since|by|from|until|early|late|mid-?)\s+{_MONTH_NAME}(?:\s+(?P<day>3[01]|[12]?\d)(?:st|nd|rd|th)?)?\b(?!\s*,?\s*\d)"
)
_ENGLISH_DAYS = re.compile(
    rf"\b{_MONTH_NAME}\s+(?P<first_day>3[01]|[12]?\d)\s*[-–]\s*(?P<end_day>3[01]|[12]?\d),?\s+(?P<year>(?:19|20)\d\d)\b"
)
_ENGLISH_YEAR = re.compile(r"\b(?P<relative>last|this|next) year\b")
_JOIN = re.compile(r"\s*(?:至|到|~|-|–|—|迄)\s*")
_RELATIVE = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2, "last": -1, "this": 0, "next": 1}
_AFTER_LAST = {"同年": 0, "当年": 0, "翌年": 1, "隔年": 1, "次年": 1}
_MONTHS = {"本月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1}
_MONTHS_AFTER_LAST = {"同月": 0, "当月": 0, "翌月": 1, "次月": 1}


@dataclass(frozen=True, slots=True)
class Date:
    """A date where it stands: clean span, ISO value ("2018", "2018-07", "2018-07-06" or "from/until"), and whether the
    year comes from the context."""

    span: Span
    value: str
    inferred: bool


class DateReader:
    """Reads the dates of one document in reading order, so that 5 月 3 日 and 同年 find their year.

    Args:
        published: the document's (or article's) own date, which 今年 and 去年 refer to; None if unknown.
    """

    def __init__(self, published: str | None) -> None:
        self._now = int(published[:4]) if published else None
        self._year: int | None = self._now
        self._month: int | None = None
        self._this_month = int(published[5:7]) if published and len(published) >= 7 else None

    def read(self, folded: str, start: int, end: int) -> list[Date]:
        """The dates inside the clean range of a block's folded text, in order. Dates without any year are left out."""
        text = folded[:end]
        dates: list[Date] = []
        for match in self._matches(text, start):
            if dates and match.start() < dates[-1].span.end:
                continue
            if match.groupdict().get("last_day") and not (dates and _JOIN.fullmatch(text, dates[-1].span.end, match.start())):
                continue
            if date := self._date(match):
                if dates and _JOIN.fullmatch(text, dates[-1].span.end, match.start()) and "/" not in dates[-1].value:
                    last = dates.pop()
                    date = Date(Span(last.span.start, date.span.end), f"{last.value}/{date.value}", last.inferred)
                dates.append(date)
        return dates

    def _matches(self, text: str, start: int) -> Iterator[re.Match[str]]:
        found = [m for pattern in _PATTERNS for m in pattern.finditer(text, start) if m[0].strip()]
        return iter(sorted(found, key=lambda m: (m.start(), -m.end())))

    def _date(self, match: re.Match[str]) -> Date | None:
        groups = match.groupdict()
        span = Span(match.start(), match.end())
        if until := groups.get("until") or groups.get("until2"):
            self._year = int(until)
            return Date(span, f"{groups['from'] or groups['from2']}/{until}", False)
        if groups.get("month_of"):
            return self._relative_month(groups, span)
        name = groups.get("name") or groups.get("name2")
        month = _NAMES.index(next(n for n in _NAMES if n.startswith(name[:3]))) + 1 if name else _number(groups.get("month"))
        if words := groups.get("month_in_words"):
            month = 10 * words.startswith("十") + int(_DIGITS[words[-1]] if words != "十" else 0)
        day = _number(groups.get("day") or groups.get("day2") or groups.get("only_day") or groups.get("last_day") or groups.get("end_day"))
        year, inferred = self._resolve_year(groups)
        if year is None:
            return None
        if groups.get("only_day") or groups.get("last_day"):
            month = self._month
            if month is None:
                return None
        if month and day and day > monthrange(year, month)[1]:
            day = None
        self._year, self._month = year, month or self._month
        value = f"{year}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")
        return Date(
            span, f"{year}-{month:02}-{int(groups['first_day']):02}/{value}" if groups.get("first_day") and month else value, inferred
        )

    def _relative_month(self, groups: dict[str, str], span: Span) -> Date | None:
        word = groups["month_of"]
        year, month = (self._now, self._this_month) if word in _MONTHS else (self._year, self._month)
        if year is None or month is None:
            return None
        months = 12 * year + month - 1 + {**_MONTHS, **_MONTHS_AFTER_LAST}[word]
        self._year, self._month = months // 12, months % 12 + 1
        day = _number(groups["day"])
        real = day is not None and day <= monthrange(self._year, self._month)[1]
        return Date(span, f"{self._year}-{self._month:02}" + (f"-{day:02}" if real else ""), True)

    def _resolve_year(self, groups: dict[str, str]) -> tuple[int | None, bool]:
        for key in ("year", "year2", "year3", "this", "last"):
            if groups.get(key):
                year = int(groups[key])
                if key == "this":
                    self._now = year
                return year, False
        if words := groups.get("year_in_words"):
            return int("".join(_DIGITS[char] for char in words)), False
        if roc := groups.get("roc") or groups.get("short_roc"):
            return int(roc) + 1911, False
        if relative := groups.get("relative"):
            if relative in _RELATIVE:
                return (self._now + _RELATIVE[relative] if self._now else None), True
            # A season or half of a year whose year is not said is of the year before it, as a month is.
            return (self._year + _AFTER_LAST.get(relative, 0) if self._year else None), True
        return self._year, True


_PATTERNS = (
    _SPAN, _NUMERIC, _WITH_YEAR, _WITHOUT_YEAR, _ONLY_PART, _ONLY_DAY, _LAST_DAY, _RELATIVE_MONTH, _IN_WORDS, _ENGLISH, _ENGLISH_MONTH, _ENGLISH_DAYS,
    _ENGLISH_YEAR,
)  # fmt: skip


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None
