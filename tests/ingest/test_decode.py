"""Encodings of text files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ingest import read

TRADITIONAL = "海運公會昨天公布調查，多數會員支持新的排放標準，但是希望補助能夠盡早發放。\r\n第二行 Harbour 2021。\r\n"
SIMPLIFIED = "海运公会昨天公布调查，多数会员支持新的排放标准，但是希望补助能够尽早发放。\n第二行 Harbour 2021。\n"
ENGLISH = "The café on the quay was naïve about its rents, said the harbour board’s chairman on Monday.\n"


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (TRADITIONAL, "utf-8", "utf-8"),
        (TRADITIONAL, "utf-8-sig", "utf-8-sig"),
        (TRADITIONAL, "utf-16", "utf-16"),
        (TRADITIONAL, "utf-16-le", "utf-16-le"),
        (TRADITIONAL, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "utf-32", "utf-32"),
        (TRADITIONAL, "big5", "cp950"),
        (TRADITIONAL, "cp950", "cp950"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (SIMPLIFIED, "utf-8", "utf-8"),
        (ENGLISH, "cp1252", "cp1252"),
        (ENGLISH, "utf-8", "utf-8"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(text: str, codec: str, encoding: str, tmp_path: Path) -> None:
    """A text file is decoded exactly, line ends included, and its encoding is recorded."""
    path = tmp_path / "文件 一.txt"
    path.write_bytes(text.encode(codec))
    document = read(path)

    assert (document.text, document.encoding) == (text, encoding)
    assert document.source == "文件 一.txt"


@pytest.mark.parametrize(
    ("data", "encoding", "damage"),
    [
        (TRADITIONAL.encode() + b"\xff" + TRADITIONAL.encode(), "utf-8", "1 on line 3"),
        (TRADITIONAL.encode() + "港".encode()[:2], "utf-8", "2 on line 3"),
        (TRADITIONAL.encode("utf-8-sig") + b"\xe6\xb8", "utf-8-sig", "2 on line 3"),
        (TRADITIONAL.encode("cp950") + b"\xff" + TRADITIONAL.encode("cp950"), "cp950", "1 on line 3"),
        (TRADITIONAL.encode("cp950") + "港".encode("cp950")[:1], "cp950", "1 on line 3"),
        (SIMPLIFIED.encode("gb18030") + "港".encode("gb18030")[:1], "gb18030", "1 on line 3"),
        (TRADITIONAL.encode("utf-16") + b"\x2f", "utf-16", "1 on line 3"),
        (TRADITIONAL.encode("utf-16-be") + b"\x2f", "utf-16-be", "1 on line 3"),
    ],
)
def test_a_damaged_byte_costs_itself(data: bytes, encoding: str, damage: str, tmp_path: Path) -> None:
    """One bad byte, or a last character that was cut, is marked in the text and named in a warning; the rest is read."""
    (tmp_path / "a.txt").write_bytes(data)
    document = read(tmp_path / "a.txt")

    assert document.encoding == encoding
    assert document.text.count("\ufffd") == 1
    assert (TRADITIONAL[:30] in document.text) or (SIMPLIFIED[:30] in document.text)
    [warning] = document.warnings
    assert damage in warning


def test_a_page_keeps_its_declared_encoding_in_spite_of_damage(tmp_path: Path) -> None:
    """A bad byte in a web page does not change what encoding the page is read in."""
    page = f'<html><head><meta charset="big5"></head><body><p>{TRADITIONAL}</p></body></html>'.encode("cp950")
    (tmp_path / "a.html").write_bytes(page.replace(b"Harbour", b"Harb\xffour"))
    document = read(tmp_path / "a.html")

    assert (document.encoding, document.text.count("\ufffd")) == ("cp950", 1)
    assert "海運公會" in document.text


def test_a_replacement_character_of_the_file_is_no_damage(tmp_path: Path) -> None:
    """A file that holds U+FFFD itself is read without a warning."""
    (tmp_path / "a.txt").write_text(f"{TRADITIONAL}\ufffd", encoding="utf-8")

    assert read(tmp_path / "a.txt").warnings == ()
