"""PDF: the text of each page in reading order, lines as they stand on the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from statistics import median

import numpy as np
import pypdfium2
import pypdfium2.raw as raw

from kg.errors import DamagedDocumentError, DocumentError, EncryptedDocumentError, OversizedDocumentError, UnsupportedDocumentError
from kg.ingest.bounds import PAGES, check_length
from kg.ingest.extract import About, Extract
from kg.ingest.frames import Frame, Place, frames, objects
from kg.ingest.glyphs import NOTHING, CrowdedPageError, Glyphs, merged, read_glyphs
from kg.ingest.kinds import PRINTED
from kg.ingest.ocr import SlowPageError, recognise, recogniser
from kg.ingest.part import Grid
from kg.ingest.runs import Run, Table, runs_of
from kg.model import Span

_JUNK_TITLE = re.compile(r"(?:Microsoft Word|\(?(?:untitled|anonymous)|PowerPoint|Slide)\b|\.(?:docx?|pdf|indd|pptx?|html?)$|^\W*$", re.I)
#: A page number and what stands beside it are no longer than this.
_FOLIO = 12
#: Type this much larger than a page's usual is a title's; a side with fewer lines is no column by itself.
_LARGE, _LINES = 1.2, 5
#: Stands above the footnotes of a page, as the rule does that is drawn there.
_RULE = " " * 12
#: Share of a table's cells that hold words.
_FILLED = 0.5
#: A page of which a larger share is unreadable says nothing.
_MOSTLY = 0.5
#: A page with no more characters is a picture if pictures take a larger share of it: what can be read is a stamp or a page number.
_STAMP, _COVERED = 100, 0.5
#: Shares below are not told apart.
_LEAST = 0.01
_ADVICE = "read it with text recognition (OCR): kg build --ocr chi_tra (docs/ocr.md)"


@dataclass(slots=True)
class _Trouble:
    """Pages that were not read as the others, counted from 1.

    Attributes:
        lost: those that cannot be read, and why.
        garbled: those with glyphs that cannot be read, and what share of them.
        recognised: those that were read as pictures.
        stamped: those that are pictures under a few words of text.
    """

    lost: dict[int, str] = field(default_factory=dict)
    garbled: dict[int, float] = field(default_factory=dict)
    recognised: list[int] = field(default_factory=list)
    stamped: list[int] = field(default_factory=list)


def read_pdf(data: bytes, name: str, *, ocr: str | None = None) -> Extract:
    """The text of a PDF file, pages parted by form feeds.

    Args:
        data: the file.
        name: what to call it in errors.
        ocr: languages in which pages without text are recognised, as Tesseract names them.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise EncryptedDocumentError(name, "the PDF is protected by a password; save a copy without one") from error
        raise DamagedDocumentError(name, f"the PDF cannot be opened ({error}); get it again from its source") from error
    try:
        read, trouble = _pages(document, name, ocr)
        about = document.get_metadata_dict()
    finally:
        document.close()
    pages = [text for text, _ in read]
    if not any(page.strip() for page in pages):
        raise _without_text(name, trouble, ocr)
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page) + 2)
    text = "\n\f".join(pages)
    title = about.get("Title", "").strip()
    return Extract(
        text,
        grids=tuple(grid.moved(start) for start, (_, grids) in zip(starts, read, strict=True) for grid in grids),
        pages=tuple(starts),
        about=About(None if _JUNK_TITLE.search(title) else title or None, about.get("Author", "").strip() or None),
        warnings=_warnings(pages, trouble, ocr),
    )


def _pages(document: pypdfium2.PdfDocument, name: str, ocr: str | None) -> tuple[list[tuple[str, list[Grid]]], _Trouble]:
    """The text and the ruled tables of each page, and what could not be read as text."""
    if len(document) > PAGES:
        raise OversizedDocumentError(name, f"the PDF has more than {PAGES:,} pages; split it")
    pages: list[tuple[str, list[Grid]]] = []
    trouble = _Trouble()
    length = 0
    gutter = None
    for n in range(len(document)):
        try:
            page = document[n]
            text, grids, gutter = _page_text(page, _glyphs(page, n + 1, trouble, ocr), gutter)
            pages.append((text, grids))
        except (pypdfium2.PdfiumError, CrowdedPageError, SlowPageError) as error:
            pages.append(("", []))
            trouble.lost[n + 1] = str(error)
        length += len(pages[-1][0])
        check_length(length, 0, name)
    return pages, trouble


