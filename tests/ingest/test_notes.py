"""Footnotes: their marks, what they cite or explain, and where their marks stand, in every format."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kg.ingest import from_text, read
from kg.ingest.citations import is_citation
from kg.model import Block, Document
from tests.ingest import files

_ENGLISH = """The price of clean ports

The harbour authority said that more ships will come.1 Most members support the levy (see below).2 A third port is waiting.

Notes

1 The levy is paid by shipowners and not by the ports.
2 Jo Ray (2021), “Ports and levies,” https://example.org/ports.
"""
_CHINESE = """港口減碳的代價

海運公會昨天公布調查，多數會員支持新的排放標準1，但是希望補助能夠盡早發放，以免影響營運。2北岸港已經啟用岸電。

註釋

1. 排放標準由港務局訂定，分三年實施。
2. 許望潮（2021），〈港口補助〉，港灣研究，第 3 期。
"""
_MARKDOWN = """# 港口減碳

海運公會公布**調查**[^1]，多數會員支持。[^b]

[^1]: 調查於三月進行。
[^b]: 許望潮（2021），〈港口補助〉，港灣研究。
"""
_LINKED = """<html><body><article><h1>港口減碳</h1><p>海運公會公布調查<sup><a href="#n1" id="r1">1</a></sup>，多數會員支持新的標準。\
<a class="noteref" href="#n2" id="r2">[2]</a>北岸港面積 30 km<sup>2</sup>。</p></article>
<footer><ol><li id="n1">調查於三月進行。<a href="#r1">↩</a></li><li id="n2">許望潮（2021），〈港口補助〉，港灣研究。<a href="#r2">↩</a></li></ol>
</footer></body></html>"""
_RAISED = """<html><body><main><h1>港口減碳</h1><p>海運公會公布調查<sup>1</sup>，多數會員支持新的標準。<sup>2</sup>北岸港面積 30 km<sup>2</sup>。</p>
<h2>註釋</h2><p>1. 調查於三月進行。</p><p>2. 許望潮（2021），〈港口補助〉，港灣研究。</p></main></body></html>"""


def noted(document: Document) -> list[tuple[str, str | None, str]]:
    """Kind, mark and the last words before the mark, of each note."""
    return [(block.kind, block.mark, before(document, block)) for block in document.blocks if block.mark]


def before(document: Document, note: Block) -> str:
    """The clean text up to a note's mark, its last three characters."""
    [(block, place)] = [(block, block.places.index(note.anchor)) for block in document.blocks if note.anchor in block.places]
    return block.text[max(0, place - 2) : place + 1]


@pytest.mark.parametrize(
    ("text", "expected", "clean"),
    [
        (_ENGLISH, [("footnote", "1", "me."), ("reference", "2", "w).")], "will come. Most members support the levy (see below). A third"),
        (_CHINESE, [("footnote", "1", "放標準"), ("reference", "2", "營運。")], "標準，但是希望補助能夠盡早發放，以免影響營運。北岸港"),
    ],
)
def test_notes_behind_the_text(text: str, expected: list[tuple[str, str, str]], clean: str) -> None:
    """Notes under a heading are footnotes, their marks leave the sentence, and each knows where its mark stood."""
    document = from_text(text)

    assert expected == noted(document)
    assert clean in document.blocks[1].text


def test_a_numbered_list_of_sources_without_marks_is_none() -> None:
    """Numbers under "References" that the text does not carry are no footnotes: nothing is taken out of it."""
    document = from_text(
        "港口減碳\n\n海運公會公布調查，去年有 2 座港口支持新的標準1。\n\n參考資料\n\n1. 港灣研究，第 3 期。\n2. 港務年報。\n3. 港務月報。\n4. 海運年報。\n"
    )

    assert noted(document) == []
    assert "標準1" in document.blocks[1].text


def test_a_mark_at_the_start_of_a_line() -> None:
    """A mark that was wrapped to the next line still is one."""
    document = from_text(
        "港口的展望與各界的反應\n\n第三季以後，海運公會（港口展望報告）1、港務局（貨量展望報告）\n2、海巡署3都開始下調今年的貨量預測。\n"
        + " " * 20
        + "\n1 海運公會於三月公布調查。\n2 港務局於四月公布調查。\n3 海巡署於五月公布調查。\n"
    )

    assert [block.text for block in document.blocks if block.kind == "paragraph"] == [
        "第三季以後，海運公會（港口展望報告）、港務局（貨量展望報告）、海巡署都開始下調今年的貨量預測。"
    ]


