"""What a web page says about itself: JSON-LD, meta elements, time elements, its title."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from kg.ingest.extract import About

_PREFERRED = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title"),
    "author": ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author"),
    "publisher": ("publisher", "og:site_name", "dc.publisher", "dcterms.publisher", "article:publisher", "citation_publisher", "citation_journal_title"),
    "published": (
        "article:published_time", "date", "datepublished", "dc.date", "dcterms.issued", "dcterms.date", "citation_publication_date",
        "citation_date", "og:published_time", "pubdate", "publishdate",
    ),
}  # fmt: skip
#: Kinds of schema.org that are what the page is about, and no parts of it.
_ARTICLE = re.compile(r"(?:Article|Report|BlogPosting|ScholarlyArticle|WebPage)$")
#: No page describes itself in more characters.
_LONGEST = 500_000
_PARTED = re.compile(r"\s*[｜|]\s*|\s+[-–—]\s+|_")
#: A first part of a title that is shorter than this is a label.
_LABEL = 4
_ADDRESS = re.compile(r"https?://|www\.|@")


def about_page(root: HtmlElement) -> About:
    """What the page says about itself. The first heading is a better title than the head's, which names the site too."""
    metas = _metas(root)
    told = next(_articles(root), {})
    publisher = _name(told.get("publisher")) or _plain(metas["publisher"])
    heading = next((words for h1 in root.iter("h1") if (words := inner_words(h1)) and words != publisher), None)
    titled = next((words for title in root.iter("title") if (words := inner_words(title))), None)
    return About(
        heading or _text(told.get("headline")) or _without_site(metas["title"] or titled, publisher),
        _name(told.get("author"))
        or _plain(metas["author"])
        or next((_plain(inner_words(link)) for link in root.xpath("//*[@rel='author']")), None),
        publisher,
        _text(told.get("datePublished")) or metas["published"] or _time(root),
    )


def _metas(root: HtmlElement) -> dict[str, str | None]:
    """What meta elements say, by field; of several authors all."""
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if content := meta.get("content", "").strip():
            found.setdefault(name, []).append(content)
    first = {field: next((found[key] for key in keys if key in found), []) for field, keys in _PREFERRED.items()}
    return {field: ("、".join(values) if field == "author" else values[0]) if values else None for field, values in first.items()}


def _articles(root: HtmlElement) -> Iterator[Mapping[str, Any]]:
    """The descriptions of the page in JSON-LD, those of articles before that of the page."""
    found: list[Mapping[str, Any]] = []
    for script in root.xpath("//script[@type='application/ld+json']"):
        words = script.text_content()
        try:
            data = json.loads(words, strict=False) if len(words) < _LONGEST else None
            found += [node for node in _nodes(data) if _ARTICLE.search(_kind(node))]
        except (ValueError, RecursionError):  # a broken description says nothing; the page may still be sound
            continue
    yield from sorted(found, key=lambda node: _kind(node) == "WebPage")


def _nodes(data: Any) -> Iterator[Mapping[str, Any]]:
    """The objects at the top of a description."""
    for node in data if isinstance(data, list) else [data]:
        if isinstance(node, dict):
            yield node
            yield from _nodes(node.get("@graph", []))


def _kind(node: Mapping[str, Any]) -> str:
    kind = node.get("@type")
    return str(kind[0] if isinstance(kind, list) and kind else kind)


def _text(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _name(value: Any) -> str | None:
    """The names of one or several persons or bodies."""
    named = value if isinstance(value, list) else [value]
    names = [_plain(_text(one.get("name") if isinstance(one, dict) else one)) for one in named]
    return "、".join(name for name in names if name) or None


def _plain(name: str | None) -> str | None:
    """A name; an address stands for none."""
    return name if name and not _ADDRESS.match(name) else None


def _without_site(title: str | None, site: str | None) -> str | None:
    """A title of the head without the name of the site."""
    parts = [part for part in _PARTED.split(title or "") if part and part != site]
    return next((part for part in parts if len(part) >= _LABEL), parts[0] if parts else None)


def _time(root: HtmlElement) -> str | None:
    """The date of the first time element, of those that say that they date the page if there are any."""
    times = [element for element in root.iter("time") if element.get("datetime") or inner_words(element)]
    dated = [element for element in times if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None]
    return next((element.get("datetime") or inner_words(element) for element in (*dated, *times)), None)


def inner_words(element: HtmlElement) -> str:
    """The words of an element and of those in it, white space made single blanks."""
    return " ".join(element.text_content().split())