def _glyphs(page: pypdfium2.PdfPage, number: int, trouble: _Trouble, ocr: str | None) -> Glyphs:
    """What stands on a page; nothing, or what is recognised, where it is a picture or most of it is unreadable."""
    glyphs = read_glyphs(page)
    if glyphs.texts and glyphs.share <= _MOSTLY:
        if glyphs.unreadable:
            trouble.garbled[number] = glyphs.share
        if len(glyphs.texts) <= _STAMP and _is_picture(page):
            return _stamped(page, number, glyphs, trouble, ocr)
        return glyphs
    if ocr:
        glyphs = recognise(page, ocr)
        if glyphs.texts:
            trouble.recognised.append(number)
        return glyphs
    if glyphs.texts:
        trouble.garbled[number] = glyphs.share
    return NOTHING


def _stamped(page: pypdfium2.PdfPage, number: int, stamp: Glyphs, trouble: _Trouble, ocr: str | None) -> Glyphs:
    """What stands on a picture of a page, and what is recognised beside it."""
    if not ocr:
        trouble.stamped.append(number)
        return stamp
    found = recognise(page, ocr)
    if found.texts:
        trouble.recognised.append(number)
    return merged(stamp, found)


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether pictures take most of a page."""
    width, height = page.get_size()
    taken = 0.0
    for picture in objects(page, raw.FPDF_PAGEOBJ_IMAGE):
        left, bottom, right, top = picture.get_bounds()
        taken += max(0.0, min(right, width) - max(left, 0.0)) * max(0.0, min(top, height) - max(bottom, 0.0))
    return bool(taken > _COVERED * width * height)


def _without_text(name: str, trouble: _Trouble, ocr: str | None) -> DocumentError:
    """Why a PDF has no text, and what to do."""
    if trouble.lost:
        reason = next(iter(trouble.lost.values()))
        advice = "get it again from its source, or print it to a new PDF"
        return DamagedDocumentError(name, f"no page of the PDF can be read ({reason}); {advice}")
    if ocr:
        return UnsupportedDocumentError(name, "the PDF holds no text, and text recognition (OCR) found none in the pictures of its pages")
    why = (
        "the fonts of the PDF do not say which characters they draw"
        if trouble.garbled
        else "the PDF holds pictures of pages, no text (it was scanned)"
    )
    return UnsupportedDocumentError(name, f"{why}; {_ADVICE}")


def _warnings(pages: Sequence[str], trouble: _Trouble, ocr: str | None) -> tuple[str, ...]:
    lost, garbled = trouble.lost, trouble.garbled
    empty = [n for n, page in enumerate(pages, 1) if not page.strip() and n not in lost and n not in garbled]
    warnings = []
    if lost:
        warnings.append(f"page {_named(list(lost))} cannot be read ({next(iter(lost.values()))}); the others were")
    if empty:
        found = "text recognition (OCR) found nothing" if ocr else f"a picture; {_ADVICE}"
        warnings.append(f"no text on page {_named(empty)}: blank, or {found}")
    if garbled:
        shares = [f"{n} ({share:.0%})" if share >= _LEAST else f"{n} (under {_LEAST:.0%})" for n, share in garbled.items()]
        warnings.append(
            f"the fonts do not say which characters they draw on page {_named(shares)}: left out, and pages of which most is unreadable "
            f"altogether; {_ADVICE}"
        )
    if trouble.stamped:
        warnings.append(f"page {_named(trouble.stamped)} is a picture with a few words on it, which alone were read; {_ADVICE}")
    if ocr and trouble.recognised:
        warnings.append(
            f"page {_named(trouble.recognised)} read by text recognition ({recogniser(ocr)}, {ocr}): check names and numbers against the page"
        )
    return tuple(warnings)


def _named(pages: Sequence[int | str]) -> str:
    return ", ".join(map(str, pages[:10])) + (" and others" if len(pages) > 10 else "")


def _page_text(page: pypdfium2.PdfPage, glyphs: Glyphs, before: float | None) -> tuple[str, list[Grid], float | None]:
    """The text of a page between what the browser printed above and below it, its ruled tables, and where it is parted in columns.

    Args:
        page: asked for its ruled tables and its width.
        glyphs: what stands on it.
        before: where the page before was parted; a page with too few lines to show its columns has those.
    """
    rows = _rows(_with_tables(page, glyphs))
    above = [row for row in rows[:1] if _is_printed(row)]
    below = [row for row in rows[max(1, len(rows) - 1) :] if _is_printed(row)]
    runs = [run for row in rows[len(above) : len(rows) - len(below)] for run in row]
    gutter = _gutter(runs, page.get_width(), before) if runs else before
    return *_written([*map(_joined, above), *_body(runs, gutter), *map(_joined, below)]), gutter


def _is_printed(row: Sequence[Run]) -> bool:
    return not any(run.table for run in row) and bool(PRINTED.fullmatch(_joined(row)))


def _joined(row: Sequence[Run]) -> str:
    return "  ".join(run.text for run in row if run.text)


def _body(runs: list[Run], gutter: float | None) -> list[str | Table]:
    """Lines of the body column by column, then the footnotes of all columns: they belong to the foot of the page. A row of a ruled
    table is a line."""
    if not runs:
        return []
    usual = _usual(runs)
    above: list[Run] = []
    body: list[str | Table] = []
    feet: list[str | Table] = []
    last: list[str | Table] = []
    for column in _columns(runs, gutter):
        rows = _rows(column)
        foot = _foot(rows, usual)
        if above and _is_large(above, usual) is not _is_large(rows[0], usual):
            body.append("")
        above = rows[-1]
        body += _lines(rows[:foot], usual)
        feet += _lines(rows[foot:], usual)
    if feet and body and len(body[-1]) < _FOLIO and isinstance(body[-1], str):
        last = [body.pop()]
    return [*body, *([_RULE, *feet] if feet else ()), *last]


def _usual(runs: Sequence[Run]) -> float:
    """Height of the page's type, in which most of it is set."""
    return float(np.median(np.repeat([run.height for run in runs], [len(run.text or " ") for run in runs])))


