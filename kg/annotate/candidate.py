"""What annotators yield, and the view of a block that they read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Block
from kg.vocab import fold, squeeze


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible mention: a clean span of a block, before it is decided which of overlapping candidates stand.

    Attributes:
        start, end: clean span.
        type: entity type.
        found_by: name of the annotator.
        score: 0 to 1.
        weak: an everyday word that counts only where the document supports it otherwise.
    """

    start: int
    end: int
    type: str
    found_by: str
    score: float
    weak: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A block's text as the annotators look at it.

    Attributes:
        text: the clean text.
        folded: the same, folded, of equal length.
        squeezed: folded, without white space.
        places: for each squeezed character its place in ``text``.
    """

    block: Block
    text: str
    folded: str
    squeezed: str
    places: Sequence[int]

    @classmethod
    def of(cls, block: Block) -> View:
        """The view of a block."""
        squeezed, places = squeeze(block.text)
        return cls(block, block.text, fold(block.text), squeezed, places)

    def clean(self, start: int, end: int) -> tuple[int, int]:
        """The clean span of a non-empty squeezed span."""
        return self.places[start], self.places[end - 1] + 1

    def gap_before(self, start: int) -> bool:
        """Whether white space, or the block's edge, stands before a squeezed place."""
        return start == 0 or self.places[start] - self.places[start - 1] > 1

    def gap_after(self, end: int) -> bool:
        """Whether white space, or the block's edge, stands after the squeezed span that ends there."""
        return end == len(self.squeezed) or self.places[end] - self.places[end - 1] > 1


def is_latin(char: str) -> bool:
    """Whether a folded character belongs to a Latin word or a number."""
    return (char.isascii() and char.isalnum()) or "\u00c0" <= char <= "\u024f"


def is_chinese(char: str) -> bool:
    """Whether a character is a CJK ideograph."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"
