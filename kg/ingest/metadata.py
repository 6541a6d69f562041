"""What a document says about itself: title, author, publisher, date, language, articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.ingest.clean import Cleaner, text_of
from kg.ingest.extract import About
from kg.ingest.kinds import BYLINE, FULL_DATE, IMPRINT, ISSUE
from kg.ingest.part import Layout, Part
from kg.model import Section, Span

_PARTIAL = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?")
_ISO = re.compile(r"(?P<y>\d{4})[-/.]?(?P<m>\d{2})[-/.]?(?P<d>\d{2})(?:\D|$)")
_YEAR = re.compile(
    r"(?:民國\s*(?P<roc>\d{2,3})|(?P<ad>(?:19|20)\d\d)|(?<!\d)(?P<short>1[01]\d))\s*(?:年|[./-])\s*(?P<m>\d{1,2})\s*(?:月|[./-])\s*(?:(?P<d>\d{1,2})\s*日?)?"
)
_MONTHS = {name: n for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_ENGLISH = re.compile(
    r"(?P<d>\d{1,2})?(?:st|nd|rd|th)?\s*\b(?P<m>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s*(?P<e>\d{1,2})?(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)",
    re.I,
)
#: Parts at the head of a document among which it says who and when.
_HEAD = 14
_BARS = re.compile(r"[｜|　\t]|\s{2,}|\s(?=(?:發行|出版|編輯|攝影|编辑|摄影|出刊)\s*[／/：:])")
#: What stands behind a name in a byline: a date, another office, an English title.
_BEHIND = re.compile(
    r"\s*(?:(?:19|20)\d\d\s*[年./-]|／|/|\s(?=[發出攝編摄编]\w{1,2}[：:])"
    r"|, (?=[a-z]|Senior|Chief|Research|Programme|Deputy|Staff|[A-Z]\w+ (?:Lead|Editor|Analyst|Fellow|Correspondent|Director))).*"
)
_SIGNS = " 　■◎*_／/\ufffd"
#: Headings that name no document.
_GENERIC = re.compile(r"(?:摘要|提要|目錄|目录|目次|前言|序|緒論|导言|Abstract|Summary|Contents|Executive Summary)", re.I)
#: A label over a column, not a title, is no longer than this.
_SHORT = 3
_BRACKETS = re.compile(r"[（(].*?[)）]|[（(].*$")
#: Characters written in only one of the two scripts, frequent in both kinds of text.
_SIMPLIFIED = frozenset(
    "国这来对时们会说为发经济业产东车长门问间关开义乌习书买乱云亚亿从仓价众优传伤伦体党兰兴农军净则动务劳势区医华单卖卫压厂历县厅变币师归当录彻战户执扩护报择据"
)
_TRADITIONAL = frozenset(
    "國這來對時們會說為發經濟業產東車長門問間關開義烏習書買亂雲亞億從倉價眾優傳傷倫體黨蘭興農軍淨則動務勞勢區醫華單賣衛壓廠歷縣廳變幣師歸當錄徹戰戶執擴護報擇據"
)
_LETTERS = re.compile(r"[A-Za-z]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Description:
    """A document's metadata, as ``Document`` holds it."""

    title: str | None
    author: str | None
    publisher: str | None
    published: str | None
    lang: str
    sections: tuple[Section, ...]


def describe(text: str, layout: Layout, about: About) -> Description:
    """Metadata from the file's own description first, then from the head of its text."""
    reader = _Reader(text, layout)
    head = [part for part in layout.parts if part.pieces][:_HEAD]
    articles = reader.articles()
    fields = [field for part in head if part.kind in ("furniture", "title", "paragraph") for field in reader.fields(part)]
    imprint = [match for field in fields if (match := IMPRINT.match(field))]
    bylines = [match for field in fields if (match := BYLINE.match(field))]
    dates = [match["published"] for match in imprint if match["published"]]
    dates += [field for part in head if part.kind in ("furniture", "title") for field in reader.fields(part) if FULL_DATE.search(field)]
    return Description(
        title=about.title or _first(imprint, "title") or reader.title(head, several=len(articles) > 1),
        author=about.author or next((name for match in bylines if (name := writer(match))), None),
        publisher=about.publisher or _first(imprint, "publisher"),
        published=_date(about.published or "") or next((date for words in dates if (date := _date(words))), None),
        lang=language(text),
        sections=tuple(reader.sections(articles)),
    )


