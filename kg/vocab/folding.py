"""The key under which a text is looked up: one spelling for what readers take as the same.

Folding maps code points one to one, so that places in the folded text are places in the text: full-width to half-width forms,
upper to lower case, Traditional to Simplified characters, 臺/台 alike. It serves look-up only; folded text is never stored or shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import opencc

#: Code points that may occur in names; what lies outside is folded to itself.
_FOLDED_BLOCKS = ((0x41, 0x24F), (0x2000, 0x206F), (0x3000, 0x303F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF))
#: Marks that reports use for one another between the parts of a foreign name, and dashes, quotes alike.
_SAME_MARKS = {"‧": "·", "．": "·", "・": "·", "•": "·", "－": "-", "–": "-", "—": "-", "─": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'"}


@cache
def _table() -> dict[int, str]:
    """Build the translation table once a process (0.1 s)."""
    points = [point for first, last in _FOLDED_BLOCKS for point in range(first, last + 1)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(map(chr, points))).split("\n")
    table = {}
    for point, simple in zip(points, simplified, strict=True):
        folded = unicodedata.normalize("NFKC", simple).lower()
        if len(folded) == 1 and not (folded.isspace() and point != 0x3000):
            table[point] = folded
    # NFKC splits nothing here that a one-to-one map could keep, but a few pairs have to be named.
    table.update({ord(mark): same for mark, same in _SAME_MARKS.items()})
    return {point: folded for point, folded in table.items() if chr(point) != folded}


def fold(text: str) -> str:
    """The look-up form of ``text``, of the same length."""
    return text.translate(_table())


def squeeze(text: str) -> tuple[str, Sequence[int]]:
    """``text`` folded and without white space, and for each remaining character its place in ``text``.

    Spaces carry nothing in Chinese, and text taken from PDF has them at random around Latin words; look-up ignores them.
    """
    folded = fold(text)
    if not any(map(str.isspace, folded)):
        return folded, range(len(folded))
    places = [place for place, char in enumerate(folded) if not char.isspace()]
    return "".join(folded[place] for place in places), places


def name_key(name: str) -> str:
    """The look-up form of a whole name."""
    return squeeze(name.strip())[0]
