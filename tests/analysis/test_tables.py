"""Tables: a row a value, columns of their proper types."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from factories import claim, document, entity, graph_of

import kg
from kg.analysis.dates import bound, period
from kg.errors import UsageError

EMPTY = kg.Graph(graph_of([], [], []))
TABLES = ("entities", "claims", "relations", "documents")


def _one(table: pd.DataFrame, relation: str) -> pd.Series:
    return table[table.relation == relation].iloc[0]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_a_row_a_value_by_id(name: str, g: kg.Graph) -> None:
    """The index holds the ids of what the graph holds."""
    assert sorted(getattr(g, name).index) == sorted(getattr(g.core, name))


def test_columns_have_types(g: kg.Graph) -> None:
    """Categories are categories, dates are dates, sums are exact, and what is not said is empty."""
    tariff = _one(g.claims, "imposesTariffOn")

    assert tariff[["subject", "object", "date", "currency", "page"]].tolist() == ["美國", "中國", "2018-07-06", "USD", 2]
    assert (tariff.since, tariff.rate_low, tariff.rate_high) == (pd.Timestamp("2018-07-06"), 10.0, 25.0)
    assert isinstance(tariff.amount, Decimal)
    assert tariff.amount == Decimal("34000000000")
    assert isinstance(g.claims.relation.dtype, pd.CategoricalDtype)
    assert pd.api.types.is_datetime64_any_dtype(g.claims.until)
    assert _one(g.claims, "partyTo")[["date", "amount", "rate", "said_by"]].isna().all()


def test_a_range_of_dates_has_two_ends(g: kg.Graph) -> None:
    """A date as precise as the text covers its first to its last day."""
    moved = _one(g.claims, "relocatedTo")

    assert (moved.since, moved.until) == (pd.Timestamp("2019-08-01"), pd.Timestamp("2020-12-31"))


def test_modalities_are_in_their_order(g: kg.Graph) -> None:
    """From fact to denial, not by alphabet."""
    assert g.claims.modality.cat.categories.tolist() == ["fact", "planned", "denied"]


def test_entities_are_counted_once_a_claim(g: kg.Graph) -> None:
    """How many claims have an entity at an end, in how many documents."""
    assert g.entities.loc["firm-acme", ["label", "en", "claims", "documents", "wikidata"]].tolist() == ["艾可電子", "Acme", 5, 2, "Q42"]


def test_equal_claims_are_one_relation(g: kg.Graph) -> None:
    """Relations count their claims and documents."""
    assert _one(g.relations, "negotiatesWith")[["claims", "documents"]].tolist() == [2, 2]


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_graph_has_empty_tables(name: str, g: kg.Graph) -> None:
    """No value, no row, but the columns and their types."""
    empty, full = getattr(EMPTY, name), getattr(g, name)

    assert empty.empty
    assert empty.columns.tolist() == full.columns.tolist()
    assert empty.dtypes.map(str).tolist() == full.dtypes.map(str).tolist()


def test_a_table_may_be_changed(g: kg.Graph) -> None:
    """What someone does to a table, the graph does not feel."""
    table = g.claims
    table["mine"] = 1
    table.loc[table.index[0], "subject"] = "某"

    assert "某" not in g.claims.subject.tolist()
    assert "mine" not in g.claims


def test_dates_before_and_after_pandas_nanoseconds() -> None:
    """A report may speak of the year 1600 or 2400."""
    old = claim("firm-a", "acquires", "firm-b", when="1600/2400")
    table = kg.Graph(graph_of([entity("firm-a", "甲"), entity("firm-b", "乙")], [old])).claims

    assert (table.since.dt.year.iloc[0], table.until.dt.year.iloc[0]) == (1600, 2400)


@pytest.mark.parametrize("when", [None, "", "昨天", "2019-02-30", "2019-13", "0000", "20190815"])
def test_what_is_no_date_has_no_days(when: str | None) -> None:
    """Where the calendar has no such day there is none."""
    assert period(when) == (None, None)


@pytest.mark.parametrize("value", ["2019-13", "last year", "", 19])
def test_a_bound_that_is_no_date_is_refused(value: str | int) -> None:
    """The message shows how dates are written."""
    with pytest.raises(UsageError, match="write 2019, '2019-08' or '2019-08-15'"):
        bound(value, last=False)


def test_a_document_without_title_goes_by_its_file() -> None:
    """Nothing is called None."""
    graph = kg.Graph(graph_of([], [], [document(title=None)]))

    assert repr(graph.document("doc-1.pdf")).startswith("<Document doc-1.pdf (")
