"""Tables of flattened text: what is read, what is left unsure, and what goes on elsewhere."""

from __future__ import annotations

import pytest

from kg.ingest import from_text
from kg.model import Block, Document, Span

CAPTION = "表 1　產線外移情形\n"
HEADER = "時間　國籍　企業　產業　目的地　狀態\n"
ROWS = (
    "2018/10　日本　光科　家電　越南　已遷廠\n"
    "2018/11　日本　鏡光　家電　越南　已遷廠\n"
    "2018/12　美國　布克　跑鞋　泰國　已遷廠\n"
    "2019/1　臺灣　仁和　電子　印度　考慮中\n"
    "2019/2　臺灣　廣佳　電子　越南　考慮中\n"
)
SOURCE = "資料來源：海運公會。\n"


def words(block: Block, span: Span) -> str:
    """The words of a span."""
    return block.text[span.start : span.end]


def tables(document: Document) -> list[Block]:
    """The table blocks of a document."""
    return [block for block in document.blocks if block.table]


def read(text: str) -> tuple[bool, list[list[str]], list[bool]]:
    """Whether the one table of a text is sure, its header and rows, and which rows are sure."""
    [block] = tables(from_text(text))
    assert block.table is not None
    rows = [[words(block, cell) for cell in cells] for cells in (block.table.header, *(row.cells for row in block.table.rows))]
    return block.table.sure, rows, [row.sure for row in block.table.rows]


@pytest.mark.parametrize("row", ["2019/3　荷蘭　皇飛　電子　　已遷廠\n", "2019/3　荷蘭　皇飛　電子　已遷廠\n"], ids=["gap", "kinds"])
def test_an_empty_cell_leaves_the_others_in_their_columns(row: str) -> None:
    """A row that lacks a cell is put under its columns, by the doubled gap or by what the other rows hold."""
    sure, rows, rows_sure = read(CAPTION + HEADER + ROWS + row + SOURCE)
    assert sure
    assert all(rows_sure)
    assert rows[-1] == ["2019/3", "荷蘭", "皇飛", "電子", "", "已遷廠"]


def test_a_row_that_cannot_be_placed_is_unsure_alone() -> None:
    """A row whose empty cell nothing tells is unsure; the others are read all the same."""
    sure, rows, rows_sure = read(CAPTION + HEADER + ROWS + "2019/3　丹麥　皇飛　風機　新址\n" + SOURCE)
    assert sure
    assert rows_sure == [True] * 5 + [False]
    assert rows[5] == ["2019/2", "臺灣", "廣佳", "電子", "越南", "考慮中"]


def test_a_cell_that_wrapped_in_the_middle_of_a_row_is_not_put_at_its_end() -> None:
    """What runs over below a complete row may belong to any cell of it: the row is unsure."""
    sure, _, rows_sure = read(CAPTION + HEADER + ROWS + "2019/3　荷蘭　皇飛　電子　越南、印　已遷廠\n度、泰國\n" + SOURCE)
    assert sure
    assert rows_sure == [True] * 5 + [False]


def test_an_unsure_row_makes_no_names_of_its_cells() -> None:
    """Columns type the cells of sure rows only."""
    from kg.annotate import Annotator
    from kg.vocab import load_vocabulary

    document = from_text(CAPTION + HEADER + ROWS + "2019/3　荷蘭　皇飛　電子　越南、印　已遷廠\n度、泰國\n" + SOURCE)
    found = {mention.surface for mention in Annotator(load_vocabulary()).mentions(document) if mention.found_by == "column"}
    assert "鏡光" in found
    assert not any("皇飛" in surface for surface in found)


COUNTED = (
    "表 2　理由排序\n排序　負面理由　次數　排序　正面理由　次數\n1 品質　301 1 誘因　844\n2 運費　199 2 顧客　818\n"
    "3\n斷鏈\n政治風險\n80 3 勞力　352\n4 綠色　67 4 時間　344\n資料來源：港務局。\n"
)


def test_rows_are_counted() -> None:
    """Where the first column counts the rows, a line that begins with another figure goes on with the row."""
    text = COUNTED + "港口的情況如下。\n居民都表示歡迎。\n公會則不同意。\n此外還有補助。\n"
    sure, rows, rows_sure = read(text.replace("\n", " \n").replace("斷鏈 ", "斷鏈"))
    assert (sure, all(rows_sure)) == (True, True)
    assert rows[3:] == [["3", "斷鏈政治風險", "80", "3", "勞力", "352"], ["4", "綠色", "67", "4", "時間", "344"]]


