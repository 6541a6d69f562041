"""What web pages say about themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ingest import read
from kg.model import Document

WORDS = (
    "海運公會公布調查，多數會員支持新的標準，但是希望補助能夠盡早發放，以免影響營運，並請政府先在北岸港試辦一年，再視成效決定是否擴大。" * 4
)


def page(tmp_path: Path, head: str, body: str = f"<article><p>{WORDS}</p></article>") -> Document:
    """A web page as read."""
    path = tmp_path / "a.html"
    path.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return read(path)


JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "name": "海運網"},
{"@type": "NewsArticle", "headline": "港口減碳", "datePublished": "2021-03-05T08:00:00+08:00",
"author": [{"@type": "Person", "name": "許望潮"}, {"@type": "Person", "name": "林望舒"}], "publisher": {"name": "海運網"}}]}</script>"""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (JSON_LD, ("港口減碳", "許望潮、林望舒", "海運網", "2021-03-05")),
        ('<script type="application/ld+json">{"@type": "NewsArt</script><title>港口減碳</title>', ("港口減碳", None, None, None)),
        (
            '<meta name="citation_title" content="港口減碳"><meta name="citation_author" content="許望潮"><meta name="citation_author" '
            'content="林望舒"><meta name="citation_publication_date" content="2021/03/05"><meta name="citation_publisher" content="海運公會">',
            ("港口減碳", "許望潮、林望舒", "海運公會", "2021-03-05"),
        ),
        (
            '<title>港口減碳的代價｜海運網</title><meta property="article:author" content="https://example.org/xu">',
            ("港口減碳的代價", None, None, None),
        ),
        ('<title>海運網 - 港口減碳</title><meta property="og:site_name" content="海運網">', ("港口減碳", None, "海運網", None)),
        ('<title>港口減碳</title><meta name="author" content="Administrator">', ("港口減碳", None, None, None)),
    ],
)
def test_the_head_says_who_and_when(head: str, expected: tuple[str | None, ...], tmp_path: Path) -> None:
    """JSON-LD, citation elements and the title are read; addresses and programs are no authors; the site is no part of a title."""
    document = page(tmp_path, head)

    assert (document.title, document.author, document.publisher, document.published) == expected


def test_a_time_element_dates_the_page(tmp_path: Path) -> None:
    """The time that says that it dates the page counts before others."""
    body = f'<article><time datetime="2020-01-01">去年</time><time itemprop="datePublished" datetime="2021-03-05">今天</time><p>{WORDS}</p></article>'

    assert page(tmp_path, "", body).published == "2021-03-05"


def test_a_page_of_several_articles(tmp_path: Path) -> None:
    """Articles side by side are all read, each a section with its author and date; a teaser is none."""
    articles = "".join(
        f"<article><h2>{title}</h2><p>文／{name}</p><p>2021年3月{day}日</p><p>{WORDS}</p></article>"
        for title, name, day in [("港口減碳的代價", "許望潮", 5), ("航線改道之後", "林望舒", 6)]
    )
    document = page(tmp_path, "", f"<div>{articles}</div>")

    assert [(s.title, s.author, s.published) for s in document.sections] == [
        ("港口減碳的代價", "許望潮", "2021-03-05"),
        ("航線改道之後", "林望舒", "2021-03-06"),
    ]


def test_teasers_beside_articles_are_left_out(tmp_path: Path) -> None:
    """Of articles side by side only those count that are no mere opening of another page; short news of a length are all read."""
    articles = f"<article><h2>港口減碳的代價</h2><p>{WORDS}</p></article><article><h2>航線改道</h2><p>全文請見下期。</p></article>"
    news = "".join(f"<article><p>第{n}則：{WORDS[:120]}</p></article>" for n in "一二三")

    assert "航線改道" not in page(tmp_path, "", articles).text
    assert [block.text[:4] for block in page(tmp_path, "", news).blocks] == ["第一則：", "第二則：", "第三則："]
