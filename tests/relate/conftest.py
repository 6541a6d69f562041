"""What the tests of the relater share: claims of marked texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from marked import marked

from kg.link import Linker
from kg.model import Claim, Entity
from kg.relate import Relater
from kg.vocab import Vocabulary


@pytest.fixture(scope="session")
def related(vocab: Vocabulary) -> Callable[..., tuple[tuple[Claim, ...], Mapping[str, Entity]]]:
    """The claims of a marked text, and its entities."""
    linker, relater = Linker(vocab), Relater(vocab)

    def relate(text: str, **about: str) -> tuple[tuple[Claim, ...], Mapping[str, Entity]]:
        document, mentions = marked(text, **about)
        mentions, entities = linker.link(document, mentions)
        return relater.claims(document, mentions, entities), entities

    return relate


@pytest.fixture(scope="session")
def claims(related) -> Callable[..., list[Claim]]:
    """The claims of one relation in a marked text, in reading order."""
    return lambda text, relation, **about: [claim for claim in related(text, **about)[0] if claim.relation == relation]


@pytest.fixture(scope="session")
def triples(vocab: Vocabulary) -> Callable[..., set[tuple[str, str, str]]]:
    """(subject surface, relation, object surface) of the claims of a marked text."""
    linker, relater = Linker(vocab), Relater(vocab)

    def find(text: str, **about: str) -> set[tuple[str, str, str]]:
        document, mentions = marked(text, **about)
        mentions, entities = linker.link(document, mentions)
        surfaces = {mention.id: mention.surface for mention in mentions}
        found = relater.claims(document, mentions, entities)
        return {(surfaces[claim.evidence.subject], claim.relation, surfaces[claim.evidence.object]) for claim in found}

    return find
