"""Modality, date, sum and rate of a match, read from the clause around it."""

from __future__ import annotations

import re
from typing import TypeVar

from kg.model import Mention, Modality
from kg.relate.amounts import Rate, Sum
from kg.relate.dates import Date
from kg.relate.encode import Encoded, Item
from kg.relate.match import Match
from kg.vocab import Vocabulary

T = TypeVar("T", Date, Sum, Rate)

_CLAUSE_END = re.compile(r"[,;。!?]")
_SENTENCE_PART = re.compile(r"[;。!?]")


class ModalityReader:
    """Tells facts from plans, possibilities and denials by the cues of ``lexicon/cues.csv``."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._cues: list[tuple[re.Pattern[str], Modality]] = []
        for pattern, value in vocab.lexicon.cues.get("modality", ()):
            self._cues.append((re.compile(pattern), value))  # type: ignore[arg-type]
        no_cues: dict[str, list[str]] = {}
        for pattern, relation in vocab.lexicon.cues.get("no-modality", ()):
            no_cues.setdefault(relation, []).append(pattern)
        self._no_cues = {relation: re.compile("|".join(patterns)) for relation, patterns in no_cues.items()}

    def read(self, sentence: Encoded, match: Match) -> tuple[Modality, tuple[int, int] | None]:
        """The modality of a match, and where its cue stands: what its rule forces, else what the first cue says in the clause of its
        object, up to the match's end."""
        if match.modality:
            return match.modality, None
        start = _start(sentence, match.object_start)
        clause = sentence.text[start : match.end]
        if match.relation in self._no_cues:
            clause = self._no_cues[match.relation].sub(lambda found: "□" * len(found[0]), clause)
        for pattern, value in self._cues:
            if found := pattern.search(clause):
                return value, (start + found.start(), start + found.end())
        return "fact", None


def nearest(sentence: Encoded, match: Match, kind: type[T]) -> T | None:
    """The value of a kind that belongs to a match: in the clause where it ends, else inside it, else the nearest before in the
    sentence."""
    start = _start(sentence, match.start)
    last = max(start, _start(sentence, match.end - 1))
    stop = _CLAUSE_END.search(sentence.text, match.end)
    end = stop.start() if stop else len(sentence.text)
    part = _start(sentence, match.start, _SENTENCE_PART)

    def within(first: int, after: int) -> list[T]:
        return [item for item in sentence.items[first:after] if isinstance(item, kind)]

    here = within(max(last, match.start), match.end) or within(last, end)
    return next(iter(here), None) or next(iter((within(start, last) or within(part, start))[-1:]), None)


def _start(sentence: Encoded, place: int, end: re.Pattern[str] = _CLAUSE_END) -> int:
    """Where the part of the sentence begins that a place stands in, given what ends the parts."""
    return max((m.end() for m in end.finditer(sentence.text, 0, place)), default=0)


def following(sentence: Encoded, match: Match, kind: type[T]) -> T | None:
    """Like ``nearest``, for what is stated after the verb: inside the match, in the rest of the clause or the next one."""
    stops = [m.start() for m in _CLAUSE_END.finditer(sentence.text, match.end)][:2]
    end = stops[-1] if stops else len(sentence.text)
    start = _start(sentence, match.start)
    found = [item for item in sentence.items[start:end] if isinstance(item, kind)]
    inside = [item for item in sentence.items[match.start : match.end] if isinstance(item, kind)]
    return next(iter(inside or found), None)


def first_product(sentence: Encoded, match: Match) -> Mention | None:
    """The first product inside a match that is neither its subject nor its object."""
    ends: tuple[Item, ...] = (match.subject, match.object)
    items = sentence.items[match.start : match.end + 1]
    return next((i for i in items if isinstance(i, Mention) and i.type == "Product" and i not in ends), None)
