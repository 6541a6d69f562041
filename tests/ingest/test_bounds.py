"""Files that are larger than a document, or become so: one line each, in little memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import DocumentError, OversizedDocumentError
from kg.ingest import bounds, read, reader

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CELL = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"


def word(body: str) -> bytes:
    """A Word document of this body and nothing else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
    return buffer.getvalue()


def page(body: str) -> bytes:
    """A web page of this body."""
    return f"<html><body>{body}</body></html>".encode()


LARGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "paragraphs.docx": (lambda: word("<w:p><w:r><w:t>AAAA</w:t></w:r></w:p>" * 600_000), "unpacks to more than 200 times"),
    "blanks.docx": (lambda: word(f"<w:p><w:r><w:t>{' ' * 50_000_000}</w:t></w:r></w:p>"), "unpacks to more than 200 times"),
    "tags.docx": (lambda: word("".join(f'<w:p w:a="{n * 7919 % 1000003}"/>' for n in range(620_000))), "tags"),
    "merged.docx": (
        lambda: word(
            f"<w:tbl><w:tr>{_CELL.format('', '港' * 100_000)}</w:tr>" + f"<w:tr>{_CELL.format('<w:vMerge/>', '')}</w:tr>" * 100 + "</w:tbl>"
        ),
        "characters",
    ),
    "zeros.txt": (lambda: bytes(30_000_000), "characters"),
    "blanks.md": (lambda: b"a" + b" " * 30_000_000, "characters"),
    "lines.txt": (lambda: b"a\n" * 400_000, "lines"),
    "tags.html": (lambda: page("<b>a" * 400_000), "tags"),
    "deep.html": (lambda: page("<div>" * 100_000 + "<p>港口關閉了。</p>"), "nest deeper"),
    "deep-inline.html": (lambda: page("<p>港口</p>" + "<b>" * 100_000 + "北岸港" + "</b>" * 100_000), "nest deeper"),
    "spans.html": (lambda: page("<table>" + ("<tr>" + "<td rowspan=100 colspan=100>a" * 100) * 100 + "</table>"), "cells"),
}


@pytest.mark.parametrize("name", LARGE)
def test_what_is_too_large_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    """No reader fills the memory with what nobody can read."""
    make, reason = LARGE[name]
    (tmp_path / name).write_bytes(make())

    with pytest.raises(OversizedDocumentError, match=reason) as caught:
        read(tmp_path / name)
    assert len(str(caught.value).splitlines()) == 1


def test_a_huge_file_is_not_taken_into_memory(tmp_path: Path) -> None:
    """A file of a gigabyte is refused after as much of it as kg reads at most."""
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(10**9)
    tracemalloc.start()
    with pytest.raises(OversizedDocumentError, match="larger than"):
        read(tmp_path / "a.txt")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 1.2 * bounds.FILE


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux holds a process to its bound")
def test_a_worker_takes_no_more_memory_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What asks for more is refused in one line, and the bound is gone afterwards."""
    (tmp_path / "a.txt").write_text("港口的情況如下。", encoding="utf-8")
    monkeypatch.setattr(bounds, "MEMORY", 300_000_000)
    monkeypatch.setattr(reader, "describe", lambda *said: bytearray(400_000_000))
    with bounds.bounded_memory(), pytest.raises(OversizedDocumentError, match="more memory"):
        read(tmp_path / "a.txt")

    assert len(bytearray(400_000_000)) == 400_000_000


def test_a_word_document_with_a_picture_that_unpacks_without_end(tmp_path: Path) -> None:
    """Parts that hold no text stay packed, whatever they would become."""
    data = io.BytesIO(word("<w:p><w:r><w:t>北岸港</w:t></w:r></w:p>"))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/image1.png", bytes(50_000_000))
    (tmp_path / "a.docx").write_bytes(data.getvalue())

    assert read(tmp_path / "a.docx").text == "北岸港"


def test_entities_of_a_word_document_are_not_expanded(tmp_path: Path) -> None:
    """Names that stand for names that stand for names are refused or left as they are."""
    names = "".join(f'<!ENTITY n{n + 1} "{f"&n{n};" * 10}">' for n in range(12))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr(
            "word/document.xml",
            f'<!DOCTYPE d [<!ENTITY n0 "港口">{names}]><w:document {_W}><w:body><w:p><w:r><w:t>&n12;</w:t></w:r></w:p></w:body></w:document>',
        )
    (tmp_path / "a.docx").write_bytes(data.getvalue())

    with pytest.raises(DocumentError):
        read(tmp_path / "a.docx")
