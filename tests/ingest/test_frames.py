"""Ruled tables: the grid that rules draw, and PDF files whose tables come out as those of other formats do."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

from kg.ingest import read
from kg.ingest.frames import Rule, grids_of
from kg.model import Document

ROWS = [
    ["時間", "國籍", "企業", "產業", "目的地", "狀態"],
    ["2018/10", "日本", "Lumen", "家電", "越南", "已遷廠"],
    ["2018/11", "美國", "Brooks Run", "跑鞋", "越南、印度、馬來西亞與菲律賓", "已遷廠"],
    ["2019/6", "臺灣", "仁和", "電子", "", "考慮中"],
]
LEAD = "海運公會昨天公布調查，多數會員支持新的排放標準，但是希望補助能夠盡早發放，以免影響營運。"
CAPTION, SOURCE = "表 1　產線外移情形", "資料來源：海運公會。"
GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]

pdfmetrics.registerFont(UnicodeCIDFont("MSung-Light"))
STYLE = ParagraphStyle("plain", fontName="MSung-Light", fontSize=10, leading=14, wordWrap="CJK")


def table(rows: list[list[str]], style: list[tuple[object, ...]] = GRID, **options: object) -> Table:
    """A table of these cells, narrow enough for words to be wrapped."""
    cells = [[Paragraph(cell, STYLE) if cell else "" for cell in row] for row in rows]
    return Table(cells, colWidths=[420 / len(rows[0])] * len(rows[0]), style=TableStyle(style), **options)


def pdf(path: Path, *flow: str | Flowable) -> Document:
    """What is read of a PDF file of paragraphs and tables."""
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([Paragraph(item, STYLE) if isinstance(item, str) else item for item in flow])
    path.write_bytes(out.getvalue())
    return read(path)


def cells(document: Document) -> list[list[str]]:
    """Header and rows of the one table of a document, which must be sure."""
    [block] = [block for block in document.blocks if block.table]
    assert block.table is not None
    assert block.table.sure
    return [[block.text[cell.start : cell.end] for cell in row] for row in (block.table.header, *(row.cells for row in block.table.rows))]


def test_the_same_table_in_three_formats(tmp_path: Path) -> None:
    """A ruled PDF table has the caption, header and cells that it has in Word and HTML, an empty and a wrapped one among them."""
    word = docx.Document()
    word.add_paragraph(CAPTION, style="Caption")
    grid = word.add_table(rows=0, cols=6)
    for row in ROWS:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    word.add_paragraph(SOURCE)
    word.save(str(tmp_path / "t.docx"))
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    (tmp_path / "t.html").write_text(
        f"<html><body><article><p>{LEAD * 8}</p><table><caption>{CAPTION}</caption>{lines}</table><p>{SOURCE}</p></article></body></html>",
        encoding="utf-8",
    )
    paged = pdf(tmp_path / "t.pdf", LEAD, CAPTION, table(ROWS), SOURCE, LEAD)
    documents = [paged, read(tmp_path / "t.docx"), read(tmp_path / "t.html")]

    assert [cells(document) for document in documents] == [ROWS] * 3
    titles = [block.text.split("\n")[0] for document in documents for block in document.blocks if block.table]
    assert titles == ["表 1 產線外移情形"] * 3
    assert [block.kind for block in paged.blocks] == ["paragraph", "table", "reference", "paragraph"]


def test_cells_lead_to_the_text(tmp_path: Path) -> None:
    """Places of a ruled table rise, and those of a cell say in the document's text what the cell says."""
    document = pdf(tmp_path / "t.pdf", LEAD, CAPTION, table(ROWS), SOURCE)
    [block] = [block for block in document.blocks if block.table]
    assert block.table is not None
    assert list(block.places) == sorted(set(block.places))
    place = block.source(block.table.rows[1].cells[2])
    assert document.text[place.start : place.end] == "Brooks Run"
    assert block.page == 1


@pytest.mark.parametrize("repeated", [True, False], ids=["header again", "no header"])
def test_a_table_over_a_page_break_is_one(tmp_path: Path, repeated: bool) -> None:
    """Rows on the next page belong to the table, whether or not its header stands above them."""
    rows = [ROWS[0], *([f"2019/{n}", "日本", "光科", "家電", "越南", "已遷廠"] for n in range(1, 90))]
    document = pdf(tmp_path / "t.pdf", LEAD, CAPTION, table(rows, repeatRows=int(repeated)), SOURCE)
    assert len(document.pages) > 1
    assert cells(document) == rows


