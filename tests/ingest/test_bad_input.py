"""What cannot be read: each refusal has its error, and says what to do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from kg.errors import DamagedDocumentError, DocumentError, EmptyDocumentError, EncryptedDocumentError, UnsupportedDocumentError
from kg.ingest import from_text, read
from tests.ingest import files


def package(*names: str) -> bytes:
    """A zip archive with empty members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return buffer.getvalue()


COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
BAD: list[tuple[str, bytes, type[DocumentError], str]] = [
    ("empty.txt", b"", EmptyDocumentError, "empty"),
    ("blank.txt", b" \n\n\t", EmptyDocumentError, "empty"),
    ("blank.docx", files.word()[:0] + b"\n", EmptyDocumentError, "empty"),
    ("binary.txt", bytes(range(256)) * 20, UnsupportedDocumentError, "UTF-8"),
    ("noise.txt", bytes((n * 7919) % 251 for n in range(4000)), UnsupportedDocumentError, "UTF-8"),
    ("image.txt", b"\x89PNG\r\n\x1a\n" + bytes(64), UnsupportedDocumentError, "OCR"),
    ("letter.rtf", b"{\\rtf1 hello}", UnsupportedDocumentError, ".docx"),
    ("old.doc", COMPOUND, UnsupportedDocumentError, ".docx"),
    ("locked.docx", COMPOUND + "EncryptedPackage".encode("utf-16-le"), EncryptedDocumentError, "password"),
    ("sheet.xlsx", package("xl/workbook.xml"), UnsupportedDocumentError, "spreadsheet"),
    ("bundle.zip", package("a.txt"), UnsupportedDocumentError, "unpack"),
    ("cut.docx", files.word()[:2000], DamagedDocumentError, "damaged"),
    ("hollow.docx", package("word/document.xml"), DamagedDocumentError, "Word"),
    ("cut.pdf", b"%PDF-1.4\nnothing follows", DamagedDocumentError, "source"),
    ("locked.pdf", files.pdf([[(72, 700, 11, "secret")]], encrypted=True), EncryptedDocumentError, "password"),
    ("scanned.pdf", files.pdf([[]]), UnsupportedDocumentError, "OCR"),
    ("bare.html", b"<html><body></body></html>", EmptyDocumentError, "no text"),
]


@pytest.mark.parametrize(("name", "data", "error", "advice"), BAD, ids=[case[0] for case in BAD])
def test_a_refusal_says_what_to_do(name: str, data: bytes, error: type[DocumentError], advice: str, tmp_path: Path) -> None:
    """A file that cannot be read raises its error, whose reason tells the way out."""
    (tmp_path / name).write_bytes(data)

    with pytest.raises(error, match=advice) as caught:
        read(tmp_path / name)
    assert str(caught.value.path) == name


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that is gone is a document's error, not a crash."""
    with pytest.raises(DamagedDocumentError, match="check that it exists"):
        read(tmp_path / "gone.txt")


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    """A folder in a file's place is refused like a file that cannot be read."""
    with pytest.raises(DamagedDocumentError):
        read(tmp_path)


def test_an_empty_string_has_no_blocks() -> None:
    """A text without words gives a document without blocks: pipelines over texts must not stop at one."""
    assert from_text(" \n").blocks == ()


def test_a_page_without_text_is_a_warning(tmp_path: Path) -> None:
    """A PDF with one scanned page among others is read, and says which page is missing."""
    (tmp_path / "a.pdf").write_bytes(files.pdf([[(72, 700, 11, "The quay was opened in March.")], []]))

    [warning] = read(tmp_path / "a.pdf").warnings
    assert "page 2" in warning
