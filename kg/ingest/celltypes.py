"""What the cells of a column are: told by its header and by how they look (``ontology/lexicon/cell_types.csv``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import cast, get_args

from kg.errors import VocabularyError
from kg.ingest.columns import MOSTLY, kind_of
from kg.model import CellType
from kg.vocab import fold, name_key, ontology_path
from kg.vocab.names import country_keys
from kg.vocab.tables import read_table

#: Parts the names that a cell lists.
_LISTED = re.compile(r"\s*(?:[、，,;；/／&]|以及|及|和|與|\band\b)\s*")
#: Cells of a column that tell its type.
_SAMPLE = 1000
#: A mark that points to a note below the table.
_MARK = re.compile(r"\s*[*＊†‡]+$")


@dataclass(frozen=True, slots=True)
class _Rule:
    """What header and cells of a column of a type look like; None asks nothing."""

    type: CellType
    header: re.Pattern[str] | None
    cells: re.Pattern[str] | None

    def fits(self, header: str, cells: Sequence[str]) -> bool:
        if self.header and not self.header.fullmatch(header):
            return False
        return self.cells is None or _mostly([bool(self.cells.fullmatch(cell)) for cell in cells])


def column_types(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[CellType, ...]:
    """The type of each column.

    Args:
        header: names of the columns; empty where they are not known.
        rows: the cells of the body, as they read.
    """
    columns = zip_longest(*rows[:_SAMPLE], fillvalue="") if rows else [()] * len(header)
    return tuple(_type(name or "", cells or ()) for name, cells in zip_longest(header, columns))


def _type(header: str, column: Sequence[str]) -> CellType:
    name = " ".join(fold(header).split())
    cells = [fold(_MARK.sub("", cell)) for cell in column if cell and kind_of(cell) != "nothing"]
    for rule in _rules():
        if rule.fits(name, cells):
            return rule.type
    if _mostly([_are_countries(cell) for cell in cells]):
        return "country"
    return next((type_ for pattern, type_ in _named() if pattern.fullmatch(name)), "text")


def _mostly(fitting: Collection[bool]) -> bool:
    return sum(fitting) >= MOSTLY * len(fitting) > 0


def _are_countries(cell: str) -> bool:
    """Whether a cell lists countries, though some of its members may be regions."""
    names = [name for name in _LISTED.split(cell) if name]
    return bool(names) and 2 * sum(name_key(name) in country_keys() for name in names) >= len(names)


@cache
def _rules() -> tuple[_Rule, ...]:
    path = ontology_path() / "lexicon" / "cell_types.csv"
    forms: dict[tuple[CellType, str], list[str]] = {}
    for line, row in read_table(path, ("type", "header", "cells")):
        if row["type"] not in get_args(CellType):
            raise VocabularyError(path, f"unknown type {row['type']!r}; known: {', '.join(get_args(CellType))}", line=line)
        try:
            for pattern in (row["header"], row["cells"]):
                re.compile(pattern)
        except re.error as error:
            raise VocabularyError(path, f"no regular expression: {error}", line=line) from None
        forms.setdefault((cast(CellType, row["type"]), fold(row["header"])), []).append(fold(row["cells"]))
    return tuple(
        _Rule(type_, re.compile(header) if header else None, re.compile("|".join(cells)) if any(cells) else None)
        for (type_, header), cells in forms.items()
    )


@cache
def _named() -> tuple[tuple[re.Pattern[str], CellType], ...]:
    """The headers of columns that name entities (``columns.csv``)."""
    rows = read_table(ontology_path() / "lexicon" / "columns.csv", ("header", "type"))
    return tuple((re.compile(fold(row["header"])), "country" if row["type"] == "Country" else "name") for _, row in rows)
