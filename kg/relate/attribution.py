"""Who says so: 根據X的報告, X表示, according to X; and who goes on saying it in the sentences that follow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Mention
from kg.relate.encode import Encoded
from kg.vocab import Vocabulary, alternatives, fold
from kg.vocab.patterns import Alphabet

_SPEAKERS = ("Person", "Organization", "Firm")
#: What may open a sentence before the one who speaks goes on.
_OPENING = "(?:此外|另外|另|同时|其次|最后|对此|in addition)?[, ]*"


@dataclass(frozen=True, slots=True)
class Speech:
    """Who speaks in a sentence.

    Attributes:
        turns: (place from which the speaker's words run, speaker; None where nobody's do), in order.
        speaker: who spoke last in the block, up to the end of the sentence.
        quoting: whether the sentence ends inside that one's quotation marks.
    """

    turns: Sequence[tuple[int, Mention | None]] = ()
    speaker: Mention | None = None
    quoting: bool = False

    def of(self, place: int, subject: Mention) -> Mention | None:
        """Whose words stand at a place of the sentence, if not the subject's own."""
        for at, who in reversed(self.turns):
            if at <= place and (who is None or who.entity != subject.entity):
                return who
        return None


class AttributionReader:
    """Finds the speakers of sentences."""

    def __init__(self, vocab: Vocabulary) -> None:
        words = vocab.lexicon.words
        alphabet = Alphabet(vocab.ontology.types, words, vocab.lexicon.titles)
        who = f"(?P<who>[{alphabet.chars(_SPEAKERS)}])"
        says, source, goes_on = (alternatives(map(fold, words[kind])) for kind in ("says", "according-to", "goes-on"))
        self._verbs = re.compile(f"{who}[^,。;!?{alphabet.chars(_SPEAKERS)}]{{0,14}}?(?:{says})[,:]?")
        #: Another actor, set against the speaker: 甲表示…，乙則….
        self._ends = re.compile(f"[,;][{alphabet.chars(_SPEAKERS)}][则却]")
        self._sources = re.compile(f"(?:{source}) ?{who}[^,。;!?]{{0,30}}[,:]")
        self._goes_on = re.compile(f"{_OPENING}(?:{goes_on})[^,。;!?:\ue000-\ue0ef]{{0,8}}?(?:{says})[,:]?")

    def read(self, sentence: Encoded, before: Speech) -> Speech:
        """Who speaks in a sentence, given who spoke in the one before it in its block."""
        found: list[tuple[int, Mention | None]] = [(match.start(), None) for match in self._ends.finditer(sentence.text)]
        for pattern in (self._sources, self._verbs):
            for match in pattern.finditer(sentence.text):
                speaker = sentence.items[match.start("who")]
                if isinstance(speaker, Mention):
                    found.append((match.end(), speaker))
        if before.quoting:
            closed = sentence.text.find("」")
            found += [(0, before.speaker), *([(closed, None)] if closed >= 0 else [])]
        elif before.speaker and (goes_on := self._goes_on.match(sentence.text)):
            found.append((goes_on.end(), before.speaker))
        found.sort(key=lambda turn: turn[0])
        speaker = next((who for _, who in reversed(found) if who), before.speaker)
        depth = before.quoting + sentence.text.count("「") - sentence.text.count("」")
        return Speech(found, speaker, bool(depth > 0 and found and found[-1][1]))
