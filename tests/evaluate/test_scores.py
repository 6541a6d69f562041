"""Precision and recall: perfection scores one, every known mistake is counted once and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from marked import marked

from kg.evaluate import Evaluation, Passage, Score, evaluate, read_passage
from kg.model import Claim, Entity, Evidence, Extraction, Qualifiers, Span

TEXT = "[Country|美國]對[Country|中國]的[Product|鋼鐵]加徵關稅，[Firm|台積電]與[Firm|鴻海]合作，[Country|美]方宣布。"
PASSAGE = """# document: report.txt
# lines: 1-1

[1 Country|美國]對[2 Country|中國]的[3 Product|鋼鐵]加徵關稅，[4 Firm|台積電]與[5 Firm|鴻海]合作，[6 Country|美]方宣布。

@ 1 = 6
> 1 imposesTariffOn 2 date=2018-07
> 1 imposesTariffOn 3
> 4 cooperatesWith 5
"""
ENTITIES = {"m1": "us", "m2": "cn", "m3": "steel", "m4": "tsmc", "m5": "foxconn", "m6": "us"}


def made(subject: str, relation: str, object_: str, when: str | None = None) -> Claim:
    """A claim between two mentions."""
    evidence = Evidence("doc-marked", Span(0, 5), "…", None, "rule", subject, object_)
    id_ = f"{subject}{relation}{object_}{when}"
    return Claim(id_, ENTITIES[subject], relation, ENTITIES[object_], Qualifiers(when=when), evidence, 0.8)


PERFECT = (made("m1", "imposesTariffOn", "m2", "2018-07"), made("m1", "imposesTariffOn", "m3"), made("m4", "cooperatesWith", "m5"))


@pytest.fixture(scope="module")
def passage(vocab, tmp_path_factory) -> Passage:
    """The annotated passage."""
    path: Path = tmp_path_factory.mktemp("gold") / "some.gold"
    path.write_text(PASSAGE, encoding="utf-8")
    return read_passage(path, vocab.ontology)


@pytest.fixture
def scored(vocab, passage) -> Callable[..., Evaluation]:
    """The evaluation of an extraction with these claims and, where a text is given, its mentions."""

    def score(claims: tuple[Claim, ...] = PERFECT, text: str = TEXT, drop: tuple[str, ...] = ()) -> Evaluation:
        document, mentions = marked(text)
        linked = tuple(replace(m, entity=ENTITIES.get(m.id, m.id)) for m in mentions if m.id not in drop)
        entities = {m.entity: Entity(m.entity, m.type, m.type, {"en": m.surface}) for m in linked if m.entity}
        return evaluate([passage], {"report.txt": Extraction(document, linked, entities, claims)}, vocab.ontology)

    return score


def counts(score: Score) -> tuple[int, int, int]:
    """(right, found, annotated)."""
    return score.right, score.found, score.gold


def test_a_perfect_extraction_scores_one(scored) -> None:
    """What finds exactly what is annotated has precision, recall and F1 of one, and no errors."""
    result = scored()

    assert (result.mentions.precision, result.mentions.recall, result.mentions.f1) == (1.0, 1.0, 1.0)
    assert (result.claims.precision, result.claims.recall, result.claims.f1) == (1.0, 1.0, 1.0)
    assert (counts(result.mentions), counts(result.claims)) == ((6, 6, 6), (3, 3, 3))
    assert result.errors == ()


def test_an_empty_extraction_scores_zero(scored) -> None:
    """What finds nothing has zero of everything, and every annotated item is named as missed."""
    result = scored((), "美國對中國的鋼鐵加徵關稅，台積電與鴻海合作，美方宣布。")

    assert (result.mentions.f1, result.claims.f1) == (0.0, 0.0)
    assert (counts(result.mentions), counts(result.claims)) == ((0, 0, 6), (0, 0, 3))
    assert len(result.errors) == 9


def test_a_missed_name_is_counted(scored) -> None:
    """A name that was not found lowers the recall of its type, and its claims are missed."""
    result = scored(PERFECT[:1] + PERFECT[2:], drop=("m3",))

    assert counts(result.types["Product"]) == (0, 0, 1)
    assert counts(result.relations["imposesTariffOn"]) == (1, 1, 2)
    assert result.errors == ("some.gold: missed Product 鋼鐵", "some.gold: missed claim 美國 imposesTariffOn 鋼鐵")


def test_a_spurious_name_is_counted(scored) -> None:
    """A name that is none lowers the precision of its type."""
    result = scored(text=TEXT.replace("宣布", "[Policy|宣布]"))

    assert counts(result.types["Policy"]) == (0, 1, 0)
    assert result.errors == ("some.gold: spurious Policy 宣布",)


def test_a_wrong_type_is_two_mistakes(scored) -> None:
    """A name of the wrong type is missed under one type and spurious under the other."""
    result = scored(text=TEXT.replace("[Product|鋼鐵]", "[Sector|鋼鐵]"))

    assert counts(result.types["Product"]) == (0, 0, 1)
    assert counts(result.types["Sector"]) == (0, 1, 0)


def test_wrong_edges_are_two_mistakes_but_keep_the_claim(scored) -> None:
    """A name found too long is missed and spurious; its claim still counts, as the ends overlap the annotated ones."""
    result = scored(text=TEXT.replace("[Product|鋼鐵]加徵", "[Product|鋼鐵加徵]"))

    assert counts(result.types["Product"]) == (0, 1, 1)
    assert counts(result.claims) == (3, 3, 3)


def test_a_missed_claim_is_counted(scored) -> None:
    """A claim that was not found lowers recall only."""
    result = scored(PERFECT[1:])

    assert counts(result.relations["imposesTariffOn"]) == (1, 1, 2)
    assert result.errors == ("some.gold: missed claim 美國 imposesTariffOn 中國",)


def test_a_spurious_claim_is_counted(scored) -> None:
    """A claim that the annotator did not see lowers precision only."""
    result = scored((*PERFECT, made("m4", "suppliesTo", "m5")))

    assert counts(result.relations["suppliesTo"]) == (0, 1, 0)
    assert result.errors == ("some.gold: spurious claim 台積電 suppliesTo 鴻海",)


def test_a_reversed_claim_is_wrong_unless_symmetric(scored) -> None:
    """Ends the wrong way round are a miss and a spurious claim; for a symmetric relation they are right."""
    reversed_ = scored((made("m2", "imposesTariffOn", "m1"), *PERFECT[1:]))
    symmetric = scored((*PERFECT[:2], made("m5", "cooperatesWith", "m4")))

    assert counts(reversed_.relations["imposesTariffOn"]) == (1, 2, 2)
    assert counts(symmetric.claims) == (3, 3, 3)


def test_any_mention_of_the_entity_is_right(scored) -> None:
    """A claim drawn from another mention of the annotated entity is the annotated claim, and counts once."""
    result = scored((made("m6", "imposesTariffOn", "m2", "2018-07"), *PERFECT))

    assert counts(result.relations["imposesTariffOn"]) == (2, 2, 2)


def test_a_claim_about_a_name_that_is_none_is_spurious(scored) -> None:
    """A claim with an end that no annotated name overlaps lowers precision."""
    evidence = Evidence("doc-marked", Span(0, 5), "…", None, "rule", "m1", "m7")
    stray = Claim("stray", "us", "promotes", "m7", Qualifiers(), evidence, 0.8)
    result = scored((*PERFECT, stray), text=TEXT.replace("宣布", "[Policy|宣布]"))

    assert counts(result.relations["promotes"]) == (0, 1, 0)


def test_names_outside_the_passage_do_not_count(scored) -> None:
    """What an extraction finds in other lines of the document is neither right nor wrong."""
    result = scored(text=TEXT + "\n[Country|日本]的[Firm|索尼]。")

    assert counts(result.mentions) == (6, 6, 6)


def test_passages_add_up(vocab, passage, scored) -> None:
    """The scores of two passages are the sum of their counts."""
    document, mentions = marked(TEXT)
    linked = tuple(replace(m, entity=ENTITIES[m.id]) for m in mentions)
    extraction = Extraction(document, linked, {}, PERFECT)
    result = evaluate([passage, passage], {"report.txt": extraction}, vocab.ontology)

    assert (counts(result.mentions), counts(result.claims)) == ((12, 12, 12), (6, 6, 6))


@pytest.mark.parametrize(
    ("counted", "expected"),
    [((0, 0, 0), (0.0, 0.0, 0.0)), ((1, 2, 4), (0.5, 0.25, 1 / 3)), ((0, 3, 0), (0.0, 0.0, 0.0)), ((2, 2, 2), (1.0, 1.0, 1.0))],
)
def test_figures_of_a_score(counted: tuple, expected: tuple) -> None:
    """Precision, recall and F1 follow from the counts, and are zero where nothing was found or annotated."""
    score = Score(*counted)

    assert (score.precision, score.recall, score.f1) == pytest.approx(expected)
