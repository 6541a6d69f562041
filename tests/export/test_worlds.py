"""The graph in other worlds, read back and compared: GEXF, Neo4j's CSV, Parquet."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest
from factories import NASTY, claim, graph_of, nasty_graph, sample_claims, sample_entities, sample_graph

from kg.export import ON_REQUEST
from kg.export.neo4j import relationship_type
from kg.graph import Graph
from kg.model import Amount

GRAPHS = {"sample": sample_graph(), "nasty": nasty_graph(), "empty": Graph({}, {}, {}, {})}
ROOT = Path(__file__).parent.parent.parent
CASTS = {"double": float, "int": int, "boolean": lambda text: text == "true", "string[]": lambda text: text.split("\x1f")}


def written(format_: str, graph: Graph, folder: Path) -> Path:
    """The file or folder of a format."""
    name, write = ON_REQUEST[format_]
    write(graph, folder / name)
    return folder / name


@pytest.mark.parametrize("format_", ON_REQUEST)
def test_the_same_graph_gives_the_same_bytes(format_: str, tmp_path: Path) -> None:
    """Whatever the order of its claims, and whenever it is written; a folder that is there is written over."""
    turned = graph_of(sample_entities()[::-1], sample_claims()[::-1], sample_graph().documents.values())
    contents = []
    for graph in (sample_graph(), turned):
        path = written(format_, graph, tmp_path)
        contents.append({file.name: file.read_bytes() for file in (sorted(path.iterdir()) if path.is_dir() else [path])})

    assert contents[0] == contents[1]
    assert all(contents[0].values())


WRITE = (
    "import sys; from pathlib import Path; from factories import sample_graph; from kg.export import DATASETS, ON_REQUEST; "
    "from kg.graph.infer import infer; graph, out = sample_graph(), Path(sys.argv[1]); "
    "[write(graph, out / name) for name, write in ON_REQUEST.values()]; DATASETS['trig'](graph, out / 'inferred.trig', infer(graph))"
)


@pytest.mark.slow
def test_the_order_of_sets_does_not_show(tmp_path: Path) -> None:
    """Two processes with different hash seeds write the same bytes in every format."""
    contents = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        out.mkdir()
        paths = os.pathsep.join(map(str, (ROOT, ROOT / "tests")))
        subprocess.run([sys.executable, "-c", WRITE, out], env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths}, check=True)
        contents.append({str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()})

    assert len(contents[0]) == len(ON_REQUEST) + 1 + 4 + 3
    assert contents[0] == contents[1]


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_gexf_is_read_back_by_networkx(graph: Graph, tmp_path: Path) -> None:
    """The same nodes and edges, with attributes of their types; no day of writing."""
    path = written("gexf", graph, tmp_path)
    read = nx.read_gexf(path)
    expected = graph.to_networkx()

    assert "lastmodified" not in path.read_text(encoding="utf-8")
    assert {id_: data["cls"] for id_, data in read.nodes(data=True)} == {id_: data["cls"] for id_, data in expected.nodes(data=True)}
    assert sorted(read.edges()) == sorted(expected.edges())
    found = {key: data for *_, key, data in nx.MultiDiGraph(read).edges(keys=True, data=True)}
    for *_, key, data in expected.edges(keys=True, data=True):
        if key in found:  # networkx keeps the keys of graphs with several edges between two nodes
            assert {name: found[key][name] for name in data} == data
            assert found[key]["weight"] == data["confidence"]


def bulk(path: Path) -> list[dict[str, object]]:
    """The rows of a CSV file as Neo4j's import reads them: each property of its type, empty cells left out."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = []
        for row in csv.DictReader(file):
            cells = {}
            for column, cell in row.items():
                name, _, kind = column.partition(":")
                if cell:
                    cells[name or kind] = CASTS.get(kind, str)(cell)
            rows.append(cells)
        return rows


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_neo4j_files_hold_the_graph(graph: Graph, tmp_path: Path) -> None:
    """A node an entity and document, a relationship a claim, every end a node, every property as it was."""
    folder = written("neo4j", graph, tmp_path)
    entities = {row["id"]: row for row in bulk(folder / "entities.csv")}
    documents = {row["id"]: row for row in bulk(folder / "documents.csv")}
    claims = {row["id"]: row for row in bulk(folder / "claims.csv")}
    mentions = bulk(folder / "mentions.csv")

    assert {id_: (e["label"], tuple(e.get("aliases", ()))) for id_, e in entities.items()} == {
        id_: (e.label, e.aliases) for id_, e in graph.entities.items()
    }
    assert {id_: d["sha256"] for id_, d in documents.items()} == {id_: d.sha256 for id_, d in graph.documents.items()}
    assert claims.keys() == graph.claims.keys()
    for id_, row in claims.items():
        made = graph.claims[id_]
        assert (row["START_ID"], row["TYPE"], row["END_ID"]) == (made.subject, relationship_type(made.relation), made.object)
        assert (row["confidence"], row["quote"], row.get("date")) == (made.confidence, made.evidence.quote, made.qualifiers.when)
        assert (row["page"], row["date_inferred"]) == (made.evidence.page, made.qualifiers.inferred)
    assert all(row["START_ID"] in documents and row["END_ID"] in entities for row in mentions)
    ends = Counter((c.evidence.document, end) for c in graph.claims.values() for end in (c.subject, c.object))
    assert {(row["START_ID"], row["END_ID"]): row["claims"] for row in mentions} == ends


