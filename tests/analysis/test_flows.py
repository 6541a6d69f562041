"""Who goes from where to where, when, in which sector."""

from __future__ import annotations

import pytest
from factories import claim, document, entity, graph_of

import kg
from kg.errors import EmptyResultError, UsageError

ENTITIES = [
    entity("firm-a", "甲", country="TW"), entity("firm-b", "乙"), entity("firm-c", "丙", country="JP"),
    entity("country-cn", "中國", identifiers={"iso3166": "CN"}), entity("country-vn", "越南", identifiers={"iso3166": "VN"}),
    entity("country-tw", "臺灣", identifiers={"iso3166": "TW"}), entity("place-hanoi", "河內", "City", country="VN"),
    entity("sector-shoes", "製鞋業"), entity("sector-chips", "晶片業"), entity("product-shoe", "鞋"),
]  # fmt: skip
SAME = "2019年，乙從中國遷往河內。"
CLAIMS = [
    claim("firm-a", "relocatedTo", "country-vn", "一", when="2019-08", origin="country-cn", product="product-shoe"),
    claim("firm-a", "relocatedTo", "country-vn", "一一", when="2019-08", origin="country-cn", doc="doc-2"),
    claim("firm-b", "relocatedTo", "place-hanoi", SAME, when="2019"),
    claim("firm-b", "relocatedFrom", "country-cn", SAME, when="2019"),
    claim("firm-c", "relocatedTo", "country-vn", "二", modality="planned"),
    claim("sector-shoes", "relocatedTo", "country-vn", "三"),
    claim("firm-a", "inSector", "sector-shoes", "四"),
    claim("firm-a", "inSector", "sector-chips", "五"),
    claim("firm-c", "inSector", "sector-chips", "六", modality="denied"),
    claim("firm-a", "investsIn", "country-vn", "七"),
    claim("firm-b", "investsIn", "country-vn", "八"),
]


@pytest.fixture(scope="module")
def moves() -> kg.Graph:
    """Four moves to Vietnam."""
    return kg.Graph(graph_of(ENTITIES, CLAIMS, [document(), document("doc-2")]))


def _rows(table: object, *columns: str) -> list[list[object]]:
    return table[list(columns)].astype(object).to_numpy().tolist()  # type: ignore[index, no-any-return]


def test_ways_go_from_country_to_country(moves: kg.Graph) -> None:
    """Where from is what the claim says, or else its sentence; places count as their country; entities are counted once."""
    rows = _rows(moves.flows(), "from", "to", "entities", "claims", "names")

    assert rows == [["中國", "越南", 2, 3, "乙、甲"], ["?", "越南", 1, 1, "製鞋業"]]


def test_a_plan_is_counted_when_asked_for(moves: kg.Graph) -> None:
    """Facts alone unless other modalities are named."""
    assert moves.flows(modality=None).entities.sum() == 4
    assert moves.flows(modality="planned").names.tolist() == ["丙"]


def test_a_firm_counts_in_each_of_its_sectors(moves: kg.Graph) -> None:
    """A sector that moves is its own sector; what is denied is no sector; "?" where the graph does not say."""
    rows = _rows(moves.flows(by="sector", modality=None), "sector", "names")

    assert sorted(rows) == [["?", "丙"], ["?", "乙"], ["晶片業", "甲"], ["製鞋業", "甲"], ["製鞋業", "製鞋業"]]


def test_several_properties(moves: kg.Graph) -> None:
    """Counted by year, product and home country at once."""
    rows = _rows(moves.flows(by=["year", "product", "home"]), "year", "product", "home", "names")

    assert sorted(rows) == [["2019", "?", "?", "乙"], ["2019", "?", "臺灣", "甲"], ["2019", "鞋", "臺灣", "甲"], ["?", "?", "?", "製鞋業"]]


def test_whoever_does_not_move_comes_from_home(moves: kg.Graph) -> None:
    """An investor comes from its home country."""
    assert sorted(_rows(moves.flows("investsIn"), "from", "names")) == [["?", "乙"], ["臺灣", "甲"]]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"by": "colour"}, UsageError, "cannot be counted by 'colour'; known: sector, year"),
        ({"relation": "movesTo"}, UsageError, "no relation is called 'movesTo'"),
        ({"relation": "acquires"}, EmptyResultError, "no claim of this graph is acquires"),
        ({"modality": "denied"}, EmptyResultError, "modality=None counts all"),
    ],
)
def test_what_cannot_be_counted_is_refused(arguments: dict[str, str], error: type[Exception], message: str, moves: kg.Graph) -> None:
    """The message says what to do."""
    with pytest.raises(error, match=message):
        moves.flows(**arguments)  # type: ignore[arg-type]
