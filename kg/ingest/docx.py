"""Word documents: headings, lists, tables and notes by their styles and marks.

The parts are read one by one with zipfile and lxml, not through python-docx: what unpacks without end is stopped, pictures stay
packed, and a damaged part costs what stood in it instead of the document (docs/decisions/0006).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence

import lxml.etree

from kg.errors import DamagedDocumentError
from kg.ingest.bounds import PART, WORD_TAGS, check_cells, check_markup
from kg.ingest.extract import About, Extract
from kg.ingest.package import open_package, unpack
from kg.ingest.part import last_solid
from kg.ingest.salvage import Salvaged
from kg.ingest.writer import Cell, Writer
from kg.model import BlockKind

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: Elements that stand around blocks, rows or cells and say nothing about them that counts here.
_WRAPPERS = frozenset(f"{_W}{tag}" for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml"))
_WIDEST = 100
_LEVEL = re.compile(r"(?:heading|標題|标题)\s*(\d)", re.I)
_MAIN, _RELATIONS, _CORE = "word/document.xml", "word/_rels/document.xml.rels", "docProps/core.xml"


def read_docx(data: bytes, name: str) -> Extract:
    """The text of a Word document: body, tables, footnotes and endnotes; headers and footers are left out."""
    with open_package(data, name) as opened:
        package = _Package(opened, name)
        if isinstance(opened, Salvaged):
            package.warnings.append("the file is cut off or damaged: its text was read, notes and styles may be missing")
        main = package.root(_MAIN)
        body = main.find(f"{_W}body") if main is not None else None
        if body is None:
            raise DamagedDocumentError(name, "the file is no sound Word document; open it in Word and save it again as .docx")
        writer = Writer(name)
        missing = _Body(body, writer, _styles(package), _notes(package, "footnote") | _notes(package, "endnote")).write()
        if missing:
            package.warnings.append(f"{missing} notes are cited but not in the file")
        return Extract(writer.text, writer.layout, about=_about(package), warnings=tuple(package.warnings))


class _Package:
    """The parts of a document, each as far as it can be read.

    Attributes:
        warnings: what could not be.
    """

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self._file, self._name = file, name
        self.warnings: list[str] = []
        relations = self.root(_RELATIONS)
        named = relations.iterchildren("{*}Relationship") if relations is not None else ()
        self._targets = {relation.get("Type", "").rpartition("/")[2]: relation.get("Target", "") for relation in named}

    def root(self, part: str) -> lxml.etree._Element | None:
        """The root element of a part; None where there is no such part or nothing of it can be read."""
        try:
            entry = self._file.getinfo(part)
        except KeyError:
            return None
        unpacked = unpack(self._file, entry, self._name, most=PART)
        check_markup(unpacked.data, self._name, most=WORD_TAGS)
        root, damage = _parsed(unpacked.data)
        if damage := unpacked.damage or damage:
            self.warnings.append(f"{part} is damaged ({damage}): what could be read of it was read, some of the text may be missing")
        return root

    def related(self, kind: str) -> lxml.etree._Element | None:
        """The root of the part that the main part calls its styles, footnotes or endnotes."""
        return self.root(posixpath.normpath(posixpath.join("/word", self._targets.get(kind) or f"{kind}.xml")).lstrip("/"))


def _parsed(data: bytes) -> tuple[lxml.etree._Element | None, str]:
    """The root of a part and what is wrong with it; a damaged part is read as far as it goes."""
    damage = ""
    for recover in (False, True):
        parser = lxml.etree.XMLParser(recover=recover, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            return lxml.etree.fromstring(data, parser), damage
        except lxml.etree.XMLSyntaxError as error:
            damage = damage or str(error.msg)
    return None, damage


def _about(package: _Package) -> About:
    core = package.root(_CORE)
    if core is None:
        return About()
    return About(core.findtext(f"{_DC}title") or None, core.findtext(f"{_DC}creator") or None)


def _styles(package: _Package) -> dict[str, str]:
    """Names of styles by their id."""
    root = package.related("styles")
    if root is None:
        return {}
    named = ((style.get(f"{_W}styleId", ""), style.find(f"{_W}name")) for style in root.iter(f"{_W}style"))
    return {id_: name.get(f"{_W}val", "") for id_, name in named if name is not None}


def _notes(package: _Package, kind: str) -> dict[tuple[str, str], lxml.etree._Element]:
    """Notes of a kind by the kind and their id; those with a type are the lines that stand above notes."""
    root = package.related(f"{kind}s")
    if root is None:
        return {}
    return {(kind, note.get(f"{_W}id", "")): note for note in root.iter(f"{_W}{kind}") if note.get(f"{_W}type") is None}


class _Body:
    """Writes a document's body, each note behind the block that refers to it."""

    def __init__(
        self,
        element: lxml.etree._Element,
        writer: Writer,
        styles: dict[str, str],
        notes: dict[tuple[str, str], lxml.etree._Element],
    ) -> None:
        self._element, self._writer, self._styles, self._notes = element, writer, styles, notes
        self._cited: list[tuple[tuple[str, str], int | None]] = []

    def write(self) -> int:
        """Write all blocks in the order of the body; returns how many notes are missing."""
        missing = 0
        for element in _inside(self._element, (f"{_W}p", f"{_W}tbl")):
            if element.tag == f"{_W}p":
                self._paragraph(element)
            else:
                self._table(element)
            for key, anchor in tuple(self._cited):
                if key in self._notes:
                    self._writer.block("footnote", self._paragraphs(self._notes[key]), mark=key[1], anchor=anchor)
                else:
                    missing += 1
            self._cited.clear()
            element.clear()  # a long document's elements make room for its text
        return missing

    def _paragraph(self, element: lxml.etree._Element) -> None:
        style = element.find(f"{_W}pPr/{_W}pStyle")
        name = self._styles.get(style.get(f"{_W}val", ""), "") if style is not None else ""
        kind, level = _kind(name, listed=element.find(f"{_W}pPr/{_W}numPr") is not None)
        words = self._words(element)
        span = self._writer.block(kind, words, level=level)
        start = span.start - (len(words) - len(words.lstrip())) if span else 0
        self._cited = [(key, start + place if span and place is not None else None) for key, place in self._cited]

    def _table(self, element: lxml.etree._Element) -> None:
        """Write a table, then those that stand in its cells."""
        rows: list[list[str]] = []
        places: list[tuple[int, int]] = []
        outer, self._cited = self._cited, []
        count = 0
        for row in _inside(element, (f"{_W}tr",)):
            cells: list[str] = []
            for cell in _inside(row, (f"{_W}tc",)):
                column = len(cells)
                cells += self._cell(cell, rows[-1] if rows else [], column)
                places += [(len(rows), column)] * (len(self._cited) - len(places))
            rows.append(cells)
            count += len(cells)
            check_cells(count, self._writer.name)
        self._cited = [*outer, *self._placed(places, rows, self._writer.table(rows))]
        for row in _inside(element, (f"{_W}tr",)):
            for cell in _inside(row, (f"{_W}tc",)):
                for nested in _inside(cell, (f"{_W}tbl",)):
                    self._table(nested)

    def _placed(
        self, places: Sequence[tuple[int, int]], rows: Sequence[Sequence[str]], written: Sequence[Sequence[Cell]]
    ) -> Iterator[tuple[tuple[str, str], int | None]]:
        """The notes cited in a table, with the places behind which their marks stand in the text instead of those in their cells."""
        for (key, place), (row, column) in zip(self._cited, places, strict=True):
            [cell] = written[row][column] if written and written[row][column] else [None]
            behind = len(" ".join(rows[row][column][: place + 1].split())) if place is not None else 0
            yield key, cell.start + behind - 1 if cell and behind else None

    def _cell(self, cell: lxml.etree._Element, above: list[str], column: int) -> list[str]:
        """The text of a cell, or of the one above that goes on here, and empty ones for the columns that it spans besides its own."""
        wide, merged = cell.find(f"{_W}tcPr/{_W}gridSpan"), cell.find(f"{_W}tcPr/{_W}vMerge")
        goes_on = merged is not None and merged.get(f"{_W}val", "continue") == "continue" and column < len(above)
        span = wide.get(f"{_W}val", "") if wide is not None else ""
        columns = min(int(span), _WIDEST) if span.isascii() and span.isdigit() else 1
        return [above[column] if goes_on else self._paragraphs(cell), *[""] * (columns - 1)]

    def _paragraphs(self, element: lxml.etree._Element) -> str:
        words: list[str] = []
        length = 0
        for paragraph in _inside(element, (f"{_W}p",)):
            cited = len(self._cited)
            words.append(self._words(paragraph))
            self._cited[cited:] = [(key, length + place if place is not None else None) for key, place in self._cited[cited:]]
            length += len(words[-1]) + 1
        return "\n".join(words)

    def _words(self, element: lxml.etree._Element) -> str:
        """The text of a paragraph as it stands after all changes are accepted. Notes are cited with the place in it that they stand
        behind."""
        words: list[str] = []
        length, last = 0, None
        for node in _kept(element):
            word = ""
            if node.tag == f"{_W}t":
                word = node.text or ""
            elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr") and _in_run(node):
                word = "\t" if node.tag == f"{_W}tab" else "\n"
            elif node.tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                kind = "footnote" if node.tag == f"{_W}footnoteReference" else "endnote"
                self._cited.append(((kind, node.get(f"{_W}id", "")), last))
            words.append(word)
            last = last_solid(word, length, last)
            length += len(word)
        return "".join(words)


def _inside(parent: lxml.etree._Element, tags: Collection[str]) -> Iterator[lxml.etree._Element]:
    """The elements of these tags in an element, also those that stand in a wrapper."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, tags)


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
