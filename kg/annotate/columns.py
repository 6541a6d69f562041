"""Names in table cells: the column's header says what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.annotate.candidate import Candidate, View, is_latin
from kg.model import Span
from kg.vocab import name_key
from kg.vocab.lexicon import Lexicon

_ITEM = re.compile(r"[^、,，;；\n]+")
_EMPTY = re.compile(r"(?:nil|n/?a|-+|—+|无|不详|[\d.,%/年月日 ]*)", re.I)
#: Says what a name takes in, and is no part of it: 中國大陸(含香港).
_SCOPE = re.compile(r"\s*\((?:不?含|incl|excl)[^()]*\)$")
#: A cell longer than this is prose, not a name.
_LONGEST = 40


class Columns:
    """Types the cells of sure tables by ``columns.csv``; only names that fill an item of the cell are taken."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._headers = lexicon.columns
        self._common = lexicon.not_names

    def find(self, view: View) -> Iterator[Candidate]:
        """Yield a candidate for each item of each typed cell."""
        table = view.block.table
        if table is None or not table.sure:
            return
        types = [self._type(view, span) for span in table.header]
        for row in (row for row in table.rows if row.sure):
            for type_, cell in zip(types, row.cells, strict=False):
                if type_ and len(cell) <= _LONGEST:
                    yield from self._items(view, cell, type_)

    def _type(self, view: View, header: Span) -> str | None:
        text = "".join(view.folded[header.start : header.end].split())
        return next((type_ for pattern, type_ in self._headers if pattern.search(text)), None)

    def _items(self, view: View, cell: Span, type_: str) -> Iterator[Candidate]:
        for match in _ITEM.finditer(view.folded, cell.start, cell.end):
            item = _SCOPE.sub("", match[0].strip())
            if (
                len(item) > 1
                and name_key(item) not in self._common
                and not _EMPTY.fullmatch(item)
                and (is_latin(item[0]) or not item[0].isascii())
            ):
                start = match.start() + match[0].index(item)
                yield Candidate(start, start + len(item), type_, "column", 0.97)
