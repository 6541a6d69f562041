"""What a document says about itself: title, author, publisher, date, language, articles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median

from kg.ingest.bylines import SIGNS, Byline, credit, is_body, is_nobody, plain, read_byline
from kg.ingest.clean import Cleaner, text_of
from kg.ingest.extract import About
from kg.ingest.kinds import BIBLIOGRAPHY, BYLINE, FULL_DATE, IMPRINT, ISSUE, POINTERS, heading_level, is_ended, is_glyph, is_item
from kg.ingest.pagewords import one_of
from kg.ingest.part import Layout, Part
from kg.model import Section, Span

_PARTIAL = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?")
_ISO = re.compile(r"(?P<y>\d{4})[-/.]?(?P<m>\d{2})[-/.]?(?P<d>\d{2})(?:\D|$)")
_YEAR = re.compile(
    r"(?:民國\s*(?P<roc>\d{2,3})|(?P<ad>(?:19|20)\d\d)|(?<!\d)(?P<short>1[01]\d))\s*(?:年|[./-])\s*(?P<m>\d{1,2})\s*(?:月|[./-])\s*(?:(?P<d>\d{1,2})\s*日?)?"
)
#: Years that say how they lie to the year of writing.
_AGO = {"今": 0, "本": 0, "去": -1, "昨": -1, "明": 1}
_THIS_YEAR = re.compile(r"(?P<which>[今本去昨明])\s*[（(]\s*(?P<year>(?:19|20)\d\d|1[01]\d)\s*[)）]\s*年")
_MONTHS = {name: n for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_ENGLISH = re.compile(
    r"(?P<d>\d{1,2})?(?:st|nd|rd|th)?\s*\b(?P<m>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s*(?P<e>\d{1,2})?(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)",
    re.I,
)
#: Parts at the head of a document among which it says who and when.
_HEAD = 14
_BARS = re.compile(r"[｜|　\t]|\s{2,}|\s(?=(?:發行|出版|編輯|攝影|编辑|摄影|出刊)\s*[／/：:])")
#: Headings that name no document.
_GENERIC = re.compile(r"(?:摘要|提要|目錄|目录|目次|前言|序|緒論|导言|Abstract|Summary|Contents|Executive Summary)", re.I)
#: A label over a column, not a title, is no longer than this; words that stand for a title are no more than that.
_SHORT, _OPENING = 3, 30
#: Lines that tell the width of a column, and how much another one is narrower.
_FEWEST, _NARROWER = 3, 0.3
#: Characters of the heading above references, however wide it is set.
_LONGEST = 60
#: Parts before a byline among which stands what it interrupts.
_NEAR = 8
_GLYPHS = "▲◎●■◆★▪•▼▶► 　"
_COLUMN = re.compile(rf"{one_of('column')}\s*(?=\S{{6}})")
#: What an issue has besides its name; what the head of a page has besides the issue.
_NUMBERED = re.compile(r"第\s*\d+\s*[期號卷]|(?:19|20)\d\d\s*年|月\s*號")
_FOLIO = re.compile(r"\s+\d{1,3}$|(?<=[^\d\s第.])\d{1,3}$|^\d{1,3}\s+")
#: Figures set wide.
_SPREAD = re.compile(r"(?<=\d) (?=\d(?: ?\d)*\s*年)")
_EDITED_START = "本"
_EDITED = re.compile(
    rf"{_EDITED_START}(?:刊|報|电子报|電子報)(?:係|是|由)?[^。]{{0,40}}?[，,]?\s*(?P<who>[^，,。]{{3,40}}?)(?:負責)?(?:編纂|編印|編輯|出版|發行|印行|编辑|发行)+"
)
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
    """Metadata from the file's own description first, then from the head of its text, then from the heads of its pages."""
    reader = _Reader(text, layout)
    head = [part for part in layout.parts if part.pieces][:_HEAD]
    articles = reader.articles()
    fields = [field for part in head if part.kind in ("furniture", "title", "paragraph") for field in reader.fields(part)]
    imprint = [match for field in fields if (match := IMPRINT.match(field))]
    dates = [match["published"] for match in imprint if match["published"]]
    dated = [part for part in head if part.kind in ("furniture", "title") and not credit(reader.words(part))]
    dates += [field for part in dated for field in reader.fields(part) if FULL_DATE.search(field)]
    issue = reader.issue()
    byline = None if articles else reader.byline(head)
    stated = _date(about.published or "") or next((date for words in (*dates, issue or "") if (date := _date(words))), None)
    return Description(
        title=about.title or _first(imprint, "title") or (issue if articles else None) or reader.title(head) or issue,
        author=(about.author if about.author and not is_nobody(about.author) else None) or (byline.author if byline else None),
        publisher=about.publisher or _first(imprint, "publisher") or reader.publisher(),
        published=stated or _year_of_writing(text),
        lang=language(text),
        sections=tuple(reader.sections(articles)),
    )


