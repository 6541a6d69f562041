"""Bytes of a text file become text: the encoding is told from the bytes."""

from __future__ import annotations

import codecs
import re

from kg.errors import DocumentError, UnsupportedDocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
#: Share of control characters above which a file is not text.
_BINARY = 0.002
#: First bytes of the characters that the Chinese standards put in their level of common ones, and the least second byte.
_COMMON = {"cp950": (range(0xA4, 0xC7), 0x40), "gb18030": (range(0xB0, 0xD8), 0xA1)}
_SAMPLE = 200_000


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file and the name of its encoding.

    UTF-8, UTF-16 and UTF-32 with or without a byte order mark, Big5 (code page 950), GB 18030 and Windows-1252 are told apart.

    Raises:
        UnsupportedDocumentError: the bytes are no text in any of them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data, encoding, name), encoding
    if b"\0" in data[:_SAMPLE]:
        wide = _wide(data)
        if wide is None:
            raise _not_text(name)
        return _checked(data, wide, name), wide
    encoding = "utf-8" if _decodes(data, "utf-8") else _legacy(data, name)
    return _checked(data, encoding, name), encoding


def _checked(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnsupportedDocumentError(name, f"the file is not valid {encoding} at byte {error.start}; save it again as UTF-8") from error
    if len(_CONTROL.findall(text, 0, _SAMPLE)) > _BINARY * min(len(text), _SAMPLE):
        raise _not_text(name)
    return text


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: what makes line ends, blanks and words of the bytes."""
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        if _decodes(data, encoding):
            text = data[: _SAMPLE - _SAMPLE % 4].decode(encoding, "ignore")
            usual = re.findall("[\t\n\r -~\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef\u2000-\u206f]", text)
            if len(usual) > 0.97 * len(text):
                return encoding
    return None


def _legacy(data: bytes, name: str) -> str:
    scores = {encoding: _likeness(data, encoding) for encoding in _COMMON if _decodes(data, encoding)}
    best = max(scores, key=lambda encoding: scores[encoding], default=None)
    if best and scores[best] > 0.5:
        return best
    if _decodes(data, "cp1252") and sum(byte > 0x7F for byte in data[:_SAMPLE]) < 0.1 * len(data[:_SAMPLE]):
        return "cp1252"
    raise _not_text(name)


def _likeness(data: bytes, encoding: str) -> float:
    """Share of characters beyond ASCII that are common in the encoding's own standard."""
    chars = _BEYOND_ASCII.findall(data[:_SAMPLE].decode(encoding, "ignore"))
    common, trail = _COMMON[encoding]
    coded = [char.encode(encoding) for char in chars]
    usual = [code for code in coded if len(code) == 2 and code[0] in common and code[1] >= trail]
    return len(usual) / max(1, len(coded))


def _not_text(name: str) -> DocumentError:
    return UnsupportedDocumentError(
        name, "the file holds no text in an encoding that kg knows; if it is text, save it as UTF-8, if not, give it its proper ending"
    )
