"""The classifier of pairs: what it learns from a few sentences, and what it does to what the rules found."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked import marked

from kg.link import Linker
from kg.model import Claim
from kg.models import CLAIMS
from kg.relate import Classifier, Pairs, Relater, fit_maximum_entropy, label
from kg.vocab import Vocabulary

#: Sentences of a form that no rule knows, with the relation of their two names (None: not related).
TAUGHT = [
    *((f"[Firm|海天{n}]在[Country|越南]紮下了根。", "operatesIn") for n in "甲乙丙丁戊己"),
    *((f"[Firm|海天{n}]想起了[Country|越南]的歌。", None) for n in "甲乙丙丁戊己"),
]


def fitted(vocab: Vocabulary, lessons: list[tuple[str, str | None]], path: Path) -> Path:
    """A folder with a model fitted to marked sentences of two names each."""
    relater, pairs, linker = Relater(vocab), Pairs(vocab), Linker(vocab)
    labelled = []
    for text, relation in lessons:
        document, mentions = marked(text)
        mentions, _ = linker.link(document, mentions)
        for sentence in relater.sentences(document, mentions):
            labelled += [(pair, label(relation, forward=True) if relation else None) for pair in pairs.find(sentence)]
    fit_maximum_entropy(labelled * 3, path / CLAIMS)
    return path


@pytest.fixture(scope="module")
def model(vocab: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model fitted to TAUGHT."""
    return fitted(vocab, TAUGHT, tmp_path_factory.mktemp("model"))


def claims_of(vocab: Vocabulary, text: str, model: Path | None = None) -> list[Claim]:
    """The claims of a marked text, with or without a model."""
    document, mentions = marked(text)
    mentions, entities = Linker(vocab).link(document, mentions)
    relater = Relater(vocab, classifier=Classifier.at(model, vocab) if model else None)
    return list(relater.claims(document, mentions, entities))


def test_what_was_taught_is_found_of_other_names(vocab: Vocabulary, model: Path) -> None:
    """A way to state a relation that no rule knows is recognised for names that were not in the lesson."""
    text = "[Firm|鴻海]在[Country|印度]紮下了根。"
    (claim,) = claims_of(vocab, text, model)

    assert claims_of(vocab, text) == []
    assert (claim.subject, claim.relation, claim.object) == ("firm-hon-hai", "operatesIn", "country-in")
    assert claim.evidence.rule == "operatesIn/learned"
    assert 0.3 <= claim.confidence <= 0.9


def test_what_was_taught_to_be_nothing_is_nothing(vocab: Vocabulary, model: Path) -> None:
    """Two names that merely stand together are not related."""
    assert claims_of(vocab, "[Firm|鴻海]想起了[Country|印度]的歌。", model) == []


def test_a_rule_keeps_relations_the_model_was_not_shown(vocab: Vocabulary, model: Path) -> None:
    """The model has no say on a relation that none of its lessons held."""
    text = "[Country|美國]對[Country|中國]加徵25%關稅。"

    assert {c.relation for c in claims_of(vocab, text)} >= {"imposesTariffOn"}
    assert {c.relation for c in claims_of(vocab, text, model)} >= {"imposesTariffOn"}


def test_a_rule_is_dropped_where_the_model_knows_better(vocab: Vocabulary, tmp_path: Path) -> None:
    """What a rule reads into a sentence that the lessons call unrelated is dropped; elsewhere the rule stands."""
    lessons = [
        *((f"[Firm|海天{n}]在[Country|越南]設廠的傳言不攻自破。", None) for n in "甲乙丙丁戊己"),
        *((f"[Firm|海天{n}]於[Country|越南]設廠生產。", "investsIn") for n in "甲乙丙丁戊己"),
    ]
    path = fitted(vocab, lessons, tmp_path)
    rumour, fact = "[Firm|鴻海]在[Country|印度]設廠的傳言不攻自破。", "[Firm|鴻海]於[Country|印度]設廠生產。"

    assert "investsIn" in {c.relation for c in claims_of(vocab, rumour)}
    assert "investsIn" not in {c.relation for c in claims_of(vocab, rumour, path)}
    assert "investsIn" in {c.relation for c in claims_of(vocab, fact, path)}