@dataclass(frozen=True, slots=True)
class _Article:
    """Where an article begins, its title if it has one, its byline, its date, and its end where a credit closes it."""

    start: int
    title: Part | None
    byline: Byline | None = None
    published: str | None = None
    end: int | None = None


class _Reader:
    """Reads parts as they will stand in the blocks."""

    def __init__(self, text: str, layout: Layout) -> None:
        self._text = text
        self._parts = layout.parts
        self._pages = layout.pages
        self._cleaner = Cleaner(text, layout.marks)

    def words(self, part: Part) -> str:
        """The clean text of a part."""
        return text_of(self._text, self._cleaner.clean(part.pieces))

    def fields(self, part: Part) -> list[str]:
        """What a byline or imprint says, item by item: lines, and what wide gaps and bars set apart."""
        return [field for line in self._lines(part) for item in _BARS.split(line) if (field := " ".join(item.split()).strip(SIGNS))]

    def _lines(self, part: Part) -> list[str]:
        return [self._text[piece.start : piece.end] for piece in part.pieces]

    def title(self, head: Sequence[Part]) -> str | None:
        """The title above the byline, the first title, the first heading."""
        named = [part for part, below in pairwise(head) if part.kind == "title" and below.kind == "furniture"]
        kinds = [[part for part in head if part.kind == kind] for kind in ("title", "heading")]
        words = [self.words(part) for group in (named, *kinds) for part in group]
        return next((title for title in words if len(title) > _SHORT and not _GENERIC.fullmatch(title)), None)

    def issue(self) -> str | None:
        """What the heads of the pages call the periodical, with its number and date."""
        heads = (self.words(part) for part in self._parts if part.kind == "furniture" and part.pieces)
        named = [words for words in heads if ISSUE.search(words)]
        dated = [words for words in named if FULL_DATE.search(words) or _NUMBERED.search(words)]
        words = next(iter(dated or named), None)
        return _FOLIO.sub("", _SPREAD.sub("", words.replace("│", " ").strip())).strip() if words else None

    def publisher(self) -> str | None:
        """Who a periodical says that publishes it."""
        said = (part for part in self._parts if part.kind == "paragraph" and self._text.startswith(_EDITED_START, part.start))
        found = (_EDITED.match(self.words(part)) for part in said)
        return next((match["who"] for match in found if match), None)

    def byline(self, head: Sequence[Part]) -> Byline | None:
        """The first byline at the head of the document, or the body that signs under its title."""
        lines = (self._byline(part) for part in head if part.kind in ("furniture", "title", "paragraph"))
        signed = (self.words(below) for part, below in pairwise(head) if part.kind == "title" and below.kind == "furniture")
        return next((byline for byline in lines if byline), None) or next((Byline(words) for words in signed if is_body(words)), None)

    def _byline(self, part: Part) -> Byline | None:
        if part.kind == "furniture":
            return read_byline(self.fields(part)) or read_byline([" ".join(line.split()) for line in self._lines(part)])
        return read_byline([field for field in self.fields(part) if BYLINE.match(field)])

    def articles(self) -> list[_Article]:
        """What a byline or a closing credit names the writer of, in order; nothing if there are not several."""
        found: list[_Article] = []
        since = 0
        for n, part in enumerate(self._parts):
            if part.kind == "furniture" and part.pieces and (article := self._closed(n, since) or self._opened(n, since)):
                found.append(article)
                since = part.pieces[-1].end
        return found if len(found) > 1 else []

    def _closed(self, n: int, since: int) -> _Article | None:
        """The article that a credit closes: from the last heading without a number."""
        byline = credit(self.words(self._parts[n]))
        if not byline:
            return None
        above = (part for part in reversed(self._parts[:n]) if part.kind in ("title", "heading") and part.start >= since)
        title = next((part for part in above if not _is_numbered(self.words(part))), None)
        return _Article(title.start, title, byline, None, self._parts[n].pieces[-1].end) if title else None

    def _opened(self, n: int, since: int) -> _Article | None:
        """The article that a title with a byline opens. Either may stand in mid-sentence, or at the foot of the page: then the
        article begins with the page."""
        part = self._parts[n]
        byline = self._byline(part)
        if not byline or not (byline.affiliation or any(BYLINE.match(field) for field in self.fields(part))):
            return None
        m = n - 1
        while m >= 0 and self._parts[m].kind == "furniture" and self._parts[m].start >= since:
            m -= 1
        title = self._parts[m] if m >= 0 and self._parts[m].kind in ("title", "heading") and self._parts[m].start >= since else None
        place = title.start if title else part.start
        top = self._pages[bisect_right(self._pages, place) - 1] if self._pages and self._pages[0] <= place else place
        inside = any(other.pieces and other.start < place < other.pieces[-1].end for other in self._parts[max(0, n - _NEAR) : n])
        foot = title is None and top < place and any(other.start in self._pages for other in self._parts[n + 1 : n + 2])
        if not (title or foot):
            return None
        near = takewhile(lambda other: other.kind == "furniture" and other.pieces, self._parts[m + 1 if title else n : n + _NEAR])
        fields = (field for other in near for field in self.fields(other) if FULL_DATE.search(field))
        date = next((date for field in fields if (date := _date(field))), None)
        return _Article(top if (inside or foot) and top >= since else place, title, byline, date)

    def sections(self, articles: Sequence[_Article]) -> Iterator[Section]:
        """The articles, if there are several; else the chapters."""
        chapters = [_Article(part.start, part) for part in self._parts if part.kind == "heading" and part.level == 1]
        found = sorted([*articles, *self._unsigned(articles)], key=lambda article: article.start) if articles else chapters
        if len(found) < 2:
            return
        entries = self._entries()
        for article, end in zip(found, [*(article.start for article in found[1:]), len(self._text)], strict=True):
            byline = article.byline
            yield Section(
                self._titled(article, entries),
                byline.author if byline else None,
                article.published,
                Span(article.start, min(end, article.end or end)),
                byline.affiliation if byline else None,
            )

    def _unsigned(self, articles: Sequence[_Article]) -> Iterator[_Article]:
        """What begins on a new page behind an article's bibliography, or behind the captions that close its pages if it is set in
        columns of another width, where nothing says who wrote it."""
        starts = {article.start for article in articles}
        pages = set(self._pages) - starts
        citing = closed = False
        column = 0
        for part in self._parts:
            pointed = part.kind in ("list_item", "heading") and self._text[part.start] in POINTERS
            if part.kind in ("title", "heading", "paragraph"):
                own = _column(part)
                other = closed and own > 0 < column and abs(own - column) > _NARROWER * max(own, column)
                if (citing or other) and part.start in pages and part.start > min(starts):
                    yield _Article(part.start, part if part.kind != "paragraph" else None)
                citing = sum(map(len, part.pieces)) < _LONGEST and bool(BIBLIOGRAPHY.fullmatch(self.words(part)))
                if not pointed:
                    closed, column = False, own if own and self._is_ended(part) else 0
            closed |= pointed

    def _is_ended(self, part: Part) -> bool:
        """Whether a part ends as a sentence does."""
        words = text_of(self._text, self._cleaner.clean(part.pieces[-2:]))  # the last alone may be the mark of a note
        return bool(words) and is_ended(words)

    def _titled(self, article: _Article, entries: Sequence[str]) -> str:
        """An article's title without the name of its column: as the list of contents has it, if it does."""
        if not article.title:
            part = next(part for part in self._parts if part.start >= article.start and part.pieces and part.kind != "furniture")
            return re.split("[，。；：]", self.words(part))[0][:_OPENING] + "…"
        words = self.words(article.title).lstrip(_GLYPHS)
        close = "".join(words.split())
        entry = next((entry for entry in entries if close.endswith("".join(entry.split()))), None)
        return entry or _COLUMN.sub("", words)

    def _entries(self) -> list[str]:
        """The titles in the list of contents."""
        lines = [line for part in self._parts if part.kind == "furniture" and len(part.pieces) > 1 for line in self._lines(part)]
        entries: list[str] = []
        for line in lines:
            if is_glyph(line):
                entries.append(line.lstrip(_GLYPHS).strip())
            elif entries:
                entries[-1] += line.strip()
        return [entry for entry in entries if len(entry) > _SHORT + 1]


def _column(part: Part) -> int:
    """Characters that the lines of a paragraph hold; 0 if it has too few to tell."""
    lines = [len(piece) for piece in part.pieces[:-1]]
    return round(median(lines)) if part.kind == "paragraph" and len(lines) >= _FEWEST else 0


def _is_numbered(words: str) -> bool:
    """Whether a heading has a number, so that it parts an article and does not open one."""
    return bool(heading_level(words)) or (is_item(words) and not is_glyph(words))


def _first(matches: Sequence[re.Match[str]], group: str) -> str | None:
    return next((plain(match[group]) for match in matches if match[group]), None)


def _year_of_writing(text: str) -> str | None:
    """The year that a text calls this one: 今（2023）年, 去(112)年. None if it names several."""
    years = {int(match["year"]) + (1911 if len(match["year"]) == 3 else 0) - _AGO[match["which"]] for match in _THIS_YEAR.finditer(text)}
    return str(years.pop()) if len(years) == 1 else None


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
