"""Text recognition: scanned pages become text as others do, where Tesseract is installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import DependencyError, UnsupportedDocumentError, UsageError
from kg.ingest import ocr, pdf, read, reader
from kg.ingest.glyphs import Glyphs
from tests.ingest import files
from tests.ingest.files import Run
from tests.ingest.test_layout import check_places

CORPUS = Path(__file__).parent.parent.parent / "corpus"
PAGES: list[list[Run]] = [
    [(72, 760, 18, "Ports and Ships"), (72, 700, 12, "The first quay was opened in March, and nobody came.")],
    [(72, 700, 12, "TSMC will build a plant in Arizona."), (72, 684, 12, "The second quay is closed since 2019.")],
]


def needs(languages: str) -> pytest.MarkDecorator:
    """Skip a test where these languages cannot be recognised."""
    missing = ""
    try:
        ocr.check_ocr(languages)
    except DependencyError as error:
        missing = str(error)
    return pytest.mark.skipif(bool(missing), reason=missing)


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forget what was found installed, before and after."""
    for cached in (ocr.check_ocr, ocr._tesseract):
        cached.cache_clear()
    yield
    for cached in (ocr.check_ocr, ocr._tesseract):
        cached.cache_clear()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What text recognition needs counts as installed."""
    monkeypatch.setattr(reader, "check_ocr", lambda languages: None)
    monkeypatch.setattr(pdf, "recogniser", lambda languages: "Eyes 2.0")


@needs("eng")
def test_scanned_pages_are_recognised(tmp_path: Path) -> None:
    """Their blocks are those of the original, places lead back, the report names the pages, and twice gives the same."""
    original, path = tmp_path / "original.pdf", tmp_path / "scan.pdf"
    original.write_bytes(files.pdf(PAGES))
    path.write_bytes(files.scanned(original.read_bytes()))
    document = read(path, ocr="eng")

    check_places(document)
    assert [(block.kind, block.page, block.text) for block in document.blocks] == [
        (block.kind, block.page, block.text) for block in read(original).blocks
    ]
    [warning] = document.warnings
    assert "page 1, 2 read by text recognition (Tesseract" in warning
    assert document == read(path, ocr="eng")


@needs("eng")
def test_a_stamp_hides_no_page(tmp_path: Path) -> None:
    """A picture of a page with a few words of text upon it is recognised all the same; the words are those of the text."""
    (tmp_path / "scan.pdf").write_bytes(files.stamped(files.pdf(PAGES[:1]), "Received 0O1l"))
    document = read(tmp_path / "scan.pdf", ocr="eng")

    (tmp_path / "original.pdf").write_bytes(files.pdf(PAGES[:1]))
    original = [block.text for block in read(tmp_path / "original.pdf").blocks]
    assert [text for text in original if text in document.text.replace("\n", " ")]
    assert document.text.count("Received 0O1l") == 1
    assert "page 1 read by text recognition" in document.warnings[0]


def test_a_stamp_on_a_picture_is_named(tmp_path: Path) -> None:
    """Without text recognition the words are read, and the report says that there is more; a page of few words is no picture."""
    (tmp_path / "scan.pdf").write_bytes(files.stamped(files.pdf(PAGES), "Received"))
    [warning] = read(tmp_path / "scan.pdf").warnings
    assert warning.startswith("page 1, 2 is a picture with a few words on it")
    (tmp_path / "short.pdf").write_bytes(files.pdf([[(72, 700, 12, "Received")]]))
    assert not read(tmp_path / "short.pdf").warnings


@needs("chi_tra")
@pytest.mark.slow
def test_a_scan_reads_like_its_original(tmp_path: Path) -> None:
    """A report of the corpus with columns of figures, notes and headings, printed and scanned, keeps its text but for a few characters."""
    original = CORPUS / "11-regional-pacts.pdf"
    path = tmp_path / "a.pdf"
    path.write_bytes(files.scanned(original.read_bytes()))
    texts = ["".join(document.text.split()) for document in (read(original), read(path, ocr="chi_tra"))]

    assert SequenceMatcher(None, *texts, autojunk=False).ratio() > 0.93


@needs("eng")
@pytest.mark.slow
def test_a_build_names_the_pages_that_were_recognised(tmp_path: Path) -> None:
    """A page that was passed over in one build is read in the next, with claims on their page, and the report tells."""
    folder, output = tmp_path / "in", str(tmp_path / "out")
    folder.mkdir()
    (folder / "a.pdf").write_bytes(files.scanned(files.pdf(PAGES)))
    (folder / "b.txt").write_text("The quay was opened in March.", encoding="utf-8")
    command = ["build", str(folder), "-o", output, "--workers", "1"]
    refused, built = CliRunner().invoke(app, command), CliRunner().invoke(app, [*command, "--ocr", "eng"])

    assert "refused a.pdf" in refused.output
    assert "kg build --ocr" in refused.output
    assert built.exit_code == 0, built.output
    assert "page 1, 2 read by text recognition" in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "TSMC will build a plant in Arizona." in (tmp_path / "out" / "claims.jsonl").read_text(encoding="utf-8")


@pytest.mark.usefixtures("installed")
def test_a_page_of_glyphs_without_meaning_is_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is recognised takes the place of all that the page holds, and is the page's in every way."""
    found = Glyphs(["Nobody", "came."], np.array([[72.0, 710, 110, 698], [113, 710, 140, 698]]), np.array([False, True]))
    monkeypatch.setattr(pdf, "recognise", lambda page, languages: found)
    path = tmp_path / "a.pdf"
    path.write_bytes(
        files.pdf([[(72, 760, 11, "The quay was opened.")], [(72, 700, 11, "1,250"), (72, 650, 11, "<0041004200430044004500460047>")]])
    )
    document = read(path, ocr="eng")

    assert [(block.page, block.text) for block in document.blocks] == [(1, "The quay was opened."), (2, "Nobody came.")]
    assert document.warnings == ("page 2 read by text recognition (Eyes 2.0, eng): check names and numbers against the page",)


