"""A file or a string becomes a Document: the list of readers, and what they share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path

from kg.errors import DamagedDocumentError, EmptyDocumentError, KgError, OversizedDocumentError
from kg.ids import document_id
from kg.ingest.archive import read_member
from kg.ingest.bounds import FILE, check_length
from kg.ingest.build import build_blocks
from kg.ingest.extract import About, Extract
from kg.ingest.layout import lay_out
from kg.ingest.metadata import describe
from kg.ingest.ocr import check_ocr
from kg.ingest.sniff import DOCX, HTML, MARKDOWN, PDF, TEXT, media_type
from kg.ingest.source import Source
from kg.model import Document

#: Called with a file's bytes and name, and the reader's options.
Reader = Callable[..., Extract]

#: Media type to module and function; the module is imported when the first such file is read.
READERS: Mapping[str, tuple[str, str]] = {
    TEXT: ("kg.ingest.text", "read_text"),
    MARKDOWN: ("kg.ingest.markdown", "read_markdown"),
    HTML: ("kg.ingest.html", "read_html"),
    DOCX: ("kg.ingest.docx", "read_docx"),
    PDF: ("kg.ingest.pdf", "read_pdf"),
}


def read(source: Source | Path, *, root: Path | None = None, ocr: str | None = None) -> Document:
    """Read a document.

    Args:
        source: what ``discover`` found, or a file.
        root: folder that the document's name is given relative to, for a file.
        ocr: languages in which pages without text are recognised, as Tesseract names them ("chi_tra+eng").

    Raises:
        EmptyDocumentError: it holds no text.
        EncryptedDocumentError: it needs a password.
        UnsupportedDocumentError: no reader knows its kind.
        OversizedDocumentError: it is larger than kg reads.
        DamagedDocumentError: its bytes contradict its format, or it cannot be read at all.
        UsageError: ``ocr`` names no languages.
        DependencyError: text recognition is asked for and not installed.
    """
    if ocr:
        check_ocr(ocr)
    if isinstance(source, Path):
        inside = root is not None and source.is_relative_to(root)
        source = Source(source.relative_to(root).as_posix() if root and inside else source.name, source)
    try:
        data = _bytes(source)
        if not data or data.isspace():
            raise EmptyDocumentError(source.name, "the file is empty; remove it or get it again from its source")
        return _parsed(data, source, ocr)
    except KgError:
        raise
    except MemoryError as error:
        raise OversizedDocumentError(source.name, "reading it takes more memory than a document may; split it") from error
    except Exception as error:  # readers stand on libraries that damaged files break in ways of their own; one must not end a build
        raise DamagedDocumentError(
            source.name, f"the file cannot be read ({type(error).__name__}: {error}); open it in the program that made it and save it again"
        ) from error


def _bytes(source: Source) -> bytes:
    if source.members:
        return read_member(source.path, source.members, source.name)
    try:
        with source.path.open("rb") as file:
            data = file.read(FILE + 1)
    except OSError as error:
        raise DamagedDocumentError(
            source.name, f"the file cannot be read ({error.strerror}); check that it exists and you may read it"
        ) from error
    if len(data) > FILE:
        raise OversizedDocumentError(source.name, f"the file is larger than {FILE // 1_000_000} MB; split it")
    return data


def _parsed(data: bytes, source: Source, ocr: str | None) -> Document:
    type_ = media_type(data, source.name)
    if type_ in (TEXT, MARKDOWN):
        check_length(len(data) // 4, 0, source.name)
    module, function = READERS[type_]
    reader: Reader = getattr(import_module(module), function)
    options = {"ocr": ocr} if type_ == PDF else {}  # the one format whose pages may be pictures
    extract = reader(data, source.name, **options)
    known = {name: value for name, value in asdict(source.about).items() if value}
    extract = replace(extract, about=replace(extract.about, **known))
    if not extract.text.strip():
        raise EmptyDocumentError(source.name, "the document holds no text; check it in the program that made it")
    check_length(len(extract.text), extract.text.count("\n") + extract.text.count("\r"), source.name)
    return _document(extract, source.name, hashlib.sha256(data).hexdigest(), type_)


def from_text(text: str, *, name: str = "text", published: str | None = None, title: str | None = None) -> Document:
    """Make a document of a string, which may carry the layout damage of real files.

    Args:
        text: the text; places count its code points.
        name: what to call the document.
        published: ISO date, if known.
        title: its title, if known.

    A text of nothing but white space gives a document without blocks.
    """
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return _document(Extract(text, about=About(title=title, published=published)), name, sha256, TEXT)


def _document(extract: Extract, name: str, sha256: str, type_: str) -> Document:
    layout = extract.layout or lay_out(extract.text, extract.grids)
    said = describe(extract.text, layout, extract.about)
    return Document(
        id=document_id(sha256),
        source=name,
        sha256=sha256,
        text=extract.text,
        media_type=type_,
        encoding=extract.encoding,
        title=said.title,
        author=said.author,
        publisher=said.publisher,
        published=said.published,
        lang=said.lang,
        pages=extract.pages,
        sections=said.sections,
        blocks=build_blocks(extract.text, layout, pages=extract.pages, sections=said.sections),
        warnings=extract.warnings,
    )
