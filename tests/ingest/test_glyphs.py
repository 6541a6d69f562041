"""Fonts of PDF files that do not say which characters they draw."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import UnsupportedDocumentError
from kg.ingest import read
from kg.model import Document
from tests.ingest import files
from tests.ingest.files import Run

QUAY: Run = (72, 700, 11, "The quay was opened in March and nobody came to see it.")
#: Glyphs whose numbers are those of letters, and of others.
MUTE = "<004100420043011002220333>"


def read_pages(folder: Path, *pages: list[Run]) -> Document:
    """The document of a PDF file."""
    path = folder / "a.pdf"
    path.write_bytes(files.pdf(pages))
    return read(path)


def test_glyphs_without_meaning_are_no_text(tmp_path: Path) -> None:
    """What a font draws without saying which characters is left out and reported with page and share, the rest is read."""
    document = read_pages(tmp_path, [(72, 700, 11, "Nothing is wrong here.")], [QUAY, (72, 650, 11, MUTE)])

    assert [block.text for block in document.blocks] == ["Nothing is wrong here.", QUAY[3]]
    [warning] = document.warnings
    assert "page 2 (12%)" in warning
    assert "--ocr" in warning


def test_a_glyph_without_meaning_in_a_word_is_marked(tmp_path: Path) -> None:
    """The words on both sides of it do not run into one: a sign for the unknown stands between, one for all in a row."""
    document = read_pages(tmp_path, [QUAY, (72, 650, 11, "North"), (102, 650, 11, "<00410042>"), (124, 650, 11, "Quay is closed.")])

    assert document.text.split("\n")[-1].replace(" ", "") == "North\ufffdQuayisclosed."


def test_a_page_of_which_most_is_unreadable_needs_recognition(tmp_path: Path) -> None:
    """Its remains are no text either; the warning names it, and a file of such pages is refused with the way out."""
    page: list[Run] = [(72, 700, 11, "1,250 m"), (72, 650, 11, MUTE), (72, 630, 11, MUTE)]
    document = read_pages(tmp_path, [QUAY], page)

    assert document.text.strip() == QUAY[3]
    assert "page 2 (67%)" in document.warnings[0]
    with pytest.raises(UnsupportedDocumentError, match=r"fonts.*OCR"):
        read_pages(tmp_path, page)
