#!/usr/bin/env python3
"""Build the .docx and .pdf sample documents from the text under corpus/source/.

    pip install python-docx reportlab
    python corpus/make_documents.py [--font DroidSansFallbackFull.ttf] [--check]

The built files are committed; run this only after changing a source text. The PDFs embed a subset of
Droid Sans Fallback (Apache-2.0; Debian package fonts-droid-fallback), Latin text is in Helvetica. Dates are fixed, so the same
sources, font and library versions give the same bytes; `--check` builds into a scratch folder and compares.

A source file opens with `key: value` lines up to a blank line. Then one block a line: `# heading`,
`- item`, `1. item`, `[^1]: footnote`, `table: caption` followed by `cell | cell` rows and `source: …`,
and otherwise a paragraph. `[^1]` inside a paragraph is a footnote mark.
"""

from __future__ import annotations

import argparse
import filecmp
import re
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

CORPUS = Path(__file__).resolve().parent
FONT_FILE = Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")
ZIP_DATE = (2025, 1, 1, 0, 0, 0)
NOTE_MARK = re.compile(r"\[\^(\d+)\]")


@dataclass
class Block:
    kind: str  # heading, item, number, paragraph, table
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    source: str = ""


@dataclass
class Source:
    meta: dict[str, str]
    blocks: list[Block]
    notes: dict[str, str]


def read_source(path: Path) -> Source:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    meta = dict(line.split(": ", 1) for line in head.splitlines())
    blocks: list[Block] = []
    notes: dict[str, str] = {}
    for line in filter(None, map(str.strip, body.splitlines())):
        if m := re.match(r"\[\^(\d+)\]: (.+)", line):
            notes[m[1]] = m[2]
        elif line.startswith("# "):
            blocks.append(Block("heading", line[2:]))
        elif line.startswith("- "):
            blocks.append(Block("item", line[2:]))
        elif m := re.match(r"\d+\. (.+)", line):
            blocks.append(Block("number", m[1]))
        elif line.startswith("table: "):
            blocks.append(Block("table", line[7:]))
        elif line.startswith("source: "):
            blocks[-1].source = line[8:]
        elif " | " in line:
            blocks[-1].rows.append(line.split(" | "))
        else:
            blocks.append(Block("paragraph", line))
    return Source(meta, blocks, notes)


# --- .docx ---------------------------------------------------------------------------------------


def build_docx(source: Source, target: Path) -> None:
    from docx import Document

    document = Document()
    published = datetime.fromisoformat(source.meta["date"])
    properties = document.core_properties
    properties.title, properties.author = source.meta["title"], source.meta["author"]
    properties.last_modified_by, properties.comments = source.meta["author"], ""
    properties.created = properties.modified = published
    properties.category = source.meta["publisher"]
    properties.language = "zh-TW"
    set_east_asian_font(document, "PMingLiU")
    document.sections[0].header.paragraphs[0].text = source.meta["head"]
    document.add_heading(source.meta["title"], level=0)
    document.add_paragraph(
        f"作者：{source.meta['author']}　出版：{source.meta['publisher']}　{published.year} 年 {published.month} 月 {published.day} 日"
    )
    for block in source.blocks:
        add_docx_block(document, block)
    document.save(target)
    fix_zip_dates(target)


def set_east_asian_font(document, name: str) -> None:
    from docx.oxml.ns import qn

    for style in ("Normal", "Title", "Heading 1"):
        fonts = document.styles[style].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), name)


def add_docx_block(document, block: Block) -> None:
    if block.kind == "heading":
        document.add_heading(block.text, level=1)
    elif block.kind == "table":
        document.add_paragraph(block.text, style="Caption")
        table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
        for row in block.rows:
            for cell, text in zip(table.add_row().cells, row):
                cell.text = text
        document.add_paragraph(block.source)
    else:
        style = {"item": "List Bullet", "number": "List Number"}.get(block.kind)
        document.add_paragraph(block.text, style=style)


def fix_zip_dates(path: Path) -> None:
    """Rewrite the package with one date, so that a rebuild gives the same bytes."""
    with zipfile.ZipFile(path) as package:
        parts = [(name, package.read(name)) for name in sorted(package.namelist())]
    # [Content_Types].xml must come first
    parts.sort(key=lambda part: part[0] != "[Content_Types].xml")
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts:
            info = zipfile.ZipInfo(name, date_time=ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, data)


