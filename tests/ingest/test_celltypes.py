"""What the cells of a table column are."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ingest import from_text, read
from kg.ingest.celltypes import column_types


@pytest.mark.parametrize(
    ("type_", "header", "cells"),
    [
        ("date", "", ["2018/10", "2019", "2019/3/1～2019/6"]),
        ("date", "", ["民國 108 年 7 月", "109 年底", "110/3/2"]),
        ("date", "", ["March 3, 2020", "5 May 2021", "2022 Q3"]),
        ("date", "開工時間", ["2021 春", "2022 秋以後", "2023"]),
        ("country", "設廠地", ["越南、印度", "美国", "Germany and France", "歐洲與日本"]),
        ("country", "國籍", ["沙國", "風國"]),
        ("status", "", ["已投產", "考慮中", "規劃中", "尚未動工"]),
        ("status", "狀態", ["營運", "停擺"]),
        ("rate", "", ["25%", "7.5％", "5-10%"]),
        ("rate", "稅率(%)", ["25", "10", "－"]),
        ("amount", "", ["66 億美元", "NT$3,000", "1.5 million euros"]),
        ("amount", "金額(億美元)", ["340", "2,000", "NIL"]),
        ("number", "件數", ["1", "2,000", "37 家"]),
        ("number", "吞吐量", ["121.3", "98.7", "110.5"]),
        ("name", "承辦廠商", ["光科", "鏡光"]),
        ("text", "稅則號別代碼", ["8541", "8542"]),
        ("text", "說明", ["為求分散風險", "尚待各方協商後再議，時程未定"]),
        ("text", "", ["NIL", "－"]),
    ],
)
def test_header_and_cells_tell_a_type(type_: str, header: str, cells: list[str]) -> None:
    """A column has the type that its header names or that nearly all its cells look like."""
    assert column_types([header], [[cell] for cell in cells]) == (type_,)


def test_a_few_cells_of_another_kind_leave_the_type() -> None:
    """One cell in five that is no date makes no other column of it; one in two does."""
    assert column_types(["甲"], [["2018"], ["2019"], ["不詳"], ["2020"], ["2021"]]) == ("date",)
    assert column_types(["甲"], [["2018"], ["不詳"]]) == ("text",)


def test_columns_without_a_header_have_types() -> None:
    """Where the header is not known the cells tell, even if rows differ in length."""
    assert column_types([], [["2018/1", "越南"], ["2018/2", "印度", "3"]]) == ("date", "country", "number")


def test_tables_of_all_formats_have_types(tmp_path: Path) -> None:
    """A Markdown table knows its types like a flattened one; an unsure table has none."""
    (tmp_path / "a.md").write_text("# 甲\n\n| 國籍 | 家數 |\n|---|---|\n| 越南 | 3 |\n| 印度 | 5 |\n", encoding="utf-8")
    assert [block.table.types for block in read(tmp_path / "a.md").blocks if block.table] == [("country", "number")]
    flat = from_text("表 1　看法\n各方的看法\n大致相同\n資料來源：港務局。\n")
    assert [block.table.types for block in flat.blocks if block.table] == [()]
