"""該公司, 該法, 我國, 中方: expressions that stand for an entity named elsewhere."""

from __future__ import annotations

import pytest
from marked import marked

from kg.link import Linker


def target(linked, text: str, lang: str = "zh-Hant") -> tuple[str | None, dict[str, str | None]]:
    """The entity of the last mention, and the entities of all by surface."""
    found = linked(text, lang=lang)
    return found[-1][1], dict(found)


@pytest.mark.parametrize(
    ("text", "antecedent"),
    [
        ("[Firm|台積電]擴產，[Firm!|該公司]表示樂觀。", "台積電"),
        ("[Firm|台積電]與[Firm|鴻海]擴產，[Firm!|該公司]表示樂觀。", "鴻海"),
        ("[Firm|台積電]在[Country|美國]擴產，[Firm!|该公司]表示乐观。", "台積電"),
        ("[Policy|海洋安全法]通過。[Policy!|該法]明年生效。", "海洋安全法"),
        ("[Policy|海洋安全法]與[Policy|港口法]通過，[Policy!|該法]明年生效。", "港口法"),
        ("[Organization|海洋委員會]成立，[Organization!|該會]設五處。", "海洋委員會"),
        ("[Country|越南]成長，[Country!|該國]工資上升。", "越南"),
    ],
)
def test_the_nearest_name_of_the_type_is_meant(linked, text: str, antecedent: str) -> None:
    """A reference means the nearest name of its type before it, whatever names of other types stand between."""
    entity, by_surface = target(linked, text)

    assert entity == by_surface[antecedent] is not None


@pytest.mark.parametrize(
    "text",
    [
        "[Firm!|該公司]表示樂觀，[Firm|台積電]擴產。",
        "[Country|美國]擴產，[Firm!|該公司]表示樂觀。",
        "[Firm|台積電]擴產。\n[Firm!|該公司]表示樂觀。",
        "[Firm|台積電]擴產。" + "稅率維持不變。" * 40 + "[Firm!|該公司]表示樂觀。",
    ],
    ids=["after", "other-type", "other-paragraph", "far"],
)
def test_a_reference_to_nothing_is_dropped(linked, text: str) -> None:
    """Without a name of its type shortly before it in the paragraph, a reference is no mention."""
    assert [surface for surface, _ in linked(text) if surface == "該公司"] == []


def test_references_may_chain(linked) -> None:
    """A reference means what the one before it meant."""
    found = linked("[Firm|台積電]擴產，[Firm!|該公司]徵才，[Firm!|該公司]表示樂觀。")

    assert len({entity for _, entity in found}) == 1
    assert len(found) == 3


@pytest.mark.parametrize(("lang", "expected"), [("zh-Hant", "country-tw"), ("zh-Hans", "country-cn")])
def test_our_country_is_the_authors(linked, lang: str, expected: str) -> None:
    """我國 is Taiwan in a Traditional text and China in a Simplified one."""
    assert linked("[Country!|我國]宣布。", lang=lang) == [("我國", expected)]


def test_our_country_is_nobodys_in_english(linked) -> None:
    """Where the author's country is not told by the language, the expression is dropped."""
    assert linked("[Country!|我國] announced.", lang="en") == []


@pytest.mark.parametrize(
    ("surface", "expected"), [("中方", "country-cn"), ("美方", "country-us"), ("日方", "country-jp"), ("韩方", "country-kr")]
)
def test_sides_are_their_country(linked, surface: str, expected: str) -> None:
    """中方 and its kin mean their country without any antecedent."""
    assert linked(f"[Country!|{surface}]回應。") == [(surface, expected)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Firm|台積電]與[Firm|三星]競爭，[Firm!|前者]在[Country|美國]設廠，[Firm!|後者]擴廠。", ["台積電", "三星"]),
        ("[Country|美国]和[Country|中国]达成协议，[Firm!|前者]降税，[Firm!|后者]采购。", ["美国", "中国"]),
        ("[Policy|海洋法] 及 [Policy|港口法]通過。[Firm!|後者]明年生效。", ["港口法"]),
        ("[Firm|台積電]與[Firm|三星]競爭。市場擴大，[Firm!|後者]擴廠。", []),
        ("[Firm|台積電]、[Firm|聯電]與[Firm|三星]競爭，[Firm!|後者]擴廠。", []),
        ("[Firm|台積電]贏過[Firm|三星]，[Firm!|後者]擴廠。", []),
        ("[Firm|台積電]與[Country|美國]協商，[Firm!|後者]同意。", []),
        ("[Firm|台積電]與[Firm|三星]競爭。\n[Firm!|後者]擴廠。", []),
    ],
)
def test_former_and_latter_are_the_two_joined_before(vocab, text: str, expected: list[str]) -> None:
    """前者 and 後者 are the first and the second of two of one type that stand joined before, with its type; else nobody."""
    document, mentions = marked(text)
    found = Linker(vocab).link(document, mentions)[0]
    by_surface = {m.surface: m for m in found}
    meant = [m for m in found if m.surface in ("前者", "後者", "后者")]

    assert [(m.entity, m.type) for m in meant] == [(by_surface[name].entity, by_surface[name].type) for name in expected]