def test_a_caption_says_that_a_table_goes_on(tmp_path: Path) -> None:
    """The rest of a table, under its caption and header again, is more rows of it; a table of another number is another."""
    rest = [ROWS[0], ["2019/7", "日本", "光科", "家電", "越南", "已遷廠"]]
    document = pdf(tmp_path / "t.pdf", LEAD, CAPTION, table(ROWS), PageBreak(), CAPTION + "（續）", table(rest), SOURCE)
    assert cells(document) == [*ROWS, rest[1]]

    other = pdf(tmp_path / "o.pdf", LEAD, CAPTION, table(ROWS), PageBreak(), "表 2　其他情形", table(rest), SOURCE)
    assert len([block for block in other.blocks if block.table]) == 2


def test_merged_cells(tmp_path: Path) -> None:
    """A cell over two rows says the same in both, a cell over two columns stands in the first, as in HTML."""
    rows = [["港口", "國家", "貨量"], ["北岸港", "風國", "120"], ["南岸港", "", "95"], ["合計", "", "215"]]
    spans = [("SPAN", (1, 1), (1, 2)), ("SPAN", (0, 3), (1, 3))]
    read_back = cells(pdf(tmp_path / "t.pdf", LEAD, CAPTION, table(rows, [*GRID, *spans])))
    assert read_back == [rows[0], rows[1], ["南岸港", "風國", "95"], rows[3]]


def test_open_sides(tmp_path: Path) -> None:
    """A table without rules at its left and right has its outer columns all the same."""
    style = [("LINEABOVE", (0, 0), (-1, -1), 0.5, colors.black), ("LINEBELOW", (0, -1), (-1, -1), 0.5, colors.black)]
    inner = [("LINEAFTER", (0, 0), (-2, -1), 0.5, colors.black)]
    assert cells(pdf(tmp_path / "t.pdf", LEAD, CAPTION, table(ROWS, [*style, *inner]))) == ROWS


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    """A box, and a grid with hardly a word in it as charts have, leave the text as it was."""
    empty = table([["", "", ""]] * 4 + [["高", "", ""]])
    document = pdf(tmp_path / "t.pdf", LEAD, table([[LEAD]]), empty, LEAD)
    assert not [block for block in document.blocks if block.table]
    assert LEAD in "".join(document.text.split())


def test_rules_between_the_columns_of_a_page_draw_no_table(tmp_path: Path) -> None:
    """A page whose head, columns and foot are parted by rules is text."""
    rows = [["海運公會月報", ""], [LEAD * 4, LEAD * 4], ["第三十一期", ""]]
    spans = [("SPAN", (0, 0), (1, 0)), ("SPAN", (0, 2), (1, 2))]
    assert not [block for block in pdf(tmp_path / "t.pdf", table(rows, [*GRID, *spans])).blocks if block.table]


def rules(*places: float, start: float = 0, end: float = 100) -> list[Rule]:
    """Rules at these places."""
    return [Rule(place, start, end) for place in places]


def test_pieces_of_a_rule_are_one() -> None:
    """Borders drawn cell by cell, and double rules, are one border each."""
    across = [*rules(0, 50, 100, end=50), *rules(0.4, 50.4, 100.4, start=50.5)]
    [frame] = grids_of(across, rules(0, 50, 52, 100))
    assert (len(frame.xs), len(frame.ys)) == (3, 3)
    assert frame.cell(20, 80) == (0, 0)
    assert frame.cell(80, 20) == (1, 1)
    assert frame.cell(120, 20) is None


def test_rules_that_do_not_touch_draw_several_tables() -> None:
    """Two grids on a page are two, the upper one first."""
    lower = (rules(0, 20, 40), rules(0, 50, 100, end=40))
    upper = (rules(200, 220, 240), rules(0, 50, 100, start=200, end=240))
    found = grids_of([*lower[0], *upper[0]], [*lower[1], *upper[1]])
    assert [frame.ys[0] for frame in found] == [240, 40]


def test_shapes_that_are_no_cells_draw_no_table() -> None:
    """A cell around a corner, lines that cross no other, and a drawing of very many lines are no table."""
    corner = [*rules(0, 100), *rules(50, end=50)]
    assert not grids_of(corner, [*rules(0, 100), *rules(50, end=50)])
    assert not grids_of(rules(0, 50, 100), [])
    many = [Rule(10.0 * n, 0, 10_000) for n in range(500)]
    assert not grids_of(many, many)
