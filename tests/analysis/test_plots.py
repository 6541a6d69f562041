"""Pictures: what is drawn, from which figures, and with which letters."""

from __future__ import annotations

import sys

import pytest
from factories import graph_of

import kg
from kg.errors import DependencyError, EmptyResultError, UsageError

PICTURES = [
    lambda g, ax: g.plot_flows(modality=None, ax=ax),
    lambda g, ax: g.plot_flows("investsIn", by="year", ax=ax),
    lambda g, ax: g.plot_timeline(ax=ax),
    lambda g, ax: g.plot_timeline("美國", every="month", ax=ax),
    lambda g, ax: g.plot_map(ax=ax),
    lambda g, ax: g.plot_map("imposesTariffOn", ax=ax),
    lambda g, ax: g.plot_degree(ax=ax),
    lambda g, ax: g.plot_degree("Country", top=2, ax=ax),
    lambda g, ax: g.plot_communities(ax=ax),
]


@pytest.mark.parametrize("draw", PICTURES)
def test_a_picture_is_drawn_into_the_axes_given(draw, g: kg.Graph, plt) -> None:
    """Axes in, the same axes out, with something on them and a title; letters that the font lacks would be a warning."""
    _, axes = plt.subplots()

    assert draw(g, axes) is axes
    assert axes.has_data()
    assert axes.get_title()
    axes.figure.canvas.draw()


def test_a_picture_has_a_figure_of_its_own(g: kg.Graph, plt) -> None:
    """Where no axes are given."""
    first, second = g.plot_degree(), g.plot_degree()

    assert first.figure is not second.figure


def test_bars_are_as_long_as_the_figures(g: kg.Graph, plt) -> None:
    """The best connected on top; denied relations connect nobody."""
    axes = g.plot_degree(top=3)

    assert [bar.get_width() for bar in axes.containers[0]] == [4, 4, 3]


def test_bands_are_as_wide_as_the_flows(g: kg.Graph, plt) -> None:
    """Two firms arrive, from one country and from one that is not said."""
    words = {text.get_text() for text in g.plot_flows(modality=None).texts}

    assert len(words) == 2
    assert any(word.endswith(" 2") for word in words)


def test_a_year_without_claims_keeps_its_place(g: kg.Graph, plt) -> None:
    """Time goes on evenly along the axis."""
    axes = g.plot_timeline()

    assert [label.get_text() for label in axes.get_xticklabels()] == ["2018", "2019", "2020", "2021", "2022"]


@pytest.mark.parametrize("draw", PICTURES)
def test_an_empty_graph_has_no_picture(draw, plt) -> None:
    """It is an error that says so, not an empty frame."""
    with pytest.raises((EmptyResultError, UsageError)):
        draw(kg.Graph(graph_of([], [], [])), None)


def test_a_map_has_land(g: kg.Graph, plt) -> None:
    """Outlines lie under the circles, and a map without them has a point a country instead."""
    pytest.importorskip("bqplot", reason="the outlines come with bqplot (extra `map`)")
    land = max(g.plot_map().collections, key=lambda drawn: len(drawn.get_paths()))

    assert len(land.get_paths()) > 170
    assert land.get_zorder() == 0


def test_an_unknown_type_is_refused(g: kg.Graph, plt) -> None:
    """With the nearest."""
    with pytest.raises(UsageError, match="did you mean Firm"):
        g.plot_degree("Firmm")


def test_without_a_chinese_font_names_are_english(g: kg.Graph, plt, monkeypatch: pytest.MonkeyPatch) -> None:
    """One warning says which package to install."""
    fonts = pytest.importorskip("kg.analysis.fonts")
    monkeypatch.setattr(fonts, "_FONTS", ())
    fonts.cjk_font.cache_clear()
    try:
        with pytest.warns(UserWarning, match="fonts-noto-cjk"):
            labels = [label.get_text() for label in g.plot_degree().get_yticklabels()]
    finally:
        fonts.cjk_font.cache_clear()

    assert "Acme" in labels


def test_without_matplotlib_the_message_says_what_to_install(g: kg.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are an extra."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.delitem(sys.modules, "kg.analysis.plots", raising=False)
    monkeypatch.delattr(kg.analysis, "plots", raising=False)
    with pytest.raises(DependencyError, match=r"kg-reports\[notebooks\]"):
        g.plot_degree()