@pytest.mark.usefixtures("installed")
def test_a_scan_in_which_nothing_is_recognised_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank pages stay blank, and the reason does not send one to do again what was done."""
    monkeypatch.setattr(pdf, "recognise", lambda page, languages: Glyphs((), np.empty((0, 4)), np.empty(0, np.bool_)))
    path = tmp_path / "a.pdf"
    path.write_bytes(files.pdf([[]]))

    with pytest.raises(UnsupportedDocumentError, match="found none"):
        read(path, ocr="eng")


@pytest.mark.usefixtures("installed")
def test_one_slow_page_is_lost_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recognition that takes too long costs the page, not the document."""

    def slow(page: object, languages: str) -> Glyphs:
        raise ocr.SlowPageError("its text was not recognised in 180 seconds")

    monkeypatch.setattr(pdf, "recognise", slow)
    path = tmp_path / "a.pdf"
    path.write_bytes(files.pdf([[(72, 760, 11, "The quay was opened.")], []]))
    document = read(path, ocr="eng")

    assert document.text.strip() == "The quay was opened."
    assert "page 2 cannot be read (its text was not recognised" in document.warnings[0]


def test_languages_must_be_languages() -> None:
    """A folder in the option's place is told from a language."""
    with pytest.raises(UsageError, match=r"chi_tra\+eng"):
        ocr.check_ocr("./reports")


@needs("eng")
def test_a_missing_language_is_named_with_its_package() -> None:
    """One line says what to install."""
    with pytest.raises(DependencyError, match=r"apt-get install tesseract-ocr-xyz-vert$"):
        ocr.check_ocr("eng+xyz_vert")


@pytest.mark.usefixtures("fresh")
def test_missing_programs_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Tesseract or the extra nothing is built, and one line says what to install."""
    (tmp_path / "a.txt").write_text("The quay was opened in March.", encoding="utf-8")
    command = ["build", str(tmp_path), "-o", str(tmp_path / "out"), "--ocr", "chi_tra"]
    pytesseract = pytest.importorskip("pytesseract")
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "no-such-program")
    program = CliRunner().invoke(app, command)
    ocr._tesseract.cache_clear()
    monkeypatch.setitem(sys.modules, "pytesseract", None)
    extra = CliRunner().invoke(app, command)

    assert (program.exit_code, extra.exit_code) == (2, 2)
    assert program.output.rstrip().endswith("apt-get install tesseract-ocr tesseract-ocr-chi-tra")
    assert extra.output.rstrip().endswith("pip install 'kg-reports[ocr]'")
