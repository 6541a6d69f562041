"""Decisions from end to end: names as they are read, builds, the terminal."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from factories import claim, entity, graph_of
from typer.testing import CliRunner

from kg import load
from kg.cli import app
from kg.errors import VocabularyError
from kg.graph.duplicates import duplicates
from kg.ingest import from_text
from kg.model import Extraction
from kg.pipeline import Build, Extractor, build
from kg.vocab import Judgement, Judgements, load_vocabulary

HEAD = "judgement,left,right,who,when,why\n"
TEXTS = {
    "a.txt": "海運月報\n\n2021年3月16日\n\n凱洋海運公司2020年在越南設廠。凱洋國際海運公司投資印尼5億美元。台積電擬在日本設廠。\n",
    "b.txt": "航運週報\n\n2021年5月6日\n\n凱洋航運在泰國設廠。美國2018年7月6日對中國340億美元產品加徵25%關稅。\n",
}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder of two documents."""
    folder = tmp_path / "docs"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def built(docs: Path, tmp_path: Path) -> Callable[..., Build]:
    """Build the documents with these decisions."""

    def run(*rows: str) -> Build:
        path = tmp_path / "j.csv"
        path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return build([docs], tmp_path / "out", judgements=path, workers=1)

    return run


@pytest.fixture(scope="module")
def reads() -> Callable[..., Extraction]:
    """Extract from a text with these decisions."""

    def read(text: str, *rows: Judgement) -> Extraction:
        vocab = load_vocabulary()
        return Extractor(replace(vocab, judgements=Judgements(vocab.judgements.path, rows))).extract(from_text(text))

    return read


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build of the two documents; not to be changed."""
    folder = tmp_path_factory.mktemp("docs")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return build([folder], tmp_path_factory.mktemp("graph"), workers=1).output


def names(extraction: Extraction) -> set[tuple[str, str]]:
    """The names found and their types."""
    return {(mention.surface, mention.type) for mention in extraction.mentions}


class TestNames:
    TEXT = "凱洋海運公司與港務研究所（下稱港研所）合作。港研所表示，凱洋海運公司在越南設廠。"

    def test_a_rejected_name_is_no_mention(self, reads: Callable[..., Extraction]) -> None:
        """A name that is no entity is not found, in either script, and nothing is claimed of it."""
        assert ("凱洋海運公司", "Firm") in names(reads(self.TEXT))

        found = reads(self.TEXT, Judgement("not an entity", "凯洋海运公司"))

        assert "凱洋海運公司" not in {surface for surface, _ in names(found)}
        assert all("firm" not in claim.subject for claim in found.claims)

    def test_a_known_name_can_be_rejected(self, reads: Callable[..., Extraction]) -> None:
        """The names files do not outweigh a person."""
        assert names(reads("台積電在日本設廠。", Judgement("not an entity", "台積電"))) == {("日本", "Country")}

    def test_a_type_is_what_a_person_says(self, reads: Callable[..., Extraction]) -> None:
        """A name has the judged type wherever it stands, and what is read of it follows."""
        found = reads(self.TEXT, Judgement("type", "凱洋海運公司", "Organization"))

        assert {type_ for surface, type_ in names(found) if surface == "凱洋海運公司"} == {"Organization"}

    def test_a_gloss_is_no_proof_to_a_person(self, reads: Callable[..., Extraction]) -> None:
        """Names that the text would make one stay two where a person says that they differ."""
        assert len({m.entity for m in reads(self.TEXT).mentions if m.type == "Organization"}) == 1

        found = reads(self.TEXT, Judgement("different", "港務研究所", "港研所"))

        assert len({m.entity for m in found.mentions if m.type == "Organization"}) == 2

    def test_a_name_may_not_mean_a_known_entity(self, reads: Callable[..., Extraction]) -> None:
        """A known entity is not what a name means where a person says so; the name is then a new entity."""
        found = reads("台積電在日本設廠。", Judgement("different", "台積電", "firm-tsmc"))

        assert [m.entity == "firm-tsmc" for m in found.mentions if m.surface == "台積電"] == [False]


class TestBuild:
    def test_decisions_survive_rebuilds(self, built: Callable[..., Build]) -> None:
        """Two documents' names are one entity in this build and the next, which reads no document again."""
        ids = []
        for reused in (0, 2):
            result = built("same,凱洋海運公司,凱洋航運,ann,2025-04-16,", "same,凱洋海運公司,凱洋國際海運公司,,,")
            found = load(result.output).find("凱洋航運")
            ids.append(found.id)
            assert found.id == load(result.output).find("凱洋國際海運公司").id
            assert result.reused == reused

        assert len(set(ids)) == 1

    def test_a_wrong_claim_is_gone_and_counted(self, built: Callable[..., Build]) -> None:
        """A claim judged wrong is in no output of the next build; the report counts it."""
        claims = built().graph.claims
        wrong = next(id_ for id_, claim in claims.items() if claim.relation == "imposesTariffOn")
        result = built(f"wrong,{wrong},,ann,,")

        assert set(result.graph.claims) == set(claims) - {wrong}
        assert wrong not in (result.output / "graph.ttl").read_text(encoding="utf-8")
        assert "| claims left out as wrong | 1 |" in (result.output / "report.md").read_text(encoding="utf-8")
        assert json.loads((result.output / "manifest.json").read_text(encoding="utf-8"))["judgements"] == 1

    def test_a_right_claim_is_marked_as_checked(self, built: Callable[..., Build]) -> None:
        """A claim judged right is certain and says so, in the graph, in the file, on the page, and to who asks why it is there; a claim
        that is not found any more is reported with its line."""
        right = next(id_ for id_, claim in built().graph.claims.items() if claim.relation == "imposesTariffOn")
        result = built(f"right,{right},,ann,,", "right,claim-0123456789ab,,,,")
        read = load(result.output).core.claims
        explained = CliRunner().invoke(app, ["explain", "美國", "imposesTariffOn", "中國", "--graph", str(result.output)]).output

        assert {id_ for id_, claim in read.items() if claim.checked} == {right}
        assert (read[right].confidence, dict(read[right].evidence.judged)["person"]) == (1.0, 1.0)
        assert (result.output / "graph.html").read_text(encoding="utf-8").count('"checked":true') == 1
        assert "checked: somebody judged it right" in explained
        report = (result.output / "report.md").read_text(encoding="utf-8")
        assert "| claims confirmed | 1 |" in report
        assert "| 3 | claim-0123456789ab |" in report

    def test_conflicts_are_reported(self, docs: Path, tmp_path: Path) -> None:
        """What could not be applied is in the report and on stderr, with its line, and the exit code says so."""
        path = tmp_path / "j.csv"
        path.write_text(HEAD + "same,凱洋航運,越南,,,\nsame,凱洋航運,甲乙丙公司,,,\n", encoding="utf-8")
        result = CliRunner().invoke(app, ["build", str(docs), "-o", str(tmp_path / "o"), "--judgements", str(path), "--workers", "1"])

        report = (tmp_path / "o" / "report.md").read_text(encoding="utf-8")
        assert result.exit_code == 1
        assert "judgement on line 2 not applied: entities of different types" in result.stderr
        assert "## Judgements in conflict" in report
        assert "| 3 | 甲乙丙公司 |" in report

    def test_a_broken_file_stops_the_build(self, built: Callable[..., Build], tmp_path: Path) -> None:
        """A file that contradicts itself is refused before anything is read."""
        with pytest.raises(VocabularyError, match="contradicts line 2"):
            built("same,甲航運,乙航運,,,", "different,甲航運,乙航運,,,")

        assert not (tmp_path / "out").exists()


