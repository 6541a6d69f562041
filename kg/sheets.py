"""The tables of documents in plain words: printed for a person to check, and compared with what a person expects."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.errors import UsageError
from kg.model import Block, Document, Span

#: First line of the CSV form; the cells of a row follow each other from the last of these columns on.
COLUMNS = ("document", "table", "page", "sure", "row", "cells")
FORMATS = ("text", "csv", "json")
#: Stands for the number of the row on the line that says what the cells of each column are.
_TYPES = "type"

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as words.

    Attributes:
        document: name of the file.
        title: the caption; "" where there is none.
        page: counted from 1, where the format has pages.
        sure: whether the cells were told apart with confidence.
        header: names of the columns; empty where they could not be told.
        rows: the body.
        unsure: positions of rows whose cells could not be told apart, in a table that is sure.
        note: the remark below the table.
        source: the line below that names its source.
        types: what the cells of each column are; empty where that is not known.
    """

    document: str
    title: str
    page: int | None
    sure: bool
    header: Cells
    rows: tuple[Cells, ...]
    unsure: tuple[int, ...] = ()
    note: str = ""
    source: str = ""
    types: Cells = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a table agrees with what was expected.

    Attributes:
        expected: the table as it should be.
        rows: numbers of rows expected, found and right, the header among them.
        cells: numbers of cells that hold something, expected, found and right: the same words under the same column.
        missing: rows that were not found.
        extra: rows that were found instead.
    """

    expected: Sheet
    rows: tuple[int, int, int]
    cells: tuple[int, int, int]
    missing: tuple[Cells, ...]
    extra: tuple[Cells, ...]


def sheets(document: Document) -> Iterator[Sheet]:
    """Yield the tables of a document in reading order."""
    for block in document.blocks:
        if table := block.table:
            rows = tuple(tuple(_words(block, cell) for cell in row.cells) for row in table.rows)
            yield Sheet(
                document.source,
                _words(block, table.title) if table.title else "",
                block.page,
                table.sure,
                tuple(_words(block, cell) for cell in table.header),
                rows,
                tuple(n for n, row in enumerate(table.rows) if not row.sure),
                document.blocks[table.note].text if table.note is not None else "",
                document.blocks[table.source].text if table.source is not None else "",
                table.types,
            )


def _words(block: Block, span: Span) -> str:
    return " ".join(block.text[span.start : span.end].split())


def render_sheets(tables: Sequence[Sheet], format_: str) -> str:
    """Tables as "text", "csv" or "json".

    Raises:
        UsageError: the format is another.
    """
    if format_ == "text":
        return "\n".join(map(_text, tables))
    if format_ == "json":
        return json.dumps([asdict(table) for table in tables], ensure_ascii=False, indent=1) + "\n"
    if format_ != "csv":
        raise UsageError(f"unknown format {format_!r}; known: {', '.join(FORMATS)}")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for table in tables:
        for n, row in enumerate((table.header, *table.rows)):
            sure = table.sure and n - 1 not in table.unsure
            writer.writerow([table.document, table.title, table.page or "", "yes" if sure else "no", n, *row])
            if n == 0 and table.types:
                writer.writerow([table.document, table.title, table.page or "", "yes", _TYPES, *table.types])
    return out.getvalue()


def _text(table: Sheet) -> str:
    page = f", p. {table.page}" if table.page else ""
    lines = [f"{table.title or '(no caption)'}  [{table.document}{page}{'' if table.sure else ', unsure'}]"]
    lines += ["  " + " | ".join(table.header)] if table.header else []
    lines += [f"  ({' | '.join(table.types)})"] if table.types else []
    lines += [f"{'? ' if n in table.unsure else '  '}" + " | ".join(row) for n, row in enumerate(table.rows)]
    lines += [f"  {words}" for words in (table.note, table.source) if words]
    return "\n".join(lines) + "\n"


def read_sheets(path: Path) -> list[Sheet]:
    """Read tables from their CSV form; a row numbered 0 is a header and begins a table. The line of types may be missing.

    Raises:
        UsageError: the file is none.
    """
    try:
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path}: no CSV file in UTF-8 ({error}); save it as one") from error
    if not lines or tuple(lines[0][: len(COLUMNS)]) != COLUMNS:
        raise UsageError(f"{path}: the first line should read {','.join(COLUMNS)}, as `kg tables --format csv` writes it")
    parted: list[list[list[str]]] = []
    for number, line in enumerate(lines[1:], 2):
        if len(line) < len(COLUMNS) - 1 or not (line[4].isdigit() or line[4] == _TYPES):
            raise UsageError(f"{path}, line {number}: document, table, page, sure and the number of the row should stand before the cells")
        if not parted or parted[-1][0][:2] != line[:2] or line[4] == "0":
            parted.append([])
        parted[-1].append(line)
    return [_sheet(own) for own in parted]


def _sheet(lines: Sequence[Sequence[str]]) -> Sheet:
    document, title, page, sure, *_ = lines[0]
    wide = max((n for line in lines for n, cell in enumerate(line[5:], 1) if cell), default=0)
    rows = [(line[4], tuple(" ".join(cell.split()) for cell in [*line[5:], *[""] * wide][:wide])) for line in lines]
    header = next((cells for number, cells in rows if number == "0"), ())
    types = next((cells for number, cells in rows if number == _TYPES), ())
    body = tuple(cells for number, cells in rows if number not in ("0", _TYPES))
    return Sheet(document, title, int(page) if page.isdigit() else None, sure != "no", header, body, types=types)


def compare_sheets(expected: Iterable[Sheet], found: Iterable[Sheet]) -> Iterator[Agreement]:
    """Yield for each expected table how far the one found under its caption agrees; several of one caption are taken in order.

    Where types of columns are expected, they count as a row.
    """
    by_name: dict[tuple[str, str], list[Sheet]] = {}
    for sheet in found:
        by_name.setdefault(_name(sheet), []).append(sheet)
    for sheet in expected:
        same = by_name.get(_name(sheet), [])
        other = same.pop(0) if same else None
        typed = bool(sheet.types)
        rows, their_rows = _rows(sheet, typed), _rows(other, typed)
        cells, their_cells = _cells(sheet, typed), _cells(other, typed)
        yield Agreement(
            sheet,
            (rows.total(), their_rows.total(), (rows & their_rows).total()),
            (cells.total(), their_cells.total(), (cells & their_cells).total()),
            tuple((rows - their_rows).elements()),
            tuple((their_rows - rows).elements()),
        )


def _name(sheet: Sheet) -> tuple[str, str]:
    return sheet.document, "".join(sheet.title.split())


def _rows(sheet: Sheet | None, typed: bool) -> Counter[Cells]:
    return Counter(_lines(sheet, typed))


def _cells(sheet: Sheet | None, typed: bool) -> Counter[tuple[str, str]]:
    names: Mapping[int, str] = dict(enumerate(sheet.header if sheet else ()))
    return Counter((names.get(n, ""), cell) for row in _lines(sheet, typed) for n, cell in enumerate(row) if cell)


def _lines(sheet: Sheet | None, typed: bool) -> Iterator[Cells]:
    """What is compared: header, types if wanted, and body."""
    if sheet:
        yield from filter(None, (sheet.header, sheet.types if typed else ()))
        yield from sheet.rows
