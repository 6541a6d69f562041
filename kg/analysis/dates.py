"""Dates as precise as a text gives them, as first and last day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime

from kg.errors import UsageError

#: How people may write a date: a year, an ISO 8601 year, month or day, or Python's own.
DateLike = str | int | date

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def period(when: str | None) -> tuple[date | None, date | None]:
    """First and last day of a claim's date ("2018-07", "2018/2020"); None for a side that the calendar lacks.

    Examples:
        >>> period("2018-07")
        (datetime.date(2018, 7, 1), datetime.date(2018, 7, 31))
        >>> period("2018/2019-02")[1]
        datetime.date(2019, 2, 28)
    """
    first, slash, last = (when or "").partition("/")
    return _day(first, last=False), _day(last if slash else first, last=True)


def bound(value: DateLike, *, last: bool) -> date:
    """The first or last day that someone means by "2019", 2019, "2019-08" or a date.

    Raises:
        UsageError: it is no date.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    day = _day(str(value), last=last)
    if day is None:
        raise UsageError(f"{value!r} is no date; write 2019, '2019-08' or '2019-08-15'")
    return day


def _day(text: str, *, last: bool) -> date | None:
    parts = _DATE.fullmatch(text)
    if not parts:
        return None
    year, month, day = (int(part) if part else None for part in parts.groups())
    try:
        month = month or (12 if last else 1)
        return date(year or 0, month, day or (monthrange(year or 0, month)[1] if last else 1))
    except (ValueError, IndexError):  # no such month raises an IndexError of its own kind
        return None
