"""Dates in Chinese and English, and the year that the context supplies."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.relate.dates import DateReader
from kg.vocab import fold


def read(*texts: str, published: str | None = "2020-03-16") -> list[tuple[str, bool]]:
    """(value, inferred) of the dates in texts that one reader reads one after the other."""
    reader = DateReader(published)
    return [(date.value, date.inferred) for text in texts for date in reader.read(fold(text), 0, len(text))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2018年", "2018"),
        ("2018 年", "2018"),
        ("2018年度", "2018"),
        ("２０１８年７月６日", "2018-07-06"),
        ("2018年7月", "2018-07"),
        ("2018 年 7 月 6 日", "2018-07-06"),
        ("2018年07月06日", "2018-07-06"),
        ("2018年12月31號", "2018-12-31"),
        ("民國112年", "2023"),
        ("民國 112 年 5 月 3 日", "2023-05-03"),
        ("民国99年", "2010"),
        ("112年5月", "2023-05"),
        ("112年5月3日", "2023-05-03"),
        ("今（2023）年", "2023"),
        ("今(2023)年5月", "2023-05"),
        ("去（2022）年", "2022"),
        ("2018/7/6", "2018-07-06"),
        ("2018-07-06", "2018-07-06"),
        ("2018.07.06", "2018-07-06"),
        ("2018/12", "2018-12"),
        ("2018至2020年", "2018/2020"),
        ("2018年至2020年", "2018/2020"),
        ("2018-2020年", "2018/2020"),
        ("2018～2020年", "2018/2020"),
        ("2018年7月至2019年3月", "2018-07/2019-03"),
        ("2018年7月6日至2019年3月1日", "2018-07-06/2019-03-01"),
        ("2018年第三季", "2018"),
        ("2018年上半年", "2018"),
        ("July 6, 2018", "2018-07-06"),
        ("July 2018", "2018-07"),
        ("Jul. 6, 2018", "2018-07-06"),
        ("6 July 2018", "2018-07-06"),
        ("6th July 2018", "2018-07-06"),
        ("Sept. 2018", "2018-09"),
        ("May 2018", "2018-05"),
        ("in 2018", "2018"),
        ("since 2018,", "2018"),
        ("by 2030", "2030"),
        ("early 2018", "2018"),
        ("2018年7月6日至8日", "2018-07-06/2018-07-08"),
        ("2018 年 7 月 6-8 日", "2018-07-06/2018-07-08"),
        ("July 6-8, 2018", "2018-07-06/2018-07-08"),
        ("from 2018 to 2020", "2018/2020"),
        ("between 2018 and 2020", "2018/2020"),
        ("Q3 2018", "2018"),
        ("一九九八年", "1998"),
        ("二○一八年十一月", "2018-11"),
    ],
)
def test_a_date_with_its_year(text: str, value: str) -> None:
    """A date that says its year is read as precisely as it is written, and nothing is inferred."""
    assert read(text) == [(value, False)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("今年", "2020"),
        ("今年3月", "2020-03"),
        ("去年", "2019"),
        ("前年", "2018"),
        ("明年", "2021"),
        ("去年12月1日", "2019-12-01"),
        ("5月3日", "2020-05-03"),
        ("5月", "2020-05"),
        ("5 月 3 日", "2020-05-03"),
        ("上半年", "2020"),
        ("第 3 季", "2020"),
        ("本月3日", "2020-03-03"),
        ("上個月", "2020-02"),
        ("on May 3", "2020-05-03"),
        ("in May", "2020-05"),
        ("last year", "2019"),
    ],
)
def test_a_date_without_its_year(text: str, value: str) -> None:
    """今年 and its kin, and months without a year, count from the document's own date, and say that they were inferred."""
    assert read(text) == [(value, True)]


