"""What many tests share: one vocabulary, one extractor."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.ingest import from_text
from kg.model import Extraction
from kg.pipeline import Extractor
from kg.vocab import Vocabulary, load_vocabulary


@pytest.fixture(scope="session")
def vocab() -> Vocabulary:
    """The vocabulary that ships with kg."""
    return load_vocabulary()


@pytest.fixture(scope="session")
def extract_text(vocab: Vocabulary) -> Callable[[str], Extraction]:
    """Extract from a text as if it were a document."""
    extractor = Extractor(vocab)
    return lambda text: extractor.extract(from_text(text))
