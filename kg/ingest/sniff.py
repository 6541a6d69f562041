"""Which kind of file it is, told from its content; the name only parts Markdown from plain text."""

from __future__ import annotations

import re
from pathlib import PurePath

from kg.errors import EncryptedDocumentError, UnsupportedDocumentError
from kg.ingest.package import open_package

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML, MARKDOWN, PDF, TEXT = "text/html", "text/markdown", "application/pdf", "text/plain"

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
}


def media_type(data: bytes, name: str) -> str:
    """The media type of a file that kg reads.

    Raises:
        UnsupportedDocumentError: it is of another kind.
        EncryptedDocumentError: it is an office document with a password.
        DamagedDocumentError: it begins like a zip package but is none.
    """
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _package(data, name)
    if data.startswith(_COMPOUND):
        raise _compound(data, name)
    for start, what in _OTHERS:
        if data.startswith(start) and (len(start) > 2 or b"\0" in data[:512]):
            raise UnsupportedDocumentError(name, f"the file is {what}")
    if _HTML.match(data.replace(b"\0", b"")[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe")):
        return HTML
    return MARKDOWN if PurePath(name).suffix.lower() in (".md", ".markdown") else TEXT


def _package(data: bytes, name: str) -> str:
    with open_package(data, name) as package:
        names = set(package.namelist())
    if "word/document.xml" in names:
        return DOCX
    what = next((text for member, text in _OFFICE.items() if member in names), "a zip archive; unpack it first")
    raise UnsupportedDocumentError(name, f"the file is {what}")


def _compound(data: bytes, name: str) -> EncryptedDocumentError | UnsupportedDocumentError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedDocumentError(name, "the file is protected by a password; save a copy without one")
    return UnsupportedDocumentError(name, "the file is in an old office format (.doc, .xls, .ppt); save it as .docx or .pdf")
