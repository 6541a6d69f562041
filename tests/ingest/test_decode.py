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
