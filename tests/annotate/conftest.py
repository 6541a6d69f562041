"""What the tests of the annotators share: the view of a text, and what one annotator finds in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from kg.annotate import Candidate, View
from kg.model import Block


@pytest.fixture(scope="session")
def view() -> Callable[[str], View]:
    """The view of a paragraph."""
    return lambda text: View.of(Block(0, "paragraph", text, tuple(range(len(text)))))


@pytest.fixture(scope="session")
def surfaces() -> Callable[[View, Iterable[Candidate]], list[str]]:
    """The texts of candidates in reading order, longer ones first where they begin together."""
    return lambda view, found: [view.text[c.start : c.end] for c in sorted(found, key=lambda c: (c.start, -c.end, c.type))]
