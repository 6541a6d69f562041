"""The rule engine: rules over encoded sentences, subjects that Chinese leaves out, and what narrows a claim."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

import ahocorasick_rs

from kg.model import Mention
from kg.relate.amounts import Rate, Sum
from kg.relate.dates import Date
from kg.relate.encode import Encoded
from kg.relate.match import Match
from kg.vocab import Rule, Vocabulary, alternatives, fold

T = TypeVar("T", Date, Sum, Rate)

#: Prepositions: a mention right after one of them is no topic.
_MARKED = frozenset("对向与和同在于由被遭从自至赴为以经据给跟比合过循应用求评")
#: Those of them after which no subject stands (由, 被 and 遭 mark the agent).
_ACTORS = frozenset({"Country", "Firm", "Organization", "Person", "Sector"})
_OBLIQUE = frozenset("对向与和同在于从自至赴给跟比")
#: Nouns before which a country or place only modifies: 美國企業 is no topic, nor is it the US.
_HEADS = re.compile(r"的?(?:企业|厂商|公司|业者|市场|产品|商品|人(?!工)|民众|消费者|客户|学者|专家|智库|媒体|投资人|制造业|制(?:的)?)")
#: What countries and bodies modify when they stand before it, and how: 美商戴爾, 美國總統拜登, 商務部的羅斯部長.
_MODIFIERS = {
    "Country": frozenset({"Person", "Firm", "Organization"}),
    "Place": frozenset({"Person", "Firm"}),
    "Organization": frozenset({"Person", "Firm"}),
    "Firm": frozenset({"Person", "Firm"}),
}
_MODIFIES = re.compile(r"(?:[\u4e00-\u9fff]{0,10}[商资籍系厂业团头长席官人任理裁授员统相卿])?")
_OWNS = re.compile(r"(?:旗下|子公司|所属|转投资)的?")
_CLAUSE = re.compile(r"[,;:。!?]")
#: A name opens a clause when it stands within so many characters of its start (a date, an adverb before it).
_OPENING = 5
#: Confidence kept when the subject is taken from the sentence, or from the sentence before.
_SAME_SENTENCE, _SENTENCE_BEFORE = 0.85, 0.6


class Engine:
    """Applies the vocabulary's relation rules."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._rules = vocab.rules
        #: Each rule by the words of which one must stand in a sentence for the rule to match, and those that need none.
        anchored: dict[str, list[int]] = {}
        for number, rule in enumerate(vocab.rules):
            for anchor in rule.anchors:
                anchored.setdefault(anchor, []).append(number)
        self._anchored = list(anchored.values())
        self._anchors = ahocorasick_rs.AhoCorasick(list(anchored))
        self._everywhere = [number for number, rule in enumerate(vocab.rules) if not rule.anchors]
        says = alternatives(map(fold, vocab.lexicon.words["says"]))
        sources = alternatives(map(fold, vocab.lexicon.words["according-to"]))
        self._source = re.compile(f"(?:{sources}) ?(?:the ?)?$")
        self._speech = re.compile(f"(?:{says})(?:that|the|[ ,:「『“])*[\ue000-\ue0ef]")

    def matches(self, sentence: Encoded, before: Encoded | None) -> Iterator[Match]:
        """Yield every binding of every rule in a sentence. ``before`` is the sentence that precedes it in the block."""
        mentions = sum(isinstance(item, Mention) for item in sentence.items)
        if not mentions or (mentions < 2 and before is None):
            return
        for rule in self._possible(sentence.text):
            bound: set[int] = set()
            for match in overlapping(rule.regex, sentence.text):
                if match.end("O") not in bound and (bindings := list(self._bindings(rule, match, sentence, before))):
                    bound.add(match.end("O"))
                    yield from bindings

    def _possible(self, text: str) -> Iterator[Rule]:
        """The rules that may match, in their order."""
        present = {i for i, _, _ in self._anchors.find_matches_as_indexes(text, overlapping=True)}
        for number in sorted({*self._everywhere, *(number for i in present for number in self._anchored[i])}):
            yield self._rules[number]

    def _bindings(self, rule: Rule, match: re.Match[str], sentence: Encoded, before: Encoded | None) -> Iterator[Match]:
        groups = match.re.groupindex
        confidence = rule.confidence
        spans = {end: match.span(end) if end in groups else (-1, -1) for end in ("S", "O")}
        if spans["S"][0] == match.start() and (_oblique(sentence, match.start()) or self._speaks(sentence, spans)):
            return
        subjects = _ends(sentence, spans["S"], rule.subject, spans["O"])
        objects = _ends(sentence, spans["O"], rule.object, spans["S"])
        if not subjects and not ("S" in groups and match["S"]):
            topic, kept = _topic(rule.subject, match, sentence, before)
            subjects, confidence = ([topic] if topic else []), confidence * kept
        elif not objects and not match["O"]:
            topic, kept = _topic(rule.object, match, sentence, before)
            objects, confidence = ([topic] if topic else []), confidence * kept
        for subject in subjects:
            for object_ in objects:
                if subject.entity != object_.entity:
                    yield Match(
                        relation=rule.relation,
                        rule=rule.id,
                        takes=rule.takes,
                        modality=rule.modality,
                        start=match.start(),
                        end=match.end(),
                        object_start=match.start("O"),
                        subject=subject,
                        object=object_,
                        confidence=confidence * subject.trust * object_.trust,
                        product=_mention(sentence, match, "P"),
                        origin=_mention(sentence, match, "F"),
                        role=match.span("role") if "role" in groups and match["role"] else None,
                        fixed_role=rule.role,
                        date=_value(sentence, match, "date", Date),
                        amount=_value(sentence, match, "amount", Sum),
                        rate=_value(sentence, match, "rate", Rate),
                        words=_own_words(match),
                    )

    def hindrance(self, rule: Rule, match: re.Match[str], sentence: Encoded) -> str | None:
        """Why a rule draws nothing from a match of its pattern, in words for a person; None if nothing of the match hinders it."""
        groups = match.re.groupindex
        spans = {end: match.span(end) if end in groups else (-1, -1) for end in ("S", "O")}
        if spans["S"][0] == match.start() and _oblique(sentence, match.start()):
            return "the subject belongs to the preposition before it"
        if spans["S"][0] == match.start() and self._speaks(sentence, spans):
            return "the subject only says that someone else does it"
        for name, end, other, types in (("subject", "S", "O", rule.subject), ("object", "O", "S", rule.object)):
            if spans[end][0] >= 0 and not _ends(sentence, spans[end], types, spans[other]):
                return f"the {name} only modifies the name behind it"
            if spans[end][0] < 0:
                return f"the clause names no {name}, and nothing before it is of the right type"
        return None

    def _speaks(self, sentence: Encoded, spans: Mapping[str, tuple[int, int]]) -> bool:
        """Whether the subject only says that someone else does it: WTO said that the US imposed …, according to the WTO …"""
        (start, end), (object_, _) = spans["S"], spans["O"]
        return bool(
            self._source.search(sentence.text[max(0, start - 20) : start]) or self._speech.search(sentence.text, end, max(end, object_))
        )


