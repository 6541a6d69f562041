"""Parenthesised glosses and abbreviations: 馬爾帕斯（David Malpass）, 外國投資委員會（…, CFIUS）, （下稱「X」）.

The gloss takes the type of the name before it. Where no annotator found that name, the gloss itself says what it is
(… Committee, … Act, two capitalised words for a person), and the name's left edge is sought.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.annotate.candidate import Candidate, View, is_chinese
from kg.annotate.edges import Known, LeftEdge
from kg.vocab import Vocabulary, fold, squeeze

_GLOSS = re.compile(r"[(（]\s*(?P<inside>[A-Za-z\u00c0-\u024f][^()（）]{1,120}?)\s*[)）]")
_CALLED = re.compile(
    r"[(（](?:以下|下)?[简簡][称稱為为]*[:：]?\s*[「『“\"]?(?P<a>[^()（）「」『』“”\",，]{2,20})[」』”\"]?[)）]"
    r"|[,，]?\s*(?:以下简称|下称|简称)为?\s*[「『“\"]?(?P<b>[^()（）「」『』“”\",，。]{2,20}?)[」』”\"]?(?=[)）,，。]|$)"
)
_PART = re.compile(r"[^,，;；]+")
_YEAR = re.compile(r"\s*(?:19|20)\d\d[a-z]?\s*")
#: What stands before an abbreviation inside the parentheses: 以下簡稱 JSI, hereafter "FIRRMA", the "PLI".
_LEAD = re.compile(r"^(?:(?:以下|下)?[简簡]?[称稱][为為]?[:：]?|hereafter|hereinafter|known as|or|the(?= [\"“])|aka)\s*", re.I)
_QUOTES = " 「」『』“”\"'《》"
_PERSON = re.compile(r"(?:[A-Z][\w'’.-]+\s+){1,3}(?:(?:van|von|de|der|den|bin|al)\s+)?[A-Z][\w'’-]+")
#: Two or more words of which all but the small ones are capitalised.
_TITLED = re.compile(
    r"(?:(?:of|for|and|the|in|on|to|de|des|la|le|du|der|für|with|by|at|against|&) |[A-Z\d][\w’'.&/-]*,? )+[A-Z\d(][\w’'.&/)-]*"
)
_CLOSERS = '」』》〉”"'
#: Longest Chinese rendering of a foreign person's name, in characters.
_PERSON_LENGTH = 7


class Glosses:
    """Finds the names inside parentheses and, where needed, the name before them."""

    def __init__(self, vocab: Vocabulary) -> None:
        words = vocab.lexicon.words
        kinds = (
            ("Policy", "english-policy"),
            ("Event", "english-event"),
            ("Organization", "english-organization"),
            ("Firm", "english-firm"),
        )
        self._kinds = [(type_, re.compile(r"\b(?:" + "|".join(map(re.escape, words[cls])) + r")(?![\w])", re.I)) for type_, cls in kinds]
        self._edge = LeftEdge(vocab)
        suffixes = sorted(vocab.lexicon.suffixes.items(), key=lambda item: (-len(item[0]), item[0]))
        self._suffixes = [(suffix, entry.type) for suffix, entry in suffixes if entry.mode != "homed"]
        self._common = vocab.lexicon.not_names
        self._rendering = frozenset(fold("".join(words["rendering"])))

    def find(self, view: View, found: Sequence[Candidate], known: Known) -> Iterator[Candidate]:
        """Yield the names in parentheses, and names before them that ``found`` lacks."""
        ends: dict[int, Candidate] = {}
        for candidate in found:
            if candidate.end not in ends or ends[candidate.end].start > candidate.start:
                ends[candidate.end] = candidate
        for match in _GLOSS.finditer(view.text):
            head = _head(view.text, match.start(), ends)
            type_ = head.type if head else self._type(match["inside"], view, match.start())
            if type_ is None:
                continue
            new = None if head else self._new_head(view, match.start(), type_, known)
            if new:
                yield new
            if head or new:
                yield from _parts(match["inside"], match.start("inside"), type_)
        for match in _CALLED.finditer(view.folded):
            group = "a" if match["a"] else "b"
            opening = view.folded.rfind("(", max(0, match.start() - 120), match.start() + 1)
            outside = opening < view.folded.rfind(")", 0, match.start())
            at = match.start() if opening < 0 or outside else opening
            head = _head(view.text, at, ends)
            if head is None and (type_ := self._ending(view, at)) and (head := self._new_head(view, at, type_, known)):
                yield head
            if head and match[group] not in self._common:
                yield Candidate(match.start(group), match.end(group), head.type, "abbreviation", 0.9)

    def _foreign(self, view: View, at: int) -> bool:
        """Whether what stands before a place is written with the characters by which foreign persons' names are rendered."""
        before = re.split(r"[^\u4e00-\u9fff·.]", view.folded[max(0, at - _PERSON_LENGTH) : at].rstrip(_CLOSERS + " "))[-1]
        return "·" in before or any(char in self._rendering for char in before[-3:])

    def _type(self, inside: str, view: View, at: int) -> str | None:
        first = _PART.match(inside)
        name = first[0].strip() if first else ""
        last = [(m.end(), type_) for type_, pattern in self._kinds for m in [*pattern.finditer(name)][-1:]]
        if last and _TITLED.fullmatch(name):
            return max(last)[1]
        return "Person" if _PERSON.fullmatch(name) and self._foreign(view, at) else None

    def _ending(self, view: View, at: int) -> str | None:
        """The type that the end of the name before a place tells; here the suffixes count that are too common in running text."""
        before = view.folded[:at].rstrip(_CLOSERS + " ")
        return next((type_ for suffix, type_ in self._suffixes if before.endswith(suffix)), None)

    def _new_head(self, view: View, at: int, type_: str, known: Known) -> Candidate | None:
        while at > 0 and (view.text[at - 1].isspace() or view.text[at - 1] in _CLOSERS):
            at -= 1
        if not at or not is_chinese(view.text[at - 1]):
            return None
        end = len(squeeze(view.text[:at])[0])
        if self._edge.behind_word(view.squeezed, end):
            return None
        # The last character is part of the name, whatever else it can mean by itself (…大會).
        left = self._edge.find(view.squeezed, end - 1, type_, known, longest=_PERSON_LENGTH if type_ == "Person" else 24)
        if left is None or end - left < 2 or view.squeezed[left:end] in self._common:
            return None
        start, stop = view.clean(left, end)
        return Candidate(start, stop, type_, "gloss", 0.6)


def _head(text: str, at: int, ends: Mapping[int, Candidate]) -> Candidate | None:
    """The candidate that ends right before a parenthesis, closing brackets and spaces aside."""
    while at > 0 and (text[at - 1].isspace() or text[at - 1] in _CLOSERS) and at not in ends:
        at -= 1
    return ends.get(at)


def _parts(inside: str, offset: int, type_: str) -> Iterator[Candidate]:
    for part in _PART.finditer(inside):
        name = _LEAD.sub("", part[0].strip()).strip(_QUOTES)
        if len(name) > 1 and not _YEAR.fullmatch(name) and not name[0].isdigit() and (name[0].isupper() or any(map(str.isupper, name))):
            start = offset + part.start() + part[0].index(name)
            yield Candidate(start, start + len(name), type_, "gloss", 0.9)
