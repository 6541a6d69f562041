"""What the tests of the linker share: linking of marked texts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from marked import marked

from kg.link import Linker
from kg.vocab import Vocabulary


@pytest.fixture(scope="session")
def linked(vocab: Vocabulary) -> Callable[..., list[tuple[str, str | None]]]:
    """(surface, entity id) of the mentions of a marked text, in reading order."""
    linker = Linker(vocab)

    def link(text: str, *, lang: str = "zh-Hant") -> list[tuple[str, str | None]]:
        document, mentions = marked(text, lang=lang)
        return [(mention.surface, mention.entity) for mention in linker.link(document, mentions)[0]]

    return link