def _written(items: Sequence[str | Table]) -> tuple[str, list[Grid]]:
    """The text of a page, and where the cells of its tables stand in it."""
    lines: list[str] = []
    grids: list[Grid] = []
    place = 0
    for item in items:
        if isinstance(item, str):
            lines.append(item)
            place += len(item) + 1
            continue
        written: list[tuple[tuple[Span, ...], ...]] = []
        for row in item:
            cells: list[tuple[Span, ...]] = []
            for cell in row:
                ends = list(accumulate((len(line) + 1 for line in cell), initial=place))
                cells.append(tuple(Span(start, end - 1) for start, end in pairwise(ends)))
                place = ends[-1] if cell else place + 1
            lines.append("\t".join(" ".join(cell) for cell in row))
            written.append(tuple(cells))
        grids.append(Grid((), written[0], tuple(written[1:])))
    return "\n".join(lines), grids


def _with_tables(page: pypdfium2.PdfPage, glyphs: Glyphs) -> list[Run]:
    """The runs of a page, those inside a ruled table gathered to one."""
    found = frames(page)
    runs = runs_of(glyphs, found)
    kept = [frame for n, frame in enumerate(found) if _is_filled(frame, {run.cell[1] for run in runs if run.cell and run.cell[0] == n})]
    if len(kept) < len(found):
        found = kept
        runs = runs_of(glyphs, found)
    if not found:
        return runs
    usual = _usual(runs)
    for n, frame in enumerate(found):
        own = [run for run in runs if run.cell and run.cell[0] == n]
        top = max(run.top for run in own)
        runs = [run for run in runs if not run.cell or run.cell[0] != n]
        runs.append(Run("", frame.xs[0], frame.xs[-1], top - usual, top, table=_table(frame, own)))
    return runs


