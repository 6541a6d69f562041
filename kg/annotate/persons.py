"""New persons: a surname and given name beside an office, a surname with its title (卓院長), lists of persons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.annotate.candidate import Candidate, View
from kg.vocab import Vocabulary, alternatives, fold

_GIVEN = r"[\u4e00-\u9fff]"


class Persons:
    """Finds Chinese personal names by the offices of ``titles.csv`` and the surnames of ``surnames.csv``."""

    def __init__(self, vocab: Vocabulary) -> None:
        lexicon = vocab.lexicon
        titles = "|".join(sorted(map(re.escape, lexicon.titles), key=lambda t: (-len(t), t)))
        surname = "[" + "".join(sorted(lexicon.surnames)) + "]"
        self._edges = "".join(sorted(edge for edge in lexicon.edges if len(edge) == 1))
        given = f"[^\\W\\da-z{self._edges}]"
        says = alternatives(map(fold, lexicon.words["says"]))
        acts = alternatives(map(fold, lexicon.words["acts"]))
        self._title = re.compile(titles)
        self._after = re.compile(
            f"(?:{titles})(?P<name>{surname}{given}(?:(?!{titles}|{says}){given})?)(?=[\\W{self._edges}]|{titles}|{says}|.{{0,2}}[,。(])"
        )
        self._before = re.compile(f"(?P<name>{surname}{given}{{1,2}})(?<![副级])(?:{titles})")
        self._polite = re.compile(
            f"(?P<name>{surname}(?:主任委员|部长|院长|署长|局长|处长|主委|总统|委员|董事长|执行长|教授|会长|理事长|次长|政委)(?!{says}|{acts}){given}{{2}})(?=[\\W{self._edges}])"
        )
        self._short = re.compile(f"(?<![就时现前担接连卸上历出兼继])(?P<name>{surname}(?:{titles}))")
        english = alternatives(map(re.escape, lexicon.words["english-title"]))
        self._english = re.compile(
            rf"\b(?:{english})\.? (?P<name>[A-Z][\w’-]+(?: (?:[A-Z]\.|[A-Z][\w’-]+|bin|al|de|von|van|der)){{0,3}}(?<!’s))(?<![ ](?:bin|and))"
        )
        self._listed = re.compile(f"[、](?P<name>{surname}{given}{{1,2}})(?=[、,。]|{'|'.join(('与', '和', '及'))}|等)")

    def find(self, view: View) -> Iterator[Candidate]:
        """Yield candidates for persons; ``listed`` ones count only beside another person (see ``annotator``)."""
        text = view.squeezed
        for pattern, score in ((self._polite, 0.8), (self._before, 0.55), (self._after, 0.6)):
            for match in pattern.finditer(text):
                if pattern is not self._before or self._edge_before(text, match.start("name")):
                    yield self._candidate(view, match, score)
        for match in self._english.finditer(view.text):
            yield Candidate(*match.span("name"), "Person", "person", 0.6)
        for match in self._short.finditer(text):
            if self._edge_before(text, match.start()):
                yield self._candidate(view, match, 0.5)

    def listed(self, view: View, persons: list[Candidate]) -> Iterator[Candidate]:
        """Yield the names that stand in one list with a person already found."""
        ends = {person.end for person in persons}
        for match in self._listed.finditer(view.squeezed):
            start, end = view.clean(match.start("name"), match.end("name"))
            if match.start() and view.clean(match.start() - 1, match.start())[1] in ends:
                ends.add(end)
                yield Candidate(start, end, "Person", "person-list", 0.6)

    def _edge_before(self, text: str, start: int) -> bool:
        """A name begins after punctuation, a function character, a title, or the end of a body's name (…處陳銘俊處長)."""
        if start == 0:
            return True
        before = text[start - 1]
        return not before.isalnum() or before in self._edges or before in "部署局处院会司社所心室学系团国"

    def _candidate(self, view: View, match: re.Match[str], score: float) -> Candidate:
        start, end = view.clean(match.start("name"), match.end("name"))
        return Candidate(start, end, "Person", "person", score)
