"""Small files of each format, made for the tests."""

from __future__ import annotations

import ctypes
import io
import zipfile
from collections.abc import Sequence

import docx
import pypdfium2
import pypdfium2.raw as raw
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

#: A run of text on a page: points from the left and from the bottom, size, words.
Run = tuple[float, float, float, str]

_ENCRYPT = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> /P -4 >> /ID [<00> <00>]"


def pdf(pages: Sequence[Sequence[Run]], *, info: str = "", encrypted: bool = False) -> bytes:
    """A PDF file of Latin text, A4. Words that are a string of hexadecimal digits in <> are glyphs of a font that does not say what they mean."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    mute = 4 + 2 * len(pages)
    for n, runs in enumerate(pages):
        drawn = (("F2", words) if words.startswith("<") else ("F1", f"({words})") for *_, words in runs)
        content = "\n".join(
            f"BT /{font} {run[2]} Tf {run[0]} {run[1]} Td {words} Tj ET" for run, (font, words) in zip(runs, drawn, strict=True)
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 {mute} 0 R >> >> /Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    objects += [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Mute /Encoding /Identity-H /DescendantFonts [{mute + 1} 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Mute /DW 1000"
        f" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {mute + 2} 0 R >>",
        "<< /Type /FontDescriptor /FontName /AAAAAA+Mute /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0"
        " /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        f"<< {info} >>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"/Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R ".encode() + (_ENCRYPT if encrypted else b"")
    return (
        out
        + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
        + b"trailer << "
        + trailer
        + f" >>\nstartxref\n{len(out)}\n%%EOF".encode()
    )


def scanned(data: bytes) -> bytes:
    """The PDF file that a scanner would make of the pages of another: pictures."""
    document = pypdfium2.PdfDocument(data)
    pictures = [page.render(scale=200 / 72, grayscale=True).to_pil() for page in document]
    document.close()
    buffer = io.BytesIO()
    pictures[0].save(buffer, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return buffer.getvalue()


def word() -> bytes:
    """A Word document with a title, a heading, a list, a table, a deletion and an insertion."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "港口減碳", "許望潮"
    document.sections[0].header.paragraphs[0].text = "海運公會年報"
    document.add_heading("港口減碳", level=0)
    document.add_paragraph("作者：許望潮　出版：海運公會　2021 年 3 月 5 日")
    document.add_heading("一、背景", level=1)
    changed = document.add_paragraph("北岸港")
    changed._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>不</w:delText></w:r></w:del>"))
    changed._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>已經啟用岸電。</w:t></w:r></w:ins>"))
    document.add_paragraph("汰換卡車", style="List Bullet")
    document.add_paragraph("表 1　各港目標", style="Caption")
    table = document.add_table(rows=0, cols=2)
    for row in (("港口", "目標"), ("北岸港", "減碳三成"), ("南岸港", "減碳兩成")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("資料來源：海運公會。")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_with_notes() -> bytes:
    """A Word document with a footnote and an endnote."""
    document = docx.Document()
    for text, kind in (("北岸港已經啟用岸電", "footnote"), ("南岸港仍在評估", "endnote")):
        paragraph = document.add_paragraph(text)
        paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:{kind}Reference w:id="2"/></w:r>'))
        paragraph.add_run("。")
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer, "a") as package:
        for kind, text in (("footnote", "見公會網站。"), ("endnote", "評估將於明年完成。")):
            note = f'<w:{kind} w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'
            package.writestr(f"word/{kind}s.xml", f"<w:{kind}s {nsdecls('w')}>{note}</w:{kind}s>")
    return buffer.getvalue()


MARKDOWN = """---
title: 港口減碳
author: 許望潮
date: 2021-03-05
---

# 港口減碳

海運公會**昨天**公布[調查](https://example.org/a)，多數會員
支持新的`標準`[^1]。

## 一、背景

- 汰換卡車
- 設置岸電

1. 先行試辦

> 居民多次陳情。

表 1　各港目標

| 港口 | 目標 |
| --- | --- |
| 北岸港 | 減碳三成 |
| 南岸港 | |

資料來源：海運公會。

[^1]: 見公會網站。

```
x = 1
```
"""

HTML = """<!DOCTYPE html><html lang="zh-Hant"><head><meta charset="{charset}"><title>港口減碳 | 海運網</title>
<meta name="author" content="許望潮"><meta property="og:site_name" content="海運網">
<meta property="article:published_time" content="2021-03-05T08:00:00+08:00"><script>var a = "不是內文";</script></head>
<body><nav><a href="/">首頁</a></nav><article><h1>港口減碳</h1><p>海運公會<b>昨天</b>公布調查，多數會員支持新的<br>標準，
但是希望補助能夠盡早發放，並且放寬舊船的適用期限，以免業者措手不及。公會並建議政府先在北岸港試辦一年，再視成效決定是否擴大到其他港口，
期間所需經費由中央與地方共同分攤。居民團體則要求港務局每月公布空氣品質的監測數據，讓外界檢視新標準的效果。</p>
<h2>一、背景</h2><ul><li>汰換卡車</li><li>設置岸電</li></ul>
<div class="share">分享到社群</div>
<table><caption>表 1　各港目標</caption><tr><th>港口</th><th>目標</th></tr>
<tr><td>北岸港</td><td>減碳三成</td></tr><tr><td>南岸港</td><td>減碳兩成</td></tr></table>
<p>資料來源：海運公會。</p></article><footer>版權所有</footer></body></html>
"""


def stamped(data: bytes, words: str) -> bytes:
    """A scan of the pages of a PDF with words set upon each as text."""
    document = pypdfium2.PdfDocument(scanned(data))
    letters = (ctypes.c_ushort * (len(words) + 1))(*map(ord, words))
    for page in document:
        item = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 10)
        raw.FPDFText_SetText(item, letters)
        raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, 400, 20)
        raw.FPDFPage_InsertObject(page, item)
        page.gen_content()
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()
