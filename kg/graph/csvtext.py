"""Rows of CSV (https://www.rfc-editor.org/rfc/rfc4180) that end in LF.

The csv module of Python 3.11 quotes a lone carriage return only where it is part of the line end, so that readers split such cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_QUOTED = re.compile(r'[",\r\n]')


def csv_row(cells: Iterable[object]) -> str:
    """One row with its line end; None is an empty cell."""
    row = ",".join(_cell(cell) for cell in cells)
    return f"{row}\n" if row else '""\n'


def _cell(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
