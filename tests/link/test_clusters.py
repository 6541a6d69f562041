"""What the text itself says is one entity: equal names, glosses, abbreviations, short forms, persons by title."""

from __future__ import annotations

import pytest


def entities(linked, text: str) -> dict[str, str | None]:
    """The entity of each surface (each has one in these texts)."""
    found = linked(text)
    by_surface = dict(found)
    assert len(by_surface) == len(set(found)), "one surface, two entities"
    return by_surface


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("[Firm|海天航運]宣布。\n[Firm|海天航運]獲利。", "海天航運", "海天航運"),
        ("[Firm|臺海航運]宣布，[Firm|台海航運]獲利。", "臺海航運", "台海航運"),
        ("[Firm|Blue Sea]宣布，[Firm|BLUE SEA]獲利。", "Blue Sea", "BLUE SEA"),
        ("[Firm|海天航運]（[Firm|Haitian Lines]）宣布。", "海天航運", "Haitian Lines"),
        ("[Firm|海天航運]([Firm|Haitian Lines])宣布。", "海天航運", "Haitian Lines"),
        ("《[Policy|海洋法]》（[Policy|Ocean Act]）通過。", "海洋法", "Ocean Act"),
        ("[Organization|海洋會]（[Organization|Ocean Committee], [Organization|OCX]）", "海洋會", "OCX"),
        ("[Firm|海天航運]（下稱「[Firm|海航運]」）宣布。", "海天航運", "海航運"),
        ("[Firm|海天航運]（以下简称“[Firm|海航運]”）宣布。", "海天航運", "海航運"),
        ("[Organization|國際海洋研究中心]成立。[Organization|海洋研究中心]表示。", "國際海洋研究中心", "海洋研究中心"),
        ("[Organization|海洋研究中心]表示。[Organization|國際海洋研究中心]成立。", "國際海洋研究中心", "海洋研究中心"),
        ("[Firm|海天航運公司]宣布。[Firm|海天航運]獲利。", "海天航運公司", "海天航運"),
        ("[Firm|海天航運股份有限公司]宣布。[Firm|海天航运有限公司]获利。", "海天航運股份有限公司", "海天航运有限公司"),
        ("[Firm|Haitian Lines Co., Ltd.] said. [Firm|Haitian Lines] won.", "Haitian Lines Co., Ltd.", "Haitian Lines"),
        ("[Firm|海天精密工業公司]宣布。[Firm|海天精密]獲利。", "海天精密工業公司", "海天精密"),
        ("[Person|林永樂]出席。[Person|林部長]表示。", "林永樂", "林部長"),
        ("[Person|林部長]表示。[Person|林永樂]出席。", "林永樂", "林部長"),
        ("[Person|林部長永樂]出席。[Person|林永樂]表示。", "林部長永樂", "林永樂"),
    ],
)
def test_one_entity(linked, text: str, one: str, other: str) -> None:
    """Equal spelling, a gloss, 下稱, a full and a short form, a surname with its title: two mentions of one entity."""
    found = entities(linked, text)

    assert found[one] == found[other] is not None


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("[Organization|海洋會]（[Organization|Ocean Committee]，簡稱[Organization|OCX]）", "海洋會", "OCX"),
        ("[Firm|海天航運]（Haitian Lines，以下簡稱[Firm|海航運]）宣布。", "海天航運", "海航運"),
        ("[Firm|海天航運]，下稱[Firm|海航運]，宣布。", "海天航運", "海航運"),
    ],
)
def test_one_entity_by_an_abbreviation_behind_a_comma(linked, text: str, one: str, other: str) -> None:
    """簡稱 and 下稱 introduce another name of the name before them also behind a comma."""
    found = entities(linked, text)

    assert found[one] == found[other]


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("[Firm|海天航運]、[Firm|東海航運]宣布。", "海天航運", "東海航運"),
        ("[Firm|海天精密工業]、[Firm|海天精密電子]與[Firm|海天精密]宣布。", "海天精密工業", "海天精密"),
        ("[Firm|海天]與[Firm|海天重機材公司]宣布。", "海天", "海天重機材公司"),
        ("[Firm|Cisco]與[Firm|Cis]宣布。", "Cisco", "Cis"),
        ("[Firm|海天航運]（[Country|日本]）宣布。", "海天航運", "日本"),
        ("[Firm|台積電]（[Firm|Nvidia]）合作。", "台積電", "Nvidia"),
        (
            "[Organization|國際海洋研究中心]、[Organization|亞洲海洋研究中心]與[Organization|海洋研究中心]。",
            "國際海洋研究中心",
            "海洋研究中心",
        ),
        ("[Organization|國際商會]與[Organization|商會]", "國際商會", "商會"),
        ("[Person|林永樂]、[Person|林大文]出席。[Person|林部長]表示。", "林永樂", "林部長"),
        ("[Person|陳永樂]出席。[Person|林部長]表示。", "陳永樂", "林部長"),
        ("[Firm|海天航運]與[Organization|海天航運]", "甲", "乙"),
    ],
)
def test_two_entities(linked, text: str, one: str, other: str) -> None:
    """Neighbours in a list, names of different types, two known names, and short forms of several names stay apart."""
    found = linked(text)
    if (one, other) == ("甲", "乙"):
        assert len({entity for _, entity in found}) == 2
    else:
        by_surface = dict(found)
        assert by_surface[one] != by_surface[other]


def test_a_known_name_lends_itself_to_its_gloss(linked) -> None:
    """An unknown gloss or abbreviation of a known name is the known entity, everywhere in the document."""
    found = linked("[Firm|台積電]（下稱「[Firm|該晶圓廠]」）擴產。\n[Firm|該晶圓廠]獲利。")

    assert {entity for _, entity in found} == {"firm-tsmc"}


def test_a_new_entity_has_its_clearest_name(vocab) -> None:
    """A new entity is labelled by its longest Chinese name and its longest Latin one, the rest are aliases, its class is its suffix's."""
    from marked import marked

    from kg.link import Linker

    document, mentions = marked(
        "[Organization|國際海洋研究中心]（[Organization|Ocean Research Centre], [Organization|ORCX]）；[Organization|海洋研究中心]"
    )
    (entity,) = Linker(vocab).link(document, mentions)[1].values()

    assert entity.labels == {"zh-Hant": "國際海洋研究中心", "en": "Ocean Research Centre"}
    assert entity.aliases == ("ORCX", "海洋研究中心")
    assert (entity.type, entity.cls, entity.known) == ("Organization", "ResearchInstitute", False)


def test_a_person_is_labelled_without_the_title(vocab) -> None:
    """林主任委員永樂 is called 林永樂."""
    from marked import marked

    from kg.link import Linker

    document, mentions = marked("[Person|林主任委員永樂]主持。")
    (entity,) = Linker(vocab).link(document, mentions)[1].values()

    assert entity.label == "林永樂"
