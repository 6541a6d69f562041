"""Footnotes: where they stand on the page, which lines are whose, and their marks in the text above."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.ingest.chars import CJK_MARK, CJK_WORD
from kg.ingest.kinds import BIBLIOGRAPHY, LINK, heading_level, is_ended
from kg.ingest.lines import Line
from kg.ingest.pagewords import page_words
from kg.model import Span

_NOTE = re.compile(r"(?P<mark>\d{1,3})(?:[\s　]+(?=\S)|(?=[^\W\d_]|[《「〈]))(?![年月日]|%|億|萬)")
#: The same among notes gathered behind the text.
_GATHERED = re.compile(r"\[?(?P<mark>\d{1,3})(?:\]|[.．、)）])?[\s　]*(?=[^\s\d])")
#: A footnote at the foot of a page has its mark in so many lines above it.
_ABOVE = 500
#: No document has more headings of such notes that count: each looks through the text before it.
_HEADS = 12
#: Of notes gathered behind the text, this share has its mark in it.
_SHARE = 0.5
#: No page holds more lines of footnotes.
_MOST = 60
#: Numbers may be missing between two notes: those that the text does not show.
_SKIP = 4
#: What follows a number that counts something.
_UNIT = (
    r"[年月日時分秒個个家項项名位次條条款章節节頁页號号度倍成億亿萬万千百兆元%％吋大種种類类場场輪轮期組组支座筆笔件張张艘屆届份國国州省市縣县社人部層层階阶級级代線线座年季週周天歲岁點点]"
    r"|人次|美元|歐元|公[噸斤里尺頃升]|奈米|世紀|世纪"
)
#: A mark where only a mark can stand: between a word and the end of its clause, or behind punctuation. (What it begins with is asked
#: for first, since most places have no figure.)
_MARK = re.compile(
    rf"(?=[ \t]?\d)(?P<drop>(?<=[{CJK_WORD}a-z)])(?<!第)(?P<end>\d{{1,3}})(?=[{CJK_MARK}]|\s*$)(?![%％])"
    rf"|(?<=[」』）》〉”’)])[ \t]?(?P<behind>\d{{1,3}})(?!\d|[.,．]|[ \t]*(?:{_UNIT}))"
    rf"|(?<=[。！？，；、：])[ \t]?(?P<after>\d{{1,3}})(?!\d|[.,．、)）]|[ \t]*(?:{_UNIT}))"
    rf"|(?<=[{CJK_WORD}]) (?P<apart>\d{{1,3}})(?=[。；])"
    rf"|(?<=[a-z)\]][.,;:!?”’\")])(?<!\b[Nn]o\.)(?<!\bp\.)(?<!\bpp\.)(?<!\b[Vv]ol\.)(?<!\b[Ss]ec\.)(?<!\b[Ff]ig\.)(?P<latin>\d{{1,3}})(?=\s|$)"
    r"|(?<=[%％])(?P<share>\d{1,3})(?=[。，；])"
    rf"|^(?P<first>\d{{1,3}})(?=[、，。；]))",
    re.MULTILINE,
)
#: A mark between two words, where the number counts nothing.
_INSIDE = re.compile(
    rf"(?=\d)(?:(?<=[{CJK_WORD}])|(?<=[a-z]{{3}}))(?<![第約共有前逾近達])(?P<drop>(?P<inside>\d{{1,3}}))(?=[{CJK_WORD}])(?!{_UNIT})"
)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number, the indices of its lines, and the source place of the character that its mark stands behind."""

    mark: str | None
    lines: tuple[int, ...]
    anchor: int | None = None


@dataclass(frozen=True, slots=True)
class Notes:
    """All footnotes, the links repeated below them, and the marks in the text as source spans, ascending."""

    notes: tuple[Note, ...]
    links: frozenset[int]
    marks: tuple[Span, ...]

    @property
    def lines(self) -> frozenset[int]:
        """All lines taken."""
        return self.links | {i for note in self.notes for i in note.lines}


def find_notes(text: str, lines: Sequence[Line], skipped: set[int]) -> Notes:
    """The footnotes of a document; ``skipped`` lines (furniture) are none."""
    notes: list[Note] = []
    links: set[int] = set()
    marks: list[Span] = []
    since, last = 0, 0
    i = 0
    while i < len(lines):
        end = _zone(text, lines, skipped, i, since, last)
        if end == i:
            i += 1
            continue
        own, own_links = _split(lines, [n for n in range(i, end) if n not in skipped], notes)
        marked = _marks(text, lines, since, i, own)
        marks += marked.values()
        notes += _anchored(text, own, marked)
        links |= own_links
        numbers = [int(note.mark) for note in own if note.mark]
        last = numbers[-1] if numbers else last
        i = since = end
    taken = skipped | links | {n for note in notes for n in note.lines}
    for end_notes, found in _gathered(text, lines, taken):
        notes += end_notes
        marks += found
    return Notes(tuple(notes), frozenset(links), tuple(sorted(marks)))


