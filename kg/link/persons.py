"""Persons named by surname and title (陳主委, 卓院長) or with the title inside (陳主任委員美伶)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Mention
from kg.vocab import Vocabulary, fold


class PersonForms:
    """Reads the forms in which Chinese texts name persons."""

    def __init__(self, vocab: Vocabulary) -> None:
        titles = "|".join(sorted(map(re.escape, vocab.lexicon.titles), key=lambda t: (-len(t), t)))
        surnames = "".join(sorted(vocab.lexicon.surnames))
        self._titled = re.compile(f"(?P<surname>[{surnames}])(?:{titles})(?P<given>[\u4e00-\u9fff]{{2}})?")
        self._inner = re.compile(
            f"(?P<surname>[{surnames}])(?:主任委员|部长|院长|署长|局长|处长|主委|总统|委员|董事长|执行长|教授|会长|理事长|次长|政委)(?P<given>[\u4e00-\u9fff]{{2}})"
        )

    def full_name(self, surface: str) -> str | None:
        """陳主任委員美伶 → 陳美伶; None for other forms."""
        if match := self._inner.fullmatch(fold(surface)):
            return surface[0] + surface[match.start("given") :]
        return None

    def antecedent(self, mentions: Sequence[Mention], i: int) -> int | None:
        """For a surname with a title, the index of the one person in the document whose full name begins with that surname.

        Earlier mentions come first; where several persons share the surname there is no antecedent.
        """
        match = self._titled.fullmatch(fold(mentions[i].surface))
        if match is None or match["given"]:
            return None
        surname = mentions[i].surface[0]
        full: dict[str, int] = {}
        for j, other in enumerate(mentions):
            if other.type == "Person" and other.surface[0] == surname and not self._short(other.surface):
                full.setdefault(self.full_name(other.surface) or other.surface, j)
        return next(iter(full.values())) if len(full) == 1 else None

    def _short(self, surface: str) -> bool:
        match = self._titled.fullmatch(fold(surface))
        return match is not None and not match["given"]
