"""Who says so: 根據X的報告, X表示, according to X."""

from __future__ import annotations

import re

from kg.model import Mention
from kg.relate.encode import Encoded
from kg.vocab import Vocabulary, alternatives, fold
from kg.vocab.patterns import Alphabet

_SPEAKERS = ("Person", "Organization", "Firm")


class AttributionReader:
    """Finds the speaker of a sentence, from where on the sentence is the speaker's, and where it is no longer."""

    def __init__(self, vocab: Vocabulary) -> None:
        words = vocab.lexicon.words
        alphabet = Alphabet(vocab.ontology.types, words, vocab.lexicon.titles)
        who = f"(?P<who>[{alphabet.chars(_SPEAKERS)}])"
        says, source = (alternatives(map(fold, words[kind])) for kind in ("says", "according-to"))
        self._verbs = re.compile(f"{who}[^,。;!?]{{0,14}}?(?:{says})[,:]?")
        #: Another actor, set against the speaker: 甲表示…，乙則….
        self._ends = re.compile(f"[,;][{alphabet.chars(_SPEAKERS)}][则却]")
        self._sources = re.compile(f"(?:{source}) ?{who}[^,。;!?]{{0,30}}[,:]")

    def read(self, sentence: Encoded) -> list[tuple[int, Mention | None]]:
        """(place from which the speaker's words run, speaker; None where nobody's do), in order."""
        found: list[tuple[int, Mention | None]] = [(match.start(), None) for match in self._ends.finditer(sentence.text)]
        for pattern in (self._sources, self._verbs):
            for match in pattern.finditer(sentence.text):
                speaker = sentence.items[match.start("who")]
                if isinstance(speaker, Mention):
                    found.append((match.end(), speaker))
        return sorted(found, key=lambda pair: pair[0])
