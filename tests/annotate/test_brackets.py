"""What 《》 and 「」 hold: policies, media, writings, and mere words."""

from __future__ import annotations

import pytest

from kg.annotate.brackets import Brackets


@pytest.fixture(scope="module")
def found(vocab, view):
    """(surface, type) of what brackets name in a text."""
    brackets = Brackets(vocab)

    def find(text: str) -> list[tuple[str, str]]:
        seen = view(text)
        return [(seen.text[c.start : c.end], c.type) for c in brackets.find(seen)]

    return find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依《艾里亞永續航運法》辦理", [("艾里亞永續航運法", "Policy")]),
        ("依〈艾里亞永續航運法〉辦理", [("艾里亞永續航運法", "Policy")]),
        ("《艾里亞航運 2030 願景》", [("艾里亞航運 2030 願景", "Policy")]),
        ("《艾里亞航運白皮書》", []),
        ("《全球航運統計年鑑》", []),
        ("《艾里亞時報》報導", [("艾里亞時報", "Organization")]),
        ("《Alia Times》報導", [("Alia Times", "Organization")]),
        ("推動「航運轉型計畫」", [("航運轉型計畫", "Policy")]),
        ("推動“航运转型计划”", [("航运转型计划", "Policy")]),
        ("「潔淨海洋」計畫上路", [("潔淨海洋", "Policy")]),
        ("通過「潔淨海洋雙十好」", [("潔淨海洋雙十好", "Policy")]),
        ("所謂「潔淨海洋」其實", []),
        ("他說「我們支持，並且感謝。」", []),
        ("「支持」與「反對」", []),
        ("簽署“Alia Shipping Act”", [("Alia Shipping Act", "Policy")]),
        ("“we will not comment”", []),
        ("「亞里斯航運公司」", [("亞里斯航運公司", "Firm")]),
    ],
)
def test_what_brackets_name(found, text: str, expected: list) -> None:
    """《》 holds a policy unless it reads like a writing or a medium; 「」 needs a suffix, a word of policy beside it, or a verb."""
    assert found(text) == expected


@pytest.mark.parametrize("title", ["海天航運年報", "海天航運季報", "海事公報", "航運市場簡報"])
def test_reports_of_a_year_are_no_media(found, title: str) -> None:
    """年報, 季報, 公報 and 簡報 are writings, not papers."""
    assert found(f"《{title}》") == []


def test_known_names_are_left_to_the_gazetteer(found) -> None:
    """A name that the lists know is not guessed at."""
    assert found("《1974年貿易法》") == []


def test_unclosed_brackets_hold_nothing(found) -> None:
    """A bracket without its partner names nothing, and does not swallow the text behind it."""
    assert found("「潔淨海洋計畫上路，《艾里亞航運法》通過") == [("艾里亞航運法", "Policy")]
