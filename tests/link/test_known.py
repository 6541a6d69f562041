"""Known names lead to their entity, by spelling first and by context where several share a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import marked

from kg.link import Linker
from kg.link.lookup import Lookup
from kg.vocab import load_vocabulary

VOCAB = load_vocabulary()
LINKER = Linker(VOCAB)
UNIQUE = sorted((names[0].surface, names[0].type, names[0].entity) for names in VOCAB.names.by_key.values() if len(names) == 1)
CN, US = (next(name.entity for name in VOCAB.names.find(surface)) for surface in ("中國商務部", "美國商務部"))


@pytest.mark.parametrize(
    "surface",
    [
        "美國",
        "美国",
        "美 國",
        "美",
        "美方",
        "華府",
        "US",
        "U.S.",
        "USA",
        "United States",
        "united states",
        "ＵＳＡ",
        "美利堅合眾國",
        "美國政府",
    ],
)
def test_every_name_of_a_country_is_that_country(linked, surface: str) -> None:
    """Script, width, abbreviation, capital city and full form of one country are one entity."""
    mark = "Country!" if surface == "美方" else "Country"

    assert linked(f"[{mark}|{surface}]宣布。") == [(surface, "country-us")]


@pytest.mark.parametrize(
    ("surface", "type_", "label"),
    [
        ("臺積電", "Firm", "台積電"),
        ("台积电", "Firm", "台積電"),
        ("TSMC", "Firm", "台積電"),
        ("tsmc", "Firm", "台積電"),
        ("世界贸易组织", "Organization", "WTO"),
        ("特朗普", "Person", "川普"),
        ("Donald Trump", "Person", "川普"),
        ("台湾", "Country", "臺灣"),
        ("RCEP", "Policy", "區域全面經濟夥伴協定"),
    ],
)
def test_a_name_in_any_spelling_is_its_entity(linked, surface: str, type_: str, label: str) -> None:
    """A known name in another script, language or transliteration leads where its usual form leads."""
    assert {entity for _, entity in linked(f"[{type_}|{surface}]與[{type_}|{label}]。")} == {VOCAB.names.find(label)[0].entity}


@pytest.mark.parametrize(("surface", "name"), [("陳主任委員美伶", "陳美伶"), ("王部長美花", "王美花")])
def test_a_title_inside_a_name_does_not_hide_a_known_person(linked, surface: str, name: str) -> None:
    """陳主任委員美伶 is the 陳美伶 whom the lists know."""
    assert VOCAB.names.find(name)

    assert linked(f"[Person|{surface}]主持。") == [(surface, VOCAB.names.find(name)[0].entity)]


@given(st.sampled_from(UNIQUE))
def test_a_name_of_one_entity_is_that_entity(name: tuple[str, str, str]) -> None:
    """Every shipped name that only one entity has leads to it, wherever it stands."""
    surface, type_, entity = name
    if "[" in surface or "|" in surface or "]" in surface:
        return
    document, mentions = marked(f"據報[{type_}|{surface}]宣布。")
    linked, entities = LINKER.link(document, mentions)

    assert [mention.entity for mention in linked] == [entity]
    assert entities == {entity: VOCAB.names.entities[entity]}


def test_the_type_must_fit(vocab) -> None:
    """A name leads only to entities of the mention's type."""
    assert Lookup(vocab).entities("美國", "Firm") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Organization|中國商務部]宣布。", [CN]),
        ("[Organization|美國商務部]宣布。", [US]),
        ("[Organization|美商務部]宣布。", [US]),
        ("[Country|中國]表示，[Organization|商務部]將公布清單。", [CN]),
        ("[Country|美國]表示，[Organization|商務部]將公布清單。", [US]),
        ("[Country|美國]對[Country|中國]設限，[Organization|商務部]回應。", [CN]),
        ("[Person|川普]表示，[Organization|商務部]將公布清單。", [US]),
        ("[Organization|中國商務部]宣布。隨後，[Organization|商務部]又公布清單。", [CN, CN]),
        ("[Organization|美國商務部]宣布。\n次日，[Organization|商務部]又公布清單。", [US, US]),
        ("[Country|中國]表示。" + "稅率維持不變，" * 20 + "[Organization|商務部]宣布。", [CN]),
    ],
)
def test_context_decides_among_entities_of_one_name(linked, text: str, expected: list[str]) -> None:
    """The country named before a shared name in the paragraph decides, then what the document meant before; far countries do not."""
    found = [entity for surface, entity in linked(text) if "商務部" in surface]

    assert found == expected


