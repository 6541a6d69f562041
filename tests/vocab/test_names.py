"""Known names: files, countries, the index; and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import VocabularyError
from kg.vocab import load_vocabulary
from kg.vocab.names import load_names

FIRM = {"id": "firm-acme", "type": "Firm", "zh_hant": "艾克美國際", "en": "Acme Example"}
ENTITIES = sorted(load_vocabulary().names.entities.values(), key=lambda entity: entity.id)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": "Firm-Acme"}, "lower-case"),
        ({"id": "firm acme"}, "lower-case"),
        ({"id": "firm-艾克美"}, "lower-case"),
        ({"id": "firm"}, "lower-case"),
        ({"id": ""}, "lower-case"),
        ({"id": "org-acme"}, "begin like its type"),
        ({"type": "Company"}, "begin like its type"),
        ({"type": "Firma"}, "unknown type 'Firma'"),
        ({"class": "Company"}, "'Company' is no class of Firm"),
        ({"class": "GovernmentBody"}, "'GovernmentBody' is no class of Firm"),
        ({"zh_hant": "", "en": ""}, "needs a name"),
        ({"wikidata": "713418"}, "no Wikidata id"),
        ({"wikidata": "Q"}, "no Wikidata id"),
        ({"wikidata": "https://www.wikidata.org/wiki/Q713418"}, "no Wikidata id"),
        ({"aliases": "艾"}, "alias '艾' is too short"),
        ({"aliases": "艾克美|A?"}, "alias 'A?' is too short"),
    ],
    ids=lambda value: "-".join(f"{key}={cell}" for key, cell in value.items()) if isinstance(value, dict) else None,
)
def test_a_wrong_row_is_refused_with_its_place(row: dict, reason: str, names_file, ontology) -> None:
    """A row that breaks a rule of the format is refused with file, line and reason."""
    folder = names_file({"id": "firm-other", "type": "Firm", "en": "Other Example"}, FIRM | row)

    with pytest.raises(VocabularyError) as caught:
        load_names(folder, ontology)

    assert (caught.value.path, caught.value.line) == (folder / "some.csv", 3)
    assert reason in caught.value.reason


def test_an_id_is_taken_once_in_all_files(names_file, ontology) -> None:
    """An id that an earlier file has is refused, and the refusal says who has it."""
    names_file(FIRM, name="a.csv")
    folder = names_file({"id": "firm-x", "type": "Firm", "en": "Ex Example"}, FIRM, name="b.csv")

    with pytest.raises(VocabularyError) as caught:
        load_names(folder, ontology)

    assert (caught.value.path.name, caught.value.line) == ("b.csv", 3)
    assert "firm-acme is already taken by a.csv:2" in caught.value.reason


def test_an_unknown_country_code_is_refused(names_file, ontology) -> None:
    """The country of a name is an ISO 3166-1 alpha-2 code (or EU), as the linker compares codes."""
    with pytest.raises(VocabularyError):
        load_names(names_file(FIRM | {"country": "Taiwan"}), ontology)


def test_a_row_becomes_an_entity(names_file, ontology) -> None:
    """Labels by language, sorted aliases, identifiers, country and class of a row are those of its entity."""
    row = FIRM | {"class": "Bank", "zh_hans": "艾克美国际", "aliases": "Acme|艾克美", "country": "TW", "wikidata": "Q1"}
    entity = load_names(names_file(row), ontology).entities["firm-acme"]

    assert (entity.type, entity.cls, entity.country, entity.known) == ("Firm", "Bank", "TW", True)
    assert entity.labels == {"zh-Hant": "艾克美國際", "zh-Hans": "艾克美国际", "en": "Acme Example"}
    assert entity.aliases == ("Acme", "艾克美")
    assert entity.identifiers == {"wikidata": "Q1"}


def test_the_class_defaults_to_the_type(names_file, ontology) -> None:
    """A row without a class is of its type's class, a row without a country has none."""
    entity = load_names(names_file(FIRM), ontology).entities["firm-acme"]

    assert (entity.cls, entity.country) == ("Firm", None)


def test_the_simplified_label_is_derived(names_file, ontology) -> None:
    """Where a row gives no Simplified name, the Traditional one is converted; where it gives one, that stands."""
    other = {"id": "firm-other", "type": "Firm", "zh_hant": "輝達", "zh_hans": "英伟达", "en": "Other Example"}
    entities = load_names(names_file(FIRM | {"zh_hant": "聯華電業"}, other), ontology).entities

    assert entities["firm-acme"].labels["zh-Hans"] == "联华电业"
    assert entities["firm-other"].labels["zh-Hans"] == "英伟达"


@pytest.mark.parametrize(
    "surface", ["艾克美國際", "艾克美国际", "acme example", "ACME EXAMPLE", "Ａcme　Example", "Acme  Example", "艾克 美國際"]
)
def test_a_name_is_found_in_any_spelling(surface: str, names_file, ontology) -> None:
    """Script, width, case and spaces do not matter for look-up."""
    names = load_names(names_file(FIRM), ontology)

    assert [name.entity for name in names.find(surface)] == ["firm-acme"]


