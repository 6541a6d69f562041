"""Annotated passages: reading and checking the ``.gold`` format (``docs/annotating.md``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from kg.errors import KgError
from kg.model import Modality
from kg.vocab import Ontology

_HEAD = re.compile(r"#\s*(document|lines|kind)\s*:\s*(.+)")
_TAG = re.compile(r"\[(\d+) ([A-Z][A-Za-z]+)\|([^\[\]]*)\]")
_SAME = re.compile(r"@\s*(\d+)\s*=\s*([\d\s]+)$")
_LABEL = re.compile(r"@\s*(\d+)\s*:\s*(.+)$")
_CLAIM = re.compile(r">\s*(\d+)\s+([A-Za-z]+)\s+(\d+)\s*(.*)$")
_MARK_LIKE = re.compile(r"\[\d+ ?[A-Za-z]+[ |]|\[[A-Za-z]+\|")
_EDTF = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_DATE = re.compile(rf"{_EDTF}(?:/(?:{_EDTF}|\.\.)?)?|(?:\.\.)?/{_EDTF}")
_KEYS = frozenset({"date", "modality", "by", "amount", "rate", "product", "role", "from"})
_QUALIFIER = re.compile(r"(\w+)=((?:(?!\s+\w+=).)+)")


class PassageError(KgError):
    """An annotated passage is malformed; the message names file and line."""


@dataclass(frozen=True, slots=True)
class GoldMention:
    """An annotated name: half-open places in the passage's text without white space."""

    id: int
    type: str
    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """An annotated claim between two mentions."""

    subject: int
    relation: str
    object: int
    qualifiers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as annotated.

    Attributes:
        name: of the passage file. document: of the text file it was taken from.
        first, last: its lines there, counted from 1, inclusive.
        raw: the passage's text, line breaks included; text: the same without white space.
        cluster: for each mention id the id that stands for its entity.
    """

    name: str
    document: str
    first: int
    last: int
    kind: str
    raw: str
    text: str
    mentions: tuple[GoldMention, ...]
    cluster: Mapping[int, int]
    claims: tuple[GoldClaim, ...]


def squash(text: str) -> str:
    """The text without white space, by which passages and sources are compared."""
    return "".join(text.split())


def read_passage(path: Path, ontology: Ontology) -> Passage:
    """Read one annotated passage.

    Raises:
        PassageError: an unknown type or relation, an id used twice or not defined, a line that cannot be read.
    """
    head: dict[str, str] = {}
    body: list[str] = []
    groups: list[list[int]] = []
    claims: list[GoldClaim] = []

    def refuse(number: int, reason: str) -> PassageError:
        return PassageError(f"{path}:{number}: {reason}")

    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := _HEAD.match(line):
            head[match[1]] = match[2].split("(")[0].strip()
        elif line.startswith("#") or _LABEL.match(line):
            continue
        elif match := _SAME.match(line):
            groups.append([int(match[1]), *map(int, match[2].split())])
        elif match := _CLAIM.match(line):
            if match[2] not in ontology.relations:
                raise refuse(number, f"unknown relation {match[2]}")
            qualifiers = dict(_QUALIFIER.findall(match[4]))
            if wrong := _wrong(qualifiers):
                raise refuse(number, wrong)
            claims.append(GoldClaim(int(match[1]), match[2], int(match[3]), qualifiers))
        elif line.startswith((">", "@")):
            raise refuse(number, f"cannot read {line!r}")
        else:
            body.append(line)
    raw, mentions = _marked(path, "\n".join(body), ontology)
    known = {mention.id for mention in mentions}
    used = {i for group in groups for i in group} | {i for claim in claims for i in (claim.subject, claim.object)}
    if missing := sorted(used - known):
        raise refuse(1, f"no mention has id {missing[0]}")
    if "document" not in head or not re.fullmatch(r"\d+\s*-\s*\d+", head.get("lines", "")):
        raise refuse(1, "needs '# document: NAME' and '# lines: FIRST-LAST'")
    first, last = map(int, head["lines"].split("-"))
    kind = head.get("kind", "prose")
    return Passage(path.name, head["document"], first, last, kind, raw, squash(raw), mentions, _clusters(known, groups), tuple(claims))


def line_span(text: str, first: int, last: int) -> tuple[int, int]:
    """Places in ``text`` of its lines first to last (counted from 1, inclusive)."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return starts[first - 1], starts[last] if last < len(starts) else len(text)


def _marked(path: Path, marked: str, ontology: Ontology) -> tuple[str, tuple[GoldMention, ...]]:
    """The text without its brackets, and the mentions."""
    raw, length, at = "", 0, 0
    mentions: dict[int, GoldMention] = {}
    for match in _TAG.finditer(marked):
        before, surface = _unmarked(path, marked[at : match.start()]), squash(match[3])
        number = int(match[1])
        if match[2] not in ontology.types or not surface or number in mentions:
            raise PassageError(f"{path}: mention {number} has an unknown type, no text, or an id used twice")
        start = length + len(squash(before))
        mentions[number] = GoldMention(number, match[2], start, start + len(surface), surface)
        raw += before + match[3]
        length, at = start + len(surface), match.end()
    return raw + _unmarked(path, marked[at:]), tuple(mentions.values())


def _unmarked(path: Path, text: str) -> str:
    """Text between two mentions, which must not hold what looks like a mark."""
    if match := _MARK_LIKE.search(text):
        raise PassageError(f"{path}: cannot read the mark {text[match.start() : match.start() + 20]!r}; it should read [1 Type|name]")
    return text


def _wrong(qualifiers: Mapping[str, str]) -> str | None:
    """What is wrong with a claim's qualifiers, or None."""
    if unknown := sorted(set(qualifiers) - _KEYS):
        return f"unknown qualifier {unknown[0]}; known: {', '.join(sorted(_KEYS))}"
    if (modality := qualifiers.get("modality", "fact").strip()) not in get_args(Modality):
        return f"unknown modality {modality!r}"
    if "date" in qualifiers and not _DATE.fullmatch(qualifiers["date"].strip()):
        return f"{qualifiers['date']!r} is no date (2018, 2018-07, 2018-07-06, or two of them with / between)"
    return None


def _clusters(known: set[int], groups: list[list[int]]) -> dict[int, int]:
    cluster = {i: i for i in known}
    for group in groups:
        joined = {cluster[i] for i in group}
        target = cluster[group[0]]
        cluster = {i: target if c in joined else c for i, c in cluster.items()}
    return cluster
