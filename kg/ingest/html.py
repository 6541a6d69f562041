"""Web pages: the article, without what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.etree
import lxml.html
import trafilatura

from kg.errors import UnsupportedDocumentError
from kg.ingest.decode import decode
from kg.ingest.extract import Extract
from kg.ingest.webmeta import about_page
from kg.ingest.webnotes import SIGN, take_notes
from kg.ingest.writer import Writer
from kg.model import BlockKind, Span

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w-]+)", re.I)
_DROPPED = ("script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "iframe", "svg", "select")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PARAGRAPHS = frozenset({"p", "pre", "blockquote", "dd", "dt", "address", "summary"})
_BLOCKS = (
    _PARAGRAPHS
    | _HEADINGS.keys()
    | {"li", "table", "ul", "ol", "dl", "div", "section", "article", "main", "figure", "figcaption", "header", "details"}
)
#: Elements that hold what the page is about, if they hold this many characters.
_MAIN, _ENOUGH = ("//article", "//main", "//*[@role='main']", "//*[@itemprop='articleBody']"), 200
#: Articles of one issue are at least this long, as a share of the longest; teasers are shorter.
_LIKE = 0.3
_BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|breadcrumbs?|footer|sidebar|cookie|share|social|related|comments?|advert|ads?|subscribe|newsletter)(?:$|[\s_-])",
    re.I,
)


def read_html(data: bytes, name: str) -> Extract:
    """The text of a web page's article, with its tables."""
    text, encoding = _decoded(data, name)
    try:
        root = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (lxml.etree.ParserError, ValueError) as error:
        raise UnsupportedDocumentError(name, "the page holds no text; save the page again from the browser") from error
    about = about_page(root)
    notes = take_notes(root)
    writer = _Noting()
    _write(writer, _main(root, lxml.html.tostring(root, encoding="unicode") if notes else text))
    for mark, words in notes:
        writer.block("footnote", words, mark=mark, anchor=writer.anchors.get(mark))
    return Extract(writer.text, writer.layout, about=about, encoding=encoding)


class _Noting(Writer):
    """Writes blocks without the signs of footnotes in them, and remembers behind which character each stood."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: dict[str, int] = {}

    def block(
        self, kind: BlockKind, text: str, *, level: int | None = None, mark: str | None = None, anchor: int | None = None
    ) -> Span | None:
        """Write a block, as ``Writer`` does."""
        pieces = SIGN.split(text.strip())
        words = "".join(pieces[::2])
        span = super().block(kind, words, level=level, mark=mark, anchor=anchor)
        before = 0
        for piece, sign in zip(pieces[::2], pieces[1::2], strict=False):
            before += len(piece)
            if span and (end := len(words[:before].rstrip())):
                self.anchors.setdefault(sign, span.start + end - 1)
        return span


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    match = _CHARSET.search(data[:4096])
    declared = (match[1] or match[2]).decode().lower() if match else ""
    encoding = {"big5": "cp950", "gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252"}.get(declared, declared)
    try:
        return data.decode(encoding), encoding
    except (LookupError, UnicodeDecodeError):
        return decode(data, name)


def _main(root: lxml.html.HtmlElement, text: str) -> lxml.html.HtmlElement:
    """The element that holds the article: the one marked so, else what trafilatura takes for it, else the body."""
    if (articles := _articles(root)) is not None:
        return articles
    for path in _MAIN:
        for element in sorted(root.xpath(path), key=lambda element: -len(element.text_content())):
            if len(_words(element)) >= _ENOUGH:
                return element
    cleaned = trafilatura.extract(text, output_format="html", include_tables=True, include_comments=False, favor_recall=True)
    found = lxml.html.document_fromstring(cleaned) if cleaned else root
    return found if len(_words(found)) >= _ENOUGH else root


def _articles(root: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The element that holds several articles of about the same length, if the page is an issue."""
    articles = [element for element in root.iter("article") if len(_words(element)) >= _ENOUGH and element.find(".//article") is None]
    longest = max((len(_words(element)) for element in articles), default=0)
    holders = {element.getparent() for element in articles}
    alike = len(articles) > 1 and len(holders) == 1 and all(len(_words(element)) >= _LIKE * longest for element in articles)
    return holders.pop() if alike else None


def _words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _write(writer: Writer, element: lxml.html.HtmlElement) -> None:
    for tag in _DROPPED:
        for dropped in list(element.iter(tag)):
            dropped.drop_tree()
    for child in [other for other in element.iter() if isinstance(other.tag, str) and _is_boilerplate(other)]:
        if child is not element and child.getparent() is not None:
            child.drop_tree()
    _walk(writer, element)


def _is_boilerplate(element: lxml.html.HtmlElement) -> bool:
    return bool(_BOILERPLATE.search(f"{element.get('class', '')} {element.get('id', '')}")) and element.tag not in (
        "body",
        "article",
        "main",
    )


def _walk(writer: Writer, element: lxml.html.HtmlElement, kind: str = "paragraph") -> None:
    """Write what an element holds: block by block, loose text between blocks as paragraphs."""
    loose: list[str] = [element.text or ""]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _BLOCKS or (tag and any(True for _ in _blocks_in(child))):
            _flush(writer, loose, kind)
            _block(writer, child, kind)
            loose = []
        elif tag == "br":
            loose.append("\n")
        elif tag:
            loose.append(_inline(child))
        loose.append(child.tail or "")
    _flush(writer, loose, kind)


def _blocks_in(element: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    return (other for other in element.iter() if other is not element and other.tag in _BLOCKS)


def _block(writer: Writer, element: lxml.html.HtmlElement, kind: str) -> None:
    tag = element.tag
    if level := _HEADINGS.get(tag):
        writer.block("title" if level == 1 else "heading", _inline(element), level=level)
    elif tag == "table":
        _table(writer, element)
    elif tag == "figcaption":
        writer.block("caption", _inline(element))
    else:
        _walk(writer, element, "list_item" if tag == "li" else kind if tag in ("div", "p", "section") else "paragraph")


def _flush(writer: Writer, loose: list[str], kind: str) -> None:
    words = " ".join("".join(loose).split())
    writer.block("list_item" if kind == "list_item" else "paragraph", words)
    loose.clear()


def _inline(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _table(writer: Writer, table: lxml.html.HtmlElement) -> None:
    caption = next((SIGN.sub("", _inline(child)) for child in table.iter("caption")), "")
    rows: list[list[str]] = []
    spans: dict[tuple[int, int], str] = {}
    for r, row in enumerate(table.iter("tr")):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            while (r, len(cells)) in spans:
                cells.append(spans[r, len(cells)])
            words = SIGN.sub("", _inline(cell))
            for down in range(1, _count(cell, "rowspan")):
                spans[r + down, len(cells)] = words
            cells += [words, *[""] * (_count(cell, "colspan") - 1)]
        while (r, len(cells)) in spans:
            cells.append(spans[r, len(cells)])
        rows.append(cells)
    writer.table([row for row in rows if row], caption=caption)


def _count(cell: lxml.html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return min(int(value), 100) if value.isdigit() and int(value) else 1
