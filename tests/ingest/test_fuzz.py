"""Damaged files: whatever happened to a file, reading gives a document whose places are right, or a DocumentError."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import DocumentError
from kg.ingest import read
from kg.model import Document
from tests.ingest import files
from tests.ingest.test_layout import check_places

TEXT = "港口減碳\n\n作者：許望潮\n\n北岸港已經啟用岸電，居民表示歡迎，但是南岸港仍在評估。\n\n一、背景\n\n海運公會昨天公布調查。\n"
LINES = [(72.0, 700.0 - 14 * n, 11.0, f"Line {n} says that the quay was opened.") for n in range(6)]
BASES: dict[str, bytes] = {
    "utf-8.txt": TEXT.encode(),
    "utf-16.txt": TEXT.encode("utf-16"),
    "big5.txt": TEXT.encode("cp950"),
    "gb18030.txt": TEXT.replace("港口減碳", "港口减碳").encode("gb18030"),
    "a.md": files.MARKDOWN.encode(),
    "a.html": files.HTML.format(charset="utf-8").encode(),
    "big5.html": files.HTML.format(charset="big5").encode("cp950"),
    "a.pdf": files.pdf([LINES, LINES[:2]], info="/Title (Quays)"),
    "a.docx": files.word(),
    "notes.docx": files.word_with_notes(),
}
#: What damage is made of: bytes that mean something to one format or another, and any.
SCRAPS = st.sampled_from(
    [
        b"",
        b"\0",
        b"\xff",
        b"\x81",
        b"<",
        b"</p>",
        b"<table><tr><td rowspan=9>",
        b">>",
        b"endobj",
        b"-1",
        b"99999999999",
        b"\n",
        b"\r",
        b"|",
        b'""',
    ]
) | st.binary(max_size=8)
#: Where damage begins (as a share of the file), how many bytes are lost there, what stands in their place.
DAMAGE = st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0, 1, 1, 2, 7, 60]), SCRAPS), min_size=1, max_size=5)
CUT = st.none() | st.floats(0, 1)


def damaged(data: bytes, damage: list[tuple[float, int, bytes]], cut: float | None) -> bytes:
    """The bytes with parts replaced, and cut off."""
    for share, lost, scrap in damage:
        place = int(share * len(data))
        data = data[:place] + scrap + data[place + lost :]
    return data if cut is None else data[: int(cut * len(data))]


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A zip package with its entries changed; those that become None are left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (changed := change(name, old.read(name))) is not None:
                new.writestr(name, changed)
    return buffer.getvalue()


def outcome(path: Path, data: bytes) -> Document | DocumentError:
    """What comes of reading a file with these bytes: a document with right places, or an error that names the file."""
    path.write_bytes(data)
    result: Document | DocumentError
    try:
        result = read(path)
    except DocumentError as error:
        result = error
    if isinstance(result, Document):
        check_places(result)
    else:
        assert str(result).startswith(f"{path.name}: ")
    return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all examples of a test write to."""
    return tmp_path_factory.mktemp("fuzz")


quick = settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", BASES)
@quick
@given(damage=DAMAGE, cut=CUT)
def test_a_damaged_file_is_read_or_refused(name: str, damage: list[tuple[float, int, bytes]], cut: float | None, folder: Path) -> None:
    """Bytes lost, added, changed or cut off anywhere in a file of any format."""
    outcome(folder / name, damaged(BASES[name], damage, cut))


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "word/footnotes.xml", "word/_rels/document.xml.rels", "docProps/core.xml"]
)
@quick
@given(damage=DAMAGE, cut=CUT, gone=st.booleans())
def test_a_damaged_part_of_a_word_document(
    part: str, damage: list[tuple[float, int, bytes]], cut: float | None, gone: bool, folder: Path
) -> None:
    """Damage inside a part of a sound package, or a part that is missing: what else is there is read."""
    data = repacked(BASES["notes.docx"], lambda name, body: body if name != part else None if gone else damaged(body, damage, cut))
    result = outcome(folder / "part.docx", data)

    assert part == "word/document.xml" or (isinstance(result, Document) and "北岸港已經啟用岸電" in result.text)


@quick
@given(
    words=st.text(max_size=200),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-32", "cp950", "gb18030"]),
    name=st.sampled_from(["a.txt", "a.md", "a.html"]),
)
def test_any_text_is_read_or_refused(words: str, encoding: str, name: str, folder: Path) -> None:
    """Any characters in any encoding."""
    outcome(folder / name, words.encode(encoding, "ignore"))


def footnotes_cut(data: bytes) -> bytes:
    """A Word document whose footnotes end in the middle of a tag."""
    return repacked(data, lambda name, body: body[: body.index("見公會".encode()) + 20] if name == "word/footnotes.xml" else body)


NAMED: dict[str, tuple[bytes, str, str]] = {
    "cut-footnotes.docx": (footnotes_cut(BASES["notes.docx"]), "北岸港已經啟用岸電", "word/footnotes.xml is damaged"),
    "no-footnotes.docx": (
        repacked(BASES["notes.docx"], lambda name, body: None if name == "word/footnotes.xml" else body), "北岸港已經啟用岸電", "cited but not in the file",
    ),
    "no-styles.docx": (repacked(BASES["a.docx"], lambda name, body: body[:99] if name == "word/styles.xml" else body), "汰換卡車", "word/styles.xml"),
    "cut-body.docx": (
        repacked(BASES["a.docx"], lambda name, body: body[: body.index("汰換卡車".encode())] if name == "word/document.xml" else body),
        "北岸港已經啟用岸電",
        "word/document.xml is damaged",
    ),
    "entity-in-relations.docx": (
        repacked(BASES["a.docx"], lambda name, body: body.replace(b"<Relationship ", b"&x;<Relationship ", 1)), "汰換卡車", "",
    ),
    "odd-span.docx": (
        repacked(BASES["a.docx"], lambda name, body: body.replace(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="x"/>')), "減碳兩成", "",
    ),
    "control.html": (
        BASES["a.html"].replace("分享到社群</div>".encode(), "分享到社群</div>\x0c說明：".encode(), 1), "昨天公布調查", "",
    ),
    "lost-page.pdf": (
        files.pdf([LINES, LINES[:2]]).replace(b"6 0 obj\n<< /Type /Page ", b"6 0 obj\n<< /Type /Pagx "), "Line 5 says", "page 2 cannot be read",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_what_can_be_saved_is_read(name: str, tmp_path: Path) -> None:
    """Files that once ended a build: the sound part is read, and a warning names the rest."""
    data, words, warning = NAMED[name]
    result = outcome(tmp_path / name, data)

    assert isinstance(result, Document)
    assert words in result.text
    assert warning in " ".join(result.warnings)


def test_a_reader_that_fails_is_a_documents_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a reader raises, the error names the file, so that a build goes on."""

    def fail(data: bytes, name: str) -> None:
        raise LookupError("no such thing")

    monkeypatch.setattr("kg.ingest.text.read_text", fail)
    assert isinstance(outcome(tmp_path / "a.txt", TEXT.encode()), DocumentError)
