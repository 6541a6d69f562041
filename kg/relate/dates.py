"""Dates in Chinese and English text, resolved to ISO 8601 against what the text said before and the document's own date."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import Span

_S = r"\s*"
_YEAR = rf"(?:(?P<year>(?:19|20)\d\d){_S}年(?:度)?|今{_S}\((?P<this>(?:19|20)\d\d)(?:年)?\){_S}年|去{_S}\((?P<last>(?:19|20)\d\d)(?:年)?\){_S}年|民国{_S}(?P<roc>\d{{2,3}}){_S}年(?:度)?|(?<!\d)(?P<short_roc>1[01]\d|9\d){_S}年(?:度)?(?={_S}\d{{1,2}}{_S}月|{_S}[,底初]|度)|(?P<relative>今年|本年|去年|前年|明年|后年|同年|翌年|隔年|次年|当年))"
_MONTH = rf"(?P<month>1[0-2]|0?[1-9]){_S}月(?:份)?"
_DAY = rf"(?P<day>3[01]|[12]\d|0?[1-9]){_S}[日号]"
_PART = r"(?:第[一二三四1-4]季(?:度)?|上半年|下半年|[Qq][1-4])"
_WITH_YEAR = re.compile(rf"{_YEAR}(?:{_S}{_MONTH}(?:{_S}{_DAY})?|{_S}{_PART})?")
_WITHOUT_YEAR = re.compile(rf"(?<![\d.]){_MONTH}(?:{_S}{_DAY})?(?![均平])")
_ONLY_DAY = re.compile(rf"(?<=[,。;至到 ])(?P<only_day>3[01]|[12]\d|[1-9]){_S}日(?=[,由,])")
_NUMERIC = re.compile(r"(?<![\d.])(?P<year>(?:19|20)\d\d)[/.-](?P<month>1[0-2]|0?[1-9])(?:[/.-](?P<day>3[01]|[12]\d|0?[1-9]))?(?![\d.%])")
_SPAN = re.compile(r"(?<![\d.])(?P<from>(?:19|20)\d\d)\s*(?:年)?\s*(?:-|~|至|到|/)\s*(?P<until>(?:19|20)\d\d)(?:\s*年)?(?![\d.%])")
_NAMES = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTH_NAME = r"(?P<name>" + "|".join(f"{name[:3]}(?:{name[3:]})?\\.?" for name in _NAMES) + r"|sept\.?)"
_ENGLISH = re.compile(
    rf"\b(?:(?P<day>3[01]|[12]?\d)(?:st|nd|rd|th)?\s+{_MONTH_NAME},?\s+(?P<year>(?:19|20)\d\d)"
    rf"|{_MONTH_NAME.replace('name', 'name2')}\s+(?:(?P<day2>3[01]|[12]?\d)(?:st|nd|rd|th)?,?\s+)?(?P<year2>(?:19|20)\d\d)"
    r"|(?:in|since|by|from|during|until|of|for|early|late|mid-?)\s+(?P<year3>(?:19|20)\d\d)(?![\d,.]*\d|\s*%))\b"
)
_JOIN = re.compile(r"\s*(?:至|到|~|-|迄)\s*")
_RELATIVE = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2}
_AFTER_LAST = {"同年": 0, "当年": 0, "翌年": 1, "隔年": 1, "次年": 1}


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

    def read(self, folded: str, start: int, end: int) -> list[Date]:
        """The dates inside the clean range of a block's folded text, in order. Dates without any year are left out."""
        text = folded[:end]
        dates: list[Date] = []
        for match in self._matches(text, start):
            if dates and match.start() < dates[-1].span.end:
                continue
            if date := self._date(match):
                if dates and _JOIN.fullmatch(text, dates[-1].span.end, match.start()) and "/" not in dates[-1].value:
                    last = dates.pop()
                    date = Date(Span(last.span.start, date.span.end), f"{last.value}/{date.value}", last.inferred)
                dates.append(date)
        return dates

    def _matches(self, text: str, start: int) -> Iterator[re.Match[str]]:
        found = [
            m
            for pattern in (_SPAN, _NUMERIC, _WITH_YEAR, _WITHOUT_YEAR, _ONLY_DAY, _ENGLISH)
            for m in pattern.finditer(text, start)
            if m[0].strip()
        ]
        return iter(sorted(found, key=lambda m: (m.start(), -m.end())))

    def _date(self, match: re.Match[str]) -> Date | None:
        groups = match.groupdict()
        span = Span(match.start(), match.end())
        if groups.get("until"):
            self._year = int(groups["until"])
            return Date(span, f"{groups['from']}/{groups['until']}", False)
        name = groups.get("name") or groups.get("name2")
        month = _NAMES.index(next(n for n in _NAMES if n.startswith(name[:3]))) + 1 if name else _number(groups.get("month"))
        day = _number(groups.get("day") or groups.get("day2") or groups.get("only_day"))
        year, inferred = self._resolve_year(groups)
        if year is None:
            return None
        if groups.get("only_day"):
            month = self._month
            if month is None:
                return None
        if month and day and day > monthrange(year, month)[1]:
            day = None
        self._year, self._month = year, month or self._month
        value = f"{year}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")
        return Date(span, value, inferred)

    def _resolve_year(self, groups: dict[str, str]) -> tuple[int | None, bool]:
        for key in ("year", "year2", "year3", "this", "last"):
            if groups.get(key):
                year = int(groups[key])
                if key == "this":
                    self._now = year
                return year, False
        if roc := groups.get("roc") or groups.get("short_roc"):
            return int(roc) + 1911, False
        if relative := groups.get("relative"):
            if relative in _RELATIVE:
                return (self._now + _RELATIVE[relative] if self._now else None), True
            return (self._year + _AFTER_LAST[relative] if self._year else None), True
        return self._year, True


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None
