"""The ``kg`` command: what it prints, where to, and the exit codes that scripts rely on."""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
import shlex
from pathlib import Path

import networkx as nx
import pytest
import rdflib
import typer
from click.testing import Result
from typer.testing import CliRunner

from kg.cli import app
from kg.export import FORMATS
from kg.graph.query import named_queries

ROOT = Path(__file__).parent.parent
COMMANDS = {
    "build", "doctor", "extract", "query", "show", "path", "export", "validate", "evaluate", "train", "tables", "serve", "push",
    "explain", "review", "diff", "ontology",
}  # fmt: skip
TEXT = """產線移動月報

2020年3月16日

2019年8月，鴻海將部分產線從中國移往越南。美國2018年7月6日對中國340億美元產品加徵25%關稅。台積電擬在日本設廠，聯電否認撤出中國。

根據世界貿易組織的報告，中國可能對美國加徵報復性關稅。
"""
#: An alias that the lists hold in Traditional Chinese only.
FIRMS = "SELECT DISTINCT ?firm WHERE { ?f a kg:Firm ; rdfs:label ?firm } ORDER BY ?firm"


def run(*args: str | Path) -> Result:
    """Run ``kg`` with these arguments."""
    return CliRunner().invoke(app, [str(arg) for arg in args])


def fails(*args: str | Path) -> str:
    """The one line on stderr with which ``kg`` gives up."""
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert isinstance(result.exception, SystemExit)
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("kg: ")
    return lines[0]


def succeeds(*args: str | Path) -> str:
    """What ``kg`` prints when nothing goes wrong; nothing on stderr."""
    result = run(*args)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one document; not to be changed."""
    path = tmp_path_factory.mktemp("docs")
    (path / "a.txt").write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def graph(docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its build; not to be changed."""
    path = tmp_path_factory.mktemp("graph")
    assert run("build", docs, "-o", path, "--workers", "1").exit_code == 0
    return path


class TestHelp:
    def test_lists_every_command(self) -> None:
        """``kg --help`` names each command with what it does."""
        text = succeeds("--help")
        assert {command for command in COMMANDS if re.search(rf"^\W*{command}\s+\w", text, re.MULTILINE)} == COMMANDS
        assert {command.callback.__name__ for command in app.registered_commands if command.callback} == COMMANDS

    @pytest.mark.parametrize("command", sorted(COMMANDS))
    def test_every_command_explains_itself(self, command: str) -> None:
        """Each command has help, and so has each of its arguments and options."""
        group = typer.main.get_command(app)
        assert inspect.getdoc(group.commands[command].callback)  # type: ignore[attr-defined]
        for parameter in group.commands[command].params:  # type: ignore[attr-defined]
            assert getattr(parameter, "help", None), f"{command} {parameter.name}"
        assert "Usage" in succeeds(command, "--help")

    def test_an_unknown_command_is_a_usage_error(self) -> None:
        """A command that does not exist is exit code 2."""
        assert run("bild").exit_code == 2


