"""One contract for every exporter, and what each file says."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import pandas as pd
import pyoxigraph as ox
import pytest
from factories import NASTY, claim, document, graph_of, nasty_graph, sample_claims, sample_entities, sample_graph

from kg.export import EXPORTERS, FORMATS
from kg.graph import Graph

GRAPHS = {"sample": sample_graph(), "nasty": nasty_graph(), "empty": Graph({}, {}, {}, {})}


def written(name: str, graph: Graph, folder: Path) -> Path:
    """The file that an exporter writes of a graph."""
    EXPORTERS[name](graph, folder / name)
    return folder / name


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_format_has_its_exporter() -> None:
    """The formats of ``kg export`` and the files of a build are the same."""
    assert sorted(FORMATS.values()) == sorted(EXPORTERS)
    assert len(EXPORTERS) >= 4


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
@pytest.mark.parametrize("name", EXPORTERS)
def test_an_exporter_writes_one_file_in_utf8(name: str, graph: Graph, tmp_path: Path) -> None:
    """Whatever the graph, one complete file, no byte order mark, no leavings, the file mode of others."""
    path = written(name, graph, tmp_path)

    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.read_text(encoding="utf-8").endswith("\n")
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("name", EXPORTERS)
def test_the_order_of_things_does_not_show(name: str, tmp_path: Path) -> None:
    """The same graph, put together in another order, gives the same bytes."""
    documents = [document("doc-1"), document("doc-2")]
    forth = graph_of(sample_entities(), sample_claims(), documents)
    back = graph_of(sample_entities()[::-1], sample_claims()[::-1], documents[::-1])
    (tmp_path / "back").mkdir()

    assert written(name, forth, tmp_path).read_bytes() == written(name, back, tmp_path / "back").read_bytes()


@pytest.mark.parametrize("name", EXPORTERS)
def test_half_a_surrogate_pair_stops_no_exporter(name: str, tmp_path: Path) -> None:
    """Damaged text is written as far as its format can hold it."""
    graph = graph_of(sample_entities(), [claim("firm-acme", "acquires", "firm-beta", "a\ud800b")], [document(title="a\udfff")])

    assert written(name, graph, tmp_path).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXPORTERS)
def test_a_failure_leaves_the_former_file(name: str, tmp_path: Path) -> None:
    """What cannot be written does not destroy what was, and leaves nothing behind."""
    (tmp_path / name).write_text("former", encoding="utf-8")

    with pytest.raises(AttributeError):
        EXPORTERS[name](None, tmp_path / name)  # type: ignore[arg-type]
    assert (tmp_path / name).read_text(encoding="utf-8") == "former"
    assert len(list(tmp_path.iterdir())) == 1


def test_turtle_is_read_by_oxigraph(tmp_path: Path) -> None:
    """graph.ttl is Turtle; every claim is in it."""
    quads = list(ox.parse(path=str(written("graph.ttl", sample_graph(), tmp_path)), format=ox.RdfFormat.TURTLE))
    claims = {q.subject for q in quads if q.object == ox.NamedNode("https://kg.example/ontology#Claim")}

    assert len(claims) == len(sample_claims())


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_graphml_is_read_back_by_networkx(graph: Graph, tmp_path: Path) -> None:
    """The same nodes, edges and attributes; characters that XML lacks are replaced."""
    read = nx.read_graphml(written("graph.graphml", graph, tmp_path), force_multigraph=True)
    expected = graph.to_networkx()
    for _, attributes in expected.nodes(data=True):
        attributes["label"] = attributes["label"].replace("\x00", "\ufffd").replace("\x0b", "\ufffd").replace("\r", "\n")

    assert dict(read.nodes(data=True)) == dict(expected.nodes(data=True))
    assert sorted(read.edges(keys=True)) == sorted(expected.edges(keys=True))
    assert all(read.edges[edge] == expected.edges[edge] for edge in read.edges)


def test_entities_have_a_row_each(tmp_path: Path) -> None:
    """Names, class, identifiers and the number of claims."""
    by_id = {row["id"]: row for row in rows(written("entities.csv", sample_graph(), tmp_path))}

    assert len(by_id) == len(sample_entities())
    assert by_id["firm-acme"] == {
        "id": "firm-acme", "type": "Firm", "class": "Firm", "zh-Hant": "艾可電子", "zh-Hans": "艾可电子", "en": "Acme",
        "aliases": "ACME|艾可|Ácme", "wikidata": "Q42", "iso3166": "", "claims": "5",
    }  # fmt: skip


def test_claims_have_a_row_each_with_everything(tmp_path: Path) -> None:
    """Labels and ids of all that a claim refers to, its qualifiers, and its evidence."""
    table = rows(written("claims.csv", sample_graph(), tmp_path))
    tariff = next(row for row in table if row["relation"] == "imposesTariffOn")
    supply = next(row for row in table if row["relation"] == "suppliesTo")
    listed = next(row for row in table if row["relation"] == "memberOf")
    filled = {key: value for key, value in tariff.items() if value}

    assert len(table) == len(sample_claims())
    assert filled == {
        "id": "claim-country-us-imposesTariffOn-country-cn-0-fact", "subject": "美國", "subject_id": "country-us",
        "relation": "imposesTariffOn", "object": "中國", "object_id": "country-cn", "modality": "fact", "date": "2018-07-06",
        "amount": "34000000000", "currency": "USD", "amount_text": "340 億美元", "rate": "10-25%", "stage": "生效", "confidence": "0.8",
        "document": "doc-1.pdf", "title": "供應鏈月報", "publisher": "某社", "published": "2020-01-31", "page": "2", "section": "第一篇",
        "quote": "country-us imposesTariffOn country-cn", "start": "10", "end": "47", "rule": "imposesTariffOn/some",
    }  # fmt: skip
    assert (supply["product"], supply["product_id"]) == ("晶圓", "product-wafer")
    assert listed["date_inferred"] == "yes"


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    """What a spreadsheet would run, in half or full width, is text; numbers stay numbers."""
    quotes = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "＝1+1", "\t=1", "\r=1"]
    ends = ("firm-acme", "acquires", "firm-beta")
    graph = graph_of(sample_entities(), [claim(*ends, quote * (i + 1)) for i, quote in enumerate(quotes)])
    cells = {row["quote"] for row in rows(written("claims.csv", graph, tmp_path))}
    numbers = graph_of(sample_entities(), [claim(*ends, "-5", role="+3.5")])

    assert len(cells) == 7
    assert all(cell.startswith("'") for cell in cells)
    assert [(row["quote"], row["role"]) for row in rows(written("claims.csv", numbers, tmp_path))] == [("-5", "+3.5")]


def test_hostile_text_stays_in_its_cell(tmp_path: Path) -> None:
    """Quotes, commas and line ends survive, for Python's reader and for pandas."""
    path = written("claims.csv", nasty_graph(), tmp_path)
    [row] = rows(path)

    assert row["quote"] == NASTY
    assert row["subject"] == NASTY
    assert pd.read_csv(path, engine="python")["id"].tolist() == [row["id"]]
