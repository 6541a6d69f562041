"""分別 and respectively: of two lists of equal length the first goes with the first, the second with the second."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.model import Mention
from kg.relate.amounts import Rate, Sum
from kg.relate.encode import Encoded, Item
from kg.relate.match import Match
from kg.relate.pairs import SEPARATOR
from kg.vocab import Vocabulary, alternatives, fold

#: Members of a list, by their places in the encoded text.
_List = Sequence[int]
_SENTENCE_PART = re.compile(r"[;。!?]")


class Shares:
    """Tells which members of the lists of a sentence belong together."""

    def __init__(self, vocab: Vocabulary) -> None:
        words = alternatives(map(fold, vocab.lexicon.words["respectively"]))
        self._words = re.compile(f"(?:{words})")

    def apply(self, sentence: Encoded, matches: Iterable[Match]) -> Iterator[Match]:
        """Yield the matches but those between members that do not belong together, with each member's own sum and rate."""
        shared = [lists for word in self._words.finditer(sentence.text) if (lists := _shared(sentence, word))]
        for match in matches:
            if not any(_crossed(sentence, match, lists) for lists in shared):
                yield next((_own_values(sentence, match, lists) for lists in shared if _order(sentence, match, lists) is not None), match)


def _shared(sentence: Encoded, word: re.Match[str]) -> list[_List]:
    """The lists that a word shares out: the nearest before it and those behind it, of one length; where nothing stands behind it, as in
    English, those before it."""
    start = max((m.end() for m in _SENTENCE_PART.finditer(sentence.text, 0, word.start())), default=0)
    stop = _SENTENCE_PART.search(sentence.text, word.end())
    end = stop.start() if stop else len(sentence.text)
    before, behind = _lists(sentence, start, word.start()), _lists(sentence, word.end(), end)
    first = before[-1:] if behind else before[-2:]
    lists = [*first, *behind]
    return [members for members in lists if len(members) == len(first[0])] if first else []


def _lists(sentence: Encoded, start: int, end: int) -> list[_List]:
    """The lists of names, sums and percentages of two members or more in a range of the encoded text."""
    lists: list[list[int]] = []
    for i in range(start, end):
        item = sentence.items[i]
        if item is None:
            continue
        last = lists[-1][-1] if lists else None
        if last is not None and _kind(sentence.items[last]) == _kind(item) and SEPARATOR.fullmatch(sentence.text, last + 1, i):
            lists[-1].append(i)
        else:
            lists.append([i])
    return [members for members in lists if len(members) > 1]


def _kind(item: Item | None) -> str:
    return "actor" if isinstance(item, Mention) else type(item).__name__


def _index(sentence: Encoded, mention: Mention, members: _List) -> int | None:
    return next((n for n, i in enumerate(members) if sentence.items[i] is mention), None)


def _crossed(sentence: Encoded, match: Match, lists: Sequence[_List]) -> bool:
    """Whether the match's ends stand in two of the lists at different places."""
    found = [
        (n, at)
        for end in (match.subject, match.object)
        for n, members in enumerate(lists)
        if (at := _index(sentence, end, members)) is not None
    ]
    return len({n for n, _ in found}) > 1 and len({at for _, at in found}) > 1


def _order(sentence: Encoded, match: Match, lists: Sequence[_List]) -> int | None:
    """At which place of the lists the match's ends stand."""
    found = (_index(sentence, end, members) for end in (match.subject, match.object) for members in lists)
    return next((at for at in found if at is not None), None)


def _own_values(sentence: Encoded, match: Match, lists: Sequence[_List]) -> Match:
    """The match with the sum and rate that stand at its own place of the lists."""
    at = _order(sentence, match, lists)
    values = [sentence.items[members[at]] for members in lists if at is not None]
    amount = next((value for value in values if isinstance(value, Sum)), match.amount)
    rate = next((value for value in values if isinstance(value, Rate)), match.rate)
    return replace(match, amount=amount if "amount" in match.takes else match.amount, rate=rate if "rate" in match.takes else match.rate)