@pytest.mark.parametrize(
    ("name", "text", "last"), [("a.md", _MARKDOWN, "持。"), ("linked.html", _LINKED, "準。"), ("raised.html", _RAISED, "準。")]
)
def test_notes_of_formats_that_mark_them(name: str, text: str, last: str, tmp_path: Path) -> None:
    """Markdown and web pages: marks leave the text, notes are found wherever they stand, powers and units stay."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    document = read(path)

    assert [(kind, words[-2:]) for kind, _, words in noted(document)] == [("footnote", "調查"), ("reference", last)]
    assert document.blocks[1].text.startswith("海運公會公布調查，多數會員支持")
    assert "km2" in document.blocks[1].text or name == "a.md"


def test_notes_of_word_documents(tmp_path: Path) -> None:
    """A Word footnote knows the character that its mark stands behind."""
    made = docx.Document()
    paragraph = made.add_paragraph("海運公會公布調查")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    paragraph.add_run("，多數會員支持。")
    path = tmp_path / "a.docx"
    path.write_bytes(with_footnotes(made, {2: "調查於三月進行。"}))

    assert noted(read(path)) == [("footnote", "2", "布調查")]


def test_footnotes_and_endnotes_of_word_know_their_marks(tmp_path: Path) -> None:
    """An endnote stands behind its mark as a footnote does, also where blanks open or close the words around the mark."""
    path = tmp_path / "a.docx"
    path.write_bytes(files.word_with_notes())
    made = docx.Document()
    paragraph = made.add_paragraph("  北岸港啟用 ")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    (tmp_path / "b.docx").write_bytes(with_footnotes(made, {2: "岸電於三月啟用。"}))

    assert noted(read(path)) == [("footnote", "2", "用岸電"), ("footnote", "2", "在評估")]
    assert noted(read(tmp_path / "b.docx")) == [("footnote", "2", "港啟用")]


def test_footnotes_in_tables_of_word_know_their_marks(tmp_path: Path) -> None:
    """A mark in a cell stands behind the words before it, in whichever paragraph of the cell, and in a table inside one; a cell with
    nothing but a mark has no such words."""
    made = docx.Document()
    table = made.add_table(rows=2, cols=2)
    inner = table.cell(1, 0).add_table(rows=2, cols=1)
    marked = [table.cell(0, 1), table.cell(1, 1), inner.cell(1, 0), table.cell(1, 1)]
    for id_, (cell, words) in enumerate(zip(marked, ("各港目標", "  減碳  三成 ", "裝設岸電", "分年實施"), strict=True), 2):
        reference = f'<w:r {nsdecls("w")}><w:footnoteReference w:id="{id_}"/></w:r>'
        cell.add_paragraph(words)._p.append(parse_xml(reference))
    table.cell(0, 0).add_paragraph()._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="6"/></w:r>'))
    table.cell(1, 0).paragraphs[0].text, inner.cell(0, 0).text = "北岸港", "設施"
    (tmp_path / "a.docx").write_bytes(with_footnotes(made, dict.fromkeys(range(2, 7), "岸電於三月啟用。")))
    document = read(tmp_path / "a.docx")

    notes = {block.mark: block for block in document.blocks if block.mark}
    assert [before(document, notes[mark]) for mark in "2345"] == ["港目標", "碳三成", "設岸電", "年實施"]
    assert notes["6"].anchor is None


def with_footnotes(document: docx.document.Document, notes: dict[int, str]) -> bytes:
    """The file of a Word document with a part for its footnotes."""
    buffer = io.BytesIO()
    document.save(buffer)
    out = io.BytesIO()
    body = "".join(f'<w:footnote w:id="{id_}"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote>' for id_, words in notes.items())
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    changes: dict[str, Callable[[str], str]] = {
        "[Content_Types].xml": lambda xml: xml.replace(
            "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
        ),
        "word/_rels/document.xml.rels": lambda xml: xml.replace(
            "</Relationships>", f'<Relationship Id="rIdNotes" Type="{relation}" Target="footnotes.xml"/></Relationships>'
        ),
    }
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, changes[name](data.decode()) if name in changes else data)
        new.writestr("word/footnotes.xml", f"<w:footnotes {nsdecls('w')}>{body}</w:footnotes>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("1 許望潮（2021），〈港口補助〉，港灣研究，第 3 期。", True),
        ("2 海運日報，港口補助提前發放，2021/03/05 https://example.org/1", True),
        ("3 https://example.org/ports", True),
        ("4 Ray, Jo 2021. Ports and levies. Harbour Papers, 3, 1-17.", True),
        ("5 Harbour Post (2021), “Levy will hit ports,” https://example.org/2", True),
        ("6 資料來源：海運公會統計。", True),
        ("7 引自海運日報（2021-03-05），「港口補助提前發放」。", True),
        ("8 海運公會（2021 年）對三百名會員進行調查，並邀請港務局列席。", False),
        ("9 根據海運公會的說法，岸電已經啟用（https://example.org/3）。", False),
        ("10 所謂岸電，是指船舶靠港時使用的電力。", False),
        ("11 全名為《港口減碳補助辦法》。", False),
        ("12 The levy is paid by shipowners, see https://example.org/4.", False),
        ("13 海運日報曾報導，「綠色碼頭」已在北岸港啟用。", False),
    ],
)
def test_a_note_cites_or_explains(words: str, expected: bool) -> None:
    """A note that gives author, year, title or address and states nothing is a citation."""
    assert is_citation(words) is expected


def test_many_headings_of_notes_take_no_long_time() -> None:
    """Thousands of headings and numbered lines are looked through in time that grows with the text."""
    start = time.process_time()
    from_text("\n".join(["註釋", "1 許望潮（2021）"] * 2500))

    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("marks.md", "港口減碳" + "".join(f"[^{n}]" for n in range(60_000))),
        ("links.html", "<p>港口" + '<sup><a href="#n">1</a></sup>' * 5_000 + f"</p><div id=n>{'港口關閉了。' * 100_000}</div>"),
        ("heads.html", "<p>Notes</p><p>1. 港口關閉了。</p>" * 5_000),
    ],
)
def test_many_marks_take_no_long_time(name: str, text: str, tmp_path: Path) -> None:
    """Marks without end lead to a note that is none in time that grows with the file."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    start = time.process_time()
    read(tmp_path / name)

    assert time.process_time() - start < 3
