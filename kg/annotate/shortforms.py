"""A body named in full is named again by what its name ends in: 臺灣區塊鏈大聯盟 … 聯盟."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from kg.annotate.candidate import Candidate, View
from kg.vocab import Vocabulary, alternatives, fold

_TYPE = "Organization"
#: The name meant is told so many times as often as any other that ends so.
_OFTENER = 2


class ShortForms:
    """Finds the short forms of the bodies of one document, by the words of the classes ``short-form`` (what they are),
    ``before-short-form`` and ``not-after-short-form`` (what may stand before them, and what not behind)."""

    def __init__(self, vocab: Vocabulary) -> None:
        before, heads, after = (
            sorted(map(fold, vocab.lexicon.words[name])) for name in ("before-short-form", "short-form", "not-after-short-form")
        )
        behind = "|".join(f"(?<={re.escape(word)})" for word in before)
        self._heads = tuple(heads)
        self._pattern = re.compile(
            rf"(?:{behind}|(?<![\w)」』》]))(?:{alternatives(map(re.escape, heads))})(?!{alternatives(map(re.escape, after))})"
        )

    def find(self, views: Iterable[View], found: Iterable[Iterable[Candidate]]) -> Iterator[list[Candidate]]:
        """For each block the short forms of names that stand in it or before it.

        Args:
            views: the blocks in reading order.
            found: the names of each that stand.
        """
        counts: dict[str, Counter[str]] = {head: Counter() for head in self._heads}
        for view, candidates in zip(views, found, strict=True):
            for candidate in candidates:
                name = view.folded[candidate.start : candidate.end].replace(" ", "")
                for head in self._heads:
                    if candidate.type == _TYPE and name.endswith(head) and len(name) > len(head) + 1:
                        counts[head][name] += 1
            yield [
                Candidate(*view.clean(match.start(), match.end()), _TYPE, "short-form", 0.6)
                for match in self._pattern.finditer(view.squeezed)
                if _meant(counts[match[0]])
            ]


def _meant(names: Counter[str]) -> bool:
    """Whether one name is told apart from others that end in the same word."""
    first, second, *_ = [*(count for _, count in names.most_common(2)), 0, 0]
    return first >= _OFTENER * max(second, 1) if second else first > 0