def test_a_weak_alias_is_an_alias_marked_weak(names_file, ontology) -> None:
    """An alias that ends in ? is listed and found without it, and says that it is weak; the other names do not."""
    names = load_names(names_file(FIRM | {"aliases": "高峰?|艾克美"}), ontology)

    assert names.entities["firm-acme"].aliases == ("艾克美", "高峰")
    assert [name.weak for name in names.find("高峰")] == [True]
    assert [name.weak for name in names.find("艾克美")] == [False]
    assert names.find("高峰?") == ()


def test_a_weak_label_is_a_label_marked_weak(names_file, ontology) -> None:
    """A label may be weak too, and is shown without its mark."""
    names = load_names(names_file(FIRM | {"en": "Target?"}), ontology)

    assert names.entities["firm-acme"].labels["en"] == "Target"
    assert [name.weak for name in names.find("target")] == [True]


def test_the_simplified_form_of_a_weak_label_is_weak(names_file, ontology) -> None:
    """A weak label is no surer where a text writes it in Simplified characters, and its derived form carries no mark."""
    names = load_names(names_file(FIRM | {"zh_hant": "聯合?"}), ontology)

    assert names.entities["firm-acme"].labels["zh-Hans"] == "联合"
    assert [name.weak for surface in ("聯合", "联合") for name in names.find(surface)] == [True, True]


def test_entities_may_share_a_name(names_file, ontology) -> None:
    """A name of two entities is found as both, sorted by id; context decides elsewhere."""
    other = {"id": "firm-abba", "type": "Firm", "en": "Abba Example", "aliases": "艾克美國際"}
    names = load_names(names_file(FIRM, other), ontology)

    assert [name.entity for name in names.find("艾克美國際")] == ["firm-abba", "firm-acme"]


@pytest.mark.parametrize(
    ("id_", "labels"),
    [
        ("country-us", {"zh-Hant": "美國", "zh-Hans": "美国", "en": "United States"}),
        ("country-jp", {"zh-Hant": "日本", "zh-Hans": "日本", "en": "Japan"}),
        ("country-is", {"zh-Hant": "冰島", "zh-Hans": "冰岛", "en": "Iceland"}),
        ("country-pw", {"zh-Hant": "帛琉", "zh-Hans": "帕劳", "en": "Palau"}),
    ],
)
def test_every_country_is_known_without_a_file(id_: str, labels: dict, tmp_path, ontology) -> None:
    """Countries come from CLDR and ISO 3166 with names in three languages, their code as identifier and home."""
    entity = load_names(tmp_path, ontology).entities[id_]

    assert entity.labels == labels
    assert entity.identifiers == {"iso3166": id_.removeprefix("country-").upper()}
    assert (entity.type, entity.country, entity.known) == ("Country", entity.identifiers["iso3166"], True)


def test_no_country_is_missing(tmp_path, ontology) -> None:
    """All countries and territories of ISO 3166-1 are there, each with its name in three languages."""
    entities = load_names(tmp_path, ontology).entities.values()

    assert len(entities) >= 249
    assert {tuple(sorted(entity.labels)) for entity in entities} == {("en", "zh-Hans", "zh-Hant")}


def test_a_row_for_a_country_adds_to_it(names_file, ontology) -> None:
    """A row of a country that CLDR knows wins with its label and adds its names; nothing known before is lost."""
    row = {"id": "country-pw", "type": "Country", "zh_hant": "帛琉共和", "aliases": "帛國", "wikidata": "Q695", "country": "PW"}
    names = load_names(names_file(row), ontology)
    entity = names.entities["country-pw"]

    assert entity.labels["zh-Hant"] == "帛琉共和"
    assert entity.labels["en"] == "Palau"
    assert entity.identifiers == {"iso3166": "PW", "wikidata": "Q695"}
    assert {name.entity for surface in ("帛琉", "帛國", "帛琉共和", "Palau", "帕劳") for name in names.find(surface)} == {"country-pw"}


def test_a_label_gives_its_own_simplified_form_to_a_country(names_file, ontology) -> None:
    """A country's new Traditional label does not lose the Simplified name that CLDR has."""
    entity = load_names(names_file({"id": "country-pw", "type": "Country", "zh_hant": "帛國島"}), ontology).entities["country-pw"]

    assert entity.labels["zh-Hans"] == "帕劳"


@given(st.sampled_from(ENTITIES))
def test_every_shipped_entity_is_found_by_its_names(entity) -> None:
    """Look-up by any label or alias of two characters or more gives the entity, among others perhaps."""
    names = load_vocabulary().names
    surfaces = [name for name in (*entity.labels.values(), *entity.aliases) if len(name) > 1]

    assert all(entity.id in {name.entity for name in names.find(surface)} for surface in surfaces)


def test_every_shipped_entity_is_found_by_its_label() -> None:
    """No label of the shipped lists is lost in the index, and every entity has at least one and a class of its type."""
    vocab = load_vocabulary()
    lost = [e.id for e in ENTITIES for label in e.labels.values() if e.id not in {name.entity for name in vocab.names.find(label)}]

    assert lost == []
    assert all(entity.labels and vocab.ontology.classes[entity.cls].type == entity.type for entity in ENTITIES)