class TestBuild:
    def test_findings_are_printed_and_end_in_exit_code_1(self, tmp_path: Path, strict: Path) -> None:
        """What the shapes object to is one line each, and a script can tell by the exit code."""
        (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
        result = run("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--ontology", strict, "--workers", "1")

        assert result.exit_code == 1
        assert re.search(r"^Violation: ent:firm-tsmc: firms are forbidden", result.stderr, re.M)
        assert " findings\n" in result.stdout

    def test_says_what_it_did_and_what_to_do_next(self, docs: Path, tmp_path: Path) -> None:
        """The counts, the page to open and three commands to try."""
        text = succeeds("build", docs, "-o", tmp_path / "out", "--workers", "1")

        assert re.match(r"1 documents \(0 unchanged\), \d+ entities, \d+ claims, 0 refused, valid\n", text)
        assert str(tmp_path / "out" / "graph.html") in text
        assert len(re.findall(r"^ +kg \w+ ", text, re.MULTILINE)) == 3

    def test_the_commands_it_suggests_work(self, docs: Path, tmp_path: Path) -> None:
        """Each of the three commands can be pasted as it stands."""
        for line in succeeds("build", docs, "-o", tmp_path / "out", "--workers", "1").splitlines()[-3:]:
            name, *args = shlex.split(line)
            assert name == "kg"
            assert succeeds(*args)

    @pytest.mark.parametrize("name", ["my graph", "[my] graph [/x]"])
    def test_the_commands_it_suggests_work_in_odd_folders(self, name: str, docs: Path, tmp_path: Path) -> None:
        """A folder with blanks or brackets in its name is named so that the commands can be pasted."""
        text = succeeds("build", docs, "-o", tmp_path / name, "--workers", "1")

        assert str(tmp_path / name / "graph.html") in text
        for line in text.splitlines()[-3:]:
            assert succeeds(*shlex.split(line)[1:])

    def test_writes_to_outputs_unless_told_otherwise(self, docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without -o the graph goes to outputs/, where the other commands look for it."""
        monkeypatch.chdir(tmp_path)
        text = succeeds("build", docs, "--workers", "1")

        assert "--graph" not in text
        assert (tmp_path / "outputs" / "graph.html").is_file()
        assert "鴻海" in succeeds("show", "鴻海")

    def test_reports_what_it_did_not_read_again(self, docs: Path, tmp_path: Path) -> None:
        """A second build says how many documents were unchanged."""
        succeeds("build", docs, "-o", tmp_path, "--workers", "1")
        assert "(1 unchanged)" in succeeds("build", docs, "-o", tmp_path, "--workers", "1")

    def test_refused_documents_are_exit_code_1(self, tmp_path: Path) -> None:
        """A refused document is one line on stderr, exit code 1, and the graph of the rest is there."""
        (tmp_path / "docs").mkdir()
        (tmp_path / "docs" / "a.txt").write_text(TEXT, encoding="utf-8")
        (tmp_path / "docs" / "空 [bold].txt").write_bytes(b"")
        result = run("build", tmp_path / "docs", "-o", tmp_path / "out", "--workers", "1")

        assert result.exit_code == 1
        assert result.stderr.splitlines() == ["refused 空 [bold].txt: the file is empty; remove it or get it again from its source"]
        assert "1 refused" in result.stdout
        assert (tmp_path / "out" / "graph.html").is_file()

    def test_nothing_to_read_is_exit_code_2(self, tmp_path: Path) -> None:
        """A missing path, an empty folder and a folder of which nothing can be read are one line each."""
        (tmp_path / "bare").mkdir()
        assert "nowhere" in fails("build", tmp_path / "nowhere", "-o", tmp_path / "out")
        assert "bare" in fails("build", tmp_path / "bare", "-o", tmp_path / "out")
        (tmp_path / "bare" / "empty.txt").write_bytes(b"")
        assert "empty.txt" in fails("build", tmp_path / "bare", "-o", tmp_path / "out", "--workers", "1")

    def test_a_wrong_ontology_is_exit_code_2(self, docs: Path, tmp_path: Path) -> None:
        """An ontology folder that holds no ontology is named in one line."""
        assert "nothing" in fails("build", docs, "-o", tmp_path / "out", "--ontology", tmp_path / "nothing")

    def test_an_output_that_is_a_file_is_exit_code_2(self, docs: Path, tmp_path: Path) -> None:
        """An output folder that is a file is named in one line."""
        (tmp_path / "out").write_text("mine")
        assert "out" in fails("build", docs, "-o", tmp_path / "out", "--workers", "1")


class TestExtract:
    KEYS = {
        "mentions": {"id", "start", "end", "type", "entity", "label", "surface", "found_by", "score"},
        "claims": {
            "subject", "relation", "object", "start", "end", "date", "modality", "by", "amount", "rate", "product", "role", "confidence",
            "method", "quote", "page", "subject_entity", "object_entity",
        },
    }  # fmt: skip

    def test_prints_json_lines(self, docs: Path) -> None:
        """A line a document, with the keys of docs/data-model.md and one of four modalities."""
        [line] = succeeds("extract", docs / "a.txt").splitlines()
        record = json.loads(line)

        assert record.keys() == {"document", "meta", "mentions", "claims", "entities"}
        assert record["document"] == "a.txt"
        for part, keys in self.KEYS.items():
            assert record[part]
            assert all(keys <= item.keys() for item in record[part])
        assert {claim["modality"] for claim in record["claims"]} == {"fact", "planned", "possible", "denied"}

    def test_claims_refer_to_mentions_and_entities(self, docs: Path) -> None:
        """The ends of a claim are ids of mentions on the same line, whose entities are there too."""
        record = json.loads(succeeds("extract", docs / "a.txt"))
        entity_of = {mention["id"]: mention["entity"] for mention in record["mentions"]}

        for claim in record["claims"]:
            assert (entity_of[claim["subject"]], entity_of[claim["object"]]) == (claim["subject_entity"], claim["object_entity"])
        assert {*entity_of.values()} - {None} <= record["entities"].keys()

    def test_prints_what_a_build_writes(self, docs: Path, graph: Path) -> None:
        """The lines are those of claims.jsonl."""
        assert succeeds("extract", docs) == (graph / "claims.jsonl").read_text(encoding="utf-8")

    def test_goes_on_after_a_refusal(self, docs: Path, tmp_path: Path) -> None:
        """A document that cannot be read is a line on stderr and exit code 1; stdout stays clean JSON Lines."""
        (tmp_path / "empty.txt").write_bytes(b"")
        result = run("extract", tmp_path / "empty.txt", docs / "a.txt")

        assert result.exit_code == 1
        assert result.stderr.startswith("refused empty.txt: ")
        assert [json.loads(line)["document"] for line in result.stdout.splitlines()] == ["a.txt"]

    def test_nothing_to_read_is_exit_code_2(self, tmp_path: Path) -> None:
        """A missing file and an empty folder are one line each."""
        assert "gone.txt" in fails("extract", tmp_path / "gone.txt")
        assert tmp_path.name in fails("extract", tmp_path)


class TestQuery:
    def test_a_query_as_text(self, graph: Path) -> None:
        """A query may stand on the command line; the usual prefixes are known, and the answer is a table."""
        text = succeeds("query", FIRMS, "--graph", graph)
        assert all(name in text for name in ("firm", "鴻海", "台積電", "聯電"))

    def test_a_query_as_file(self, graph: Path, tmp_path: Path) -> None:
        """A .rq file is read and gives what its text gives."""
        (tmp_path / "firms.rq").write_text(FIRMS, encoding="utf-8")
        assert succeeds("query", tmp_path / "firms.rq", "--graph", graph) == succeeds("query", FIRMS, "--graph", graph)

    def test_the_plain_way(self, graph: Path) -> None:
        """rdflib gives the same answer; another engine is unknown."""
        assert succeeds("query", FIRMS, "--graph", graph, "--engine", "rdflib") == succeeds("query", FIRMS, "--graph", graph)
        assert "known: oxigraph, rdflib" in fails("query", FIRMS, "--graph", graph, "--engine", "jena")

    def test_a_persistent_store_is_asked(self, graph: Path, docs: Path, tmp_path: Path) -> None:
        """`kg build --store` makes one, and the query is answered from it."""
        succeeds("build", docs, "-o", tmp_path, "--workers", "1", "--store")
        (tmp_path / "graph.ttl").write_text("not read", encoding="utf-8")
        assert succeeds("query", FIRMS, "--graph", tmp_path) == succeeds("query", FIRMS, "--graph", graph)

    def test_a_question_needs_nothing_but_the_store(self, graph: Path, docs: Path, tmp_path: Path) -> None:
        """Names are looked up in the store too: neither the claims nor the Turtle are read for a question by name."""
        succeeds("build", docs, "-o", tmp_path, "--workers", "1", "--store")
        (tmp_path / "graph.ttl").write_text("not read", encoding="utf-8")
        (tmp_path / "claims.jsonl").write_text("not read", encoding="utf-8")
        question = ("query", "--name", "firms-leaving", "--param", "country=中国大陆", "--graph")
        assert succeeds(*question, tmp_path) == succeeds(*question, graph)

    def test_csv(self, graph: Path) -> None:
        """CSV has a header and a row an answer."""
        rows = list(csv.reader(io.StringIO(succeeds("query", FIRMS, "--graph", graph, "--format", "csv"))))
        assert rows[0] == ["firm"]
        assert sorted(rows[1:]) == [["台積電"], ["聯電"], ["鴻海"]]

    def test_json(self, graph: Path) -> None:
        """JSON is in the form of SPARQL results."""
        answer = json.loads(succeeds("query", FIRMS, "--graph", graph, "--format", "json"))
        assert answer["head"]["vars"] == ["firm"]
        assert {binding["firm"]["value"] for binding in answer["results"]["bindings"]} == {"台積電", "聯電", "鴻海"}

    def test_text_of_documents_is_no_markup(self, graph: Path) -> None:
        """What looks like Rich's markup in an answer is printed as it is."""
        assert "[/x] [bold]y" in succeeds("query", 'SELECT ("[/x] [bold]y" AS ?z) {}', "--graph", graph)

    def test_text_of_documents_is_no_emoji(self, graph: Path) -> None:
        """What looks like Rich's name of an emoji in an answer is printed as it is."""
        assert "1:100:1" in succeeds("query", 'SELECT ("1:100:1" AS ?z) {}', "--graph", graph)

    def test_the_list_names_every_question(self) -> None:
        """--list prints each competency question with its title, and needs no graph."""
        lines = succeeds("query", "--list", "--graph", "nowhere").splitlines()
        assert [line.split()[0] for line in lines] == [question.name for question in named_queries()]
        assert all(question.title in line for question, line in zip(named_queries(), lines, strict=True))

    @pytest.mark.parametrize("country", ["中國", "中国大陆", "China", "country-cn", "ent:country-cn"])
    def test_a_question_with_a_parameter(self, country: str, graph: Path) -> None:
        """A parameter takes a name in any language, or an id."""
        text = succeeds("query", "--name", "firms-leaving", "--param", f"country={country}", "--graph", graph, "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert {(row["firm"], row["modality"]) for row in rows} == {("鴻海", "fact"), ("聯電", "denied")}

    @pytest.mark.parametrize(
        ("args", "said"),
        [
            (["SELECT ?x WHERE {"], "cannot be run"),
            (["SELECT ?x\nWHERE {\n ?x ?y }\n"], "cannot be run"),
            (["CONSTRUCT WHERE { ?s ?p ?o }"], "SELECT"),
            (["SELECT ?x { SERVICE <https://example.org/> { ?x a ?y } }"], "SERVICE"),
            (["--name", "nonsense"], "nonsense"),
            (["--name", "firms-leaving", "--param", "planet=Mars"], "planet"),
            (["--name", "firms-leaving", "--param", "country"], "NAME=VALUE"),
            (["--name", "firms-leaving", "--param", "country=亞特蘭提斯"], "亞特蘭提斯"),
            ([FIRMS, "--format", "xml"], "xml"),
            ([], "--list"),
            ([FIRMS, "--name", "firms-leaving"], "--list"),
            pytest.param(["nowhere.rq"], "nowhere.rq"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_wrong_request_is_one_line(self, args: list[str], said: str, graph: Path) -> None:
        """What cannot be asked is one line that names the mistake, and exit code 2."""
        assert said in fails("query", *args, "--graph", graph)

    def test_a_parameter_of_a_plain_query_is_not_passed_over(self, graph: Path) -> None:
        """--param without --name means nothing: it is an error, not a silent answer to another question."""
        assert "--param" in fails("query", FIRMS, "--param", "firm=鴻海", "--graph", graph)

    def test_a_damaged_graph_is_one_line(self, tmp_path: Path) -> None:
        """A graph.ttl that is no Turtle is named in one line."""
        (tmp_path / "graph.ttl").write_text("<html>", encoding="utf-8")
        assert "graph.ttl" in fails("query", FIRMS, "--graph", tmp_path)


class TestServe:
    def test_what_cannot_be_served_is_one_line(self, graph: Path, tmp_path: Path) -> None:
        """No graph, a port that is none, all addresses without a name."""
        assert "run `kg build` first" in fails("serve", tmp_path)
        assert "another with --port" in fails("serve", graph, "--port", "70000")
        assert "--allow-host" in fails("serve", graph, "--host", "0.0.0.0")


class TestPush:
    def test_what_cannot_be_pushed_is_one_line(self, graph: Path, tmp_path: Path) -> None:
        """No graph, nobody at the address, no address."""
        assert "run `kg build` first" in fails("push", "http://127.0.0.1:9/", "--graph", tmp_path)
        assert "cannot be reached" in fails("push", "http://127.0.0.1:9/", "--graph", graph)
        assert "no http or https address" in fails("push", "outputs", "--graph", graph)


class TestShow:
    @pytest.mark.parametrize("name", ["台積電", "台积电", "TSMC", "tsmc", "firm-tsmc"])
    def test_any_name_will_do(self, name: str, graph: Path) -> None:
        """An entity is found by any alias, in any case, or its id; its names, claims and sentences are printed."""
        text = succeeds("show", name, "--graph", graph)

        assert text.startswith("台積電  [Firm]  firm-tsmc\n")
        assert "TSMC" in text
        assert "台積電 —investsIn→ 日本  (planned)" in text
        assert "「台積電擬在日本設廠，聯電否認撤出中國。」 a.txt" in text

    def test_a_miss_suggests_names(self, graph: Path) -> None:
        """A name that nothing has is one line with the nearest names."""
        assert re.search(r"台積店.*did you mean.*台積電", fails("show", "台積店", "--graph", graph))

    def test_the_limit_says_what_it_left_out(self, graph: Path) -> None:
        """--limit prints so many claims, and how many more there are."""
        assert succeeds("show", "中國", "--graph", graph).count("「") == succeeds("show", "中國", "--graph", graph).count("→")
        text = succeeds("show", "中國", "--limit", "1", "--graph", graph)
        assert text.count("「") == 1
        assert re.search(r"and \d+ more claims", text)

    def test_documents_do_not_drive_the_terminal(self, tmp_path: Path) -> None:
        """An escape sequence in a document does not reach the terminal of who looks at its claims."""
        (tmp_path / "a.txt").write_text(TEXT.replace("台積電擬", "台積電\x1b[2J擬"), encoding="utf-8")
        succeeds("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--workers", "1")
        assert "\x1b" not in succeeds("show", "台積電", "--graph", tmp_path / "out")


class TestPath:
    def test_shows_the_steps(self, graph: Path) -> None:
        """The way from one entity to another, with the direction of each relation."""
        assert succeeds("path", "鴻海", "美國", "--graph", graph) == "鴻海 —relocatedFrom→ 中國 ←imposesTariffOn— 美國\n"

    def test_both_ways(self, graph: Path) -> None:
        """From the other end the same way is read backwards."""
        assert succeeds("path", "United States", "Foxconn", "--graph", graph) == "美國 —imposesTariffOn→ 中國 ←relocatedFrom— 鴻海\n"

    def test_no_way_is_one_line(self, graph: Path) -> None:
        """Entities that nothing connects, and names that nothing has, are one line and exit code 2."""
        assert "not connected" in fails("path", "台積電", "鴻海", "--graph", graph)
        assert "亞特蘭提斯" in fails("path", "鴻海", "亞特蘭提斯", "--graph", graph)


class TestExport:
    @pytest.mark.parametrize("format_", sorted(FORMATS))
    def test_writes_what_a_build_writes(self, format_: str, graph: Path, tmp_path: Path) -> None:
        """An export of a loaded graph is the file of the build, byte for byte."""
        text = succeeds("export", "--format", format_, "-o", tmp_path / "file", "--graph", graph)

        assert str(tmp_path / "file") in text
        assert (tmp_path / "file").read_bytes() == (graph / FORMATS[format_]).read_bytes()

    def test_other_programs_read_it(self, graph: Path) -> None:
        """Turtle is read by rdflib, GraphML by networkx; both hold the same entities."""
        network = nx.read_graphml(graph / "graph.graphml")
        with (graph / "entities.csv").open(encoding="utf-8", newline="") as file:
            ids = {row["id"] for row in csv.DictReader(file)}
        turtle = {str(node).rsplit("/", 1)[-1] for node in rdflib.Graph().parse(graph / "graph.ttl").subjects()}

        assert set(network.nodes) == ids
        assert ids <= turtle

    def test_what_it_cannot_write_is_one_line(self, graph: Path, tmp_path: Path) -> None:
        """A format that kg does not know is one line with those it knows."""
        assert "turtle" in fails("export", "--format", "xlsx", "-o", tmp_path / "x", "--graph", graph)

    def test_a_missing_folder_is_one_line(self, graph: Path, tmp_path: Path) -> None:
        """A file in a folder that does not exist is one line that names it, not a traceback."""
        assert "nowhere" in fails("export", "--format", "turtle", "-o", tmp_path / "nowhere" / "graph.ttl", "--graph", graph)


class TestValidate:
    def test_a_build_is_valid(self, graph: Path) -> None:
        """What kg builds passes its own checks: exit code 0."""
        assert succeeds("validate", graph) == "valid\n"

    @pytest.mark.parametrize(
        ("pattern", "instead", "said"),
        [
            (r";\s+kg:evidence ent:evidence-\w+(?= [;.])", "", "evidence"),
            (r'kg:modality "fact"', 'kg:modality "certain"', "modality"),
            (r"kg:relation kg:relocatedTo", "kg:relation kg:flewTo", "flewTo"),
        ],
    )
    def test_damage_is_found(self, pattern: str, instead: str, said: str, graph: Path, tmp_path: Path) -> None:
        """A claim without evidence, an unknown modality, an unknown relation: each is named, exit code 1."""
        turtle, changed = re.subn(pattern, instead, (graph / "graph.ttl").read_text(encoding="utf-8"), count=1)
        assert changed
        (tmp_path / "graph.ttl").write_text(turtle, encoding="utf-8")
        result = run("validate", tmp_path)

        assert (result.exit_code, result.stdout) == (1, "")
        assert re.search(rf"^Violation: ent:claim-\w+: .*{said}", result.stderr, re.MULTILINE), result.stderr

    def test_no_turtle_is_exit_code_2(self, tmp_path: Path) -> None:
        """A file that is no Turtle is one line and exit code 2: nothing could be checked."""
        (tmp_path / "graph.ttl").write_text("no Turtle\nat all", encoding="utf-8")
        assert "graph.ttl" in fails("validate", tmp_path)


class TestTables:
    def test_prints_tables(self) -> None:
        """A table of the sample corpus is printed with its caption, header and rows."""
        text = succeeds("tables", ROOT / "corpus" / "02-relocation.txt")
        assert "表 3-1" in text
        assert "2018/12 | 韓國 | 三星電子 | 電子 | 越南、印度 | 已關廠" in text

    def test_the_expected_tables_of_the_sample(self) -> None:
        """The example of docs/tables.md: the tables that a person checked are found as they are."""
        text = succeeds("tables", ROOT / "corpus", "--expect", ROOT / "corpus" / "gold" / "tables.csv")
        assert "12" in text  # with the row of types

    def test_what_differs_is_exit_code_1(self, tmp_path: Path) -> None:
        """A row that was not read as expected is shown beside the one that was."""
        source = ROOT / "corpus" / "02-relocation.txt"
        expected = succeeds("tables", source, "--format", "csv").replace("三星電子", "三星")
        (tmp_path / "e.csv").write_text(expected, encoding="utf-8")
        result = run("tables", source, "--expect", tmp_path / "e.csv")
        assert (result.exit_code, result.stderr) == (1, "")
        assert "- 2018/12 | 韓國 | 三星 | " in result.stdout
        assert "+ 2018/12 | 韓國 | 三星電子 | " in result.stdout

    def test_a_refused_document_is_named(self, tmp_path: Path) -> None:
        """A document that cannot be read is named and does not hide the tables of others."""
        (tmp_path / "a.txt").write_text("表 1　貨量\n港口　貨量\n北岸港　120\n南岸港　95\n資料來源：港務局。\n", encoding="utf-8")
        (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 cut off")
        result = run("tables", tmp_path)
        assert result.exit_code == 1
        assert "北岸港 | 120" in result.stdout
        assert result.stderr.startswith("refused b.pdf: ")

    def test_nothing_to_read_is_one_line(self, tmp_path: Path) -> None:
        """A folder without documents, or an expected file of another kind, is one line."""
        assert "no document" in fails("tables", tmp_path)
        (tmp_path / "a.txt").write_text("港口關閉了。", encoding="utf-8")
        (tmp_path / "e.csv").write_text("a,b\n", encoding="utf-8")
        assert "e.csv" in fails("tables", tmp_path / "a.txt", "--expect", tmp_path / "e.csv")


class TestEvaluate:
    def test_prints_a_table(self, tmp_path: Path) -> None:
        """Precision, recall and F1 of mentions, types, claims and relations, for the passages in a folder."""
        gold = tmp_path / "gold"
        gold.mkdir()
        for file in (ROOT / "corpus" / "gold").glob("01-*.gold"):
            (gold / file.name).write_bytes(file.read_bytes())
        text = succeeds("evaluate", gold, "--texts", ROOT / "corpus")

        for word in ("precision", "recall", "F1", "mentions", "Country", "claims", "imposesTariffOn"):
            assert word in text
        figures = [float(figure) for figure in re.findall(r"\d\.\d{3}", text)]
        assert figures
        assert all(0 <= figure <= 1 for figure in figures)

    @pytest.mark.slow
    def test_the_sample_passages(self) -> None:
        """The annotated passages of the sample corpus can all be measured, as the README shows, and errors can be listed."""
        text = succeeds("evaluate", ROOT / "corpus" / "gold", "--errors", "3")
        assert "mentions" in text
        assert len(text.split("precision")[0].splitlines()) >= 3

    def test_no_passages_is_one_line(self, tmp_path: Path) -> None:
        """A folder without passages is named in one line."""
        assert tmp_path.name in fails("evaluate", tmp_path)

    def test_a_missing_text_is_one_line(self, tmp_path: Path) -> None:
        """A passage whose text is not there is one line that names the text."""
        (tmp_path / "gold").mkdir()
        (tmp_path / "gold" / "a.gold").write_text(
            "# document: gone.txt\n# lines: 1-1\n# kind: prose\n\n[1 Country|美國]。\n", encoding="utf-8"
        )
        (tmp_path / "a.txt").write_text("美國。\n", encoding="utf-8")
        assert "gone.txt" in fails("evaluate", tmp_path / "gold")


class TestTrain:
    def test_nothing_to_learn_from_is_one_line(self, tmp_path: Path) -> None:
        """A folder without passages is named in one line, and no model is written."""
        assert tmp_path.name in fails("train", tmp_path, "-o", tmp_path / "model")
        assert list(tmp_path.iterdir()) == []

    def test_a_missing_list_is_one_line(self, tmp_path: Path) -> None:
        """A --without file that is not there is named in one line."""
        assert "list.txt" in fails("train", ROOT / "corpus" / "gold", "-o", tmp_path / "model", "--without", tmp_path / "list.txt")


@pytest.mark.parametrize(
    "args",
    [
        ["query", FIRMS, "--graph"],
        ["show", "鴻海", "--graph"],
        ["path", "鴻海", "美國", "--graph"],
        ["export", "-f", "turtle", "--graph"],
        ["validate"],
    ],
    ids=lambda args: args[0],
)
def test_without_a_graph_the_command_says_how_to_get_one(args: list[str], tmp_path: Path) -> None:
    """In a folder without a graph each command gives one line that names the folder and `kg build`."""
    line = fails(*args, tmp_path)
    assert "kg build" in line
    assert tmp_path.name in line
