"""The readers: what each takes out of a file, and one contract over all of them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import docx.document
import pytest

from kg.ingest import read
from kg.model import Block, Document
from tests.ingest import files
from tests.ingest.test_layout import check_places

FORMATS: dict[str, bytes] = {
    "a.txt": "港口減碳\n\n作者：許望潮\n\n北岸港已經啟用岸電，居民表示歡迎。\n".encode(),
    "a.md": files.MARKDOWN.encode(),
    "a.html": files.HTML.format(charset="utf-8").encode(),
    "a.docx": files.word(),
    "a.pdf": files.pdf([[(72, 760, 18, "Ports"), (72, 700, 11, "The quay was opened in March."), (72, 686, 11, "Nobody came.")]]),
}
CORPUS = sorted(path for path in (Path(__file__).parent.parent.parent / "corpus").glob("[0-9]*.*"))

Make = Callable[[str, bytes], Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a file and give its path."""

    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def saved(document: docx.document.Document) -> bytes:
    """The bytes of a Word document."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def kinds(document: Document) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind, block.text) for block in document.blocks]


def table(document: Document) -> tuple[Block, list[list[str]]]:
    """The first table and its cells, header first."""
    block = next(block for block in document.blocks if block.table)
    assert block.table is not None
    rows = [block.table.header, *(row.cells for row in block.table.rows)]
    return block, [[block.text[cell.start : cell.end] for cell in row] for row in rows]


@pytest.mark.parametrize("name", FORMATS)
def test_every_reader_keeps_the_contract(name: str, make: Make) -> None:
    """Places lead back, the id comes from the bytes, and the same bytes give the same document."""
    path = make(name, FORMATS[name])
    document = read(path)

    check_places(document)
    assert document == read(path)
    assert document.id == f"doc-{document.sha256[:12]}"
    assert document.source == name
    assert document.blocks


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_every_sample_document_keeps_the_contract(path: Path) -> None:
    """The documents of the sample corpus are read whole: places lead back, and hardly a word stands outside the blocks."""
    document = read(path)

    check_places(document)
    kept = {place for block in document.blocks for place in block.places}
    lost = sum(char.isalnum() and place not in kept for place, char in enumerate(document.text))
    assert lost <= 0.02 * len(document.text)


def test_plain_text_is_kept_exactly(make: Make) -> None:
    """The text of a .txt file is what it holds, line ends and all."""
    text = "港口\r\n減碳\r\n\n南岸\r港口。\n"

    assert text == read(make("a.txt", text.encode())).text


def test_word_documents(make: Make) -> None:
    """Styles tell the blocks, changes count as accepted, headers are left out, the caption belongs to the table."""
    document = read(make("a.docx", FORMATS["a.docx"]))
    block, cells = table(document)

    assert kinds(document)[:5] == [
        ("title", "港口減碳"),
        ("furniture", "作者：許望潮 出版：海運公會 2021 年 3 月 5 日"),
        ("heading", "一、背景"),
        ("paragraph", "北岸港已經啟用岸電。"),
        ("list_item", "汰換卡車"),
    ]
    assert block.text.startswith("表 1 各港目標\n港口 目標\n")
    assert cells == [["港口", "目標"], ["北岸港", "減碳三成"], ["南岸港", "減碳兩成"]]
    assert (document.title, document.author, document.publisher, document.published) == ("港口減碳", "許望潮", "海運公會", "2021-03-05")


def test_markdown(make: Make) -> None:
    """Signs are left out of the blocks, not of the text; a pipe table has cells, an empty one too."""
    document = read(make("a.md", FORMATS["a.md"]))
    _, cells = table(document)

    assert document.text == files.MARKDOWN
    assert kinds(document)[:8] == [
        ("title", "港口減碳"),
        ("paragraph", "海運公會昨天公布調查，多數會員支持新的標準。"),
        ("heading", "一、背景"),
        ("list_item", "汰換卡車"),
        ("list_item", "設置岸電"),
        ("list_item", "1. 先行試辦"),
        ("paragraph", "居民多次陳情。"),
        ("table", "表 1 各港目標\n港口 目標\n北岸港 減碳三成\n南岸港"),
    ]
    assert cells == [["港口", "目標"], ["北岸港", "減碳三成"], ["南岸港", ""]]
    assert [block.mark for block in document.blocks if block.kind == "footnote"] == ["1"]
    assert (document.title, document.author, document.published) == ("港口減碳", "許望潮", "2021-03-05")


@pytest.mark.parametrize(("charset", "codec"), [("utf-8", "utf-8"), ("big5", "cp950"), ("utf-8", "utf-8-sig")])
def test_web_pages(charset: str, codec: str, make: Make) -> None:
    """The article is read, not what surrounds it; the head says who and when; the declared encoding counts."""
    document = read(make("a.html", files.HTML.format(charset=charset).encode(codec)))
    _, cells = table(document)

    assert not {"首頁", "版權所有", "分享到社群", "不是內文"} & set("".join(document.text.split("\n\n")).split())
    assert ("heading", "一、背景") in kinds(document)
    assert ("list_item", "設置岸電") in kinds(document)
    assert cells == [["港口", "目標"], ["北岸港", "減碳三成"], ["南岸港", "減碳兩成"]]
    assert (document.title, document.author, document.publisher, document.published) == ("港口減碳", "許望潮", "海運網", "2021-03-05")


def test_pdf_pages(make: Make) -> None:
    """Pages are counted from 1, and a block knows its page."""
    pages = [[(72, 760, 11, "The first quay was opened in March.")], [(72, 760, 11, "The second quay was opened in May.")]]
    document = read(make("a.pdf", files.pdf(pages, info="/Title (Quays) /Author (Jo Ray)")))

    assert [block.page for block in document.blocks] == [1, 2]
    assert document.page_of(document.text.index("second")) == 2
    assert (document.title, document.author) == ("Quays", "Jo Ray")


def test_pdf_columns_are_read_one_after_the_other(make: Make) -> None:
    """Two columns written row by row come out column by column, the line across both first."""
    left = [f"left column line number {n} of the page" for n in range(8)]
    right = [f"right column line number {n} of the page" for n in range(8)]
    rows = [run for n in range(8) for run in ((60, 700 - 14 * n, 11, left[n]), (320, 700 - 14 * n, 11, right[n]))]
    text = read(make("a.pdf", files.pdf([[(60, 760, 14, "A headline that runs over the whole width of the page for once"), *rows]]))).text

    lines = [line for line in text.split("\n") if line]
    assert lines[1:] == [*left, *right]


def test_pdf_small_print_moves_to_the_foot(make: Make) -> None:
    """Footnotes under the left of two columns do not cut the text that goes on in the right one."""
    left = [(60, 700 - 14 * n, 11, f"left column line number {n} of this page") for n in range(8)]
    right = [(320, 700 - 14 * n, 11, f"right column line number {n} of this page") for n in range(8)]
    note = [(60, 560, 8, "1 A note in small print about the page.")]
    document = read(make("a.pdf", files.pdf([[*left, *note, *right]])))

    assert [block.mark for block in document.blocks] == [None, "1"]
    assert "line number 7 of this page right column line number 0" in document.blocks[0].text


def test_pdf_tables_keep_their_cells(make: Make) -> None:
    """Cells that stand apart on the page are cells of the table."""
    rows = [
        ("Port", "Country", "Goods"),
        ("North Quay", "Windland", "120"),
        ("South Quay", "Windland", "95"),
        ("New Bay", "Sandland", "210"),
    ]
    runs = [(72 + 140 * c, 700 - 14 * r, 11, cell) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    page = [(72, 716, 11, "Table 1: Goods by port"), *runs, (72, 700 - 14 * 4, 11, "Source: the ports.")]
    _, cells = table(read(make("a.pdf", files.pdf([page]))))

    assert cells == [list(row) for row in rows]


def test_large_type_in_a_pdf_is_a_title(make: Make) -> None:
    """A line set in larger type stands by itself, though no space parts it from its paragraph."""
    lines = [(60.0, 700.0 - 14 * n, 11.0, "The harbour authority said that many more ships will come next year and") for n in range(8)]
    document = read(make("a.pdf", files.pdf([[(60.0, 716.0, 16.0, "The price of clean ports and of the"), *lines]])))

    assert [block.kind for block in document.blocks] == ["title", "paragraph"]
    assert document.title == "The price of clean ports and of the"


def test_what_a_browser_prints_around_a_pdf_page_is_furniture(make: Make) -> None:
    """Date and title above, address and count of pages below are no part of the text, and no footnote."""
    page = [
        (24.0, 800.0, 8.0, "11/21/26, 11:15 AM"), (300.0, 800.0, 8.0, "Ports"),
        *[(60.0, 700.0 - 14 * n, 11.0, "the harbour authority said that many more ships will come next year and") for n in range(8)],
        (24.0, 20.0, 8.0, "https://example.org/ports.html"), (560.0, 20.0, 8.0, "1/2"),
    ]  # fmt: skip
    document = read(make("a.pdf", files.pdf([page])))

    assert [block.kind for block in document.blocks] == ["furniture", "paragraph", "furniture"]


def test_the_last_page_of_two_columns_is_short(make: Make) -> None:
    """Two lines a side are columns where the page before was set in columns."""

    def columns(lines: int, left: str, right: str) -> list[files.Run]:
        words = "the harbour authority said that many more s"
        return [(x, 700.0 - 14 * n, 11.0, f"{side}{n} {words}") for n in range(lines) for x, side in ((60.0, left), (320.0, right))]

    document = read(make("a.pdf", files.pdf([columns(20, "A", "B"), columns(2, "C", "D")])))
    order = re.findall(r"[CD]\d", document.text)

    assert order == ["C0", "C1", "D0", "D1"]


def test_word_endnotes_are_read_like_footnotes(make: Make) -> None:
    """A note stands behind the paragraph that cites it, whichever kind it is."""
    assert kinds(read(make("a.docx", files.word_with_notes()))) == [
        ("paragraph", "北岸港已經啟用岸電。"),
        ("footnote", "見公會網站。"),
        ("paragraph", "南岸港仍在評估。"),
        ("footnote", "評估將於明年完成。"),
    ]


def test_word_cells_that_are_merged_downwards(make: Make) -> None:
    """What stands in a cell that spans rows belongs to each of them, as in a web page."""
    document = docx.Document()
    rows = (("港口", "國家", "狀態"), ("北岸港", "風國", "已啟用"), ("南岸港", "", "考慮中"))
    table_ = document.add_table(rows=0, cols=3)
    for row in rows:
        for cell, text in zip(table_.add_row().cells, row, strict=True):
            cell.text = text
    table_.cell(1, 1).merge(table_.cell(2, 1))
    merged = [list(rows[0]), list(rows[1]), ["南岸港", "風國", "考慮中"]]
    page = (
        "<html><body><table><tr><th>港口</th><th>國家</th><th>狀態</th></tr>"
        "<tr><td>北岸港</td><td rowspan=2>風國</td><td>已啟用</td></tr><tr><td>南岸港</td><td>考慮中</td></tr></table></body></html>"
    )

    assert table(read(make("a.docx", saved(document))))[1] == merged
    assert table(read(make("a.html", page.encode())))[1] == merged


def test_a_table_in_a_cell_is_a_table_of_its_own(make: Make) -> None:
    """Neither its rows nor its words belong to the table around it, in a Word document as in a web page."""
    document = docx.Document()
    outer = document.add_table(rows=2, cols=2)
    for cell, text in zip((cell for row in outer.rows for cell in row.cells), ("港口", "細目", "北岸港", "見內表"), strict=True):
        cell.text = text
    inner = outer.cell(1, 1).add_table(rows=2, cols=2)
    for cell, text in zip((cell for row in inner.rows for cell in row.cells), ("年", "量", "2021", "120"), strict=True):
        cell.text = text
    page = (
        "<html><body><table><tr><td>港口</td><td>細目</td></tr><tr><td>北岸港</td><td>見內表"
        "<table><tr><td>年</td><td>量</td></tr><tr><td>2021</td><td>120</td></tr></table></td></tr></table></body></html>"
    )

    for path in (make("a.docx", saved(document)), make("a.html", page.encode())):
        assert [block.text for block in read(path).blocks] == ["港口 細目\n北岸港 見內表", "年 量\n2021 120"]


def test_all_articles_of_a_page_are_read(make: Make) -> None:
    """A page of several articles keeps each, in the order of the page; what is beside them is left out."""
    body = "海運公會公布調查，多數會員支持新的標準，但是希望補助能夠盡早發放，以免影響營運，並請政府先在北岸港試辦一年。" * 3
    articles = "".join(f"<article><h2>{title}</h2><p>{body}</p></article>" for title in ("第一篇", "第二篇", "第三篇"))
    aside = '<nav>首頁</nav><div class="related"><article><p>另一則舊聞</p></article></div>'
    for page in (articles + aside, f'<div class="with-sidebar">{articles}</div>'):
        text = read(make("a.html", f"<html><body>{page}</body></html>".encode())).text
        assert [line for line in text.split("\n\n") if line != body] == ["第一篇", "第二篇", "第三篇"]


@pytest.mark.parametrize("depth", [200, 1500])
def test_what_stands_deep_in_a_page_is_read(depth: int, make: Make) -> None:
    """Elements nest deeper than the parser likes on real pages; no text behind them may be lost."""
    page = f"<html><body><p>港口</p>{'<div><span>' * (depth // 2)}<p>北岸港關閉了。</p>{'</span></div>' * (depth // 2)}<p>最後一段。</p></body></html>"

    assert read(make("a.html", page.encode())).text == "港口\n\n北岸港關閉了。\n\n最後一段。"
