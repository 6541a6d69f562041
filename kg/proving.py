"""Whether rules do what their own examples say: a pattern that matches none of them can hardly match anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kg.ingest import from_text
from kg.model import Document, Mention
from kg.relate import Relater
from kg.relate.engine import Engine
from kg.vocab import Rule, Vocabulary
from kg.vocab.rules import Example


def unproved(vocab: Vocabulary, names: Callable[[Document], Sequence[Mention]]) -> Iterator[Rule]:
    """Yield the rules that match in none of their own examples.

    Args:
        names: finds the mentions of a document; the names that an example marks take their place.
    """
    relater = Relater(vocab)
    for rule in vocab.rules:
        engine = Engine(replace(vocab, rules=(rule,)))
        if not any(_matches(engine, relater, example, names) for example in rule.examples):
            yield rule


def _matches(engine: Engine, relater: Relater, example: Example, names: Callable[[Document], Sequence[Mention]]) -> bool:
    document = from_text(example.text)
    mentions = [replace(m, entity=m.surface) for m in example.mentions(document, names(document))]
    before = None
    for sentence in relater.sentences(document, mentions):
        if any(engine.matches(sentence, before)):
            return True
        before = sentence
    return False
