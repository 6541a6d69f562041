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


SHORT = "海運公會昨天公布調查，多數會員支持新的排放標準。"


def issue(*articles: str) -> str:
    """An issue of a newsletter, whose pages are parted by form feeds."""
    return "\f".join(articles)


def test_an_article_begins_with_the_page_that_its_title_interrupts() -> None:
    """Extraction sets titles behind the column that they stood above: the article begins with the page, the sentence is whole, and
    the document is the issue, not its first article."""
    first = (
        "港務局三月公布新的排放標準，多數會員支持，但是希望補助\n能夠盡早發放，以免影響營運。北岸港\n\n航線改道之後\n文■許望潮 ( 海運公會研究員 )\n"
        "　\n第 31期港灣會務│ 4\n\n人物專訪\n\n已經啟用岸電，居民表示歡迎，而南岸港仍在評估是否需要跟進。\n"
    )
    second = "岸電的成本由船東負擔，公會估計每年增加三成，因此要求\n\n岸電的代價\n文■林望舒 ( 港務局科長 )\n\n主管機關提供補助，並且在年底以前完成發放。\n"
    document = from_text(issue(first, second))

    assert [(s.title, s.author, s.affiliation) for s in document.sections] == [
        ("航線改道之後", "許望潮", "海運公會研究員"),
        ("岸電的代價", "林望舒", "港務局科長"),
    ]
    assert [document.text[s.span.start :][:4] for s in document.sections] == ["港務局三", "岸電的成"]
    assert (document.title, document.author) == ("第 31期港灣會務", None)
    assert "北岸港已經啟用岸電，" in "".join(block.text for block in document.blocks)


def test_names_with_an_office_sign_articles() -> None:
    """A name with an office is a byline under a title and no heading; the list of contents gives titles and is no text; the head of
    the pages dates the issue."""
    head = "情勢\n分析 港口減碳的代價與各方\n\n的反應\n許望潮\n\n海運公會研究組主任\n\n本期重要內容\n\n◎ 港口減碳的代價與各方的反應\n\n◎ 從船東到貨主，航線改道之後\n\n"
    body = "海運公會昨天公布調查，多數會員支持新的排放\n\n標準，但是希望補助能夠盡早發放，以免影響營\n\n運。\n\n"
    second = "\f從船東到貨主，\n航線改道之後\n\n林望舒（港務局科長）\n\n" + body + "港灣情勢月刊 2 0 2 1年 8 月號 3\n"
    document = from_text(head + body + second)

    assert [(s.title, s.author, s.affiliation) for s in document.sections] == [
        ("港口減碳的代價與各方的反應", "許望潮", "海運公會研究組主任"),
        ("從船東到貨主，航線改道之後", "林望舒", "港務局科長"),
    ]
    assert (document.title, document.published) == ("港灣情勢月刊 2021年 8 月號", "2021-08")
    assert not any(block.kind == "heading" for block in document.blocks)


def test_a_credit_closes_an_article() -> None:
    """News that end with a credit in brackets are articles from their heading on; what follows belongs to none."""
    news = (
        f"▲港務局發布新的標準\n\n{SHORT}\n\n（1）適用的船舶\n\n{SHORT}\n\n【由許望潮綜合報導，取材自海運日報，2021 年 3 月 5 日】\n\n"
        f"▲航線改道之後\n\n{SHORT}\n\n【由林望舒編譯】\n\n歡迎讀者來信，並且介紹給各位的朋友知道。\n\n港灣電子報 第 31 期（2021.03.12）\n"
    )
    document = from_text(news)

    assert [(s.title, s.author) for s in document.sections] == [("港務局發布新的標準", "許望潮"), ("航線改道之後", "林望舒")]
    assert (document.title, document.published) == ("港灣電子報第 31 期（2021.03.12）", "2021-03-12")
    assert next(block for block in document.blocks if block.text.startswith("歡迎讀者")).section is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [("許望潮（海運公會研究員）", "許望潮"), ("海運研究中心 許望潮 副研究員", "許望潮"), ("海運公會研究發展處", "海運公會研究發展處")],
)
def test_bylines_without_a_word_for_it(line: str, expected: str) -> None:
    """A name with its office, or a body, under the title has written the document, and is no heading."""
    document = from_text(f"港口減碳的代價與各方的反應\n\n{line}\n\n{SHORT}{SHORT}\n")

    assert expected == document.author
    assert [block.kind for block in document.blocks] == ["title", "furniture", "paragraph"]


def test_a_numbered_heading_on_a_new_page_ends_what_breaks_off() -> None:
    """Where a page is missing, the sentence before is not joined with the heading behind."""
    document = from_text("港務局三月公布新的排放標準，多數會員支持，意指一\n\f（五）岸電的設置\n\n" + SHORT)

    assert [block.text for block in document.blocks][1] == "（五）岸電的設置"


def test_a_full_line_that_ends_like_a_body_is_text() -> None:
    """What fills its column belongs to the paragraph, whatever it ends in."""
    text = "港務局三月公布5項標準要求\n北岸的船東以及各地貨主協會\n和全國海運同業公會提出意見\n並且邀請航線兩端的港口列席\n說明補助發放的時間和金額。\n"

    assert [block.kind for block in from_text(text).blocks] == ["paragraph"]


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("公會今（2023）年公布調查。", "2023"),
        ("公會於本 (114)年\n3月公布調查，明（2026）年再辦。", "2025"),
        ("公會去（2019）年公布調查。", "2020"),
        ("公會今（2023）年公布調查，去（2019）年亦同。", None),
        ("公會 2019 年公布調查。", None),
    ],
)
def test_a_text_says_in_which_year_it_was_written(said: str, year: str | None) -> None:
    """Where no date is given, a year that is called this one, or the last, dates the text; several that disagree do not."""
    assert from_text(f"港口減碳的代價\n\n{said}{SHORT}\n").published == year
    assert from_text(f"港口減碳的代價\n\n發布日期：2021-03-05\n\n{said}{SHORT}\n").published == "2021-03-05"


def test_what_is_set_in_other_columns_behind_captions_is_another_article() -> None:
    """Captions of pictures that close an article run over no page, and what begins on the next in narrower columns has no author."""
    wide = "海運公會昨天公布調查，多數會員支持新的排放標準，\n但是希望補助能夠盡早發放，並且放寬舊船的適用期\n限，以免業者措手不及，影響到各地的營運。公會並建\n議政府先在北岸港試辦一年。\n"
    narrow = "港務局上月率領十五家業\n者前往南岸港，考察岸電\n的設置，並且拜會當地的\n協會，成果十分豐碩。\n"
    first = f"航線改道之後\n文■許望潮 ( 海運公會研究員 )\n\n{wide}{wide}"
    second = f"岸電的代價\n文■林望舒 ( 港務局科長 )\n\n{wide}{wide}▲公會於北岸港舉行說明會，各地業者踴躍參加交換\n"
    document = from_text(issue(first, second, narrow + narrow))

    assert [(s.title, s.author) for s in document.sections][:2] == [("航線改道之後", "許望潮"), ("岸電的代價", "林望舒")]
    assert [s.author for s in document.sections][2:] == [None]
    assert document.text[document.sections[2].span.start :].startswith("港務局上月")
    assert any(block.text == "▲公會於北岸港舉行說明會，各地業者踴躍參加交換" for block in document.blocks)
