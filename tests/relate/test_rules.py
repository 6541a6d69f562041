"""Every relation rule's own examples and counter-examples are its tests."""

from __future__ import annotations

from functools import cache

import pytest

from kg.annotate import Annotator, Tagger
from kg.ingest import from_text
from kg.link import Linker
from kg.model import Extraction
from kg.models import MODELS, NAMES
from kg.relate import Relater
from kg.vocab import Rule, load_vocabulary
from kg.vocab.rules import Example

RULES = load_vocabulary().rules
EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples]
COUNTERS = [(rule, text) for rule in RULES for text in rule.counters]


def found(extraction: Extraction, rule: Rule) -> set[tuple[str, str]]:
    """The pairs of surfaces between which a rule found its relation."""
    surfaces = {mention.id: mention.surface for mention in extraction.mentions}
    return {(surfaces[c.evidence.subject], surfaces[c.evidence.object]) for c in extraction.claims if c.relation == rule.relation}


@cache
def stages() -> tuple[Annotator, Linker, Relater]:
    """The stages that an example runs through."""
    vocab = load_vocabulary()
    return Annotator(vocab, tagger=Tagger(vocab, MODELS / NAMES)), Linker(vocab), Relater(vocab)


def extracted(example: Example) -> Extraction:
    """What is extracted from an example, with the names that it marks in place of those found there."""
    annotator, linker, relater = stages()
    document = from_text(example.text)
    linked, entities = linker.link(document, example.mentions(document, annotator.mentions(document)))
    return Extraction(document, linked, entities, relater.claims(document, linked, entities))


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.id}-{example.text[:14]}" for rule, example in EXAMPLES])
def test_a_rule_finds_its_examples(rule, example) -> None:
    """The relation is found between the named ends of the example."""
    expected = set(example.claims)
    actual = found(extracted(example), rule)
    if rule.relation in ("cooperatesWith", "competesWith", "negotiatesWith"):
        actual |= {(b, a) for a, b in actual}

    assert expected <= actual


@pytest.mark.parametrize(("rule", "text"), COUNTERS, ids=[f"{rule.id}-{text[:14]}" for rule, text in COUNTERS])
def test_a_rule_leaves_its_counter_example_alone(rule, text, extract_text) -> None:
    """The rule itself draws nothing from the counter-example."""
    claims = [claim for claim in extract_text(text).claims if claim.evidence.rule == rule.id]

    assert claims == []


def test_no_rule_is_lost() -> None:
    """Every relation of the ontology has rules, and every rule brings at least two examples and a counter-example."""
    relations = set(load_vocabulary().ontology.relations)

    assert {rule.relation for rule in RULES} == relations
    assert len(EXAMPLES) >= 2 * len(RULES)
    assert len(COUNTERS) >= len(RULES)
