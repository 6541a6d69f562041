"""PDF: the text of each page in reading order, lines as they stand on the page."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as raw

from kg.errors import DamagedDocumentError, EncryptedDocumentError, UnsupportedDocumentError
from kg.ingest.extract import About, Extract
from kg.ingest.kinds import PRINTED

_JUNK_TITLE = re.compile(r"(?:Microsoft Word|\(?(?:untitled|anonymous)|PowerPoint|Slide)\b|\.(?:docx?|pdf|indd|pptx?|html?)$|^\W*$", re.I)
#: A page number and what stands beside it are no longer than this.
_FOLIO = 12
#: Type this much larger than a page's usual is a title's; a side with fewer lines is no column by itself.
_LARGE, _LINES = 1.2, 5
#: Stands above the footnotes of a page, as the rule does that is drawn there.
_RULE = " " * 12
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")


def read_pdf(data: bytes, name: str) -> Extract:
    """The text of a PDF file, pages parted by form feeds."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise EncryptedDocumentError(name, "the PDF is protected by a password; save a copy without one") from error
        raise DamagedDocumentError(name, f"the PDF cannot be opened ({error}); get it again from its source") from error
    try:
        pages = list(_pages(document))
        about = document.get_metadata_dict()
    finally:
        document.close()
    if not any(page.strip() for page in pages):
        raise UnsupportedDocumentError(
            name, "the PDF holds pictures of pages, no text (it was scanned); run text recognition (OCR) on it first, for example ocrmypdf"
        )
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page) + 2)
    text = "\n\f".join(pages)
    title = about.get("Title", "").strip()
    return Extract(
        text,
        pages=tuple(starts),
        about=About(None if _JUNK_TITLE.search(title) else title or None, about.get("Author", "").strip() or None),
        warnings=_warnings(pages),
    )


def _warnings(pages: Sequence[str]) -> tuple[str, ...]:
    empty = [n for n, page in enumerate(pages, 1) if not page.strip()]
    garbled = sum(len(_UNREADABLE.findall(page)) for page in pages)
    warnings = []
    if empty:
        named = ", ".join(map(str, empty[:10])) + (" and others" if len(empty) > 10 else "")
        warnings.append(f"no text on page {named}: blank, or a picture that needs OCR")
    if garbled > 0.05 * sum(map(len, pages)):
        warnings.append("many characters of the PDF have no meaning outside it: its fonts do not say which characters they draw; use OCR")
    return tuple(warnings)


@dataclass(slots=True)
class _Run:
    """Characters that stand together on one line. Places are in points, from the lower left corner."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        return self.top - self.bottom


def _pages(document: pypdfium2.PdfDocument) -> Iterator[str]:
    """The text of each page, between what the browser printed above and below. A page with too few lines to show its columns has
    those of the page before."""
    gutter = None
    for page in document:
        rows = _rows(_runs(page))
        above = [row for row in rows[:1] if PRINTED.fullmatch(_joined(row))]
        below = [row for row in rows[max(1, len(rows) - 1) :] if PRINTED.fullmatch(_joined(row))]
        runs = [run for row in rows[len(above) : len(rows) - len(below)] for run in row]
        gutter = _gutter(runs, page.get_width(), gutter) if runs else gutter
        yield "\n".join([*map(_joined, above), *_body(runs, gutter), *map(_joined, below)])


def _joined(row: Sequence[_Run]) -> str:
    return "  ".join(run.text for run in row)


def _body(runs: list[_Run], gutter: float | None) -> list[str]:
    """Lines of the body column by column, then the footnotes of all columns: they belong to the foot of the page."""
    if not runs:
        return []
    usual = median(run.height for run in runs for _ in run.text)
    above: list[_Run] = []
    body: list[str] = []
    feet: list[str] = []
    last: list[str] = []
    for column in _columns(runs, gutter):
        rows = _rows(column)
        foot = _foot(rows, usual)
        if above and _is_large(above, usual) is not _is_large(rows[0], usual):
            body.append("")
        above = rows[-1]
        body += _lines(rows[:foot], usual)
        feet += _lines(rows[foot:], usual)
    if feet and body and len(body[-1]) < _FOLIO:
        last = [body.pop()]
    return [*body, *([_RULE, *feet] if feet else ()), *last]


def _foot(rows: Sequence[Sequence[_Run]], usual: float) -> int:
    """Index of the row where the footnotes of a column begin: small print that a number opens, down to the end."""
    start = len(rows)
    while start and max(run.height for run in rows[start - 1]) < 0.93 * usual:
        start -= 1
    return next((n for n in range(start, len(rows)) if rows[n][0].text[:1].isdigit()), len(rows))


def _runs(page: pypdfium2.PdfPage) -> list[_Run]:
    """The page's characters, joined as long as one follows another on the line."""
    textpage = page.get_textpage()
    box = raw.FS_RECTF()
    runs: list[_Run] = []
    blank = False
    for i in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, i)
        char = "-" if code in (2, 0xFFFE) else chr(code) if code < 0x110000 else "\ufffd"
        if char.isspace() or (code < 32 and code != 2):
            blank = True
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, i, ctypes.byref(box)):
            continue
        _add(runs, char, box, blank)
        blank = False
    return runs


