"""Reading the CSV files under ``ontology/``: checked, with errors that name file and line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kg.errors import VocabularyError

Line = tuple[int, Mapping[str, str]]


def read_table(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Line]:
    """Yield (line number, row) of a UTF-8 CSV file whose header holds the ``required`` columns and no unknown ones.

    Values are stripped. Lines that start with # are comments.

    Raises:
        VocabularyError: the file is missing, not UTF-8, has other columns, a row of another width, or a stray quote.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise VocabularyError(path, "file is missing") from None
    yield from parse_table(path, data, required, optional)


def parse_table(path: Path, data: bytes, required: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Line]:
    """Yield the rows of a CSV file that was read already; ``path`` is for errors. Otherwise like ``read_table``."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise VocabularyError(path, "not UTF-8; save the file as UTF-8", line=line) from None
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    reader = csv.reader((line for _, line in lines), strict=True)
    header: list[str] | None = None
    while True:
        number = lines[min(reader.line_num, len(lines) - 1)][0] if lines else 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise VocabularyError(path, f"cannot be read as CSV ({error}); check the quotes", line=number) from None
        if header is None:
            header = _checked_header(path, row, required, optional, number)
        elif len(row) != len(header):
            raise VocabularyError(path, f"{len(row)} cells where the header has {len(header)}; quote cells with commas", line=number)
        else:
            yield number, {name: cell.strip() for name, cell in zip(header, row, strict=True)}
    if header is None:
        raise VocabularyError(path, "file is empty; it needs at least its header")


def _checked_header(path: Path, row: Sequence[str], required: Sequence[str], optional: Sequence[str], line: int) -> list[str]:
    header = [cell.strip() for cell in row]
    if missing := [name for name in required if name not in header]:
        raise VocabularyError(path, f"column missing: {', '.join(missing)}", line=line)
    if unknown := [name for name in header if name not in (*required, *optional)]:
        raise VocabularyError(path, f"unknown column: {', '.join(unknown)}", line=line)
    return header
