"""Cells of tables are named by their column."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.annotate.candidate import View
from kg.annotate.columns import Columns
from kg.model import Block, Row, Span, Table


@pytest.fixture(scope="module")
def found(vocab):
    """(surface, type) that the columns of a table yield; rows are lists of cells, the first is the header."""
    columns = Columns(vocab.lexicon)

    def find(rows: list[list[str]], *, sure: bool = True) -> list[tuple[str, str]]:
        text, spans = "", []
        for row in rows:
            cells = []
            for cell in row:
                cells.append(Span(len(text), len(text) + len(cell)))
                text += cell + " "
            spans.append(tuple(cells))
            text = text[:-1] + "\n"
        table = Table(None, spans[0], tuple(map(Row, spans[1:])), sure)
        view = View.of(replace(Block(0, "table", text, tuple(range(len(text)))), table=table))
        return [(view.text[c.start : c.end], c.type) for c in columns.find(view)]

    return find


@pytest.mark.parametrize(
    ("header", "type_"),
    [("企業", "Firm"), ("廠商名稱", "Firm"), ("公司", "Firm"), ("产业", "Sector"), ("國 籍", "Country"), ("國家/地區", "Country"),
     ("產品", "Product"),
     ("Company", "Firm"), ("主管機關", "Organization"), ("法規名稱", "Policy")],
)  # fmt: skip
def test_the_header_gives_the_type(found, header: str, type_: str) -> None:
    """What a column holds is told by its header, in either script, spaces aside."""
    assert found([["時間", header], ["2018/12", "海天甲乙"]]) == [("海天甲乙", type_)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("海天甲乙、東海丙", ["海天甲乙", "東海丙"]),
        ("Alia Lines; Blue Sea", ["Alia Lines", "Blue Sea"]),
        ("海天甲（含東海）", ["海天甲"]),
        ("海天甲（東海）", ["海天甲（東海）"]),
        ("合計", []),
        ("無", []),
        ("-", []),
        ("N/A", []),
        ("2018", []),
        ("12.5%", []),
        ("", []),
        ("海", []),
        ("這家公司在過去的一年之間因為種種考量而決定把所有的產線全部移轉到另外一個比較便宜的國家去生產產品", []),
    ],
)
def test_items_of_a_cell(found, cell: str, expected: list[str]) -> None:
    """Every item of a cell is a name; empty marks, figures, single characters and prose are not."""
    assert found([["企業", "狀態"], [cell, "已移轉"]]) == [(name, "Firm") for name in expected]


def test_unsure_tables_and_unknown_columns_name_nothing(found) -> None:
    """Cells that could not be split with confidence, or stand under a header that says nothing, are left alone."""
    assert found([["企業"], ["海天甲乙"]], sure=False) == []
    assert found([["備註"], ["海天甲乙"]]) == []


def test_rows_that_are_unsure_are_passed_over(vocab) -> None:
    """A row whose cells could not be told gives no names; the others do."""
    text = "企業\n海天甲\n東海丙"
    rows = (Row((Span(3, 6),)), Row((Span(7, 10),), sure=False))
    view = View.of(Block(0, "table", text, tuple(range(len(text))), table=Table(None, (Span(0, 2),), rows)))
    assert [view.text[c.start : c.end] for c in Columns(vocab.lexicon).find(view)] == ["海天甲"]