# --- .pdf ----------------------------------------------------------------------------------------

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89  # A4, in points
MARGIN, GUTTER, TOP, BOTTOM = 68.0, 22.0, 82.0, 70.0
NO_START = "，。、；：！？）」』》〉％%"
NO_END = "（「『《〈"


@dataclass
class Line:
    """One printed line: runs of (text, is_mark), or the cells of a table row."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    size: float = 10.5
    space_before: float = 0.0
    keep: int = 0  # following lines that must stay in the same column


class Pages:
    """Sets lines into columns, with the notes of a column at its foot."""

    def __init__(self, canvas, source: Source, font: str) -> None:
        self.canvas, self.source, self.font = canvas, source, font
        self.columns = int(source.meta["columns"])
        self.width = (PAGE_WIDTH - 2 * MARGIN - GUTTER * (self.columns - 1)) / self.columns
        self.size = 10.5
        self.leading = self.size * 1.62
        self.page, self.column, self.y = 0, self.columns, 0.0
        self.notes: list[list[Line]] = []

    def measure(self, text: str, size: float) -> float:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return sum(stringWidth(run, font, size) for run, font in self.by_font(text))

    def by_font(self, text: str) -> list[tuple[str, str]]:
        """The Chinese font has no Latin glyphs: those come from a standard PDF font."""
        parts = re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", text)
        return [(part, "Helvetica" if part[0] < "\x7f" else self.font) for part in parts]

    def show(self, x: float, y: float, text: str, size: float) -> float:
        for run, font in self.by_font(text):
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, y, run)
            x += self.measure(run, size)
        return x

    def wrap(self, text: str, size: float, width: float | None = None) -> list[Line]:
        lines: list[Line] = []
        runs: list[tuple[str, bool]] = []
        used = 0.0
        for unit, is_mark in units(text):
            advance = self.measure(unit, size * (0.6 if is_mark else 1))
            hangs = is_mark or unit[0] in NO_START
            if runs and not hangs and used + advance > (width or self.width) + 0.01:
                lines.append(Line(runs, size=size))
                runs, used = [], 0.0
                unit = unit.lstrip(" ")
            runs.append((unit, is_mark))
            used += advance
        return [*lines, Line(runs, size=size)]

    @property
    def notes_height(self) -> float:
        lines = sum(len(note) for note in self.notes)
        return lines * 12.0 + 10.0 if lines else 0.0

    def place(self, line: Line) -> None:
        marks = [text for text, is_mark in line.runs if is_mark]
        fresh = [self.wrap(f"{mark} {self.source.notes[mark]}", 8) for mark in marks]
        height = line.space_before + self.leading * (1 + line.keep)
        extra = sum(12.0 * len(note) for note in fresh) + (10.0 if fresh and not self.notes else 0.0)
        if self.column == self.columns or self.y - height - extra < BOTTOM + self.notes_height:
            self.next_column()
        self.notes += fresh
        self.y -= self.leading + line.space_before
        self.draw(line, self.left, self.y)

    @property
    def left(self) -> float:
        return MARGIN + self.column * (self.width + GUTTER)

    def draw(self, line: Line, x: float, y: float) -> None:
        for number, cell in enumerate(line.cells):
            self.show(x + number * self.width / len(line.cells), y, cell, line.size)
        for text, is_mark in line.runs:
            size = line.size * (0.6 if is_mark else 1)
            x = self.show(x, y + (line.size * 0.35 if is_mark else 0), text, size)

    def next_column(self) -> None:
        self.finish_column()
        self.column += 1
        if self.column >= self.columns:
            self.next_page()
        self.y = PAGE_HEIGHT - TOP

    def finish_column(self) -> None:
        if not self.notes:
            return
        y = BOTTOM + self.notes_height - 10.0
        self.canvas.line(self.left, y + 6, self.left + self.width / 3, y + 6)
        for line in (line for note in self.notes for line in note):
            y -= 12.0
            self.draw(line, self.left, y + 6)
        self.notes = []

    def next_page(self) -> None:
        if self.page:
            self.finish_page()
        self.page, self.column = self.page + 1, 0
        self.show(MARGIN, PAGE_HEIGHT - 52, self.source.meta["head"], 8.5)
        self.canvas.line(MARGIN, PAGE_HEIGHT - 58, PAGE_WIDTH - MARGIN, PAGE_HEIGHT - 58)

    def finish_page(self) -> None:
        self.finish_column()
        self.show(PAGE_WIDTH / 2 - 14, 40, f"－ {self.page} －", 8.5)
        self.canvas.showPage()


def units(text: str) -> list[tuple[str, bool]]:
    """The smallest pieces that a line break may separate, footnote marks apart."""
    found: list[tuple[str, bool]] = []
    for number, part in enumerate(NOTE_MARK.split(text)):
        if number % 2:
            found.append((part, True))
            continue
        for unit in re.findall(rf"[{NO_END}]*(?: ?[A-Za-z0-9.,:\-/()&%+]+|.)[{NO_START}]*", part):
            found.append((unit, False))
    return found


def pdf_lines(pages: Pages, source: Source) -> list[Line]:
    published = datetime.fromisoformat(source.meta["date"])
    byline = f"{source.meta['author']}／{source.meta['publisher']}　{published.year} 年 {published.month} 月 {published.day} 日"
    title = pages.wrap(source.meta["title"], 16 if pages.columns == 1 else 13)
    for line in title[1:]:
        line.space_before = 6
    lines = [*title, *pages.wrap(byline, 9)]
    lines[0].space_before = 6
    for block in source.blocks:
        lines += block_lines(pages, block)
    return lines


def block_lines(pages: Pages, block: Block) -> list[Line]:
    if block.kind == "heading":
        lines = pages.wrap(block.text, pages.size + 2)
        lines[0].space_before, lines[0].keep = 9, 2
    elif block.kind == "table":
        lines = pages.wrap(block.text, pages.size)
        lines += [Line(cells=row, size=pages.size - 1) for row in block.rows]
        lines += pages.wrap(block.source, pages.size - 1.5)
        lines[0].space_before, lines[0].keep = 8, len(lines) - 1
    else:
        lines = pages.wrap("　　" + block.text, pages.size)
    return lines


def build_pdf(source: Source, target: Path, font_file: Path) -> None:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    registerFont(TTFont("Body", font_file))
    canvas = Canvas(str(target), pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle(source.meta["title"])
    canvas.setAuthor(source.meta["author"])
    canvas.setSubject(source.meta["publisher"])
    published = datetime.fromisoformat(source.meta["date"])
    canvas.setDateFormatter(lambda *_now: f"D:{published:%Y%m%d}090000+08'00'")
    canvas.setLineWidth(0.4)
    pages = Pages(canvas, source, "Body")
    for line in pdf_lines(pages, source):
        pages.place(line)
    pages.finish_page()
    canvas.save()


# --- command -------------------------------------------------------------------------------------

DOCUMENTS = ["10-chips-ira.docx", "11-regional-pacts.pdf", "12-chip-controls.pdf"]


def build_all(folder: Path, font_file: Path) -> list[Path]:
    built = []
    for name in DOCUMENTS:
        target = folder / name
        source = read_source(CORPUS / "source" / f"{target.stem}.txt")
        if target.suffix == ".docx":
            build_docx(source, target)
        else:
            build_pdf(source, target, font_file)
        built.append(target)
    return built


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the .docx and .pdf sample documents.")
    parser.add_argument("--font", type=Path, default=FONT_FILE, help="TrueType font with Chinese glyphs")
    parser.add_argument("--check", action="store_true", help="build elsewhere and compare with the committed files")
    arguments = parser.parse_args()
    if not arguments.font.is_file():
        parser.error(f"no font at {arguments.font}: install fonts-droid-fallback or give --font")
    if not arguments.check:
        for path in build_all(CORPUS, arguments.font):
            sys.stdout.write(f"{path.name}\n")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        changed = [
            path.name for path in build_all(Path(scratch), arguments.font) if not filecmp.cmp(path, CORPUS / path.name, shallow=False)
        ]
    for name in changed:
        sys.stdout.write(f"differs: {name}\n")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
