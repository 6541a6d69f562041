"""The glyphs of a PDF page: what each says, and where it stands.

A page holds thousands, and PDFium gives them one by one, so they are asked for in bulk and kept in arrays.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as raw

from kg.ingest.bounds import PAGE

#: Stands for glyphs of which nobody knows what they say.
UNKNOWN = "\ufffd"
#: Hyphens at the end of a line, as PDFium marks them.
_HYPHENS = str.maketrans("\x02\ufffe", "--")
_BLANK = re.compile(r"[\s\x00-\x1f]")
#: No character outside the file that uses it. One by itself between others is a bullet, whose code the symbol fonts share.
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_MEANINGLESS = re.compile(
    f"{UNKNOWN}|[\ue000-\uefff\uf100-\uf8ff\U000f0000-\U0010ffff]|(?<=[{_PRIVATE}])[{_PRIVATE}]|[{_PRIVATE}](?=[{_PRIVATE}])"
)

# The functions that are called for every glyph, with arguments that are plain numbers: pypdfium2's own make objects of them, which
# takes longer than the call.
_Of = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_Into = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_is_unmapped = _Of(ctypes.cast(raw.FPDFText_HasUnicodeMapError, ctypes.c_void_p).value or 0)
_loose_box = _Into(ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)


class CrowdedPageError(Exception):
    """A page holds more characters than a page does that people read."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What stands on a page, blanks left out, in the order of the file.

    Attributes:
        texts: what each glyph says: a character, or a word where glyphs were not told apart.
        boxes: left, top, right and bottom of each, in points from the lower left corner of the page.
        parted: whether blanks stand before it.
        unreadable: how many of them say nothing that is known; their text is ``UNKNOWN``.
    """

    texts: Sequence[str]
    boxes: npt.NDArray[np.float64]
    parted: npt.NDArray[np.bool_]
    unreadable: int = 0

    @property
    def share(self) -> float:
        """Which part of them is unreadable."""
        return self.unreadable / len(self.texts) if self.texts else 0.0


#: The glyphs of a page that has none.
NOTHING = Glyphs((), np.empty((0, 4)), np.empty(0, np.bool_))


def merged(surest: Glyphs, others: Glyphs) -> Glyphs:
    """Glyphs of one page from two sources; of the others those that stand on none of the surest."""
    left, top, right, bottom = (side[:, None] for side in others.boxes.T)
    lefts, tops, rights, bottoms = surest.boxes.T
    beside = ~((left < rights) & (lefts < right) & (bottom < tops) & (bottoms < top)).any(axis=1)
    return Glyphs(
        [*surest.texts, *(text for text, kept in zip(others.texts, beside.tolist(), strict=True) if kept)],
        np.concatenate((surest.boxes, others.boxes[beside])),
        np.concatenate((surest.parted, others.parted[beside])),
        surest.unreadable,
    )


def read_glyphs(page: pypdfium2.PdfPage) -> Glyphs:
    """The glyphs of a page that has text.

    Raises:
        CrowdedPageError: it has too many.
    """
    textpage = page.get_textpage()
    count = textpage.count_chars()
    if not count:
        return NOTHING
    if count > PAGE:
        raise CrowdedPageError(f"it holds more than {PAGE:,} characters")
    text = _text(textpage, count).translate(_HYPHENS)
    handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
    boxes = (raw.FS_RECTF * count)()
    size, first = ctypes.sizeof(raw.FS_RECTF), ctypes.addressof(boxes)
    boxed = np.fromiter(map(_loose_box, repeat(handle), range(count), range(first, first + size * count, size)), np.bool_, count)
    blank = np.zeros(count, np.bool_)
    blank[[match.start() for match in _BLANK.finditer(text)]] = True
    kept = np.flatnonzero(boxed & ~blank)
    parted = np.diff(np.cumsum(blank)[kept], prepend=0) > 0
    texts = [text[place] for place in kept.tolist()]
    unmapped = np.fromiter(map(_is_unmapped, repeat(handle), kept.tolist()), np.bool_, len(texts))
    lost = {*np.flatnonzero(unmapped).tolist(), *(match.start() for match in _MEANINGLESS.finditer("".join(texts)))}
    for n in lost:
        texts[n] = UNKNOWN
    places = np.frombuffer(boxes, np.float32).reshape(-1, 4)[kept].astype(np.float64)
    return Glyphs(texts, places, parted, len(lost))


def _text(textpage: pypdfium2.PdfTextPage, count: int) -> str:
    """A character for each glyph of the page."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if (
        raw.FPDFText_GetText(textpage, 0, count, buffer) == count + 1
        and raw.FPDFText_GetTextIndexFromCharIndex(textpage, count - 1) == count - 1
    ):
        text = bytes(buffer)[:-2].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
    # The text leaves glyphs out, or writes one with two units.
    codes = map(raw.FPDFText_GetUnicode, repeat(textpage), range(count))
    return "".join(chr(code) if code < 0x110000 else UNKNOWN for code in codes)
