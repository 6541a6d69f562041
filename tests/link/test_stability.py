"""Ids do not depend on the document, entities of several documents not on their order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import marked

from kg.link import Linker, merged
from kg.model import Entity
from kg.vocab import load_vocabulary

LINKER = Linker(load_vocabulary())
PIECES = (
    "[Firm|海天航運股份有限公司]（下稱[Firm|海天]）宣布。", "[Firm|海天航運公司]獲利。", "[Firm|海天航運]（[Firm|Haitian Lines]）擴張。",
    "[Organization|國際海洋研究中心]成立。", "[Organization|海洋研究中心]表示。", "[Policy|海洋安全法]通過。",
)  # fmt: skip
NAMES = st.sampled_from(["海天航運", "海天航运公司", "Haitian Lines", "Haitian", "HTL"])


@st.composite
def versions(draw: st.DrawFn) -> dict[str, Entity]:
    """The entities of one document, some of them under the same ids as in others."""
    entities = {}
    for id_ in draw(st.lists(st.sampled_from(["firm-x1", "firm-x2"]), max_size=2, unique=True)):
        langs = draw(st.lists(st.sampled_from(["zh-Hant", "zh-Hans", "en"]), min_size=1, max_size=3, unique=True))
        labels = {lang: draw(NAMES) for lang in langs}
        aliases = tuple(sorted(set(draw(st.lists(NAMES, max_size=3))) - set(labels.values())))
        entities[id_] = Entity(id_, "Firm", "Firm", labels, aliases)
    return entities


@given(st.lists(versions(), max_size=5), st.randoms(use_true_random=False))
def test_merging_ignores_the_order_of_documents(documents: list[dict[str, Entity]], shuffler: random.Random) -> None:
    """The same documents in any order give the same entities, in the same order."""
    shuffled = list(documents)
    shuffler.shuffle(shuffled)

    assert list(merged(shuffled).items()) == list(merged(documents).items())


@given(st.lists(versions(), max_size=5))
def test_merging_loses_no_name(documents: list[dict[str, Entity]]) -> None:
    """Every label and alias of any version is a label or alias of the merged entity."""
    together = merged(documents)
    for document in documents:
        for id_, entity in document.items():
            names = {*together[id_].labels.values(), *together[id_].aliases}
            assert {*entity.labels.values(), *entity.aliases} <= names


@given(st.lists(versions(), max_size=4))
def test_merging_twice_changes_nothing(documents: list[dict[str, Entity]]) -> None:
    """Merged entities are merged, also with what they were merged from."""
    once = merged(documents)

    assert merged([once]) == once
    assert merged([once, *documents]) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[Firm|海天航運公司]宣布。", "另據報導，[Firm|海天航運公司]獲利。"),
        ("[Firm|臺海航運公司]宣布。", "[Firm|台海航運公司]獲利。"),
        ("[Firm|Blue Sea Lines]宣布。", "[Firm|BLUE SEA LINES] won."),
        ("[Person|林主任委員永樂]主持。", "[Person|林永樂]出席。"),
        ("[Firm|海天航運公司]（[Firm|Haitian Lines]）宣布。", "[Firm|海天航運公司]獲利。"),
    ],
)
def test_an_unknown_name_has_one_id_in_all_documents(vocab, one: str, other: str) -> None:
    """An entity that no list knows has the same id in every document that names it, in any spelling of the same letters."""
    ids = []
    for number, text in enumerate((one, other)):
        document, mentions = marked(text, id_=f"doc-{number}")
        ids.append(Linker(vocab).link(document, mentions)[0][0].entity)

    assert ids[0] == ids[1]


def test_an_unknown_name_has_one_id_in_both_scripts(vocab) -> None:
    """A name that no list knows is the same entity in a Traditional and in a Simplified document."""
    ids = set()
    for text, lang in (("[Firm|海天航運公司]宣布。", "zh-Hant"), ("[Firm|海天航运公司]宣布。", "zh-Hans")):
        document, mentions = marked(text, lang=lang)
        ids |= set(Linker(vocab).link(document, mentions)[1])

    assert len(ids) == 1


def test_different_types_have_different_ids(vocab) -> None:
    """One spelling under two types is two entities, each with an id that begins like its type."""
    document, mentions = marked("[Firm|海天航運]與[Organization|海天航運]。")
    ids = sorted(Linker(vocab).link(document, mentions)[1])

    assert [id_.split("-")[0] for id_ in ids] == ["firm", "organization"]


def test_known_entities_stay_as_the_vocabulary_has_them() -> None:
    """Merging leaves a known entity as it is."""
    entity = load_vocabulary().names.entities["country-us"]

    assert merged([{"country-us": entity}, {"country-us": entity}]) == {"country-us": entity}


@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4), min_size=1, max_size=4), st.integers(0, 4))
@settings(max_examples=40, deadline=None)
def test_a_grown_corpus_keeps_the_ids(documents: list[list[str]], first: int) -> None:
    """Every mention of an unknown entity has the same id whichever documents come along, and none is lost among the merged."""
    linked = [LINKER.link(*marked("\n".join(pieces), id_=f"doc-{n}")) for n, pieces in enumerate(documents)]
    small, grown = (merged([entities for _, entities in some]) for some in (linked[:first], linked))

    assert small.keys() <= grown.keys()
    for mentions, _ in linked[:first]:
        assert all(mention.surface in _names(grown[str(mention.entity)]) for mention in mentions)


def _names(entity: Entity) -> set[str]:
    return {*entity.labels.values(), *entity.aliases}
