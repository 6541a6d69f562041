"""Web pages: the article, without what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import lxml.etree
import lxml.html
import trafilatura

from kg.errors import OversizedDocumentError, UnsupportedDocumentError
from kg.ingest.bounds import WEB_TAGS, check_cells, check_markup
from kg.ingest.decode import decode
from kg.ingest.extract import Extract
from kg.ingest.part import last_solid
from kg.ingest.webmeta import about_page, inner_words
from kg.ingest.webnotes import SIGN, take_notes
from kg.ingest.writer import Writer
from kg.model import BlockKind, Span

#: What no tree of lxml may be given, though its parser lets it in.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w-]+)", re.I)
_DROPPED = ("script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "iframe", "svg", "select")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PARAGRAPHS = frozenset({"p", "pre", "blockquote", "dd", "dt", "address", "summary"})
_BLOCKS = (
    _PARAGRAPHS
    | _HEADINGS.keys()
    | {"li", "table", "ul", "ol", "dl", "div", "section", "article", "main", "figure", "figcaption", "header", "details"}
)
#: Blocks that are written whole.
_LEAVES = frozenset({*_HEADINGS, "table", "figcaption"})
#: Pages of more elements, or deeper than the parser likes, are not given to trafilatura: it takes long, and loses what is deep.
_LARGE = 50_000
#: A span of so many digits is none.
_DIGITS = 10
#: What the parser says when it drops elements because of their depth.
_TOO_DEEP = "Excessive depth"
#: Elements that hold what the page is about, if they hold this many characters.
_MAIN, _ENOUGH = ("//article", "//main", "//*[@role='main']", "//*[@itemprop='articleBody']"), 200
#: An article shorter than that, and than this share of the longest, is a teaser of another page.
_LIKE = 0.3
_BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|breadcrumbs?|footer|sidebar|cookie|share|social|related|comments?|advert|ads?|subscribe|newsletter)(?:$|[\s_-])",
    re.I,
)


def read_html(data: bytes, name: str) -> Extract:
    """The text of a web page's article, with its tables."""
    check_markup(data, name, most=WEB_TAGS)
    text, encoding, warnings = decode(data, name, declared=_declared(data))
    text = _CONTROL.sub(" ", text)
    root, deep = _parsed(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), name)
    about = about_page(root)
    notes = take_notes(root)
    writer = _Noting(name)
    for element in _main(root, lxml.html.tostring(root, encoding="unicode") if notes and not deep else text, deep=deep):
        _write(writer, element)
    for mark, words in notes:
        writer.block("footnote", words, mark=mark, anchor=writer.anchors.get(mark))
    return Extract(writer.text, writer.layout, about=about, encoding=encoding, warnings=warnings)


class _Noting(Writer):
    """Writes blocks without the signs of footnotes in them, and remembers behind which character each stood."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.anchors: dict[str, int] = {}

    def block(
        self, kind: BlockKind, text: str, *, level: int | None = None, mark: str | None = None, anchor: int | None = None
    ) -> Span | None:
        """Write a block, as ``Writer`` does."""
        pieces = SIGN.split(text.strip())
        words = "".join(pieces[::2])
        span = super().block(kind, words, level=level, mark=mark, anchor=anchor)
        if span is None:
            return None
        place = span.start - (len(words) - len(words.lstrip()))
        last = None
        for piece, sign in zip(pieces[::2], pieces[1::2], strict=False):
            last = last_solid(piece, place, last)
            place += len(piece)
            if last is not None:
                self.anchors.setdefault(sign, last)
        return span


def _declared(data: bytes) -> str:
    """The encoding that the page says it is in."""
    match = _CHARSET.search(data[:4096])
    declared = (match[1] or match[2]).decode().lower() if match else ""
    return {"big5": "cp950", "gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252"}.get(declared, declared)


def _parsed(text: str, name: str) -> tuple[lxml.html.HtmlElement, bool]:
    """The root of a page, and whether its elements nest deeper than the parser's own bound, behind which it drops text unasked."""
    try:
        for huge in (False, True):
            parser = lxml.html.HTMLParser(huge_tree=huge)
            root = lxml.html.document_fromstring(text, parser=parser)
            if not any(_TOO_DEEP in entry.message for entry in parser.error_log):
                return root, huge
    except (lxml.etree.LxmlError, ValueError) as error:
        raise UnsupportedDocumentError(name, "the page holds no text; save the page again from the browser") from error
    raise OversizedDocumentError(name, "the elements of the page nest deeper than any reader follows; save the page as text")


