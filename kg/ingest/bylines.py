"""Bylines: who wrote, and where that person works."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.ingest.kinds import BYLINE, NAME, is_name
from kg.ingest.pagewords import one_of, page_words

#: Ornaments at the ends of bylines and imprints.
SIGNS = " 　■◎*_／/\ufffd"
#: What stands behind a name in a byline: a date, another office, an English title.
_BEHIND = re.compile(
    r"\s*(?:(?:19|20)\d\d\s*[年./-]|／|/|(?:採訪|采访)?整理$|\s(?=[發出攝編摄编]\w{1,2}[：:])"
    r"|, (?=[a-z]|Senior|Chief|Research|Programme|Deputy|Staff|[A-Z]\w+ (?:Lead|Editor|Analyst|Fellow|Correspondent|Director))).*"
)
_BRACKETS = re.compile(r"[（(].*?[)）]|[（(].*$")
_AFFILIATION = re.compile(r"[（(]\s*(?P<words>[^（()）\d]{2,})(?<!\s)\s*[)）]")
_NAMES = rf"{NAME}(?:\s*[、,，與和及]\s*{NAME})*"
_OFFICE = re.compile(rf"{one_of('office')}$")
_WORKS = re.compile(rf"(?:{one_of('office')}|{one_of('body')})$")
#: name（office）; body name office; name office.
_BARE = re.compile(
    rf"(?P<who>{_NAMES})\s*[（(]\s*(?P<in>[^（()）]{{2,60}}?)\s*[)）]"
    rf"|(?P<body>\S.{{2,40}}?)\s+(?P<name>{NAME})\s+(?P<office>\S{{2,16}})"
    rf"|(?P<person>{NAME})[\s　]+(?P<post>\S.{{2,40}})"
)
#: A credit below an article: who put it together.
_CREDIT = re.compile(
    rf"[【（(\[]?\s*(?:本報|本刊)?(?:記者|由|編譯)?\s*(?P<who>{_NAMES})\s*(?:綜合|整理|摘要|採訪)*(?:報導|編譯|整理|撰稿|報道|综合报道|编译)(?:[，,/／].*)?[】）)\]]?"
)
_OPEN, _CLOSE = "【（([", "】）)]"


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article. ``affiliation`` is the office or body given with the name."""

    author: str
    affiliation: str | None = None


def read_byline(fields: Sequence[str]) -> Byline | None:
    """The byline in the items of a run of lines, if one of them is one."""
    for n, field in enumerate(fields):
        if match := BYLINE.match(field):
            if author := writer(match):
                return Byline(author, _affiliation(match))
        elif is_name(field):
            return Byline(field.replace(" ", ""), fields[n + 1] if n + 1 < len(fields) and is_office(fields[n + 1]) else None)
        elif found := bare_byline(field):
            return found
    return None


def bare_byline(words: str) -> Byline | None:
    """A line that gives only a name and an office: 名字（office）, body 名字 office, 名字 office."""
    match = _BARE.fullmatch(words)
    if not match or len(words) > 100:
        return None
    if match["who"]:
        return Byline(match["who"], match["in"]) if _WORKS.search(match["in"]) else None
    if match["name"]:
        return Byline(match["name"], f"{match['body']} {match['office']}") if _OFFICE.search(match["office"]) else None
    return Byline(match["person"], match["post"]) if _OFFICE.search(match["post"]) else None


def credit(words: str) -> Byline | None:
    """The credit in brackets that closes an article: 【由名字綜合報導，…】."""
    bracketed = words[:1] in _OPEN and words[-1:] in _CLOSE
    match = _CREDIT.fullmatch(words) if bracketed and len(words) < 200 else None
    return Byline(match["who"]) if match else None


def is_office(words: str) -> bool:
    """Whether a line says what a person does and nothing else."""
    return len(words) < 60 and bool(_OFFICE.search(words))


def is_body(words: str) -> bool:
    """Whether a line is nothing but the name of a body that may sign as the author."""
    return 3 < len(words) < 24 and words.isalpha() and any(words.endswith(ending) for ending in page_words("body"))


def writer(match: re.Match[str]) -> str | None:
    """The names in a byline, without what stands in brackets or behind them."""
    words = match["who"] or match["reporter"] or match["writer"] or ""
    return plain(_BEHIND.split(plain(words))[0]) or None


def plain(words: str) -> str:
    """Words without brackets and what stands in them, and without signs at their ends."""
    return _BRACKETS.sub("", words).strip(SIGNS)


def _affiliation(match: re.Match[str]) -> str | None:
    found = _AFFILIATION.search(match["who"] or "")
    return found["words"] if found else None


def is_nobody(name: str) -> bool:
    """Whether a file's author is what programs write by themselves."""
    return name.strip().lower() in page_words("nobody")
