"""The legal forms of firms, which say nothing of which firm is meant: …股份有限公司, … Co., Ltd."""

from __future__ import annotations

import re

from kg.vocab import Vocabulary, alternatives, fold

#: What is left must be able to name a firm.
_SHORTEST = 2


class LegalForms:
    """Takes legal forms off the names of firms, and tells short forms of firms' names."""

    def __init__(self, vocab: Vocabulary) -> None:
        words = vocab.lexicon.words
        chinese = alternatives(map(fold, words["legal-form"]))
        english = alternatives(re.escape(fold(form)) for form in words["english-legal-form"])
        self._form = re.compile(rf"(?:{chinese}|(?:[\s,]+(?:{english})\.?)+)$")
        self._tail = re.compile(f"(?:{alternatives(map(fold, words['firm-tail']))})+")
        self._common = vocab.lexicon.not_names

    def without(self, name: str) -> str:
        """The name without its legal form; the name itself where nothing would be left that can name a firm."""
        match = self._form.search(fold(name))
        core = name[: match.start()] if match else name
        return core if len(core) >= _SHORTEST and fold(core) not in self._common else name

    def shortens(self, short: str, long: str) -> bool:
        """Whether one name is the other without the words for firms at its end (瑞豐精密, 瑞豐精密工業公司)."""
        return long.startswith(short) and self._tail.fullmatch(fold(long[len(short) :])) is not None
