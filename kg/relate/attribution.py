"""Who says so: 根據X的報告, X表示, according to X."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.model import Mention
from kg.relate.encode import Encoded
from kg.vocab import Vocabulary
from kg.vocab.folding import fold
from kg.vocab.patterns import Alphabet

_SPEAKERS = ("Person", "Organization", "Firm")


class AttributionReader:
    """Finds the speaker of a sentence and from where on the sentence is the speaker's."""

    def __init__(self, vocab: Vocabulary) -> None:
        words = vocab.lexicon.words
        alphabet = Alphabet(vocab.ontology.types, words, vocab.lexicon.titles)
        who = f"(?P<who>[{alphabet.chars(_SPEAKERS)}])"
        says, source = (_alternatives(words[kind]) for kind in ("says", "according-to"))
        self._verbs = re.compile(f"{who}[^,。;!?]{{0,14}}?(?:{says})[,:]?")
        self._sources = re.compile(f"(?:{source}) ?{who}[^,。;!?]{{0,30}}[,:]")

    def read(self, sentence: Encoded) -> list[tuple[int, Mention]]:
        """(place from which the speaker's words run, speaker), in order."""
        found = []
        for pattern in (self._sources, self._verbs):
            for match in pattern.finditer(sentence.text):
                speaker = sentence.items[match.start("who")]
                if isinstance(speaker, Mention):
                    found.append((match.end(), speaker))
        return sorted(found, key=lambda pair: pair[0])


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(fold, words), key=lambda w: (-len(w), w)))
