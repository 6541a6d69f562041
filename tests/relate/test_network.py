"""The network of pairs: what it learns from a few sentences, and that it judges each pair by its own sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from marked import marked

from kg.link import Linker
from kg.relate import LabelledSentence, Network, Pairs, Relater, fit_network, label
from kg.vocab import Vocabulary

TAUGHT = [
    *((f"[Firm|海天{n}]在[Country|越南]紮下了根。", "operatesIn") for n in "甲乙丙丁戊己"),
    *((f"[Firm|海天{n}]想起了[Country|越南]的歌。", None) for n in "甲乙丙丁戊己"),
    *((f"[Country|越南]把[Firm|海天{n}]列入名單。", "restricts") for n in "甲乙丙丁戊己"),
]


def sentences(vocab: Vocabulary, text: str, relation: str | None = None) -> list[LabelledSentence]:
    """The sentences of a marked text with their pairs, each labelled with the relation."""
    document, mentions = marked(text)
    mentions, _ = Linker(vocab).link(document, mentions)
    name = label(relation, forward=True) if relation else None
    return [(s, [(pair, name) for pair in Pairs(vocab).find(s)]) for s in Relater(vocab).sentences(document, mentions)]


@pytest.fixture(scope="module")
def network(vocab: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> Network:
    """A network fitted to TAUGHT."""
    pytest.importorskip("jax", reason="fitting needs JAX")
    path = tmp_path_factory.mktemp("model") / "claims.npz"
    fit_network([s for text, relation in TAUGHT for s in sentences(vocab, text, relation)], vocab, path, epochs=60)
    return Network(vocab, path)


def judged(vocab: Vocabulary, network: Network, text: str) -> list[dict[str, float]]:
    """The probabilities of each pair of a text."""
    return [dict(p) for s, pairs in sentences(vocab, text) for p in network.probabilities(s, [pair for pair, _ in pairs])]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[Firm|鴻海]在[Country|印度]紮下了根。", "operatesIn>"),
        ("[Firm|鴻海]想起了[Country|印度]的歌。", "-"),
        ("[Country|印度]把[Firm|鴻海]列入名單。", "restricts>"),
    ],
)
def test_what_was_taught_is_told_of_other_names(vocab: Vocabulary, network: Network, text: str, wanted: str) -> None:
    """Other names in a sentence like those of the lessons are related as those were."""
    (found,) = judged(vocab, network, text)

    assert max(found, key=found.__getitem__) == wanted
    assert sum(found.values()) == pytest.approx(1, abs=1e-5)


def test_only_labels_that_the_types_allow(vocab: Vocabulary, network: Network) -> None:
    """A country restricts a firm, but no firm a country: the types leave nothing of it."""
    (found,) = judged(vocab, network, "[Firm|鴻海]把[Country|印度]列入名單。")

    assert found["restricts>"] == pytest.approx(0, abs=1e-6)


def test_a_type_that_was_added_later_changes_nothing(vocab: Vocabulary, network: Network, tmp_path: Path) -> None:
    """Where the ontology has a further entity type and a relation of it, known types are judged as before."""
    ontology = vocab.ontology
    wider = replace(vocab, ontology=replace(ontology, types=("Animal", *ontology.types)))
    path = tmp_path / "claims.npz"
    pytest.importorskip("jax", reason="fitting needs JAX")
    lessons = [s for text, relation in TAUGHT for s in sentences(vocab, text, relation)]
    fit_network(lessons, vocab, path, epochs=2)
    text = "[Firm|鴻海]在[Country|印度]紮下了根。"

    assert judged(vocab, Network(wider, path), text) == judged(vocab, Network(vocab, path), text)


def test_a_pair_is_judged_by_its_own_sentence(vocab: Vocabulary, network: Network) -> None:
    """What stands in other sentences changes nothing, and neither does how many pairs are judged at once."""
    first, second = "[Firm|鴻海]在[Country|印度]紮下了根", "[Country|印度]把[Firm|鴻海]、[Firm|和碩]、[Firm|緯創]列入名單。"
    (alone,) = judged(vocab, network, first + "。")
    together = judged(vocab, network, f"{first}。{second}")
    ((sentence, pairs),) = sentences(vocab, second)
    one_by_one = [next(network.probabilities(sentence, [pair])) for pair, _ in pairs]

    assert together[0] == pytest.approx(alone, abs=1e-5)
    assert len(together) == 1 + len(pairs)
    assert all(a == pytest.approx(b, abs=1e-5) for a, b in zip(together[1:], one_by_one, strict=True))


def test_the_same_lessons_give_the_same_network(vocab: Vocabulary, tmp_path: Path) -> None:
    """Fitting twice writes the same bytes."""
    pytest.importorskip("jax", reason="fitting needs JAX")
    lessons = [s for text, relation in TAUGHT for s in sentences(vocab, text, relation)]
    for name in ("one", "two"):
        fit_network(lessons, vocab, tmp_path / name, epochs=2)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
