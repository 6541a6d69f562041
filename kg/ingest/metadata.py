"""What a document says about itself: title, author, publisher, date, language, articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.ingest.extract import About
from kg.ingest.kinds import BYLINE, FULL_DATE, IMPRINT, ISSUE
from kg.ingest.part import Part
from kg.model import Section, Span

_ISO = re.compile(r"(?P<y>\d{4})[-/.]?(?P<m>\d{2})[-/.]?(?P<d>\d{2})(?:\D|$)")
_YEAR = re.compile(r"(?:民國\s*(?P<roc>\d{2,3})|(?P<ad>(?:19|20)\d\d)|(?<!\d)(?P<short>1[01]\d))\s*(?:年|[./-])\s*(?P<m>\d{1,2})\s*(?:月|[./-])\s*(?:(?P<d>\d{1,2})\s*日?)?")
_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_ENGLISH = re.compile(r"(?P<d>\d{1,2})?(?:st|nd|rd|th)?\s*\b(?P<m>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s*(?P<e>\d{1,2})?(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)", re.I)
#: Parts at the head of a document among which it says who and when.
_HEAD = 14
_NAMES = re.compile(r"[^（()，,｜|　]+")
_BRACKETS = re.compile(r"[（(].*?[)）]|[（(].*$")
#: Characters written in only one of the two scripts, frequent in both kinds of text.
_SIMPLIFIED = frozenset("国这来对时们会说为发经济业产东车长门问间关开义乌习书买乱云亚亿从仓价众优传伤伦体党兰兴农军净则动务劳势区医华单卖卫压厂历县厅变币师归当录彻战户执扩护报择据")
_TRADITIONAL = frozenset("國這來對時們會說為發經濟業產東車長門問間關開義烏習書買亂雲亞億從倉價眾優傳傷倫體黨蘭興農軍淨則動務勞勢區醫華單賣衛壓廠歷縣廳變幣師歸當錄徹戰戶執擴護報擇據")
_LETTERS = re.compile(r"[A-Za-z]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SAMPLE = 60_000


@dataclass(frozen=True, slots=True)
class Description:
    """A document's metadata, as ``Document`` holds it."""

    title: str | None
    author: str | None
    publisher: str | None
    published: str | None
    lang: str
    sections: tuple[Section, ...]


def describe(text: str, parts: Sequence[Part], about: About) -> Description:
    """Metadata from the file's own description first, then from the head of its text."""
    head = [(part, words) for part in parts[:_HEAD] if (words := _words(text, part))]
    said = [match for _, words in head for line in words.split("\n") if (match := IMPRINT.match(line))]
    return Description(
        title=about.title or _first(said, "title") or _title(head),
        author=about.author or _author(head),
        publisher=about.publisher or _publisher(head),
        published=_date(about.published or "") or _published(head),
        lang=language(text),
        sections=tuple(_sections(text, parts)),
    )


def _words(text: str, part: Part) -> str:
    return "\n".join(" ".join(text[piece.start : piece.end].split()) for piece in part.pieces)


def _first(matches: Sequence[re.Match[str]], group: str) -> str | None:
    return next((_clean(match[group]) for match in matches if match[group]), None)


def _clean(words: str) -> str:
    return words.replace("\n", "").strip(" 　■◎/／")


def _title(head: Sequence[tuple[Part, str]]) -> str | None:
    """The first title; else the masthead, for a paper of several articles; else the first heading."""
    titles = [words for part, words in head if part.kind == "title"]
    headings = [words for part, words in head if part.kind == "heading"]
    return next((_joined(words) for words in [*titles, *headings]), None)


def _joined(words: str) -> str:
    """Lines of a title as one: nothing between Chinese ones, a blank between Latin ones."""
    return re.sub(r"(?<=[\x21-\x7e])\n(?=[\x21-\x7e])", " ", words).replace("\n", "")


def _author(head: Sequence[tuple[Part, str]]) -> str | None:
    for _, words in head:
        if match := BYLINE.match(words):
            return writer(match)
    return None


def writer(match: re.Match[str]) -> str | None:
    """The names in a byline, without what stands in brackets or comes behind them."""
    words = match["who"] or match["reporter"] or match["writer"] or ""
    words = re.split(r"[｜|　]|\s{2,}|\s(?=[發出刊攝編攝])|(?:19|20)\d\d", _BRACKETS.sub("", words.split("\n")[0]))[0]
    words = re.split(r",\s*(?=[A-Z]?[a-z]+ (?!and)[A-Z]|[a-z])", words)[0] if match["writer"] else words
    return _clean(words) or None


def _publisher(head: Sequence[tuple[Part, str]]) -> str | None:
    for _, words in head:
        for piece in re.split(r"[　\n]|\s(?=[發出])", words):
            if (match := IMPRINT.match(piece)) and match["publisher"]:
                return _clean(_BRACKETS.sub("", match["publisher"]).split(" ")[0] if not match["publisher"].isascii() else match["publisher"])
    return None


def _published(head: Sequence[tuple[Part, str]]) -> str | None:
    """The date of the imprint, else the first full date in a byline, masthead or title."""
    dates = [match["published"] for _, words in head for piece in re.split(r"[　\n]", words) if (match := IMPRINT.match(piece)) and match["published"]]
    dates += [words for part, words in head if part.kind in ("furniture", "title") and FULL_DATE.search(words)]
    return next((date for words in dates if (date := _date(words))), None)


def _date(words: str) -> str | None:
    """The first date in the words, as ISO 8601, as precise as it is; years of the Republic of China become common ones."""
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


def _sections(text: str, parts: Sequence[Part]) -> list[Section]:
    """Articles: titles with a byline. In a document without several of them, its chapters."""
    articles = [(n, byline) for n, part in enumerate(parts) if part.kind in ("title", "heading") and (byline := _byline_below(text, parts, n))]
    if len(articles) > 1:
        return _spans(text, parts, [(n, writer(byline), _date(byline.string)) for n, byline in articles])
    chapters = [n for n, part in enumerate(parts) if part.kind == "heading" and part.level == 1]
    return _spans(text, parts, [(n, None, None) for n in chapters]) if len(chapters) > 1 else []


def _byline_below(text: str, parts: Sequence[Part], n: int) -> re.Match[str] | None:
    below = parts[n + 1] if n + 1 < len(parts) else None
    return BYLINE.match(_words(text, below)) if below and below.kind == "furniture" else None


def _spans(text: str, parts: Sequence[Part], starts: Sequence[tuple[int, str | None, str | None]]) -> list[Section]:
    places = [*(parts[n].start for n, _, _ in starts), len(text)]
    return [
        Section(_joined(_words(text, parts[n])), author, published, Span(places[i], places[i + 1])) for i, (n, author, published) in enumerate(starts)
    ]