def test_words_that_ran_into_a_figure_are_unsure() -> None:
    """Where the end of a cell is not marked and the next one's figure is joined to it, the row is unsure."""
    sure, rows, rows_sure = read(COUNTED)
    assert (sure, rows_sure) == (True, [True, True, False, True])
    assert rows[4] == ["4", "綠色", "67", "4", "時間", "344"]


def test_a_first_column_may_have_no_header() -> None:
    """Names of rows stand in a column of their own, whose header is empty, where all that follows is figures."""
    text = "表 3　技術層次\n工作比例（%）　公司比例（%）\n高科技　21 16\n中科技　45 31\n低科技　17 22\n資料來源：港務局。\n"
    assert read(text)[:2] == (
        True,
        [["", "工作比例（%）", "公司比例（%）"], ["高科技", "21", "16"], ["中科技", "45", "31"], ["低科技", "17", "22"]],
    )


def test_a_name_of_the_header_may_span_others() -> None:
    """The last name of a header may stand over several on the next line; rows without a rank are put under the names."""
    text = (
        "表 3　出口額\n名次　國家　出口額(億美元)\n2018 年　2019 年　變化\n合計　74.7　2641.5　-3.1\n"
        "1 英國　84.9　101.1　16.2\n2 捷克　45.8　55.4　9.6\n3 荷蘭　31.2　34.1　3.0\n資料來源：港務局。\n"
    )
    sure, rows, rows_sure = read(text)
    assert (sure, rows_sure) == (True, [True] * 4)
    assert rows[:3] == [
        ["名次", "國家", "出口額(億美元) 2018 年", "2019 年", "變化"],
        ["", "合計", "74.7", "2641.5", "-3.1"],
        ["1", "英國", "84.9", "101.1", "16.2"],
    ]


def test_a_bullet_belongs_to_what_follows_it() -> None:
    """A bullet behind a date opens the next cell."""
    rows = "".join(
        f"{name}　2020/1/{n} • 雙方同意降低{name}的門檻，並且每年檢討一次。\n" for n, name in enumerate(("市場", "匯率", "技術"), 10)
    )
    sure, cells, _ = read("表 4　協議重點\n項目　時間　回應\n" + rows + SOURCE)
    assert sure
    assert cells[1] == ["市場", "2020/1/10", "• 雙方同意降低市場的門檻，並且每年檢討一次。"]


def test_paragraphs_that_fell_out_of_step_are_unsure() -> None:
    """Where a cell holds several paragraphs, all that follows would stand in other columns: the table is unsure."""
    lines = [
        "表 5　佈局模式 ", "模式  動機  廠商 ", "回國 ", " 供應鏈完整 ", " 光科與鏡光 ", "外移 ", " 貼近市場 ", " 關稅風險 ", " 仁和 ", " 廣佳 ",
        "多元 ", " 分散風險 ", " 布克 ", " 皇飛 ", "資料來源：海運公會。 ", "港口的情況如下。 ", "居民都表示歡迎。 ", "公會則不同意。 ", "此外還有補助。 ",
    ]  # fmt: skip
    [block] = tables(from_text("\n".join(lines)))
    assert block.table is not None
    assert not block.table.sure


def marked(*lines: str) -> str:
    """A table in a text whose lines end in a blank where a paragraph ends."""
    below = ("資料來源：海運公會。 ", "港口的情況如下。 ", "居民都表示歡迎。 ", "公會則不同意。 ", "此外還有補助。 ")
    return "\n".join(("表 5  港口的措施 ", *lines, *below))


def test_a_name_may_stand_for_several_rows() -> None:
    """A name of the first column that stands above the rows that share it belongs to the first of them; a bullet that wrapped
    away from its date opens the next cell."""
    sure, rows, _ = read(
        marked(
            "項目  時間  回應 ", "岸電 ", "2019/3/1 •  北岸港允諾裝設岸電，並且每年檢討一", "次。 ", "2019/5/2 •  南岸港研擬補助。 ",
            "2019/6/3 ", "•  西岸港公布價格。 ", "卡車與", "拖車 ", "2019/7/4 •  公會承諾汰換。 ", "燃料  2019/8/5 •  各方同意減量。 ",
        )
    )  # fmt: skip
    assert sure
    assert rows[1:] == [
        ["岸電", "2019/3/1", "• 北岸港允諾裝設岸電，並且每年檢討一次。"],
        ["", "2019/5/2", "• 南岸港研擬補助。"],
        ["", "2019/6/3", "• 西岸港公布價格。"],
        ["卡車與拖車", "2019/7/4", "• 公會承諾汰換。"],
        ["燃料", "2019/8/5", "• 各方同意減量。"],
    ]