def _is_filled(frame: Frame, told: set[Place]) -> bool:
    """Whether a frame is that of a table: words in most cells, and beside each other in more than one row (not so where rules part
    the columns of a page and its head and foot)."""
    cells = {place for row in frame.owners for place in row}
    columns = Counter(row for row, _ in told)
    return len(told) >= _FILLED * len(cells) and sum(number > 1 for number in columns.values()) > 1


def _table(frame: Frame, runs: Sequence[Run]) -> Table:
    """The lines of each cell, row by row; a cell over several rows says the same in each, one over several columns in the first."""
    words: dict[Place, list[Run]] = {}
    for run in runs:
        if run.cell:
            words.setdefault(run.cell[1], []).append(run)
    told = {place: [" ".join(run.text for run in row) for row in _rows(own)] for place, own in words.items()}
    rows = [[told.get(place, []) if place[1] == c else [] for c, place in enumerate(row)] for row in frame.owners]
    return [row for row in rows if any(row)]


def _foot(rows: Sequence[Sequence[Run]], usual: float) -> int:
    """Index of the row where the footnotes of a column begin: small print that a number opens, down to the end."""
    start = len(rows)
    while start and max(run.height for run in rows[start - 1]) < 0.93 * usual:
        start -= 1
    return next((n for n in range(start, len(rows)) if rows[n][0].text[:1].isdigit()), len(rows))


def _columns(runs: list[Run], gutter: float | None) -> Iterator[list[Run]]:
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


def _gutter(runs: Sequence[Run], width: float, before: float | None) -> float | None:
    """Where a page of two columns is parted: a place that few runs cross, between two sides of lines that fill their columns.

    Args:
        before: where the page before was parted, which decides where there are few lines.
    """
    places = [width * share / 100 for share in sorted(range(30, 71), key=lambda share: abs(share - 50))]
    across = np.array(places)[:, None]
    crossing = ((np.array([run.left for run in runs]) < across) & (across < np.array([run.right for run in runs]))).sum(axis=1)
    fewest = int(crossing.argmin())  # of several the one nearest to the middle
    if crossing[fewest] >= 0.2 * len(runs):
        return None
    best = places[fewest]
    if all(_is_column(side, width, _LINES) for side in _sides(runs, best)):
        return best
    few = sum(run.right - run.left > 0.25 * width for run in runs) <= 4 * _LINES
    if before and few and not any(run.left < before < run.right for run in runs):
        return before if all(_is_column(side, width, 1) for side in _sides(runs, before)) else None
    return None


def _sides(runs: Sequence[Run], gutter: float) -> tuple[list[Run], list[Run]]:
    return [run for run in runs if run.right <= gutter], [run for run in runs if run.left >= gutter]


def _is_column(side: Sequence[Run], width: float, least: int) -> bool:
    """Whether runs look like running text: most of it stands in lines a quarter of the page wide or more."""
    lines = [run for run in side if run.right - run.left > 0.25 * width]
    return len(lines) >= least and sum(len(run.text) for run in lines) > 0.6 * sum(len(run.text) for run in side)


def _rows(column: Sequence[Run]) -> list[list[Run]]:
    """The rows of a column from top to bottom, runs from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(column, key=lambda run: (-run.middle, run.left)):
        if rows and abs(rows[-1][0].middle - run.middle) < 0.5 * max(rows[-1][0].height, run.height):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _lines(rows: Sequence[Sequence[Run]], size: float) -> Iterator[str | Table]:
    """Rows as lines: an empty one where the space between them widens or large type ends, an indent where one begins further in.

    Args:
        size: height of the page's usual type.
    """
    steps = [a[0].middle - b[0].middle for a, b in pairwise(rows)]
    usual = median(steps) if steps else 0.0
    margin = min((row[0].left for row in rows), default=0.0)
    large = [_is_large(row, size) for row in rows]
    for n, row in enumerate(rows):
        if n and (steps[n - 1] > 1.35 * usual or large[n - 1] is not large[n]):
            yield ""
        indent = "  " if 1.2 * row[0].height < row[0].left - margin < 4 * row[0].height else ""
        if words := _joined(row):
            yield indent + words
        yield from (run.table for run in row if run.table)


def _is_large(row: Sequence[Run], size: float) -> bool:
    """Whether a row is set in larger type than the page, as titles are."""
    return min(run.height for run in row) > _LARGE * size
