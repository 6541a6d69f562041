"""What the tests of the library for analysts share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from factories import nasty_graph, sample_graph

import kg


@pytest.fixture(scope="session")
def g() -> kg.Graph:
    """A small graph of everything that a claim can carry."""
    return kg.Graph(sample_graph())


@pytest.fixture(scope="session")
def nasty() -> kg.Graph:
    """A graph whose every text is hostile."""
    return kg.Graph(nasty_graph())


@pytest.fixture
def plt() -> Iterator[object]:
    """matplotlib, without a screen, and without figures afterwards."""
    mpl = pytest.importorskip("matplotlib", reason="pictures need the extra 'notebooks'")
    mpl.use("Agg")
    from matplotlib import pyplot

    yield pyplot
    pyplot.close("all")