class TestDuplicates:
    ENTITIES = (
        entity("firm-acme", "艾可電子公司", aliases=("Acme Example Corporation",), known=True),
        entity("firm-x000000000001", "艾可電子"),
        entity("firm-x000000000002", "AEC"),
        entity("firm-x000000000003", "遠山化學"),
        entity("organization-x000000000004", "艾可電子公司"),
        entity("organization-x000000000005", "國家海洋研究委員會"),
        entity("organization-x000000000006", "國海會"),
    )

    def test_the_likeliest_come_first(self) -> None:
        """Pairs of one type, by how alike they are: contained, initials, abbreviations; nothing else."""
        found = duplicates(graph_of(self.ENTITIES, []), Judgements(Path("j.csv")))

        assert [(pair.left.label, pair.right.label) for pair in found] == [
            ("AEC", "艾可電子公司"),
            ("艾可電子", "艾可電子公司"),
            ("國家海洋研究委員會", "國海會"),
        ]
        assert [pair.score for pair in found] == sorted((pair.score for pair in found), reverse=True)

    @pytest.mark.parametrize("verdict", ["same", "different"])
    def test_what_is_judged_is_not_offered(self, verdict: str) -> None:
        """A pair that somebody judged, by any of its names, is not offered again."""
        judged = Judgements(
            Path("j.csv"), (Judgement(verdict, "艾可电子", "ACME Example Corporation"), Judgement(verdict, "AEC", "firm-acme"))
        )

        assert [pair.right.label for pair in duplicates(graph_of(self.ENTITIES, []), judged)] == ["國海會"]


