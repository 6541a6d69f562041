"""A body named in full is named again by the word that its name ends in."""

from __future__ import annotations

import pytest

from kg.annotate import Annotator, Candidate
from kg.annotate.shortforms import ShortForms
from kg.ingest import from_text
from kg.link import Linker


def found(vocab, view, surfaces, full: list[str], text: str) -> list[str]:
    """The short forms in ``text``, which follows blocks that name the bodies in ``full``."""
    views = [*map(view, full), view(text)]
    names = [[Candidate(0, len(name), "Organization", "suffix", 0.7)] for name in full]
    return surfaces(views[-1], list(ShortForms(vocab).find(views, [*names, []]))[-1])


@pytest.mark.parametrize(
    ("full", "text", "expected"),
    [
        (["海洋科技大聯盟"], "聯盟成員在聯盟的邀請下參與聯盟運作。", ["聯盟", "聯盟", "聯盟"]),
        (["海洋科技大聯盟"], "兩國結成策略聯盟，該聯盟與軍事聯盟無關。", []),
        (["海洋科技協會"], "由協會主辦，協會會員出席。", ["協會", "協會"]),
        (["海洋科技委員會"], "委員會議在委員會召開。", ["委員會"]),
        (["海洋科技中心", "山林研究中心"], "中心將協助企業。", []),
        (["海洋科技中心", "海洋科技中心", "山林研究中心"], "中心將協助企業。", ["中心"]),
        ([], "聯盟將協助企業。", []),
    ],
)
def test_where_a_body_is_named_by_its_kind(vocab, view, surfaces, full: list[str], text: str, expected: list[str]) -> None:
    """A bare word stands for the body whose name ends in it, if one alone is told often enough, and never inside another word."""
    assert found(vocab, view, surfaces, full, text) == expected


def test_a_short_form_is_the_entity_of_the_full_name(vocab) -> None:
    """The linker takes the short form for the body named before."""
    document = from_text("國發會籌組海洋科技大聯盟。\n\n企業參與聯盟的運作。")
    mentions, entities = Linker(vocab).link(document, Annotator(vocab).mentions(document))
    named = {m.surface: m.entity for m in mentions}

    assert named["聯盟"] == named["海洋科技大聯盟"]
    assert entities[named["聯盟"]].label == "海洋科技大聯盟"