@pytest.mark.parametrize("extra", ["2019/9/6 ", "2019/9/6 •  各方存查。 多出的一段 "], ids=["short", "long"])
def test_rows_that_share_a_name_are_complete(extra: str) -> None:
    """A row that lacks a cell, or a name that no row follows, leaves the table unsure."""
    lines = ["項目  時間  回應 ", "岸電 ", *(f"2019/3/{n} •  北岸港允諾裝設。 " for n in range(1, 5))]
    assert read(marked(*lines))[0]
    assert not read(marked(*lines, *extra.replace("。 ", "。 \n").split("\n")))[0]


def test_numbered_items_are_one_cell() -> None:
    """Paragraphs that count on stand in the cell of the first of them."""
    sure, rows, _ = read(
        marked(
            "項目  建議 ", "岸電 ", "1.裝設插座，並且公布價格 ", "2.補助船東 ", "卡車 ", "汰換舊車 ", "燃料 ", "1.減量 ", "2.改用替代品 "
        )
    )
    assert sure
    assert [row[0] for row in rows] == ["項目", "岸電", "卡車", "燃料"]
    assert rows[3][1] == "1.減量2.改用替代品"


def test_a_row_whose_key_is_a_sentence_is_unsure_alone() -> None:
    """Where the lines of two cells were mixed, that row is unsure; the others are read."""
    keys = ("岸電", "卡車", "燃料", "吊車", "倉儲")
    lines = [line for key in keys for line in (f"{key} ", f"各港對{key}的看法，大致相同。 ")]
    sure, rows, rows_sure = read(marked("項目  看法 ", *lines[:6], "人員訓 公會認為，應該先", "練  辦考試。 ", *lines[6:]))
    assert sure
    assert rows_sure == [True, True, True, False, True, True]
    assert rows[4][1] == ""
    assert rows[5] == ["吊車", "各港對吊車的看法，大致相同。"]


@pytest.mark.parametrize("caption", ["表 1　產線外移情形（續）", "續表 1　產線外移情形", "表 1（續）"])
@pytest.mark.parametrize("between", ["", SOURCE], ids=["open", "closed"])
def test_a_table_that_goes_on_is_one(caption: str, between: str) -> None:
    """The rest of a table, under the caption and header again, is more rows of it."""
    text = (
        CAPTION
        + HEADER
        + ROWS
        + between
        + f"{caption}\n{HEADER}2019/3　荷蘭　皇飛　電子　越南　已遷廠\n2019/4　荷蘭　皇飛　電子　越南　已遷廠\n"
    )
    document = from_text(text + SOURCE + "港口的情況如下。\n")
    [block] = tables(document)
    assert block.table is not None
    assert [words(block, row.cells[0]) for row in block.table.rows][-3:] == ["2019/2", "2019/3", "2019/4"]
    assert list(block.places) == sorted(block.places)
    assert not [other for other in document.blocks if other.kind in ("caption", "heading", "paragraph") and "產線" in other.text]


@pytest.mark.parametrize("end", ["", " "], ids=["plain", "marked"])
def test_a_sentence_that_begins_like_a_caption_is_text(end: str) -> None:
    """A paragraph that opens with "Table 1 sums up" is a paragraph, whether or not blanks mark where paragraphs end."""
    lines = ["港口的情況如下。 ", "居民都表示歡迎。 ", "公會則表示不同意。 ", "此外還有各項補助。 "]
    lines += [
        "表 1 歸納我們對港口減碳的看法，其中包括岸電與燃料的價格，也提到卡車汰",
        "換的進度。居民普遍表示歡迎，海運公會則認為應該先有補助，再談強制的規定，",
        f"否則中小型業者難以負擔。{end}",
    ]
    blocks = from_text("\n".join(line if end else line.rstrip() for line in lines)).blocks
    assert "caption" not in {block.kind for block in blocks}
    assert any(block.text.startswith("表 1 歸納") and block.text.endswith("負擔。") for block in blocks)


def test_a_table_knows_its_note_and_its_source() -> None:
    """The remark and the source below a table are blocks of their own, to which it points."""
    document = from_text(CAPTION + HEADER + ROWS + "註：只計已公布者。\n" + SOURCE + "港口的情況如下。\n註：此註與表無關。\n")
    [block] = tables(document)
    assert block.table is not None
    assert (block.table.note, block.table.source) == (block.id + 1, block.id + 2)
    assert document.blocks[block.id + 1].text == "註：只計已公布者。"
    assert document.blocks[block.id + 2].text == "資料來源：海運公會。"