def _own_words(match: re.Match[str]) -> tuple[tuple[int, int], ...]:
    """Where the words stand that the pattern itself names: its groups without a name, the innermost of those that nest."""
    named = set(match.re.groupindex.values())
    spans = {match.span(i) for i in range(1, match.re.groups + 1) if i not in named} - {(-1, -1)}
    words = {(start, end) for start, end in spans if any(char.isalnum() for char in match.string[start:end])}
    return tuple(sorted(a for a in words if not any(a != b and a[0] <= b[0] and b[1] <= a[1] for b in words)))


def _topic(types: Collection[str], match: re.Match[str], sentence: Encoded, before: Encoded | None) -> tuple[Mention | None, float]:
    """What a clause that leaves an end out is about (topic chain, cf. Li & Thompson 1981, ch. 4 and 24): the name that opens the
    nearest clause before, else the first unmarked name of the sentence; failing these, the same of the sentence before."""
    for earlier, end, kept in ((sentence, match.start(), _SAME_SENTENCE), (before, None, _SENTENCE_BEFORE)):
        if earlier is None:
            continue
        clauses = _clauses(earlier.text, len(earlier.text) if end is None else end)
        opening = (_first_unmarked(earlier, start, min(stop, start + _OPENING), types) for start, stop in reversed(clauses))
        anywhere = (_first_unmarked(earlier, start, stop, types) for start, stop in clauses)
        if topic := next(filter(None, (*opening, *anywhere)), None):
            return topic, kept
    return None, 0.0