class TestTerminal:
    def review(self, graph: Path, path: Path, answers: str) -> tuple[str, list[tuple[str, str, str, str]]]:
        """What the terminal shows for these answers, and the decisions in the file afterwards."""
        args = ["review", "--graph", str(graph), "--judgements", str(path), "--who", "ann"]
        result = CliRunner().invoke(app, args, input="".join(f"{key}\n" for key in answers))
        assert result.exit_code == 0, result.output
        lines = path.read_text(encoding="utf-8").splitlines()[1:] if path.exists() else []
        rows = csv.reader(line for line in lines if not line.startswith("#"))
        return result.stdout, [(row[0], *sorted(row[1:3]), row[3]) for row in rows]

    def test_pairs_are_shown_with_a_sentence_each(self, graph: Path, tmp_path: Path) -> None:
        """The likeliest pair comes with names, types and a sentence of evidence of both."""
        shown, rows = self.review(graph, tmp_path / "j.csv", "q")

        assert "「凱洋國際海運公司投資印尼5億美元。」 a.txt" in shown
        assert "「凱洋海運公司2020年在越南設廠。」 a.txt" in shown
        assert rows == []

    def test_answers_are_written(self, graph: Path, tmp_path: Path) -> None:
        """Same and different go to the file with who and when; a second review asks only what is left."""
        path = tmp_path / "new" / "j.csv"
        path.parent.mkdir()
        first, rows = self.review(graph, path, "s")

        assert rows == [("same", "凱洋國際海運公司", "凱洋海運公司", "ann")]
        assert "1 decisions added" in first

        _, rows = self.review(graph, path, "d")

        assert [row[0] for row in rows] == ["same", "different"]

    def test_no_entity_rejects_every_name(self, graph: Path, tmp_path: Path) -> None:
        """What is no entity is rejected by name, and pairs with it are no longer offered."""
        shown, rows = self.review(graph, tmp_path / "j.csv", "1kkkk")

        assert [row[0] for row in rows] == ["not an entity"]
        rejected = rows[0][2]
        assert shown.count(f"  {rejected}  [") == 1

    def test_an_answer_can_be_taken_back(self, graph: Path, tmp_path: Path) -> None:
        """Undo takes the last decision out of the file and asks again; without one it asks again, too."""
        _, rows = self.review(graph, tmp_path / "j.csv", "usud")

        assert [row[0] for row in rows] == ["different"]

    def test_what_others_wrote_meanwhile_stays(self, graph: Path, tmp_path: Path) -> None:
        """Lines that were in the file already are still there."""
        path = tmp_path / "j.csv"
        path.write_text(HEAD + "# of the harbour\nnot an entity,凱洋海運,,bea,,\n", encoding="utf-8")
        self.review(graph, path, "s")

        assert path.read_text(encoding="utf-8").startswith(HEAD + "# of the harbour\nnot an entity,凱洋海運,,bea,,\nsame,")


def test_claims_about_a_pair_decide_which_comes_first() -> None:
    """Of pairs equally alike the one that more relations speak of comes first."""
    pairs = [entity(f"firm-x00000000000{n}", label) for n, label in enumerate(("甲寶電子", "甲寶電子廠", "丁利化學", "丁利化學廠"))]
    land = entity("country-vn", "越南")
    graph = graph_of([*pairs, land], [claim(pairs[3].id, "investsIn", land.id)])

    assert [pair.left.label[0] for pair in duplicates(graph, Judgements(Path("j.csv")))] == ["丁", "甲"]
