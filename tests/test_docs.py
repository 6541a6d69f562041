"""The documentation: recipes that run, and names that exist. Its Python examples are run by pytest, its links are checked by mkdocs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from factories import sample_graph

import kg

DOCS = Path(__file__).parent.parent / "docs"
RECIPES = re.findall(r"^```sparql\n(.*?)^```", (DOCS / "sparql-cookbook.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def g() -> kg.Graph:
    """A small graph of everything that a claim can carry."""
    return kg.Graph(sample_graph())


def test_there_are_recipes() -> None:
    """The cookbook holds queries."""
    assert len(RECIPES) >= 8


@pytest.mark.parametrize("recipe", RECIPES, ids=range(len(RECIPES)))
def test_a_recipe_runs_and_finds_something(recipe: str, g: kg.Graph) -> None:
    """Every query of the cookbook is answered by a graph that holds a claim or two of each kind, if it is asked for its firms."""
    here = recipe.replace("台積電", "艾可").replace("firm-hon-hai", "firm-acme")

    assert not g.query(here).empty


def test_the_reference_holds_every_public_name() -> None:
    """Whatever ``import kg`` offers stands in the reference."""
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    named = {name for name in kg.__all__ if f"::: kg.{name}\n" in text}
    whole = {name for name in kg.__all__ if getattr(kg, name).__module__ in ("kg.model", "kg.errors")}

    assert named | whole == set(kg.__all__)
    assert "::: kg.model\n" in text
    assert "::: kg.errors\n" in text
