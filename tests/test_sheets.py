"""Tables as words: printed, read back, compared with what a person expects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.ingest import from_text
from kg.sheets import Sheet, compare_sheets, read_sheets, render_sheets, sheets

TEXT = "表 1　貨量\n港口　國家　貨量\n北岸港　風國　120\n南岸港　沙國　95\n西岸港　風國　88\n註：單位為千噸。\n資料來源：港務局。\n"
CSV = """document,table,page,sure,row,cells
a.txt,表 1 貨量,,yes,0,港口,國家,貨量
a.txt,表 1 貨量,,yes,type,name,country,number
a.txt,表 1 貨量,,yes,1,北岸港,風國,120
a.txt,表 1 貨量,,yes,2,南岸港,沙國,95
a.txt,表 1 貨量,,yes,3,西岸港,風國,88
"""


@pytest.fixture
def found() -> list[Sheet]:
    """The tables of the text."""
    return list(sheets(from_text(TEXT, name="a.txt")))


def test_text_shows_all_of_a_table(found: list[Sheet]) -> None:
    """Caption, document, header, rows, note and source stand in the text form."""
    assert render_sheets(found, "text") == (
        "表 1 貨量  [a.txt]\n  港口 | 國家 | 貨量\n  (name | country | number)\n  北岸港 | 風國 | 120\n  南岸港 | 沙國 | 95\n  西岸港 | 風國 | 88\n"
        "  註：單位為千噸。\n  資料來源：港務局。\n"
    )


def test_csv_goes_out_and_comes_in_again(tmp_path: Path, found: list[Sheet]) -> None:
    """What is written as CSV agrees in full with where it came from when it is read, whichever program saved it."""
    assert render_sheets(found, "csv") == CSV
    (tmp_path / "e.csv").write_text("\ufeff" + CSV.replace("\n", ",,\r\n"), encoding="utf-8")
    (tmp_path / "e.csv").write_text((tmp_path / "e.csv").read_text(encoding="utf-8").replace("cells,,", "cells"), encoding="utf-8")
    [agreement] = compare_sheets(read_sheets(tmp_path / "e.csv"), found)
    assert (agreement.rows, agreement.cells) == ((5, 5, 5), (15, 15, 15))
    assert not agreement.missing
    assert not agreement.extra


def test_what_differs_is_counted_and_listed(tmp_path: Path, found: list[Sheet]) -> None:
    """A wrong cell makes its row wrong; a table that was not found has nothing right."""
    (tmp_path / "e.csv").write_text(
        CSV.replace(",95", ",59") + "a.txt,表 2 船期,,yes,0,港口\na.txt,表 2 船期,,yes,1,北岸港\n", encoding="utf-8"
    )
    first, second = compare_sheets(read_sheets(tmp_path / "e.csv"), found)
    assert (first.rows, first.cells) == ((5, 5, 4), (15, 15, 14))
    assert (first.missing, first.extra) == ((("南岸港", "沙國", "59"),), (("南岸港", "沙國", "95"),))
    assert (second.rows, second.cells) == ((2, 0, 0), (2, 0, 0))


def test_types_are_compared_where_they_are_expected(tmp_path: Path, found: list[Sheet]) -> None:
    """A line of types counts like a row; a file without one asks for words only."""
    (tmp_path / "e.csv").write_text(CSV.replace("type,name,country", "type,name,text"), encoding="utf-8")
    [agreement] = compare_sheets(read_sheets(tmp_path / "e.csv"), found)
    assert (agreement.rows, agreement.cells) == ((5, 5, 4), (15, 15, 14))
    untyped = "".join(line for line in CSV.splitlines(keepends=True) if ",type," not in line)
    (tmp_path / "e.csv").write_text(untyped, encoding="utf-8")
    [agreement] = compare_sheets(read_sheets(tmp_path / "e.csv"), found)
    assert (agreement.rows, agreement.cells) == ((4, 4, 4), (12, 12, 12))


def test_json_gives_the_types(found: list[Sheet]) -> None:
    """Programs find the type of each column beside the header."""
    [table] = json.loads(render_sheets(found, "json"))
    assert dict(zip(table["header"], table["types"], strict=True)) == {"港口": "name", "國家": "country", "貨量": "number"}


def test_unsure_tables_and_rows_say_so() -> None:
    """A table whose cells could not be told is marked, and so is a row."""
    [table] = sheets(from_text("表 1　看法\n各方的看法\n大致相同\n資料來源：港務局。\n", name="a.txt"))
    assert render_sheets([table], "text").startswith("表 1 看法  [a.txt, unsure]\n")
    assert ",no," in render_sheets([table], "csv")


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "", "document,table,page,sure,row,cells\na,b\n"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    """A CSV file of another kind is named with what to do."""
    (tmp_path / "e.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"e\.csv"):
        read_sheets(tmp_path / "e.csv")


def test_an_unknown_format_is_refused(found: list[Sheet]) -> None:
    """Formats are named when another is asked for."""
    with pytest.raises(UsageError, match="text, csv, json"):
        render_sheets(found, "xlsx")
