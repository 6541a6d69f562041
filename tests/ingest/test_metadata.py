"""Title, author, publisher, date, language and articles."""

from __future__ import annotations

import pytest

from kg.ingest import from_text

BODY = "\n\n海運公會昨天公布調查，多數會員支持新的排放標準，但是希望補助能夠盡早發放，以免影響營運。\n"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "港口減碳的代價\n\n作者：許望潮（海運公會研究員）\n\n出版：海運公會\n\n出版日期：2021 年 3 月 5 日",
            ("港口減碳的代價", "許望潮", "海運公會", "2021-03-05"),
        ),
        ("港口減碳的代價\n\n文／許望潮　發行：海運公會\n\n民國 110 年 3 月 5 日", ("港口減碳的代價", "許望潮", "海運公會", "2021-03-05")),
        ("港灣週刊\n\n標題：港口減碳的代價\n\n記者：林望舒\n\n日期：110年3月5日", ("港口減碳的代價", "林望舒", None, "2021-03-05")),
        ("港口減碳的代價", ("港口減碳的代價", None, None, None)),
        ("摘要", (None, None, None, None)),
        (
            "The price of clean ports\n\nBy Jo Ray, Senior Analyst\n\nPublished: 5 March 2021",
            ("The price of clean ports", "Jo Ray", None, "2021-03-05"),
        ),
    ],
)
def test_the_head_says_who_and_when(head: str, expected: tuple[str | None, ...]) -> None:
    """Title, author, publisher and date are read off the lines above the text; nothing is guessed."""
    document = from_text(head + BODY)

    assert expected == (document.title, document.author, document.publisher, document.published)


def test_a_date_in_the_text_is_not_the_document_s() -> None:
    """What a sentence dates is not when the document was published."""
    assert from_text("港口減碳\n\n海運公會 2019 年 3 月 5 日公布調查，多數會員支持新的標準。\n").published is None


def test_what_the_caller_knows_wins() -> None:
    """Title and date given with a string are taken over what it says."""
    document = from_text("港口減碳\n\n日期：2019 年 3 月 5 日" + BODY, title="別的題目", published="2021")

    assert (document.title, document.published) == ("別的題目", "2021")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("海運公會表示，這項標準對業者影響有限。", "zh-Hant"),
        ("海运公会表示，这项标准对业者影响有限。", "zh-Hans"),
        ("The ports deny it.", "en"),
    ],
)
def test_the_language_is_told_by_characters(text: str, lang: str) -> None:
    """Traditional and Simplified Chinese and English are told apart."""
    assert from_text(text).lang == lang


def test_a_newsletter_has_articles() -> None:
    """Titles with a byline open articles with an author and date of their own, and blocks know theirs."""
    first = "港口減碳的代價\n\n文／許望潮　2021年3月5日" + BODY
    second = "航線改道之後\n\n文／林望舒　2021年3月6日" + BODY.replace("昨天", "今天")
    document = from_text(f"港灣週報　第 31 期\n\n發行：海運公會\n\n{first}\n{second}")

    assert [(s.title, s.author, s.published) for s in document.sections] == [
        ("港口減碳的代價", "許望潮", "2021-03-05"),
        ("航線改道之後", "林望舒", "2021-03-06"),
    ]
    assert [block.section for block in document.blocks if block.kind == "paragraph"] == [0, 1]
    assert document.text[document.sections[1].span.start :].startswith("航線改道")


def test_a_report_has_chapters() -> None:
    """Where no article has a byline, chapters are the sections."""
    document = from_text("第一章　緒論" + BODY + "\n第二章　方法" + BODY)

    assert [section.title for section in document.sections] == ["第一章 緒論", "第二章 方法"]
