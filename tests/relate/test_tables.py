"""Tables become claims by title and header."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from kg.ingest import from_text, read
from kg.model import Extraction
from kg.pipeline import Extractor

RELOCATION = [
    ["時間", "國籍", "企業", "產業", "目的地", "狀態"],
    ["2018/12", "韓國", "三星電子", "電子業", "越南", "已關廠"],
    ["2019/6", "日本", "索尼", "電子業", "泰國", "規劃中"],
    ["2019/8", "臺灣", "和碩", "電子業", "印尼", "已取消"],
]
TARIFFS = [
    ["實施日期", "金額", "稅率", "狀態"],
    ["2018/7/6", "340億美元", "25%", "已實施"],
    ["2018/8/23", "160億美元", "25%", "已實施"],
    ["2019/12/15", "1,600億美元", "15%", "暫緩"],
]


def markdown(title: str, rows: list[list[str]]) -> str:
    """A report with one table in Markdown."""
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(["# 貿易報告", "", "以下為整理結果。", "", title, "", head, "|" + " --- |" * len(rows[0]), *body, "", "以上。", ""])


def flattened(title: str, rows: list[list[str]]) -> str:
    """The same as plain text, as it comes out of a word processor."""
    return "\n".join(["貿易報告", "以下為整理結果，供讀者參考。", title, *("　".join(row) for row in rows), "資料來源：本研究整理。", ""])


@pytest.fixture(scope="module")
def extract(vocab, tmp_path_factory) -> Callable[[str, str], Extraction]:
    """Extract from a text of a format, given by its ending."""
    extractor = Extractor(vocab)

    def run(content: str, ending: str) -> Extraction:
        if ending == "txt":
            return extractor.extract(from_text(content))
        path: Path = tmp_path_factory.mktemp("table") / f"report.{ending}"
        path.write_text(content, encoding="utf-8")
        return extractor.extract(read(path))

    return run


def rows(extraction: Extraction, relation: str) -> set[tuple[str, str, str | None, str]]:
    """(subject surface, object surface, date, modality) of the claims of a relation that tables made."""
    surfaces = {mention.id: mention.surface for mention in extraction.mentions}
    return {
        (surfaces[c.evidence.subject], surfaces[c.evidence.object], c.qualifiers.when, c.qualifiers.modality)
        for c in extraction.claims
        if c.relation == relation and c.evidence.rule.startswith("table/")
    }


FORMATS = pytest.mark.parametrize(("form", "ending"), [(markdown, "md"), (flattened, "txt")], ids=["markdown", "flattened"])


@FORMATS
def test_a_table_of_relocations(extract, form, ending: str) -> None:
    """Each row of a table of firms that moved says from where (the title), to where, when, and whether it has happened."""
    extraction = extract(form("表 1　中國大陸外商移轉產線情形", RELOCATION), ending)

    assert rows(extraction, "relocatedTo") == {
        ("三星電子", "越南", "2018-12", "fact"), ("索尼", "泰國", "2019-06", "planned"), ("和碩", "印尼", "2019-08", "denied"),
    }  # fmt: skip
    assert rows(extraction, "relocatedFrom") == {
        ("三星電子", "中國大陸", "2018-12", "fact"), ("索尼", "中國大陸", "2019-06", "planned"), ("和碩", "中國大陸", "2019-08", "denied"),
    }  # fmt: skip
    assert {row[:2] for row in rows(extraction, "basedIn")} == {("三星電子", "韓國"), ("索尼", "日本"), ("和碩", "臺灣")}
    assert {row[:2] for row in rows(extraction, "inSector")} == {("三星電子", "電子業"), ("索尼", "電子業"), ("和碩", "電子業")}


@FORMATS
def test_a_table_of_tariff_rounds(extract, form, ending: str) -> None:
    """Each row of a table of tariff rounds is a claim between the two countries of the title, with date, sum, rate and status."""
    extraction = extract(form("表 2　美國對中國加徵關稅的輪次", TARIFFS), ending)
    found = {
        (c.qualifiers.when, c.qualifiers.amount.value, c.qualifiers.amount.unit, c.qualifiers.rate, c.qualifiers.modality)
        for c in extraction.claims
        if c.evidence.rule == "table/tariff-rounds" and c.qualifiers.amount
    }

    assert {row[:2] for row in rows(extraction, "imposesTariffOn")} == {("美國", "中國")}
    assert found == {
        ("2018-07-06", Decimal(34_000_000_000), "USD", "25%", "fact"),
        ("2018-08-23", Decimal(16_000_000_000), "USD", "25%", "fact"),
        ("2019-12-15", Decimal(160_000_000_000), "USD", "15%", "denied"),
    }


@FORMATS
def test_a_row_is_its_claims_evidence(extract, form, ending: str) -> None:
    """The evidence of a row's claim is the row: its quote holds the firm and the place, its span leads back to them in the source."""
    extraction = extract(form("表 1　中國大陸外商移轉產線情形", RELOCATION), ending)
    (claim,) = [c for c in extraction.claims if c.relation == "relocatedTo" and c.qualifiers.when == "2018-12"]
    source = extraction.document.text[claim.evidence.span.start : claim.evidence.span.end]

    assert "三星電子" in claim.evidence.quote
    assert "索尼" not in claim.evidence.quote
    assert "三星電子" in source
    assert "索尼" not in source