class _Reader:
    """Reads parts as they will stand in the blocks."""

    def __init__(self, text: str, layout: Layout) -> None:
        self._text = text
        self._parts = layout.parts
        self._cleaner = Cleaner(text, layout.marks)

    def words(self, part: Part) -> str:
        """The clean text of a part."""
        return text_of(self._text, self._cleaner.clean(part.pieces))

    def fields(self, part: Part) -> list[str]:
        """What a byline or imprint says, item by item: lines, and what wide gaps and bars set apart."""
        lines = [self._text[piece.start : piece.end] for piece in part.pieces]
        return [field for line in lines for item in _BARS.split(line) if (field := " ".join(item.split()).strip(_SIGNS))]

    def title(self, head: Sequence[Part], *, several: bool) -> str | None:
        """The masthead of a paper of several articles; else the title above the byline, the first title, the first heading."""
        masthead = next((self.words(part) for part in head[:2] if part.kind == "furniture" and ISSUE.search(self.words(part))), None)
        if several and masthead:
            return masthead
        named = [part for part, below in pairwise(head) if part.kind == "title" and below.kind == "furniture"]
        kinds = [[part for part in head if part.kind == kind] for kind in ("title", "heading")]
        words = [self.words(part) for group in (named, *kinds) for part in group]
        return next((title for title in words if len(title) > _SHORT and not _GENERIC.fullmatch(title)), masthead)

    def articles(self) -> list[tuple[int, re.Match[str]]]:
        """Titles with a byline below, and the byline."""
        found = []
        for n, (part, below) in enumerate(pairwise(self._parts)):
            if part.kind in ("title", "heading") and below.kind == "furniture":
                byline = next((match for field in self.fields(below) if (match := BYLINE.match(field))), None)
                found += [(n, byline)] if byline else []
        return found

    def sections(self, articles: Sequence[tuple[int, re.Match[str]]]) -> Iterator[Section]:
        """The articles, if there are several; else the chapters."""
        starts = [(n, writer(byline), self._dated(n + 1)) for n, byline in articles]
        if len(starts) < 2:
            starts = [(n, None, None) for n, part in enumerate(self._parts) if part.kind == "heading" and part.level == 1]
        if len(starts) < 2:
            return
        places = [*(self._parts[n].start for n, _, _ in starts), len(self._text)]
        for (n, author, published), (start, end) in zip(starts, pairwise(places), strict=True):
            yield Section(self.words(self._parts[n]), author, published, Span(start, end))

    def _dated(self, n: int) -> str | None:
        return next((date for field in self.fields(self._parts[n]) if FULL_DATE.search(field) and (date := _date(field))), None)


def _first(matches: Sequence[re.Match[str]], group: str) -> str | None:
    return next((_plain(match[group]) for match in matches if match[group]), None)


def _plain(words: str) -> str:
    return _BRACKETS.sub("", words).strip(_SIGNS)


def writer(match: re.Match[str]) -> str | None:
    """The names in a byline, without what stands in brackets or behind them."""
    words = match["who"] or match["reporter"] or match["writer"] or ""
    return _plain(_BEHIND.split(_plain(words))[0]) or None


def _date(words: str) -> str | None:
    """The first date in the words, as ISO 8601, as precise as it is; years of the Republic of China become common ones."""
    if _PARTIAL.fullmatch(words):
        return words
    if match := _ISO.match(words):
        return _iso(int(match["y"]), int(match["m"]), int(match["d"]))
    if match := _YEAR.search(words):
        year = int(match["ad"] or 1911 + int(match["roc"] or match["short"]))
        return _iso(year, int(match["m"]), int(match["d"]) if match["d"] else None)
    if match := _ENGLISH.search(words):
        day = match["d"] or match["e"]
        return _iso(int(match["y"]), _MONTHS[match["m"].lower()], int(day) if day else None)
    return None


def _iso(year: int, month: int, day: int | None) -> str | None:
    if not 1 <= month <= 12 or not 1 <= (day or 1) <= 31:
        return None
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def language(text: str) -> str:
    """zh-Hant, zh-Hans or en, by the characters of the beginning."""
    sample = text[:_SAMPLE]
    if len(_HAN.findall(sample)) < 0.1 * len(_LETTERS.findall(sample)):
        return "en"
    simplified = sum(char in _SIMPLIFIED for char in sample)
    traditional = sum(char in _TRADITIONAL for char in sample)
    return "zh-Hans" if simplified > traditional else "zh-Hant"
