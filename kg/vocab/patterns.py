"""The pattern language of relation rules, compiled to regular expressions over encoded sentences.

A sentence is *encoded* before matching: every mention becomes one private-use character that tells its type, every date, sum and
percentage one that tells its kind; the rest is folded (see ``folding``), and spaces beside Chinese or private-use characters
go. In a pattern:

====================  =====================================================================================================
``{S}`` ``{O}``       subject and object: a mention, or a list of mentions (A、B及C), of the types that the relation allows
``{S:Firm|Country}``  the same, of these types only
``{S?}`` ``{O?}``     an end that may be missing: then the sentence's topic is taken (one of the two must be there)
``{S=}``              a list whose members stand bare, without 美商 or 總統 before them
``{P}`` ``{F}``       product and origin qualifiers: a Product; a Country or Place
``{X}`` ``{X:Type}``  a mention that plays no part
``{date}`` …          a date, ``{amount}`` a sum, ``{rate}`` a percentage
``{role}``            an office (titles.csv), taken as the role qualifier
``<class>``           any word of a class of words.csv
``_`` ``__`` ``___``  a gap: a few characters without a name, a clause's, a sentence's
====================  =====================================================================================================

All else is a regular expression: ``( | ) ? [ ]``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.vocab.folding import fold

#: First private-use code point for mentions: the n-th entity type is encoded as this plus n.
MENTION_BASE = 0xE000
DATE, AMOUNT, RATE = "\ue0f0", "\ue0f1", "\ue0f2"

_GAPS = {"_": r"[^,。;!?:\n\ue000-\ue0ef]{0,10}?", "__": r"[^,。;!?:\n]{0,45}?", "___": r"[^。;!?\n]{0,90}?"}
#: Where the next English clause begins that has a subject of its own.
_NEXT = r",? ?(?:and|while|but|whereas|as) ?[\ue000-\ue0ef] ?(?:has|have|had|is|was|will|said|plans)\b"
#: The same for patterns in English, whose words are longer and whose clauses hold commas.
_ENGLISH_GAPS = {"_": r"[^;!?\n\ue000-\ue0ef]{0,30}?", "__": rf"(?:(?!{_NEXT})[^;!?\n]){{0,110}}?", "___": r"[^;!?\n]{0,220}?"}
_SEPARATOR = r"[、,]?(?:以及|及|与|和|暨|跟|或|并|会同|连同|and|or|&)|[、/]"
_AFTER_LIST = r"(?:等[\u4e00-\u9fff]{0,4}?)?"
#: What may stand before a member of a list and belongs to it: 美商戴爾, 中國國務院副總理劉鶴.
_BEFORE = ("Country", "Place", "Organization", "Firm")
_SITES = frozenset({"Country", "Place"})
_HEAD_NOUN = "[商资籍系的厂者业团头长席官人任理裁授员统相卿]"
_TOKEN = re.compile(
    r"\{(?P<slot>[A-Za-z]+)(?P<optional>\?)?(?P<bare>=)?(?::(?P<types>[A-Za-z|]+))?\}|<(?P<cls>[\w-]+)>|(?P<gap>_{1,3})|(?P<text>(?:[^{}<>_]|\{\d+(?:,\d*)?\})+|.)"
)
_MAIN_SLOTS = ("S", "O")
_VALUE_SLOTS = {"date": DATE, "amount": AMOUNT, "rate": RATE}


class PatternError(ValueError):
    """A pattern that means nothing; the text says why."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """How types are encoded, and the word classes patterns may use."""

    types: tuple[str, ...]
    words: Mapping[str, Sequence[str]]
    titles: Collection[str]

    def char(self, type_: str) -> str:
        """The private-use character that stands for a mention of this type."""
        return chr(MENTION_BASE + self.types.index(type_))

    def chars(self, types: Collection[str]) -> str:
        """A character class body for any of the types."""
        return "".join(sorted(self.char(type_) for type_ in types))

    @property
    def any(self) -> str:
        """A character class body for a mention of any type."""
        return self.chars(self.types)


def compile_pattern(pattern: str, subject: Collection[str], object_: Collection[str], alphabet: Alphabet) -> re.Pattern[str]:
    """The regular expression of a pattern; groups S, O, P, F, role and date, amount, rate tell its slots, those without a name its
    own words.

    Raises:
        PatternError: an unknown slot, type or word class, no object slot, or a malformed regular expression.
    """
    return re.compile(pattern_source(pattern, subject, object_, alphabet))


def pattern_source(pattern: str, subject: Collection[str], object_: Collection[str], alphabet: Alphabet) -> str:
    """The text of the regular expression that ``compile_pattern`` gives, which can be compiled when it is first needed: the sets of
    characters that gaps and slots stand for take a hundred times as long to compile as to write.

    Raises:
        PatternError: as ``compile_pattern``.
    """
    defaults = {"S": subject, "O": object_, "P": {"Product"}, "F": {"Country", "Place"}, "X": alphabet.types}
    parts: list[str] = []
    #: The same with a letter for each slot and gap: quickly compiled, and malformed if what the pattern's author wrote is.
    plain: list[str] = []
    seen: set[str] = set()
    gaps = _ENGLISH_GAPS if pattern.isascii() else _GAPS
    tokens = list(_tokens(pattern))
    skip_gap = False
    for i, token in enumerate(tokens):
        if skip_gap:
            skip_gap = False
        elif slot := token["slot"]:
            if slot in _MAIN_SLOTS and slot in seen:
                raise PatternError(f"slot {{{slot}}} stands twice")
            body = _slot(slot, token["types"], defaults, alphabet, named=slot not in seen, bare=bool(token["bare"]))
            seen.add(slot)
            if token["optional"]:
                gap = gaps[tokens[i + 1]["gap"]] if i + 1 < len(tokens) and tokens[i + 1]["gap"] else ""
                body, skip_gap = f"(?:{body}{gap})?", bool(gap)
            parts.append(body)
            plain.append("(?:x)?" if token["optional"] else "x")
        elif token["gap"]:
            parts.append(gaps[token["gap"]])
            plain.append("x{0,9}?")
        else:
            text = _words(token["cls"], alphabet) if token["cls"] else _literal(token["text"])
            parts.append(f"({text})" if not token["cls"] and _whole(token["text"]) else text)
            plain.append(parts[-1])
    if "O" not in seen:
        raise PatternError("no object slot {O}")
    try:
        re.compile("".join(plain))
    except re.error as error:
        raise PatternError(f"not a regular expression: {error}") from None
    return "".join(parts)


def anchors(pattern: str, alphabet: Alphabet) -> frozenset[str]:
    """Words of which every match holds at least one: the longest mandatory word or word class. Empty where there is none."""
    best: frozenset[str] = frozenset()
    for options in _mandatory(pattern, alphabet):
        if options and min(map(len, options)) > min(map(len, best), default=0):
            best = options
    return best


def alternatives(texts: Iterable[str]) -> str:
    """Regular expression text for one of ``texts``, which are such texts themselves; the longest is tried first."""
    return "|".join(sorted(texts, key=lambda text: (-len(text), text)))


def word_classes(pattern: str) -> frozenset[str]:
    """The classes of words.csv that a pattern names."""
    return frozenset(token["cls"] for token in _tokens(pattern) if token["cls"])


def _tokens(pattern: str) -> Iterator[dict[str, str]]:
    for match in _TOKEN.finditer(pattern):
        yield {name: value or "" for name, value in match.groupdict().items()}


def _slot(slot: str, types: str, defaults: Mapping[str, Collection[str]], alphabet: Alphabet, *, named: bool, bare: bool) -> str:
    if slot in _VALUE_SLOTS:
        return f"(?P<{slot}>{_VALUE_SLOTS[slot]})" if named else _VALUE_SLOTS[slot]
    if slot == "role":
        titles = "|".join(sorted(map(re.escape, alphabet.titles), key=lambda t: (-len(t), t)))
        word = "[^\\W\\da-z与和及对在向的将于\ue000-\ue0ff]"
        return f"(?P<role>{word}{{0,8}}?(?:{titles})(?:(?:兼|暨|及|、){word}{{0,6}}?(?:{titles}))?)"
    if slot not in defaults:
        raise PatternError(f"unknown slot {{{slot}}}")
    wanted = set(types.split("|")) if types else set(defaults[slot])
    if unknown := sorted(wanted - set(alphabet.types)):
        raise PatternError(f"unknown type {', '.join(unknown)} in slot {{{slot}}}")
    if slot in _MAIN_SLOTS and not wanted <= set(defaults[slot]):
        raise PatternError(f"slot {{{slot}}} asks for a type that the relation does not allow")
    one = f"[{alphabet.chars(wanted)}]"
    headed = f"[{alphabet.chars(wanted - _SITES)}]" if wanted - _SITES else "(?!)"
    before = f"(?:[{alphabet.chars(_BEFORE)}](?:[\u4e00-\u9fff]{{0,8}}?{_HEAD_NOUN})?(?={headed}))?" if not bare else ""
    if slot not in _MAIN_SLOTS:
        return f"(?P<{slot}>{one})" if named and slot != "X" else one
    country, place = alphabet.char("Country"), alphabet.char("Place")
    separator = f"(?:{_SEPARATOR}|,(?={one})|(?<=[{country}])(?=[{country}{place}])|(?<=[{country}])的(?=[{place}]))"
    titled = f"(?:[\u4e00-\u9fff]{{1,8}}?{_HEAD_NOUN}(?=[{alphabet.char('Person')}]))?" if "Person" in wanted and not bare else ""
    listed = f"{before}{one}(?:{separator}{before}{titled}{one})*{_AFTER_LIST}"
    return f"(?P<{slot}>{listed})" if named else listed


def _whole(text: str) -> bool:
    """Whether a group around the text leaves what it matches as it is, and would show words."""
    bare = re.sub(r"\\.|\[[^\]]*\]", "", text)
    if text[0] in "?*+" or set(bare) & set("[]") or not re.search(r"\w", bare):
        return False
    depth = 0
    for char in bare:
        depth += (char == "(") - (char == ")")
        if depth < 0 or (char == "|" and depth == 0):
            return False
    return depth == 0


def _words(cls: str, alphabet: Alphabet) -> str:
    if cls not in alphabet.words:
        raise PatternError(f"unknown word class <{cls}>; add it to lexicon/words.csv")
    return f"({alternatives(map(_literal, alphabet.words[cls]))})"


def _literal(text: str) -> str:
    """Regular expression text as the encoded sentences spell it: folded, escapes kept, no spaces beside Chinese."""
    folded = "".join(part if part.startswith("\\") else fold(part) for part in re.split(r"(\\.)", text))
    if not folded.isascii():
        return re.sub(r"(?<![\x21-\x7e])[ ]|[ ](?![\x21-\x7e])", "", folded)
    return re.sub(r"^ +| +$", " ?", folded)


def _mandatory(pattern: str, alphabet: Alphabet) -> Iterator[frozenset[str]]:
    """The word alternatives at the top level of a pattern that nothing makes optional."""
    flat = re.sub(r"\[[^\]]*\](?:\{[^}]*\})?[?*+]*|\(\?[=!<][^)]*\)|\\\\.|\{[^}]*\}|_{1,3}", "\x00", pattern)
    flat = re.sub(r"<([\w-]+)>", lambda m: "(" + "|".join(alphabet.words.get(m[1], ())) + ")", flat)
    at = 0
    while at < len(flat):
        end = _closing(flat, at) if flat[at] == "(" else re.compile(r"[^(\x00?*+|^$.\\]+|.", re.DOTALL).match(flat, at).end()  # type: ignore[union-attr]
        part, optional = flat[at:end], flat[end : end + 1] in ("?", "*")
        at = end + optional
        if not optional:
            options = [
                _literal(option)
                for option in _options(part.removeprefix("(?:").removeprefix("(").removesuffix(")") if part[0] == "(" else part)
            ]
            if all(len(option.strip()) and not set(option) & set("()\x00?*+^$.\\|") for option in options):
                yield frozenset(options)
        elif part[0] != "(" and len(part) > 1:
            yield frozenset({fold(part[:-1]).strip()})


def _closing(text: str, at: int) -> int:
    """The place behind the parenthesis that closes the one at ``at``."""
    depth = 0
    for i in range(at, len(text)):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i + 1
    return len(text)


def _options(inside: str) -> Iterator[str]:
    """The alternatives of a group, those of groups that are alternatives themselves included."""
    start = depth = 0
    for i, char in enumerate(f"{inside}|"):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            option = inside[start:i]
            start = i + 1
            if option.startswith("(") and _closing(option, 0) == len(option):
                yield from _options(option[1:-1].removeprefix("?:"))
            else:
                yield option