def test_the_unit_may_stand_in_the_header(extract) -> None:
    """A column headed 金額（億美元） gives its bare numbers their unit."""
    table = [["實施日期", "金額（億美元）", "稅率（%）"], ["2018/7/6", "340", "25"], ["2018/8/23", "160", "10-25"]]
    extraction = extract(markdown("表 2　美國對中國加徵關稅的輪次", table), "md")
    found = {
        (c.qualifiers.amount.value, c.qualifiers.rate)
        for c in extraction.claims
        if c.evidence.rule == "table/tariff-rounds" and c.qualifiers.amount
    }

    assert found == {(Decimal(34_000_000_000), "25%"), (Decimal(16_000_000_000), "10-25%")}


@FORMATS
def test_a_bare_year_is_a_date_in_a_column_of_dates(extract, form, ending: str) -> None:
    """A cell that holds only 2019, under a header of dates, is that year."""
    table = [*RELOCATION[:3], ["2019", "臺灣", "和碩", "電子業", "印尼", "已設廠"]]
    extraction = extract(form("表 1　中國大陸外商移轉產線情形", table), ending)

    assert ("和碩", "印尼", "2019", "fact") in rows(extraction, "relocatedTo")


def test_several_names_in_a_cell_make_several_claims(extract) -> None:
    """A firm that moved to two countries makes a claim for each."""
    table = [RELOCATION[0], ["2018/12", "韓國", "三星電子", "電子業", "越南、印度", "已關廠"], *RELOCATION[2:]]
    extraction = extract(markdown("表 1　中國大陸外商移轉產線情形", table), "md")

    assert {("三星電子", "越南"), ("三星電子", "印度")} <= {row[:2] for row in rows(extraction, "relocatedTo")}


def test_a_table_of_stances(extract) -> None:
    """What the first column says decides between a fact, a denial, and nothing at all."""
    table = [["態度", "國家"], ["已宣布禁止", "澳洲、日本"], ["不會禁止", "泰國"], ["尚未表態", "印度"]]
    extraction = extract(markdown("表 4　各國對華為進入市場之立場", table), "md")

    assert rows(extraction, "restricts") == {
        ("澳洲", "華為", None, "fact"), ("日本", "華為", None, "fact"), ("泰國", "華為", None, "denied"),
    }  # fmt: skip


@FORMATS
def test_a_table_of_events_in_prose(extract, form, ending: str) -> None:
    """Sentences in cells are read as sentences: with the date of their row, and with the title's country where they name nobody."""
    table = [["時間", "事件"], ["2018/7/6", "對中國大陸加徵25%關稅。"], ["2019/5/17", "鴻海將產線移往越南，總部不動。"]]
    extraction = extract(form("表 5　美國採取的措施與企業的因應", table), ending)
    found = {(c.relation, c.qualifiers.when) for c in extraction.claims}
    subjects = {extraction.entities[c.subject].label for c in extraction.claims if c.relation == "imposesTariffOn"}

    assert {("imposesTariffOn", "2018-07-06"), ("relocatedTo", "2019-05-17")} <= found
    assert subjects == {"美國"}


def test_a_table_that_no_rule_fits_claims_nothing(extract) -> None:
    """Columns that say nothing of relations yield no claim."""
    extraction = extract(markdown("表 3　各國人口", [["國家", "人口"], ["越南", "九千萬"], ["泰國", "七千萬"]]), "md")

    assert [c for c in extraction.claims if c.evidence.rule.startswith("table/")] == []


def test_empty_cells_claim_nothing(extract) -> None:
    """A row without a destination makes no claim of one."""
    table = [RELOCATION[0], ["2018/12", "韓國", "三星電子", "電子業", "-", "已關廠"], *RELOCATION[2:]]
    extraction = extract(markdown("表 1　中國大陸外商移轉產線情形", table), "md")

    assert "三星電子" not in {row[0] for row in rows(extraction, "relocatedTo")}
    assert "三星電子" in {row[0] for row in rows(extraction, "relocatedFrom")}
