"""Rows of CSV that every reader reads back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.csvtext import csv_row


@given(st.lists(st.lists(st.text(), min_size=1), min_size=1))
def test_rows_are_read_back(rows: list[list[str]]) -> None:
    """Whatever cells hold, Python's reader finds the same rows."""
    assert list(csv.reader(io.StringIO("".join(map(csv_row, rows)), newline=""))) == rows


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        (["a", "b"], "a,b\n"), (["a,b", 'c"d'], '"a,b","c""d"\n'), (["a\rb"], '"a\rb"\n'), ([None, 1, 0.5], ",1,0.5\n"),
        ([""], '""\n'), (["台, 灣"], '"台, 灣"\n'),
    ],
)  # fmt: skip
def test_cells_are_quoted_where_needed(cells: list[object], row: str) -> None:
    """Commas, quotes and line ends are quoted, None is empty, and a row of one empty cell is no empty line."""
    assert csv_row(cells) == row
