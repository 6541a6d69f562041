"""Bytes of a text file become text: the encoding is told from the bytes."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

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
#: Encodings in which every character is beyond ASCII.
_WIDE = ("utf-16", "utf-32")
#: Stands for bytes that could not be read.
_LOST = "\ufffd"
#: Lines with damage that a warning names.
_NAMED = 10


class Decoded(NamedTuple):
    """The text of a file, the name of its encoding, and what could not be read, in words for a person."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, name: str, *, declared: str = "") -> Decoded:
    """The text of a file.

    UTF-8, UTF-16 and UTF-32 with or without a byte order mark, Big5 (code page 950), GB 18030 and Windows-1252 are told apart. A
    few bytes that are damaged in an otherwise sound file stand as U+FFFD in the text, and a warning says where.

    Args:
        data: the file's bytes.
        name: the file's name, for errors.
        declared: the encoding that the file says it has; taken if it fits.

    Raises:
        UnsupportedDocumentError: the bytes are no text in any of them.
    """
    if declared and (fitting := _fitting(data, declared)):
        return fitting
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_fitting(data, encoding), encoding, name)
    if b"\0" in data[:_SAMPLE]:
        wide = _wide(data)
        if wide is None:
            raise _not_text(name)
        return _checked(_fitting(data, wide), wide, name)
    return _checked(_fitting(data, "utf-8") or _legacy(data, name), "utf-8", name)


def _checked(decoded: Decoded | None, encoding: str, name: str) -> Decoded:
    if decoded is None:
        raise UnsupportedDocumentError(name, f"too much of the file is no valid {encoding}; save it again as UTF-8")
    if len(_CONTROL.findall(decoded.text, 0, _SAMPLE)) > _BINARY * min(len(decoded.text), _SAMPLE):
        raise _not_text(name)
    return decoded


def _fitting(data: bytes, encoding: str) -> Decoded | None:
    """The bytes read in an encoding; None if they are not in it, or so damaged that it cannot be told."""
    try:
        return Decoded(data.decode(encoding), encoding)
    except LookupError:
        return None
    except UnicodeDecodeError:
        return _mended(data, encoding)


def _mended(data: bytes, encoding: str) -> Decoded | None:
    """The bytes with each damaged place as U+FFFD, if so much around it is sound that the encoding is beyond doubt."""
    codec, start = _unmarked(data, encoding)
    pieces: list[str] = []
    damage: list[int] = []
    with memoryview(data) as view:
        while start < len(data):
            try:
                pieces.append(str(view[start:], codec))
                break
            except UnicodeDecodeError as error:
                pieces += [str(view[start : start + error.start], codec), _LOST]
                damage.append(error.end - error.start)
                start += error.end
            if len(damage) > 1 + len(data) // 100:
                return None
    text = "".join(pieces)
    sound = (len(text) if encoding.startswith(_WIDE) else len(_BEYOND_ASCII.findall(text))) - len(damage)
    cut = len(damage) == 1 and text.endswith(_LOST)
    if len(damage) > 1 + sound // 100 or sound < (2 if cut else 10 * len(damage)):
        return None
    return Decoded(text, encoding, (_warning(pieces, damage, encoding),))


def _unmarked(data: bytes, encoding: str) -> tuple[str, int]:
    """The codec for bytes from the middle of a file, and where they begin: a byte order mark stands before the first only."""
    mark = next((mark for mark, marked in _MARKS if marked == encoding and data.startswith(mark)), b"")
    order = "-be" if mark in (codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE) else "-le"
    return (encoding.removesuffix("-sig") + (order if encoding in ("utf-16", "utf-32") else "")), len(mark)


def _warning(pieces: Sequence[str], damage: Sequence[int], encoding: str) -> str:
    lines: Counter[int] = Counter()
    line, rest = 1, iter(damage)
    for piece in pieces:
        if piece is _LOST:
            lines[line] += next(rest)
        line += piece.count("\n")
    places = [f"{count} on line {line}" for line, count in lines.items()]
    named = ", ".join(places[:_NAMED]) + (" and others" if len(places) > _NAMED else "")
    return f"bytes that are no valid {encoding} and stand as {_LOST} in the text: {named}"


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: what makes line ends, blanks and words of the bytes."""
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        if _fitting(data, encoding):
            text = data[: _SAMPLE - _SAMPLE % 4].decode(encoding, "ignore")
            usual = re.findall("[\t\n\r -~\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef\u2000-\u206f]", text)
            if len(usual) > 0.97 * len(text):
                return encoding
    return None


def _legacy(data: bytes, name: str) -> Decoded:
    """The text in one of the encodings that were used before Unicode; a sound reading goes before a mended one."""
    fitting = {encoding: decoded for encoding in _COMMON if (decoded := _fitting(data, encoding))}
    scores = {encoding: (not decoded.warnings, _likeness(data, encoding)) for encoding, decoded in fitting.items()}
    best = max((encoding for encoding in scores if scores[encoding][1] > 0.5), key=lambda encoding: scores[encoding], default=None)
    if best:
        return fitting[best]
    latin = _fitting(data, "cp1252")
    if latin and not latin.warnings and sum(byte > 0x7F for byte in data[:_SAMPLE]) < 0.1 * len(data[:_SAMPLE]):
        return latin
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
