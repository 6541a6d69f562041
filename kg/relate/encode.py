"""A sentence as the rules see it: mentions, dates, sums and rates as single characters, glosses and brackets out of the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import Mention, Span
from kg.relate.amounts import Rate, Sum
from kg.relate.dates import Date
from kg.vocab.patterns import AMOUNT, DATE, RATE, Alphabet

Item = Mention | Date | Sum | Rate

_PRIVATE = "\ue000-\ue0ff"
_SPACE = re.compile(rf"(?<=[\u3000-\u9fff{_PRIVATE},。;:!?()])\s+|\s+(?=[\u3000-\u9fff{_PRIVATE},。;:!?()])")
_ARTICLE = re.compile(rf"\b(?:the|a|an) (?=[{_PRIVATE}])")
_BRACKETED = re.compile(rf"[「『《〈“\"](?=[{_PRIVATE}][」』》〉”\"])|(?<=[「『《〈“\"][{_PRIVATE}])[」』》〉”\"]")
_PARENTHESIS = re.compile(r"\((?P<inside>[^()]{0,120})\)")


@dataclass(frozen=True, slots=True)
class Encoded:
    """An encoded sentence.

    Attributes:
        text: what the rules are matched against.
        places: for each character its clean place in the block.
        items: for each character the mention, date, sum or rate that it stands for, or None.
    """

    text: str
    places: tuple[int, ...]
    items: tuple[Item | None, ...]

    def clean(self, start: int, end: int) -> Span:
        """The clean range of the block that a range of the encoded text (which must not be empty) stands for."""
        last = self.items[end - 1]
        return Span(self.places[start], _span(last).end if last else self.places[end - 1] + 1)

    def mentions(self, start: int, end: int) -> list[tuple[int, Mention]]:
        """The mentions inside a range of the encoded text, with their indices there."""
        return [(i, item) for i in range(start, end) if isinstance(item := self.items[i], Mention)]


def encode(folded: str, sentence: Span, items: Iterable[Item], alphabet: Alphabet) -> Encoded:
    """Encode the clean range ``sentence`` of a block's folded text."""
    chars: list[str] = []
    places: list[int] = []
    held: list[Item | None] = []
    at = sentence.start
    for item in _disjoint(items, sentence):
        span = _span(item)
        _extend(chars, places, held, folded, at, span.start)
        chars.append(_char(item, alphabet))
        places.append(span.start)
        held.append(item)
        at = span.end
    _extend(chars, places, held, folded, at, sentence.end)
    encoded = Encoded("".join(chars), tuple(places), tuple(held))
    for pattern in (_ARTICLE, _SPACE, _BRACKETED):
        encoded = _without(encoded, [range(m.start(), m.end()) for m in pattern.finditer(encoded.text)])
    return _without(encoded, _glosses(encoded))


def _extend(chars: list[str], places: list[int], held: list[Item | None], folded: str, start: int, end: int) -> None:
    chars.extend(folded[start:end])
    places.extend(range(start, end))
    held.extend([None] * (end - start))


def _span(item: Item) -> Span:
    return item.clean if isinstance(item, Mention) else item.span


def _char(item: Item, alphabet: Alphabet) -> str:
    match item:
        case Mention():
            return alphabet.char(item.type)
        case Date():
            return DATE
        case Sum():
            return AMOUNT
        case Rate():
            return RATE


def _disjoint(items: Iterable[Item], sentence: Span) -> list[Item]:
    """Items inside the sentence, in order; names before values where they overlap, longer values before shorter ones."""
    ranked = sorted(items, key=lambda item: (not isinstance(item, Mention), -len(_span(item)), _span(item).start))
    chosen: list[Item] = []
    taken: set[int] = set()
    for item in ranked:
        span = _span(item)
        places = range(span.start, span.end)
        if sentence.covers(span) and taken.isdisjoint(places):
            taken.update(places)
            chosen.append(item)
    return sorted(chosen, key=lambda item: _span(item).start)


def _without(encoded: Encoded, ranges: Sequence[range]) -> Encoded:
    if not ranges:
        return encoded
    gone = {i for r in ranges for i in r}
    kept = [i for i in range(len(encoded.text)) if i not in gone]
    return Encoded("".join(encoded.text[i] for i in kept), tuple(encoded.places[i] for i in kept), tuple(encoded.items[i] for i in kept))


def _glosses(encoded: Encoded) -> list[range]:
    """Parentheses that repeat the name before them in other words, or hold no name; values inside stay."""
    ranges: list[range] = []
    for match in _PARENTHESIS.finditer(encoded.text):
        inside = encoded.mentions(match.start(), match.end())
        head = encoded.items[match.start() - 1] if match.start() else None
        same = isinstance(head, Mention) and all(mention.entity == head.entity for _, mention in inside)
        if not inside or same:
            ranges.extend(
                range(i, i + 1)
                for i in range(match.start(), match.end())
                if encoded.items[i] is None or isinstance(encoded.items[i], Mention)
            )
    return ranges