@pytest.mark.parametrize("text", ["今年", "去年3月", "5月3日", "同年", "3月"])
def test_without_a_date_of_the_document_nothing_is_guessed(text: str) -> None:
    """A date without a year, in a document without a date, is left out."""
    assert read(text, published=None) == []


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2018年7月6日加徵，8月23日再加徵。"], [("2018-07-06", False), ("2018-08-23", True)]),
        (["2018年7月6日加徵。", "8月23日再加徵。"], [("2018-07-06", False), ("2018-08-23", True)]),
        (["2018年加徵。同年12月談判，翌年5月破局。"], [("2018", False), ("2018-12", True), ("2019-05", True)]),
        (["2018年7月加徵，次年再加徵，同年談判。"], [("2018-07", False), ("2019", True), ("2019", True)]),
        (["2018年加徵；今年3月談判。"], [("2018", False), ("2020-03", True)]),
        (["2018年加徵。去年談判，12月簽署。"], [("2018", False), ("2019", True), ("2019-12", True)]),
        (["今（2023）年宣布。", "去年為準備期。"], [("2023", False), ("2022", True)]),
        (["2018年7月6日，8日再談。"], [("2018-07-06", False)]),
        (["2018年7月6日，8日，"], [("2018-07-06", False), ("2018-07-08", True)]),
        (["自2018年7月6日至8日，"], [("2018-07-06/2018-07-08", False)]),
        (["5月3日至6月1日"], [("2020-05-03/2020-06-01", True)]),
        (["2018年12月簽署，翌月生效，同月15日公告。"], [("2018-12", False), ("2019-01", True), ("2019-01-15", True)]),
        (["2018年加徵，下半年談判。"], [("2018", False), ("2018", True)]),
    ],
)
def test_years_run_on(texts: list[str], expected: list) -> None:
    """A month or day without a year has that of the date before it; 同年 and 翌年 count from there, 今年 from the document's date."""
    assert read(*texts) == expected


@pytest.mark.parametrize(
    "text",
    [
        "第301條",
        "25%",
        "2,000億美元",
        "2018億元",
        "12.5",
        "1974條",
        "可能",
        "A2018",
        "3月平均",
        "555年",
        "3年",
        "10 年來",
        "20180706",
        "may be",
        "2018%",
        "1990年代",
        "if it may 3 times",
    ],
)
def test_what_is_no_date(text: str) -> None:
    """Figures of other kinds, and the verb may, are no dates."""
    assert read(text) == []


@pytest.mark.parametrize(("text", "value"), [("2018年2月30日", "2018-02"), ("2018年6月31日", "2018-06"), ("2019-02-29", "2019-02")])
def test_a_day_that_does_not_exist_is_left_out(text: str, value: str) -> None:
    """A value is a date of the calendar: where the month lacks the day, only the month stands."""
    assert read(text) == [(value, False)]


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_written_dates_are_read_back(date: dt.date) -> None:
    """Every day of this and the last century is read back from its usual forms."""
    iso = date.isoformat()
    forms = [
        f"{date.year}年{date.month}月{date.day}日",
        f"{date.year}/{date.month}/{date.day}",
        date.strftime("%B ") + f"{date.day}, {date.year}",
    ]

    assert [read(form) for form in forms] == [[(iso, False)]] * 3


@given(st.text(alphabet="0123456789年月日民國今去同至-/（）() Mayinof,。", max_size=40))
def test_any_text_is_read_without_harm(text: str) -> None:
    """Dates lie in the text in order without overlap, and are ISO 8601 as precise as known."""
    reader = DateReader("2020-03-16")
    dates = reader.read(fold(text), 0, len(text))

    assert all(0 <= date.span.start < date.span.end <= len(text) for date in dates)
    assert all(a.span.end <= b.span.start for a, b in pairwise(dates))
    for date in dates:
        for part in date.value.split("/"):
            assert [len(number) for number in part.split("-")] in ([4], [4, 2], [4, 2, 2])


def test_only_the_range_is_read() -> None:
    """Dates outside the given range of the text are not read."""
    text = "2018年加徵。2019年談判。"
    dates = DateReader(None).read(text, text.index("。") + 1, len(text))

    assert [date.value for date in dates] == ["2019"]