def overlapping(regex: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches from left to right, the next one sought behind the first character of the last, so that a second object of the
    same verb, or a second verb of the same subject, is found too."""
    at = 0
    while match := regex.search(text, at):
        yield match
        at = match.start() + 1


def _oblique(sentence: Encoded, i: int) -> bool:
    """Whether an actor's name belongs to the preposition before it (與美國…) and so is no subject."""
    item = sentence.items[i]
    return i > 0 and isinstance(item, Mention) and item.type in _ACTORS and sentence.text[i - 1] in _OBLIQUE


def _ends(sentence: Encoded, span: tuple[int, int], types: Collection[str], other: tuple[int, int]) -> list[Mention]:
    """The mentions of a slot that are arguments: of the right type, and no modifier of the next name (美 in 美商戴爾, 美國 in
    美國總統拜登), unless that name stands at the other end."""
    return [
        mention
        for i, mention in sentence.mentions(*span)
        if mention.type in types and not ((head := _head_after(sentence, i)) and not other[0] <= head < other[1])
    ]


def _head_after(sentence: Encoded, i: int) -> int | None:
    """The index of the name that the country or body at ``i`` modifies, or None."""
    item = sentence.items[i]
    if not isinstance(item, Mention) or item.type not in _MODIFIERS:
        return None
    match = _OWNS.match(sentence.text, i + 1) or _MODIFIES.match(sentence.text, i + 1)
    if match is None:
        return None
    head = sentence.items[match.end()] if match.end() < len(sentence.items) else None
    if item.type == "Firm" and isinstance(head, Mention) and head.type == "Firm" and match.re is not _OWNS:
        return None
    return match.end() if isinstance(head, Mention) and head.type in _MODIFIERS[item.type] else None


def _clauses(text: str, end: int) -> list[tuple[int, int]]:
    starts = [0, *(m.end() for m in _CLAUSE.finditer(text, 0, end))]
    return list(zip(starts, [*starts[1:], end], strict=True))


def _first_unmarked(sentence: Encoded, start: int, end: int, types: Collection[str]) -> Mention | None:
    for i, mention in sentence.mentions(start, end):
        if mention.type in types and not (i and sentence.text[i - 1] in _MARKED):
            if mention.type in ("Country", "Place") and _HEADS.match(sentence.text, i + 1):
                continue
            head = _head_after(sentence, i)
            if head is None or (_is_person(sentence, head) and "Person" not in types):
                return mention
    return None


def _is_person(sentence: Encoded, i: int) -> bool:
    """Whether the name at ``i`` is a person's, whose firm or country speaks through him (台積電董事長劉德音表示)."""
    item = sentence.items[i]
    return isinstance(item, Mention) and item.type == "Person"


def _mention(sentence: Encoded, match: re.Match[str], group: str) -> Mention | None:
    if group not in match.re.groupindex or not match[group]:
        return None
    return next((mention for _, mention in sentence.mentions(*match.span(group))), None)


def _value(sentence: Encoded, match: re.Match[str], group: str, kind: type[T]) -> T | None:
    if group not in match.re.groupindex or match.start(group) < 0:
        return None
    item = sentence.items[match.start(group)]
    return item if isinstance(item, kind) else None
