"""Known names in a text: any spelling, whole words only, and nothing that a stop phrase covers."""

from __future__ import annotations

import pytest

from kg.annotate.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def found(vocab, view, surfaces):
    """The surfaces of sure names of a type (of any type, if none is given), found by the gazetteer."""
    gazetteer = Gazetteer(vocab)

    def find(text: str, type_: str | None = None, *, weak: bool = False) -> list[str]:
        seen = view(text)
        return surfaces(seen, {c for c in gazetteer.find(seen) if c.weak == weak and type_ in (None, c.type)})

    return find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("美國與日本會談。", ["美國", "日本"]),
        ("美国与日本会谈。", ["美国", "日本"]),
        ("台灣、臺灣、台湾", ["台灣", "臺灣", "台湾"]),
        ("united states 以外", []),
        ("The UNITED STATES and Ｊａｐａｎ agreed.", ["UNITED STATES", "Ｊａｐａｎ"]),
        ("美\n國與日 本", ["美\n國", "日 本"]),
        ("the UnitedStates of old", ["UnitedStates"]),
        ("印度尼西亞", ["印度尼西亞", "印度"]),
    ],
)
def test_names_are_found_in_any_spelling(found, text: str, expected: list[str]) -> None:
    """Script, width and white space inside a name do not hide it; a capitalised name is not found in small letters."""
    assert found(text, "Country") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AI 規範", ["AI"]),
        ("歐盟AI規範", ["AI"]),
        ("the AI rules", ["AI"]),
        ("MAIL", []),
        ("EMAIL AI", ["AI"]),
        ("AIs", []),
        ("OpenAI2", []),
        ("AI、MAIL、AI", ["AI", "AI"]),
        ("(AI)", ["AI"]),
        ("éAI", []),
    ],
)
def test_latin_names_are_whole_words(found, text: str, expected: list[str]) -> None:
    """A Latin name counts where no letter or digit runs on at either side, white space aside; Chinese beside it is no matter."""
    assert [surface for surface in found(text, "Product") if surface == "AI"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("the WTO met", ["WTO"]), ("the wto met", []), ("the Wto met", []), ("Us and them", []), ("the US and China", ["US"])],
)
def test_acronyms_must_be_in_capitals(found, text: str, expected: list[str]) -> None:
    """A short name in capitals is a name only in capitals: US is a country, us and Us are words."""
    assert [surface for surface in found(text) if surface.lower() in ("wto", "us")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("發展中國家的關稅", []),
        ("开发中国家的关税", []),
        ("已開發中國家與中國", ["中國"]),
        ("其中國營企業居多", []),
        ("當中國際油價上漲", []),
        ("南韓與中國家電業", ["南韓", "中國"]),
        ("日本海以外的日本", ["日本"]),
        ("中國時報報導", []),
        ("發展 中 國家", []),
    ],
)
def test_stop_phrases_hide_the_name_inside(found, text: str, expected: list[str]) -> None:
    """The letters of a name inside a stop phrase are not the name; the same name beside the phrase is."""
    assert [surface for surface in found(text, "Country") if surface not in ("國",)] == expected


def test_a_name_that_reaches_out_of_a_stop_phrase_stands(found) -> None:
    """A stop phrase hides only what lies wholly inside it."""
    assert found("對美元美國", "Country") == ["美國"]


def test_references_are_found(vocab, view, surfaces) -> None:
    """Expressions that stand for an entity named elsewhere are found as references, of the type they refer to."""
    seen = view("該公司表示，我國與美方皆認為该法案須修正。")
    references = [c for c in Gazetteer(vocab).find(seen) if c.found_by == "reference"]

    assert {(seen.text[c.start : c.end], c.type) for c in references} >= {
        ("該公司", "Firm"),
        ("我國", "Country"),
        ("美方", "Country"),
        ("该法案", "Policy"),
    }


def test_common_nouns_are_no_names(vocab, view) -> None:
    """What not_names.csv lists is never found, whatever the names files say."""
    gazetteer = Gazetteer(vocab)

    assert [
        word
        for word in vocab.lexicon.not_names
        if any(c.found_by == "gazetteer" and c.end - c.start == len(word) for c in gazetteer.find(view(word)))
    ] == []


def test_a_shared_name_is_found_once_a_type(found) -> None:
    """A name of several entities of one type is one candidate; which is meant is not decided here."""
    assert found("商務部宣布", "Organization") == ["商務部"]
