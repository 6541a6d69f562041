"""Classes of characters, as ready pieces of regular expressions, and the width of a line on the page."""

from __future__ import annotations

#: Characters of Chinese, Japanese and Korean words (inside a regex class).
CJK_WORD = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
#: Punctuation that brings its own space (inside a regex class).
CJK_MARK = (
    "\u3001-\u3004\u3008-\u3020\u30fb\ufe10-\ufe1f\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\u2014\u2015\u2500"
)
CJK = CJK_WORD + CJK_MARK
#: Characters that end a sentence.
FINAL = "。！？!?"
#: What may stand behind such a character and still belong to the sentence.
CLOSING = "」』）)”’》〉】］\\]\"'"


def width(text: str) -> int:
    """Columns that a text fills: two for a character beyond ASCII, one otherwise."""
    return len(text) if text.isascii() else 2 * len(text) - len(text.encode("ascii", "ignore"))