def _gathered(text: str, lines: Sequence[Line], taken: set[int]) -> Iterator[tuple[list[Note], list[Span]]]:
    """Notes under a heading such as "Notes", if most of their marks stand in the text above."""
    heads = [i for i, line in enumerate(lines) if i not in taken and is_notes_head(line.text)]
    for i, end in pairwise([*heads[-_HEADS:], len(lines)]):
        own: list[Note] = []
        for n in range(i + 1, end):
            match = _GATHERED.match(lines[n].text)
            if n in taken or (not match and heading_level(lines[n].text)):
                break
            if match and int(match["mark"]) == len(own) + 1:
                own.append(Note(match["mark"], (n,)))
            elif not own:
                break
            else:
                own[-1] = replace(own[-1], lines=(*own[-1].lines, n))
        if own and _marked(text, lines, 0, i, "1") and len(found := _marks(text, lines, 0, i, own)) >= _SHARE * len(own):
            yield _anchored(text, own, found), list(found.values())


def is_notes_head(text: str) -> bool:
    """Whether a line is the heading of notes or sources gathered behind the text."""
    return len(text) < 20 and (text.rstrip("：: ") in page_words("notes") or bool(BIBLIOGRAPHY.fullmatch(text)))


def _zone(text: str, lines: Sequence[Line], skipped: set[int], i: int, since: int, last: int) -> int:
    """End of the footnotes that begin at line ``i``; ``i`` itself if none do."""
    line = lines[i]
    if i in skipped or line.page:
        return i
    match = _NOTE.match(line.text)
    if not line.rule:
        if not match or int(match["mark"]) not in (1, *range(last + 1, last + 1 + _SKIP)):
            return i
        if not _marked(text, lines, max(since, i - _ABOVE), i, match["mark"]):
            return i
    return _page_end(lines, skipped, i) if line.rule or _opens_feet(lines, skipped, i) else i


def _opens_feet(lines: Sequence[Line], skipped: set[int], i: int) -> bool:
    """Whether a numbered line stands at the foot of a page: the page ends below it, or ended just above it."""
    return bool({i - 1, i - 2} & skipped) or _page_end(lines, skipped, i) > i


def _page_end(lines: Sequence[Line], skipped: set[int], i: int) -> int:
    """The line that opens the next page. Where pages are not marked: behind the last footnote that ends with a full stop."""
    stop = min(i + _MOST, len(lines))
    for n in range(i + 1, stop):
        if lines[n].page:
            return n
    end = i
    for n in range(i, stop):
        if n in skipped or (n > end and is_ended(lines[n - 1].text) and not _NOTE.match(lines[n].text) and not LINK.match(lines[n].text)):
            return n if n > i else i
        end = max(end, n if n > i else i)
    return len(lines) if stop == len(lines) else i


def _split(lines: Sequence[Line], zone: Sequence[int], before: list[Note]) -> tuple[list[Note], set[int]]:
    """Lines of a zone, note by note. What comes before the first number goes on with the last note of the page before."""
    notes: list[tuple[str | None, list[int]]] = []
    links: set[int] = set()
    last = None
    for n in zone:
        match = _NOTE.match(lines[n].text)
        number = int(match["mark"]) if match else None
        if number is not None and (last is None or last < number <= last + _SKIP):
            notes.append((str(number), [n]))
            last = number
        elif LINK.fullmatch(lines[n].text) and (not notes or is_ended(lines[notes[-1][1][-1]].text) or n - 1 in links):
            links.add(n)
        elif notes:
            notes[-1][1].append(n)
        elif before:
            before[-1] = replace(before[-1], lines=(*before[-1].lines, n))
        else:
            notes.append((None, [n]))
    return [Note(mark, tuple(own)) for mark, own in notes], links


def _marked(text: str, lines: Sequence[Line], since: int, end: int, mark: str) -> bool:
    return end > since and any(_number(match) == mark for match in _MARK.finditer(text, lines[since].start, lines[end - 1].end))


def _marks(text: str, lines: Sequence[Line], since: int, end: int, notes: Sequence[Note]) -> dict[int, Span]:
    """Where the text between two lines carries the marks of these notes, in their order; by the index of the note."""
    if end <= since:
        return {}
    edges = lines[since].start, lines[end - 1].end
    sure, inside = _by_number(_MARK, text, edges), _by_number(_INSIDE, text, edges)
    place = edges[0]
    found: dict[int, Span] = {}
    for n, note in enumerate(notes):
        match = _first_from(sure.get(note.mark, []), place) or _first_from(inside.get(note.mark, []), place)
        if match:
            found[n] = Span(match.start("drop"), match.end("drop"))
            place = match.end()
    return found


def _by_number(pattern: re.Pattern[str], text: str, edges: tuple[int, int]) -> Mapping[str | None, Sequence[re.Match[str]]]:
    found: dict[str | None, list[re.Match[str]]] = defaultdict(list)
    for match in pattern.finditer(text, *edges):
        found[_number(match)].append(match)
    return found


def _first_from(matches: Sequence[re.Match[str]], place: int) -> re.Match[str] | None:
    n = bisect_left(matches, place, key=lambda match: match.start())
    return matches[n] if n < len(matches) else None


def _anchored(text: str, notes: Sequence[Note], marks: Mapping[int, Span]) -> list[Note]:
    """Notes with the last character before their marks."""
    return [replace(note, anchor=_last_before(text, marks[n].start)) if n in marks else note for n, note in enumerate(notes)]


def _last_before(text: str, place: int) -> int:
    while place and text[place - 1].isspace():
        place -= 1
    return place - 1


def _number(match: re.Match[str]) -> str:
    return next(number for name, number in match.groupdict().items() if number and name != "drop")