def _main(root: lxml.html.HtmlElement, text: str, *, deep: bool) -> list[lxml.html.HtmlElement]:
    """The elements that hold the articles: those marked so, else what trafilatura takes for one, else the body."""
    for path in _MAIN:
        marked = root.xpath(path)
        among = set(marked)
        outer = [element for element in marked if among.isdisjoint(element.iterancestors())]
        articles = [element for element in outer if not any(map(_is_beside, element.iterancestors()))]
        for elements in (articles, outer):  # a class such as "with-sidebar" around all of a page sets nothing aside
            lengths = [len(inner_words(element)) for element in elements]
            if sum(lengths) >= _ENOUGH:
                least = min(_ENOUGH, _LIKE * max(lengths))
                return [element for element, length in zip(elements, lengths, strict=True) if length >= least]
    if deep or _weight(root) > _LARGE:
        return [root]
    cleaned = trafilatura.extract(text, output_format="html", include_tables=True, include_comments=False, favor_recall=True)
    found = lxml.html.document_fromstring(cleaned) if cleaned else root
    return [found if len(inner_words(found)) >= _ENOUGH else root]


def _is_beside(element: lxml.html.HtmlElement) -> bool:
    """Whether what stands in an element surrounds the articles."""
    return element.tag in _DROPPED or _is_boilerplate(element)


def _weight(root: lxml.html.HtmlElement) -> int:
    """How many elements there are, and cells that spans add."""
    spans = (_span(cell, "rowspan") * _span(cell, "colspan") - 1 for cell in root.iter("td", "th"))
    return sum(1 for _ in root.iter()) + sum(spans)


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


def _walk(writer: Writer, element: lxml.html.HtmlElement) -> None:
    """Write what an element holds: block by block, loose text between blocks as paragraphs. Pages nest deeper than calls may."""
    around = _around_blocks(element)
    loose: list[str] = [element.text or ""]
    opened: list[tuple[Iterator[lxml.html.HtmlElement], BlockKind, str]] = [(iter(element), "paragraph", "")]
    while opened:
        children, kind, tail = opened[-1]
        child = next(children, None)
        if child is None:
            _flush(writer, loose, kind)
            loose = [tail]
            opened.pop()
            continue
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _LEAVES:
            _flush(writer, loose, kind)
            _leaf(writer, child)
            loose = [child.tail or ""]
        elif tag in _BLOCKS or child in around:
            _flush(writer, loose, kind)
            loose = [child.text or ""]
            own: BlockKind = "list_item" if tag == "li" else kind if tag in ("div", "p", "section") else "paragraph"
            opened.append((iter(child), own, child.tail or ""))
        else:
            loose += ["\n" if tag == "br" else inner_words(child) if tag else "", child.tail or ""]


def _around_blocks(element: lxml.html.HtmlElement) -> set[lxml.html.HtmlElement]:
    """The elements that are no blocks but have one inside."""
    around: set[lxml.html.HtmlElement] = set()
    for block in element.iter(*_BLOCKS):
        for other in block.iterancestors():
            if other in around or other is element:
                break
            around.add(other)
    return around


def _leaf(writer: Writer, element: lxml.html.HtmlElement) -> None:
    if level := _HEADINGS.get(element.tag):
        writer.block("title" if level == 1 else "heading", inner_words(element), level=level)
    elif element.tag == "table":
        _tables(writer, element)
    else:
        writer.block("caption", inner_words(element))


def _flush(writer: Writer, loose: list[str], kind: BlockKind) -> None:
    words = " ".join("".join(loose).split())
    writer.block("list_item" if kind == "list_item" else "paragraph", words)
    loose.clear()


def _tables(writer: Writer, table: lxml.html.HtmlElement) -> None:
    """Write a table, then those that stand in its cells."""
    waiting = [table]
    while waiting:
        table = waiting.pop()
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), table) is table]
        nested = [other for other in table.iter("table") if other is not table and next(other.iterancestors("table")) is table]
        for other in nested:
            other.drop_tree()
        _table(writer, table, rows)
        waiting += reversed(nested)


def _table(writer: Writer, table: lxml.html.HtmlElement, lines: Sequence[lxml.html.HtmlElement]) -> None:
    caption = next((SIGN.sub("", inner_words(child)) for child in table.iter("caption")), "")
    rows: list[list[str]] = []
    spans: dict[int, tuple[int, str]] = {}
    count = 0
    for r, line in enumerate(lines):
        cells: list[str] = []
        for cell in line.iterchildren("td", "th"):
            _go_on(cells, spans, r)
            words = SIGN.sub("", inner_words(cell))
            if (down := _count(cell, "rowspan")) > 1:
                spans[len(cells)] = r + down, words
            cells += [words, *[""] * (_count(cell, "colspan") - 1)]
            check_cells(count + len(cells), writer.name)
        _go_on(cells, spans, r)
        count += len(cells)
        rows.append(cells)
    writer.table([row for row in rows if row], caption=caption)


def _go_on(cells: list[str], spans: Mapping[int, tuple[int, str]], row: int) -> None:
    """Add the cells that go on from rows above: ``spans`` tells for a column up to which row, and what stands there."""
    while len(cells) in spans and row < spans[len(cells)][0]:
        cells.append(spans[len(cells)][1])


def _count(cell: lxml.html.HtmlElement, name: str) -> int:
    return min(_span(cell, name), 100)


def _span(cell: lxml.html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return max(int(value), 1) if value.isdecimal() and len(value) < _DIGITS else 1