@pytest.mark.parametrize(("lang", "expected"), [("zh-Hans", CN)])
def test_without_context_the_language_decides(linked, lang: str, expected: str) -> None:
    """A shared name without any country around it is that of the country where such texts are written."""
    assert linked("[Organization|商務部]宣布。", lang=lang) == [("商務部", expected)]


@pytest.mark.parametrize(
    ("surface", "country"),
    [("中國財政部", "CN"), ("美國財政部", "US"), ("臺灣財政部", "TW"), ("台湾财政部", "TW"), ("我國財政部", None)],
)
def test_a_country_before_a_body_says_whose_it_is(vocab, surface: str, country: str | None) -> None:
    """The name of a body with its country before it is the body of that name in that country, in any script."""
    entities = Lookup(vocab).entities(surface, "Organization")

    assert [entity.country for entity in entities] == ([country] if country else [])


@pytest.mark.parametrize(
    ("surface", "type_", "id_"),
    [
        ("經濟部國際貿易局", "Organization", "org-tw-trade"),
        ("经济部国际贸易署", "Organization", "org-tw-trade"),
        ("商務部工業安全局", "Organization", "org-us-bis"),
        ("台積電公司", "Firm", "firm-tsmc"),
        ("台积电有限公司", "Firm", "firm-tsmc"),
        ("Qualcomm Corp.", "Firm", "firm-qualcomm"),
    ],
)
def test_what_stands_around_a_name_does_not_hide_it(linked, surface: str, type_: str, id_: str) -> None:
    """A body is known behind the name of the one above it, a firm with any legal form."""
    assert linked(f"[{type_}|{surface}]宣布。") == [(surface, id_)]


def test_a_body_under_another_of_another_country_is_new(linked) -> None:
    """A name behind that of a body is a known body only if both are of one country."""
    ((_, entity),) = linked("[Organization|經濟產業省國際貿易局]宣布。")

    assert entity is not None
    assert entity.startswith("organization-x")


def test_a_body_of_a_country_without_one_is_new(linked) -> None:
    """A country whose body of that name no list knows gets a new entity, and not that of another country."""
    ((_, entity),) = linked("[Organization|冰島商務部]宣布。")

    assert entity is not None
    assert entity.startswith("organization-x")


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("[Organization|教育部]宣布。", "zh-Hant", "org-tw-moe"),
        ("[Organization|教育部]宣布。", "zh-Hans", "org-cn-moe"),
        ("[Country|韓國]的[Organization|國防部]宣布。", "zh-Hant", "org-kr-mnd"),
        ("[Organization|美國教育部]宣布新制。" + "稅率維持不變，" * 20 + "[Organization|教育部]表示。", "zh-Hant", "org-us-ed"),
        ("[Country|美國]關切此事。[Organization|教育部]表示。", "zh-Hant", "org-tw-moe"),
        ("[Country|美國]與[Organization|美国商会]合作。", "zh-Hans", "org-us-chamber"),
    ],
)
def test_a_bare_name_may_be_that_of_another_country(linked, text: str, lang: str, expected: str) -> None:
    """A body that lists know with its country only goes by its bare name where the country stands right before it, where the document
    named it in full, or where the author's country has no other."""
    assert linked(text, lang=lang)[-1][1] == expected


def test_without_context_a_name_means_what_bears_it(linked) -> None:
    """Of entities that share a name, and nothing tells apart, the one whose proper name it is comes before those with an alias."""
    assert linked("[Policy|印太戰略]推進。", lang="zh-Hans") == [("印太戰略", "policy-us-indo-pacific")]