def _add(runs: list[_Run], char: str, box: raw.FS_RECTF, blank: bool) -> None:
    last = runs[-1] if runs else None
    height = box.top - box.bottom
    if (
        last
        and abs((box.top + box.bottom) / 2 - last.middle) < 0.6 * max(last.height, height)
        and -0.3 * height < box.left - last.right < 0.9 * height
    ):
        spaced = blank or box.left - last.right > 0.25 * height
        last.text += f" {char}" if spaced else char
        last.right = max(last.right, box.right)
        if height > last.height:
            last.bottom, last.top = box.bottom, box.top
    else:
        runs.append(_Run(char, box.left, box.right, box.bottom, box.top))


def _columns(runs: list[_Run], gutter: float | None) -> Iterator[list[_Run]]:
    """Runs column by column: what spans a gutter parts the page into bands, each read left column first."""
    if gutter is None:
        yield runs
        return
    spanning = sorted((run for run in runs if run.left < gutter < run.right), key=lambda run: -run.middle)
    rest = [run for run in runs if not run.left < gutter < run.right]
    above = float("inf")
    for level in [*(run.middle for run in spanning), float("-inf")]:
        band = [run for run in rest if level < run.middle <= above]
        for side in (True, False):
            if column := [run for run in band if (run.right <= gutter) is side]:
                yield column
        if across := [run for run in spanning if run.middle == level]:
            yield across
        above = level


def _gutter(runs: Sequence[_Run], width: float, before: float | None) -> float | None:
    """Where a page of two columns is parted: a place that few runs cross, between two sides of lines that fill their columns.

    Args:
        before: where the page before was parted, which decides where there are few lines.
    """
    candidates = sorted(range(30, 71), key=lambda share: abs(share - 50))
    best, least = None, 0.2 * len(runs)
    for share in candidates:
        place = width * share / 100
        crossing = sum(run.left < place < run.right for run in runs)
        if crossing < least:
            best, least = place, crossing
    if best is None:
        return None
    if all(_is_column(side, width, _LINES) for side in _sides(runs, best)):
        return best
    few = sum(run.right - run.left > 0.25 * width for run in runs) <= 4 * _LINES
    if before and few and not any(run.left < before < run.right for run in runs):
        return before if all(_is_column(side, width, 1) for side in _sides(runs, before)) else None
    return None


def _sides(runs: Sequence[_Run], gutter: float) -> tuple[list[_Run], list[_Run]]:
    return [run for run in runs if run.right <= gutter], [run for run in runs if run.left >= gutter]


def _is_column(side: Sequence[_Run], width: float, least: int) -> bool:
    """Whether runs look like running text: most of it stands in lines a quarter of the page wide or more."""
    lines = [run for run in side if run.right - run.left > 0.25 * width]
    return len(lines) >= least and sum(len(run.text) for run in lines) > 0.6 * sum(len(run.text) for run in side)


def _rows(column: Sequence[_Run]) -> list[list[_Run]]:
    """The rows of a column from top to bottom, runs from left to right."""
    rows: list[list[_Run]] = []
    for run in sorted(column, key=lambda run: (-run.middle, run.left)):
        if rows and abs(rows[-1][0].middle - run.middle) < 0.5 * max(rows[-1][0].height, run.height):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _lines(rows: Sequence[Sequence[_Run]], size: float) -> Iterator[str]:
    """Rows as lines: an empty one where the space between them widens or large type ends, an indent where one begins further in.

    Args:
        size: height of the page's usual type.
    """
    steps = [a[0].middle - b[0].middle for a, b in pairwise(rows)]
    usual = median(steps) if steps else 0.0
    margin = min((row[0].left for row in rows), default=0.0)
    for n, row in enumerate(rows):
        if n and (steps[n - 1] > 1.35 * usual or _is_large(rows[n - 1], size) is not _is_large(row, size)):
            yield ""
        indent = "  " if 1.2 * row[0].height < row[0].left - margin < 4 * row[0].height else ""
        yield indent + _joined(row)


def _is_large(row: Sequence[_Run], size: float) -> bool:
    """Whether a row is set in larger type than the page, as titles are."""
    return min(run.height for run in row) > _LARGE * size
