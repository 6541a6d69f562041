"""Captions of tables: which line is one, which goes on with a table begun above, and the two made one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.ingest.kinds import CAPTION
from kg.ingest.part import Grid, Part, words_of
from kg.model import Span

_CONTINUED = re.compile(r"[（(]?\s*(?:接?[續续]|接上[頁页]|cont(?:inued|['’]d|\.)?)\s*[\d一二三四五六七八九十]*\s*[）)]?\s*$", re.I)
_GO_ON = "續续"


def is_table_caption(text: str) -> bool:
    """Whether a line reads "Table 1: …", or "Table 1 (continued)"."""
    match = CAPTION.match(text)
    if not match or match["kind"][-1] in "圖图" or match["kind"].lower().startswith("fig"):
        return False
    return bool(match["gap"] and match["rest"]) or goes_on(text)


def goes_on(text: str) -> bool:
    """Whether a caption says that its table is the rest of one."""
    match = CAPTION.match(text)
    return bool(match and (match["kind"][0] in _GO_ON or _CONTINUED.search(match["rest"])))


def continues(text: str, before: str) -> bool:
    """Whether a caption names the rest of the table that the caption ``before`` names."""
    a, b = CAPTION.match(before), CAPTION.match(text)
    return bool(a and b and goes_on(text) and _number(a["number"]) == _number(b["number"]))


def _number(text: str) -> str:
    return re.sub(r"\s+", "", re.sub("[‐－–—.．]", "-", text))


def joined(text: str, first: Part, rest: Part, *, captioned: bool = True) -> Part | None:
    """The table whose rest a second one is: it has the columns of the first and, where told by captions, its number.

    Args:
        text: that the parts are of.
        first: a table.
        rest: the next one.
        captioned: whether only a caption tells; otherwise one without a caption is the rest of the table before.
    """
    one, other = first.grid, rest.grid
    if one is None or other is None or not (one.sure and other.sure) or len(one.header) != len(other.header):
        return None
    told = continues(words_of(text, other.title), words_of(text, one.title)) if other.title else not captioned
    repeated = _words(text, other.header) == _words(text, one.header)
    if not told or (captioned and not repeated):
        return None
    added = other.rows if repeated else (other.header, *other.rows)
    moved = len(one.rows) + len(added) - len(other.rows)
    unsure = one.unsure | {n + moved for n in other.unsure}
    return replace(first, grid=Grid(one.title, one.header, (*one.rows, *added), unsure=frozenset(unsure)))


def _words(text: str, row: Sequence[Sequence[Span]]) -> list[str]:
    return ["".join(words_of(text, cell).split()) for cell in row]
