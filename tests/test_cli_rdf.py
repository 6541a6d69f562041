"""The commands around RDF: ``kg export``, ``kg validate``, ``kg diff``, ``kg ontology``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import Result
from factories import extraction
from typer.testing import CliRunner

from kg.cli import app
from kg.export import DATASETS, EXPORTERS, ON_REQUEST, write_records
from kg.loading import load
from kg.model import Extraction


def run(*args: str | Path) -> Result:
    """Run ``kg`` with these arguments."""
    return CliRunner().invoke(app, [str(arg) for arg in args])


def fails(*args: str | Path) -> str:
    """The one line with which ``kg`` gives up."""
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    [line] = result.stderr.splitlines()
    return line


def folder(path: Path, made: Extraction) -> Path:
    """A folder as a build leaves it, of one document."""
    path.mkdir()
    write_records([made], path / "claims.jsonl")
    EXPORTERS["graph.ttl"](load(path), path / "graph.ttl")
    return path


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The folder of a build."""
    return folder(tmp_path / "built", extraction())


@pytest.mark.parametrize("format_", ON_REQUEST)
def test_a_format_is_written_beside_the_graph(format_: str, built: Path) -> None:
    """And its place is said."""
    result = run("export", "-f", format_, "-g", built)

    assert result.exit_code == 0, result.output
    assert str(built / ON_REQUEST[format_][0]) in result.stdout
    assert (built / ON_REQUEST[format_][0]).exists()


@pytest.mark.parametrize("format_", DATASETS)
def test_inferred_triples_are_added(format_: str, built: Path) -> None:
    """With --infer, in a graph of their own."""
    run("export", "-f", format_, "-g", built, "--infer", "--as-of", "2020")
    path = built / ON_REQUEST[format_][0]
    parsed = ox.parse(path=str(path), format=ox.RdfFormat.from_extension(path.suffix[1:]))

    assert ox.NamedNode("https://kg.example/id/inferred") in {quad.graph_name for quad in parsed}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("-f", "turtle", "--infer"), "nquads"),
        (("-f", "trig", "--as-of", "2020"), "--infer"),
        (("-f", "trig", "--infer", "--as-of", "lately"), "2020-05"),
        (("-f", "xlsx"), "parquet"),
    ],
)
def test_an_export_that_cannot_be_is_one_line(args: tuple[str, ...], said: str, built: Path) -> None:
    """It says what would work."""
    assert said in fails("export", *args, "-g", built)


def test_validate_tells_where_to_look(built: Path) -> None:
    """A claim whose modality is none: its node, what it says, where it stands, the property and the value, and how many there are."""
    text = (built / "graph.ttl").read_text(encoding="utf-8")
    (built / "graph.ttl").write_text(text.replace('kg:modality "planned"', 'kg:modality "sure"'), encoding="utf-8")
    result = run("validate", built)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Violation: ent:claim-firm-beta-relocatedTo-country-vn-8-planned: The modality is fact, planned, possible or denied.; "
        "模態須為 fact、planned、possible 或 denied。\n    貝塔 relocatedTo 越南 — doc-1.pdf, p. 2\n    kg:modality → sure\n1 violation\n"
    )


def test_validate_as_json(built: Path) -> None:
    """A list of findings; an empty one for a sound graph."""
    assert (run("validate", built, "--format", "json").stdout, run("validate", built).stdout) == ("[]\n", "valid\n")


@pytest.mark.parametrize(("text", "said"), [("kg:a kg:b", "graph.ttl"), ("<a> <b> <c> .\n<a> <b>", "graph.ttl"), ("\x00", "graph.ttl")])
def test_malformed_turtle_is_one_line(text: str, said: str, built: Path) -> None:
    """It names the file, the place and what to do."""
    (built / "graph.ttl").write_text(text, encoding="utf-8")
    line = fails("validate", built)

    assert said in line
    assert "kg build" in line
    assert "line" in line


def test_turtle_that_is_no_utf8_is_one_line(built: Path) -> None:
    """Bytes that are no text are said to be so."""
    (built / "graph.ttl").write_bytes(b'<http://a/a> <http://a/b> "\xff\xfe" .')

    assert "graph.ttl is not Turtle" in fails("validate", built)


def test_an_unknown_engine_is_one_line(built: Path) -> None:
    """With those that are known."""
    assert "pyshacl" in fails("validate", built, "--engine", "jena")


def test_a_diff_of_the_same_is_empty(built: Path, tmp_path: Path) -> None:
    """Not a byte, and exit code 0."""
    same = folder(tmp_path / "same", extraction())
    result = run("diff", built, same)

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert run("diff", built, same, "--format", "json").stdout == "[]\n"


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A later build: a plan has become a fact, one claim is gone."""
    made = extraction()
    claims = [c for c in made.claims if c.relation != "exportsTo" and c.id != made.claims[0].id]
    claims = [replace(c, qualifiers=replace(c.qualifiers, modality="fact")) if c.qualifiers.modality == "planned" else c for c in claims]
    return folder(tmp_path / "changed", replace(made, claims=tuple(claims)))


def test_a_diff_says_what_changed(built: Path, changed: Path) -> None:
    """What is gone, and what of a claim was and is otherwise; exit code 1."""
    result = run("diff", built, changed)

    assert result.exit_code == 1
    assert result.stdout == (
        "- 艾可電子 relocatedTo 越南  (gone)\n"
        "    - fact, date 2019-08/2020, doc-1.pdf, p. 2: 「2019年8月至2020年，艾可由中國遷往越南。」, relocatedTo/some, confidence 0.800\n"
        "~ 貝塔 relocatedTo 越南  (modality changed)\n    - planned\n    + fact\n"
        "1 gone, 1 modality changed\n"
    )


def test_a_diff_as_json_and_html(built: Path, changed: Path, tmp_path: Path) -> None:
    """The same changes; the page loads nothing."""
    changes = json.loads(run("diff", built, changed, "--format", "json").stdout)
    run("diff", built, changed, "--format", "html", "-o", tmp_path / "diff.html")
    page = (tmp_path / "diff.html").read_text(encoding="utf-8")

    assert [(c["kind"], c["relation"]) for c in changes] == [("gone", "relocatedTo"), ("modality changed", "relocatedTo")]
    assert changes[0]["new"] is None
    assert changes[1]["old"]["modality"] == "planned"
    assert "modality changed" in page
    assert "<script" not in page


def test_a_diff_needs_two_graphs(built: Path, tmp_path: Path) -> None:
    """A folder without one is named; so is an unknown format."""
    assert "nowhere" in fails("diff", built, tmp_path / "nowhere")
    assert "html" in fails("diff", built, built, "--format", "pdf")


def test_the_ontology_as_text_page_and_context(tmp_path: Path) -> None:
    """A line a relation; a page; the context of JSON-LD; not two at once."""
    lines = run("ontology").stdout.splitlines()
    run("ontology", "--html", "-o", tmp_path / "index.html")

    assert len(lines) == 27
    assert "acquires           併購 acquires: Firm → Firm" in lines
    assert 'id="acquires"' in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "acquires" in json.loads(run("ontology", "--context").stdout)["@context"]
    assert "--context" in fails("ontology", "--html", "--context")
