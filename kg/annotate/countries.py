"""One-character abbreviations of countries: 美中, 日韓, 美、日、印, 輸美, 美商."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.annotate.candidate import Candidate, View, is_latin
from kg.vocab import Vocabulary, alternatives, fold

_JOIN = r"(?:[、,]|以及|与|和|及)"


class CountryCharacters:
    """Finds abbreviations in compounds, in lists and in the contexts of ``compound_contexts.csv``."""

    def __init__(self, vocab: Vocabulary) -> None:
        lexicon = vocab.lexicon
        self._characters = lexicon.country_characters
        self._types = {char: vocab.names.entities[entry.entity].type for char, entry in self._characters.items()}
        chars = "".join(sorted(self._characters))
        self._stops = re.compile(alternatives(map(re.escape, lexicon.stop_phrases)))
        self._runs = re.compile(f"[{chars}]{{2,5}}")
        self._lists = re.compile(
            f"(?<![{chars}\\w])[{chars}](?:{_JOIN}[{chars}](?={_JOIN}))*{_JOIN}[{chars}](?=[两二三四五六七八九十等各国间之关,。;)、]|$)"
        )
        before, after = lexicon.before_country, lexicon.after_country
        self._contexts = [
            *(re.compile(f"(?<={cue})[{self._that_count(all_)}]") for cue, all_ in sorted(before.items())),
            *(re.compile(f"[{self._that_count(all_)}](?={cue})") for cue, all_ in sorted(after.items())),
        ]

    def find(self, view: View) -> Iterator[Candidate]:
        """Yield a candidate for each character that stands for a country."""
        text = view.squeezed
        stopped = {i for match in self._stops.finditer(text) for i in range(match.start(), match.end())}
        for i in sorted(self._positions(text) - stopped):
            start, end = view.clean(i, i + 1)
            yield Candidate(start, end, self._types[text[i]], "country-character", 0.7)

    def _positions(self, text: str) -> set[int]:
        found: set[int] = set()
        for match in self._runs.finditer(text):
            if len(set(match[0])) == len(match[0]) and not self._in_word(text, match.start()):
                found.update(range(match.start(), match.end()))
        for match in self._lists.finditer(text):
            found.update(i for i in range(match.start(), match.end()) if text[i] in self._characters)
        found.update(match.start() for pattern in self._contexts for match in pattern.finditer(text))
        return found

    def _that_count(self, all_: bool) -> str:
        """The characters that count beside a word, as the body of a character class."""
        uses = ("any", "marked") if all_ else ("any",)
        return "".join(sorted(char for char, entry in self._characters.items() if entry.use in uses))

    def _in_word(self, text: str, start: int) -> bool:
        """日 after a number is a day, and a run glued to a Latin word is no compound."""
        return start > 0 and is_latin(text[start - 1]) and text[start] == fold("日")
