"""One-character abbreviations of countries, and the words that merely hold such a character."""

from __future__ import annotations

import pytest

from kg.annotate.countries import CountryCharacters


@pytest.fixture(scope="module")
def found(vocab, view, surfaces):
    """The characters found in a text, as one string."""
    characters = CountryCharacters(vocab)
    return lambda text: "".join(surfaces(view(text), characters.find(view(text))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("美中關係", "美中"),
        ("日韓爭端", "日韓"),
        ("台美對話", "台美"),
        ("臺美對話", "臺美"),
        ("美欧谈判", "美欧"),
        ("中歐班列", "中歐"),
        ("美日印澳四方會談", "美日印澳"),
        ("美墨加三國", "美墨加"),
        ("美 中關係", "美中"),
        ("美、日、韓等國", "美日韓"),
        ("美、日兩國", "美日"),
        ("美與中之間", "美中"),
        ("輸美產品", "美"),
        ("銷美相機", "美"),
        ("輸中產品", ""),
        ("赴美投資", "美"),
        ("赴中投資", "中"),
        ("訪日行程", "日"),
        ("駐德代表", "德"),
        ("對美出口", "美"),
        ("對中政策", "中"),
        ("抗中立場", "中"),
        ("美商戴爾", "美"),
        ("日商京瓷", "日"),
        ("陸商", ""),
        ("韓廠跟進", "韓"),
        ("美方回應", "美"),
        ("法資銀行", "法"),
        ("美製晶片", "美"),
        ("美國會通過", "美"),
    ],
)
def test_abbreviations_are_found(found, text: str, expected: str) -> None:
    """Characters stand for countries in compounds, in lists, and beside the words that take a country."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("美、日、印三國", "美日印"), ("美、日、印、澳四國", "美日印澳"), ("美、日及韓等國", "美日韓"), ("美、日與韓三方", "美日韓")],
)
def test_lists_of_abbreviations_are_found_whole(found, text: str, expected: str) -> None:
    """The last member before 三國, and the one before 及, belong to the list like the others."""
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "其中，企業表示",
        "中小企業轉型",
        "印太戰略",
        "日前宣布",
        "對美元升值",
        "兌美元貶值",
        "近日對外宣布",
        "美好的一天",
        "方法與法規",
        "加強合作",
        "更加重要",
        "增加投資",
        "新興市場",
        "無法在中期完成",
        "集中管理",
        "5日中午",
        "3日法說會",
        "電商平台商品",
        "平台方面",
        "在中心附近",
        "在日後",
        "道德規範",
        "對歐元",
        "馬上對日元",
        "中期以後中心化",
        "穿越泰半山區",
        "新系統上線",
        "加系列產品",
        "更加商業化",
    ],
)
def test_everyday_words_are_no_countries(found, text: str) -> None:
    """其中, 中小企業, 印太, 日前, 對美元 and their like hold the character of a country and name none."""
    assert found(text) == ""


@pytest.mark.parametrize(
    "text",
    ["宣布新方案", "推出新方向", "創造新商機", "加方程式", "合法方式", "荷商業模式", "立法方面", "反新法案"],
)
def test_words_that_begin_beside_a_character_are_no_cues(found, text: str) -> None:
    """方案, 方向, 商機, 系統, 方式: the character that makes a country of its neighbour belongs to the next word here."""
    assert found(text) == ""


def test_characters_come_with_the_type_of_their_entity(vocab, view) -> None:
    """歐 is a bloc, 美 a country."""
    seen = view("美歐談判")
    types = {seen.text[c.start]: c.type for c in CountryCharacters(vocab).find(seen)}

    assert types == {"美": "Country", "歐": "Organization"}


def test_a_character_of_a_pair_never_counts_twice(found) -> None:
    """Repeated characters are no compound of countries."""
    assert found("美美的") == ""
