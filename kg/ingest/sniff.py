"""Which kind of file it is, told from its content; the name only parts Markdown from plain text."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import PurePath

from kg.errors import DamagedDocumentError, EncryptedDocumentError, OversizedDocumentError, UnsupportedDocumentError
from kg.ingest.bounds import ENTRIES
from kg.ingest.package import open_package
from kg.ingest.salvage import Salvaged

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML, MARKDOWN, PDF, TEXT = "text/html", "text/markdown", "application/pdf", "text/plain"

_ZIP = b"PK\x03\x04"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html|<head|<body|<article|<main|<div|<p[\s>])", re.I | re.S
)
#: First bytes of what people put next to documents, and what to do about it.
_OTHERS = (
    (b"{\\rtf", "an RTF document; save it as .docx"),
    (b"\x89PNG", "an image; run text recognition (OCR) on it first"),
    (b"\xff\xd8\xff", "an image; run text recognition (OCR) on it first"),
    (b"GIF8", "an image; run text recognition (OCR) on it first"),
    (b"II*\0", "an image; run text recognition (OCR) on it first"),
    (b"MM\0*", "an image; run text recognition (OCR) on it first"),
    (b"\x1f\x8b", "a compressed archive; unpack it first"),
    (b"7z\xbc\xaf", "a compressed archive; unpack it first"),
    (b"Rar!", "a compressed archive; unpack it first"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_OFFICE = {
    "xl/workbook.xml": "a spreadsheet; save it as .csv or paste it into a .docx",
    "ppt/presentation.xml": "slides; save them as .pdf",
    "mimetype": "a package of another program; save it as .docx or .pdf",
    "META-INF/MANIFEST.MF": "a program",
    "[Content_Types].xml": "a package of another program; save it as .docx or .pdf",
}
#: How a web page begins whatever it is called; fragments of pages stand in too many files that are none.
_WHOLE_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html)", re.I | re.S)
#: Bytes that tell what a file is.
HEAD = 4096


def media_type(data: bytes, name: str) -> str:
    """The media type of a file that kg reads.

    Raises:
        UnsupportedDocumentError: it is of another kind.
        EncryptedDocumentError: it is an office document with a password.
        DamagedDocumentError: it begins like a zip package but is none.
    """
    if b"%PDF-" in data[:1024]:
        return PDF
    if is_package(data):
        return _package(data, name)
    if data.startswith(_COMPOUND):
        raise _compound(data, name)
    if what := _other(data):
        raise UnsupportedDocumentError(name, f"the file is {what}")
    if _HTML.match(data.replace(b"\0", b"")[:HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe")):
        return HTML
    return MARKDOWN if PurePath(name).suffix.lower() in (".md", ".markdown") else TEXT


def is_package(head: bytes) -> bool:
    """Whether a file that begins like this is a zip package."""
    return head.startswith(_ZIP)


def holds_document(names: Collection[str]) -> bool:
    """Whether a zip package with these members is a Word document."""
    return "word/document.xml" in names


def other_package(names: Collection[str]) -> str | None:
    """What a zip package with these members is, for a person; None if it is an archive."""
    held = set(names)
    return next((what for member, what in _OFFICE.items() if member in held), None)


def is_document(head: bytes) -> bool:
    """Whether a file that begins like this is a PDF or a web page, whatever its name."""
    return head.lstrip().startswith(b"%PDF-") or bool(_WHOLE_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")))


def why_not(head: bytes) -> str:
    """Why a file that begins like this and is not called like a document is passed over, for a person."""
    if head.startswith(_COMPOUND):
        return "in an old office format (.doc, .xls, .ppt); save it as .docx or .pdf"
    if what := _other(head):
        return what
    if not head:
        return "empty, or not to be read"
    return "no text" if b"\0" in head else "not called like a document; if it is one, name it .txt"


def _other(data: bytes) -> str | None:
    return next((what for start, what in _OTHERS if data.startswith(start) and (len(start) > 2 or b"\0" in data[:512])), None)


def _package(data: bytes, name: str) -> str:
    with open_package(data, name) as package:
        names = package.namelist()
        cut = isinstance(package, Salvaged)
    if holds_document(names):
        return DOCX
    what = other_package(names)
    if cut:
        left = "what it held of text is lost" if what else "the files that stand whole in it are read, others are lost"
        raise DamagedDocumentError(name, f"the file is cut off or damaged: {left}; get it again from its source")
    if not what and len(names) > ENTRIES:
        raise OversizedDocumentError(name, f"the archive holds more than {ENTRIES:,} files; unpack it first")
    raise UnsupportedDocumentError(name, f"the file is {what or 'a zip archive where a document should be; unpack it first'}")


def _compound(data: bytes, name: str) -> EncryptedDocumentError | UnsupportedDocumentError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedDocumentError(name, "the file is protected by a password; save a copy without one")
    return UnsupportedDocumentError(name, "the file is in an old office format (.doc, .xls, .ppt); save it as .docx or .pdf")
