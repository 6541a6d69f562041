"""Text recognition (OCR): pictures of pages are read by Tesseract, a program that must be installed beside kg."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import pypdfium2

from kg.errors import DependencyError, UsageError
from kg.ingest.chars import CJK
from kg.ingest.glyphs import NOTHING, Glyphs

#: Pixels to the inch that Tesseract was made for, and points.
_RESOLUTION, _INCH = 300, 72
#: Pixels of the largest picture: a page of twice A3 at that resolution.
_PIXELS = 70_000_000
#: Seconds that a page may take.
_SECONDS = 180
#: What Tesseract is less sure of, in per cent, is no line of writing but a speck or a picture.
_DOUBTFUL = 40
#: Lines of a height as near to the usual as this are of the usual size: the height of a line depends on its letters.
_ALIKE = 0.25
_LANGUAGES = re.compile(r"[a-z]{3}(?:_[a-z]+)*(?:\+[a-z]{3}(?:_[a-z]+)*)*", re.I)
_IS_CJK = re.compile(f"[{CJK}]")
#: Marks that are told from those of Chinese type by what stands before them only.
_MARKS = str.maketrans(",;:?!", "，；：？！")


class SlowPageError(Exception):
    """The text of a page was not recognised in reasonable time."""


class _Word(NamedTuple):
    line: tuple[int, int, int]
    sure: float
    left: int
    top: int
    right: int
    bottom: int
    text: str


@lru_cache
def check_ocr(languages: str) -> None:
    """See whether text can be recognised.

    Args:
        languages: as Tesseract names them, joined by plus signs.

    Raises:
        UsageError: those are no languages.
        DependencyError: something is not installed; the message says what.
    """
    if not _LANGUAGES.fullmatch(languages):
        raise UsageError(f"--ocr takes the languages of the pages as Tesseract names them, for example chi_tra+eng, not {languages!r}")
    tesseract = _tesseract()
    wanted = languages.split("+")
    packages = " ".join(f"tesseract-ocr-{language.replace('_', '-').lower()}" for language in wanted)
    try:
        known = set(tesseract.get_languages())
    except tesseract.TesseractNotFoundError as error:
        raise DependencyError(f"text recognition needs Tesseract: apt-get install tesseract-ocr {packages}") from error
    if missing := [language for language in wanted if language not in known]:
        packages = " ".join(f"tesseract-ocr-{language.replace('_', '-').lower()}" for language in missing)
        raise DependencyError(f"Tesseract does not know the language {', '.join(missing)}: apt-get install {packages}")


def recogniser(languages: str) -> str:
    """Program and version that recognise text in these languages.

    Raises:
        UsageError: those are no languages.
        DependencyError: something is not installed; the message says what.
    """
    check_ocr(languages)
    return f"Tesseract {_tesseract().get_tesseract_version()}"


def recognise(page: pypdfium2.PdfPage, languages: str) -> Glyphs:
    """The words in the picture of a page, line by line.

    Args:
        page: of a PDF.
        languages: those in which it may be written.

    Raises:
        SlowPageError: it took too long.
    """
    tesseract = _tesseract()
    width, height = page.get_size()
    scale = min(_RESOLUTION / _INCH, (_PIXELS / (width * height)) ** 0.5)
    picture = page.render(scale=scale, grayscale=True).to_pil()
    config = f"--dpi {round(scale * _INCH)}"
    try:
        table = tesseract.image_to_data(picture, lang=languages, config=config, output_type=tesseract.Output.DICT, timeout=_SECONDS)
    except RuntimeError as error:
        if isinstance(error, tesseract.TesseractError):
            raise
        raise SlowPageError(f"its text was not recognised in {_SECONDS} seconds") from error
    return _placed(list(_lines(_words(table))), scale, height)


@lru_cache
def _tesseract() -> Any:
    try:
        import pytesseract
    except ImportError as error:
        raise DependencyError("text recognition needs pytesseract: pip install 'kg-reports[ocr]'") from error
    # The documents of a build are shared out among processes already: more threads in each would be in each other's way.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    return pytesseract


def _words(table: dict[str, list[Any]]) -> Iterator[_Word]:
    columns = ("block_num", "par_num", "line_num", "conf", "left", "top", "width", "height", "text")
    for block, paragraph, line, sure, left, top, width, height, text in zip(*(table[name] for name in columns), strict=True):
        if text.strip():
            yield _Word((block, paragraph, line), float(sure), left, top, left + width, top + height, text.strip())


def _lines(words: Iterator[_Word]) -> Iterator[list[_Word]]:
    """The words of each line that is one."""
    for _, group in groupby(words, key=lambda word: word.line):
        line = list(group)
        if sum(word.sure for word in line) >= _DOUBTFUL * len(line):
            yield line


def _placed(lines: Sequence[Sequence[_Word]], scale: float, height: float) -> Glyphs:
    """Words as glyphs of the page: those of a line have one height, and such as belong together leave no gap."""
    if not lines:
        return NOTHING
    usual = median(_bottom(line) - _top(line) for line in lines for word in line for _ in word.text)
    texts: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    parted: list[bool] = []
    for line in lines:
        high = _bottom(line) - _top(line)
        size = usual if abs(high - usual) <= _ALIKE * usual else high
        middle = (_top(line) + _bottom(line)) / 2
        end = None
        for word in line:
            left, blank, text = word.left, True, word.text
            if end is not None and left - end < size:
                left = max(left, end)
                if _IS_CJK.match(texts[-1][-1]):
                    text = text.translate(_MARKS) if len(text) == 1 else text
                    if _IS_CJK.match(text):
                        left, blank = end, False
            end = max(word.right, left)
            texts.append(text)
            parted.append(blank)
            boxes.append((left / scale, height - (middle - size / 2) / scale, end / scale, height - (middle + size / 2) / scale))
    return Glyphs(texts, np.array(boxes), np.array(parted))


def _top(line: Sequence[_Word]) -> int:
    return min(word.top for word in line)


def _bottom(line: Sequence[_Word]) -> int:
    return max(word.bottom for word in line)
