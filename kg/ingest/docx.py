"""Word documents: headings, lists, tables and footnotes by their styles and marks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
import docx.document
import lxml.etree
from docx.opc.exceptions import PackageNotFoundError

from kg.errors import DamagedDocumentError
from kg.ingest.extract import About, Extract
from kg.ingest.writer import Writer
from kg.model import BlockKind

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WIDEST = 100
_LEVEL = re.compile(r"(?:heading|標題|标题)\s*(\d)", re.I)
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def read_docx(data: bytes, name: str) -> Extract:
    """The text of a Word document: body, tables and footnotes; headers and footers are left out."""
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, lxml.etree.XMLSyntaxError) as error:
        raise DamagedDocumentError(name, f"the file is no sound Word document ({error}); open it in Word and save it again") from error
    writer = Writer()
    _Body(document, writer).write()
    properties = document.core_properties
    return Extract(writer.text, writer.layout, about=About(properties.title or None, properties.author or None))


class _Body:
    """Writes a document's body, each footnote behind the block that refers to it."""

    def __init__(self, document: docx.document.Document, writer: Writer) -> None:
        self._writer = writer
        self._element = document.element.body
        self._styles = {style.style_id: style.name or "" for style in document.styles}
        self._notes = _notes(document)
        self._cited: list[tuple[str, int | None]] = []

    def write(self) -> None:
        """Write all blocks in the order of the body."""
        for element in self._blocks(self._element):
            if element.tag == f"{_W}p":
                self._paragraph(element)
            else:
                self._table(element)
            for mark, anchor in self._cited:
                self._writer.block("footnote", self._notes.get(mark, ""), mark=mark, anchor=anchor)
            self._cited = []

    def _blocks(self, parent: lxml.etree._Element) -> Iterator[lxml.etree._Element]:
        for child in parent:
            if child.tag in (f"{_W}p", f"{_W}tbl"):
                yield child
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
                yield from self._blocks(child)

    def _paragraph(self, element: lxml.etree._Element) -> None:
        style = element.find(f"{_W}pPr/{_W}pStyle")
        name = self._styles.get(style.get(f"{_W}val"), "") if style is not None else ""
        kind, level = _kind(name, listed=element.find(f"{_W}pPr/{_W}numPr") is not None)
        words = self._words(element)
        span = self._writer.block(kind, words, level=level)
        start = span.start - (len(words) - len(words.lstrip())) if span else 0
        self._cited = [(mark, start + place if span and place is not None else None) for mark, place in self._cited]

    def _table(self, element: lxml.etree._Element) -> None:
        rows = [[text for cell in row.iter(f"{_W}tc") for text in self._cell(cell)] for row in element.iterchildren(f"{_W}tr")]
        self._writer.table(rows)
        self._cited = [(mark, None) for mark, _ in self._cited]

    def _cell(self, cell: lxml.etree._Element) -> list[str]:
        """The text of a cell, and empty ones for the columns that it spans besides its own."""
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        wide = min(int(span.get(f"{_W}val", "1")), _WIDEST) if span is not None else 1
        return ["\n".join(self._words(paragraph) for paragraph in cell.iter(f"{_W}p")), *[""] * (wide - 1)]

    def _words(self, element: lxml.etree._Element) -> str:
        """The text of a paragraph as it stands after all changes are accepted."""
        words: list[str] = []
        for node in _kept(element):
            if node.tag == f"{_W}t":
                words.append(node.text or "")
            elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr") and _in_run(node):
                words.append("\t" if node.tag == f"{_W}tab" else "\n")
            elif node.tag == f"{_W}footnoteReference":
                before = len("".join(words).rstrip())
                self._cited.append((node.get(f"{_W}id", ""), before - 1 if before else None))
        return "".join(words)


def _in_run(node: lxml.etree._Element) -> bool:
    """Whether a tab or break stands in the text and not in the paragraph's settings."""
    parent = node.getparent()
    return parent is not None and parent.tag == f"{_W}r"


def _kept(element: lxml.etree._Element) -> Iterator[lxml.etree._Element]:
    for child in element:
        if child.tag not in (f"{_W}del", f"{_W}moveFrom", _FALLBACK):
            yield child
            yield from _kept(child)


def _kind(style: str, *, listed: bool) -> tuple[BlockKind, int | None]:
    lowered = style.lower()
    if lowered == "title":
        return "title", 1
    if match := _LEVEL.match(style):
        return "heading", int(match[1])
    if lowered.startswith("caption"):
        return "caption", None
    return ("list_item" if listed or lowered.startswith("list") else "paragraph"), None


def _notes(document: docx.document.Document) -> dict[str, str]:
    """Footnotes by their id."""
    related = [rel.target_part for rel in document.part.rels.values() if rel.reltype == _NOTES]
    if not related:
        return {}
    root = lxml.etree.fromstring(related[0].blob)
    return {
        note.get(f"{_W}id", ""): "".join(text.text or "" for text in note.iter(f"{_W}t")).strip()
        for note in root.iter(f"{_W}footnote")
        if note.get(f"{_W}type") is None
    }
