"""Footnotes of web pages: their marks in the text, and the notes that they lead to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from lxml.html import HtmlElement

from kg.ingest.chars import CJK_WORD
from kg.ingest.notes import is_notes_head
from kg.ingest.webmeta import inner_words

#: A mark while the page is read: between two code points that no text holds.
SIGN = re.compile("\ufdd0([^\ufdd1]*)\ufdd1")
_MARK = re.compile(r"[\[(（]?(\d{1,3}|[a-z]|[*†‡]|[ivx]{1,5})[\])）]?")
_NUMBER = re.compile(r"\[?(\d{1,3})\]?")
_NUMBERED = re.compile(r"\[?(?P<mark>\d{1,3})(?:\]|[.．、)）])?\s*(?=\S{2})")
#: What stands before a raised number that is a mark and no power or unit.
_BEFORE = re.compile(rf"(?:[。，；：、！？」』）》.,;:!?)”’]|[{CJK_WORD}](?<![平立]方)|[a-z]{{4}})\s*$")
_BACK = re.compile(r"^[\s^↑]+|[\s↩↑⏎\ufe0e]+$")
_HOLDERS = frozenset(("li", "p", "div", "aside", "dd", "section", "td"))
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6", "p")
#: Shorter or longer than this, what a mark leads to is no note; its name stands among its first characters.
_SHORTEST, _LONGEST, _LEAD = 4, 3000, 6
#: What no note holds.
_PARTS = ("h1", "h2", "h3", "h4", "table", "article", "section")
_REF = re.compile(r"\b(?:noteref|foot-?note|endnote|fn|reference)", re.I)


def take_notes(root: HtmlElement) -> list[tuple[str, str]]:
    """Take the footnotes out of a page, as mark and words, and leave a ``SIGN`` where each mark stood."""
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    by_id = {name: (n, element) for n, element in enumerate(elements) if (name := element.get("id") or element.get("name"))}
    held = cache(_held)  # thousands of marks may lead to one element
    places = {element: n for n, element in enumerate(elements) if element.tag == "a"}
    linked = [
        (link, mark, note)
        for link, place in places.items()
        if (mark := _mark(link)) and _is_raised(link) and (note := _note(link, place, by_id, held)) is not None
    ]
    notes: dict[HtmlElement, str] = {}
    for link, mark, note in linked:
        notes.setdefault(note, mark)
        raised = link.getparent() if link.getparent().tag == "sup" and _mark(link.getparent()) else link
        _sign(raised, notes[note])
    loose = [(element, mark) for element in root.iter("sup") if (mark := _unlinked(element))]
    wanted = {mark for _, mark in loose} - set(notes.values())
    for note, mark in _gathered(root):
        if mark in wanted and note not in notes:
            notes[note] = mark
            wanted.remove(mark)
    for element, mark in loose:
        if mark not in wanted:
            _sign(element, mark)
    taken = [(mark, _BACK.sub("", inner_words(note))) for note, mark in notes.items()]
    for note in notes:
        if note.getparent() is not None:
            note.drop_tree()
    return taken


def _mark(element: HtmlElement) -> str | None:
    match = _MARK.fullmatch(_words(element))
    return match[1] if match else None


def _is_raised(link: HtmlElement) -> bool:
    """Whether a link looks like a footnote's mark and not like an entry of a list of contents."""
    kind = " ".join(link.get(name, "") for name in ("class", "role", "rel", "epub:type"))
    around = link.getparent() is not None and link.getparent().tag == "sup"
    return around or link.find("sup") is not None or bool(_REF.search(kind)) or not _words(link)[0].isalnum()


def _note(
    link: HtmlElement, at: int, by_id: Mapping[str, tuple[int, HtmlElement]], held: Callable[[HtmlElement], HtmlElement | None]
) -> HtmlElement | None:
    """The note that a link leads to; it stands behind the link."""
    href = link.get("href", "")
    place, named = by_id.get(href[1:], (0, None)) if href[:1] == "#" else (0, None)
    if named is None or place < at:
        return None
    note = held(named)
    return None if note is None or note in link.iterancestors() else note


def _held(named: HtmlElement) -> HtmlElement | None:
    """The note that an element with a name opens: a short run that begins with it."""
    note = named
    while note is not None and note.tag not in _HOLDERS:
        note = note.getparent()
    if note is None or note.getparent() is None:
        return None
    words = _words(note)
    begins = note is named or words.find(_words(named)) <= _LEAD
    return note if begins and _SHORTEST <= len(words) <= _LONGEST and not any(True for _ in note.iter(*_PARTS)) else None


def _unlinked(element: HtmlElement) -> str | None:
    """The number of a raised mark without a link."""
    match = _NUMBER.fullmatch(_words(element))
    return match[1] if match and element.get("class") != SIGNED and _BEFORE.search(_before(element)) else None


def _before(element: HtmlElement) -> str:
    previous = element.getprevious()
    parent = element.getparent()
    if previous is not None:
        return previous.tail or "" if previous.tail else previous.text_content() if isinstance(previous.tag, str) else ""
    return (parent.text or "") if parent is not None else ""


def _gathered(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Notes that follow a heading such as "Notes": items of a numbered list, or paragraphs that begin with their number."""
    for head in [element for element in root.iter(*_HEADS) if is_notes_head(_words(element))]:
        for element in head.itersiblings():
            if element.tag in _HEADS and is_notes_head(_words(element)):
                break
            if element.tag == "ol":
                yield from ((item, str(n)) for n, item in enumerate(element.iterchildren("li"), 1))
            elif element.tag in ("p", "div", "ul"):
                items = list(element.iterchildren("li")) if element.tag == "ul" else [element]
                for item in items:
                    if match := _NUMBERED.match(_words(item)):
                        yield item, match["mark"]
            else:
                break


#: Class of a mark that was replaced.
SIGNED = "kg-mark"


def _sign(element: HtmlElement, mark: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = f"\ufdd0{mark}\ufdd1"
    element.set("class", SIGNED)


def _words(element: HtmlElement) -> str:
    """The words of an element; of one that is no note because it is too long, the first."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece.strip())
        if length > 2 * _LONGEST:
            break
    return " ".join("".join(pieces).split())