def test_entities_have_their_classes_as_labels(tmp_path: Path) -> None:
    """Neo4j's labels are the type and the finer class."""
    rows = {row["id"]: row for row in bulk(written("neo4j", sample_graph(), tmp_path) / "entities.csv")}

    assert rows["place-hanoi"]["LABEL"] == "Entity;Place;City"
    assert rows["firm-acme"]["LABEL"] == "Entity;Firm"
    assert rows["firm-acme"]["aliases"] == ["ACME", "艾可", "Ácme"]


def test_the_cypher_script_loads_what_the_files_hold(tmp_path: Path) -> None:
    """A statement a type of relationship, each over columns that the files have, and no text of a document."""
    folder = written("neo4j", nasty_graph(), tmp_path)
    script = (folder / "load.cypher").read_text(encoding="utf-8")
    headers = {file.name: file.read_text(encoding="utf-8").split("\n")[0].split(",") for file in folder.glob("*.csv")}

    assert NASTY[:9] not in script
    assert "[r:ACQUIRES {id: row.id}]" in script
    for statement in re.split(r";\n", script):
        if found := re.search(r"file:///(\S+?)'", statement):
            assert {name.strip("`") for name in re.findall(r"row\.(`[^`]+`|\w+)", statement)} <= set(headers[found[1]])


@pytest.mark.parametrize(
    ("relation", "type_"), [("relocatedTo", "RELOCATED_TO"), ("targets", "TARGETS"), ("imposesTariffOn", "IMPOSES_TARIFF_ON")]
)
def test_relationship_types(relation: str, type_: str) -> None:
    """As Neo4j's users write them."""
    assert relationship_type(relation) == type_


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_parquet_is_read_back(graph: Graph, tmp_path: Path) -> None:
    """Rows and typed values of entities, documents, claims and relations."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")
    folder = written("parquet", graph, tmp_path)
    tables = {path.stem: parquet.read_table(path).to_pylist() for path in folder.iterdir()}
    claims = {row["id"]: row for row in tables["claims"]}

    assert {row["id"]: dict(row["labels"]) for row in tables["entities"]} == {id_: dict(e.labels) for id_, e in graph.entities.items()}
    assert {row["id"]: tuple(row["aliases"]) for row in tables["entities"]} == {id_: e.aliases for id_, e in graph.entities.items()}
    assert {row["id"]: row["file"] for row in tables["documents"]} == {id_: d.source for id_, d in graph.documents.items()}
    assert {row["id"]: tuple(row["claims"]) for row in tables["relations"]} == {id_: r.claims for id_, r in graph.relations.items()}
    assert claims.keys() == graph.claims.keys()
    for id_, row in claims.items():
        q = graph.claims[id_].qualifiers
        assert (row["quote"], row["confidence"], row["modality"]) == (
            graph.claims[id_].evidence.quote,
            graph.claims[id_].confidence,
            q.modality,
        )
        assert row["amount"] == (q.amount.value if q.amount else None)


@pytest.mark.parametrize(
    ("when", "days"),
    [
        (None, (None, None)),
        ("2020", (date(2020, 1, 1), date(2020, 12, 31))),
        ("2020-02", (date(2020, 2, 1), date(2020, 2, 29))),
        ("2020-12", (date(2020, 12, 1), date(2020, 12, 31))),
        ("2020-05-03", (date(2020, 5, 3), date(2020, 5, 3))),
        ("2019-08/2020", (date(2019, 8, 1), date(2020, 12, 31))),
        ("2019-02-30", (None, None)),
    ],
)
def test_parquet_has_the_days_of_a_date(when: str | None, days: tuple[date | None, date | None], tmp_path: Path) -> None:
    """The first and the last day of what the text says; nothing for what the calendar lacks."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")
    graph = graph_of(sample_entities(), [claim("firm-acme", "acquires", "firm-beta", when=when)])
    [row] = parquet.read_table(written("parquet", graph, tmp_path) / "claims.parquet").to_pylist()

    assert (row["date_start"], row["date_end"]) == days


@pytest.mark.parametrize(("value", "kept"), [("0.1", Decimal("0.1")), ("1E+12", Decimal(10) ** 12), ("1E+40", None)])
def test_parquet_keeps_amounts_exact(value: str, kept: Decimal | None, tmp_path: Path) -> None:
    """Decimals are decimals; what no column can hold is left to the words."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")
    graph = graph_of(sample_entities(), [claim("firm-acme", "acquires", "firm-beta", amount=Amount(Decimal(value), "USD", "若干"))])
    [row] = parquet.read_table(written("parquet", graph, tmp_path) / "claims.parquet").to_pylist()

    assert (row["amount"], row["amount_text"]) == (kept, "若干")
