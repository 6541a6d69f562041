"""A build as a whole: what it writes, that it writes the same again, and what bad input does to it."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import ingest, pipeline, reading
from kg.errors import DocumentError, GraphNotFoundError, UsageError
from kg.export import from_record, to_record
from kg.graph.diff import diff
from kg.graph.store import open_store
from kg.ingest import Source, discover
from kg.loading import load
from kg.model import Document, Extraction
from kg.pipeline import Build, Refusal, build, extract
from kg.vocab import Vocabulary, ontology_path
from tests.ingest import files

ROOT = Path(__file__).parent.parent
FILES = {
    "graph.html", "graph.ttl", "graph.graphml", "entities.csv", "claims.csv", "claims.jsonl", "documents.jsonl", "report.md",
    "report.json", "manifest.json",
}  # fmt: skip

HANT = """產線移動月報

2020年3月16日

2019年8月，鴻海將部分產線從中國移往越南。美國2018年7月6日對中國340億美元產品加徵25%關稅。台積電擬在日本設廠，聯電否認撤出中國。

根據世界貿易組織的報告，中國可能對美國加徵報復性關稅。
"""
HANS = """芯片管制周报

2022年10月10日

美国商务部2022年10月7日宣布对中国实施芯片出口管制。中芯国际被列入实体清单。台积电将投资120亿美元在美国建厂。
"""
EN = """# Supply chains move

2021-05-04

TSMC will invest 12 billion dollars in the United States. Samsung moved its smartphone production from China to Vietnam in 2019.
Japan joined the CPTPP.
"""
DOCUMENTS = {"月報.txt": HANT, "zh-hans/周报.txt": HANS, "moves.md": EN}


def folder(path: Path, texts: dict[str, str]) -> Path:
    """A folder of these documents."""
    for name, text in texts.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return path


def outputs(output: Path) -> dict[str, bytes]:
    """The bytes of the files of a build, by name; the cache is no output."""
    return {path.name: path.read_bytes() for path in output.iterdir() if path.is_file()}


def squashed(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three small documents, one of each language; not to be changed."""
    return folder(tmp_path_factory.mktemp("documents"), DOCUMENTS)


@pytest.fixture(scope="module")
def built(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of them; not to be changed."""
    return build([documents], tmp_path_factory.mktemp("built") / "graph", workers=1)


@pytest.fixture(scope="module")
def extractions(documents: Path, vocab: Vocabulary) -> list[Extraction]:
    """What each document, and one of each other format, yields."""
    found = list(extract(discover([documents, ROOT / "corpus" / "10-chips-ira.docx"]), vocab))
    assert all(isinstance(extraction, Extraction) for extraction in found)
    return [extraction for extraction in found if isinstance(extraction, Extraction)]


def test_a_build_writes_its_files(built: Build) -> None:
    """A build makes the folder and writes the files that the README lists, and nothing else but its hidden cache."""
    assert outputs(built.output).keys() == FILES
    assert {path.name for path in built.output.iterdir()} - FILES == {".cache"}
    assert (len(built.graph.documents), built.reused, built.refused) == (3, 0, ())


def test_a_sound_graph_has_no_findings(built: Build) -> None:
    """The build checks its graph against the shapes and the ontology itself."""
    assert built.findings == ()
    assert "Findings" not in (built.output / "report.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_corpus_makes_a_sound_graph(tmp_path: Path) -> None:
    """Nothing in the graph of the sample corpus violates a shape or the ontology."""
    assert build([ROOT / "corpus"], tmp_path / "out").findings == ()


def test_findings_are_reported(strict: Path, tmp_path: Path) -> None:
    """A graph that the shapes of its ontology object to is written, and the report says what they object to."""
    done = build([folder(tmp_path / "docs", {"moves.md": EN})], tmp_path / "out", ontology=strict, workers=1)

    assert {finding.message for finding in done.findings} == {"firms are forbidden"}
    assert outputs(done.output).keys() == FILES
    assert "firms are forbidden" in (done.output / "report.md").read_text(encoding="utf-8")


def test_every_language_yields_claims(built: Build) -> None:
    """Traditional Chinese, Simplified Chinese and English documents are told apart, and all state claims."""
    langs = {document.lang for document in built.graph.documents.values()}
    stated = {built.graph.documents[claim.evidence.document].lang for claim in built.graph.claims.values()}
    assert langs == stated == {"zh-Hant", "zh-Hans", "en"}


def test_one_entity_for_all_languages(built: Build) -> None:
    """A firm that documents name in three spellings is one entity."""
    assert built.graph["台積電"] == built.graph["台积电"] == built.graph["TSMC"]


def test_no_path_or_clock_in_the_outputs(built: Build, documents: Path) -> None:
    """No output names the folder the documents were read from or the one it was written to: builds elsewhere are the same."""
    for name, data in outputs(built.output).items():
        assert str(documents).encode() not in data, name
        assert str(built.output).encode() not in data, name


BUILD = (
    "import sys; from pathlib import Path; from kg.pipeline import build; "
    "build([Path(sys.argv[1])], Path(sys.argv[2]), workers=int(sys.argv[3]))"
)


@pytest.mark.slow
def test_builds_are_the_same_bytes(tmp_path: Path) -> None:
    """The same documents give the same bytes, whatever the folders, the number of processes and the order of Python's sets."""
    places = [folder(tmp_path / "a", DOCUMENTS), folder(tmp_path / "b" / "很 遠", dict(reversed(DOCUMENTS.items())))]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", BUILD, str(place), str(tmp_path / f"out{n}"), str(n)],
            env={**os.environ, "PYTHONHASHSEED": str(n), "TZ": f"UTC{n}", "PYTHONPATH": str(ROOT)},
        )
        for n, place in enumerate(places, 1)
    ]
    assert [run.wait(100) for run in runs] == [0, 0]

    one, two = outputs(tmp_path / "out1"), outputs(tmp_path / "out2")
    assert one.keys() == FILES
    assert [name for name in sorted(FILES) if one[name] != two[name]] == []
    assert diff(load(tmp_path / "out1"), load(tmp_path / "out2")) == []


def test_worker_processes_change_nothing(built: Build, documents: Path, tmp_path: Path) -> None:
    """Two processes write what one writes."""
    again = build([documents], tmp_path / "out", workers=2)

    assert again.graph == built.graph
    assert outputs(tmp_path / "out") == outputs(built.output)


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="workers do not see what is put in place of the reader")
def test_a_document_that_ends_its_worker_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash below Python costs the document that caused it, each time, and no other."""
    docs = folder(tmp_path / "docs", {"moves.md": EN, "a crash.txt": HANT, "z crash.txt": HANT})

    def crashing(source: Source, *, ocr: str | None) -> Document:
        if "crash" in source.name:
            os._exit(1)
        return ingest.read(source, ocr=ocr)

    monkeypatch.setattr(reading, "read", crashing)
    done = build([docs], tmp_path / "out", workers=2)

    assert [refusal.source for refusal in done.refused] == ["a crash.txt", "z crash.txt"]
    assert all("crashed" in refusal.reason for refusal in done.refused)
    assert [document.source for document in done.graph.documents.values()] == ["moves.md"]


def test_unchanged_documents_are_not_read_again(tmp_path: Path) -> None:
    """A second build into the same folder reads nothing, says so, and writes the same bytes."""
    docs = folder(tmp_path / "docs", DOCUMENTS)
    build([docs], tmp_path / "out", workers=1)
    first = outputs(tmp_path / "out")

    calls: list[tuple[int, int, str]] = []
    second = build([docs], tmp_path / "out", workers=1, progress=lambda *call: calls.append(call))

    assert second.reused == 3
    assert calls == [(3, 3, "")]
    assert outputs(tmp_path / "out") == first


def test_progress_counts_to_the_end(documents: Path, tmp_path: Path) -> None:
    """Progress is told after each document, with its name, and ends at the number of documents."""
    calls: list[tuple[int, int, str]] = []
    build([documents], tmp_path / "out", workers=1, progress=lambda *call: calls.append(call))

    assert [(done, total) for done, total, _ in calls] == [(1, 3), (2, 3), (3, 3)]
    assert {name for _, _, name in calls} == set(DOCUMENTS)


@pytest.mark.parametrize("change", ["added", "removed", "changed"])
def test_a_build_follows_its_folder(change: str, tmp_path: Path) -> None:
    """A document added, removed or changed gives what a build from nothing gives; only what is new is read."""
    docs = folder(tmp_path / "docs", DOCUMENTS)
    build([docs], tmp_path / "out", workers=1)
    if change == "added":
        folder(docs, {"新.txt": "2021年5月，三星電子將部分產線從中國移往印度。\n"})
    elif change == "removed":
        (docs / "moves.md").unlink()
    else:
        folder(docs, {"moves.md": EN.replace("Vietnam", "India")})

    updated = build([docs], tmp_path / "out", workers=1)
    fresh = build([docs], tmp_path / "fresh", workers=1)

    assert updated.reused == {"added": 3, "removed": 2, "changed": 2}[change]
    assert updated.graph == fresh.graph
    assert outputs(tmp_path / "out") == outputs(tmp_path / "fresh")
    assert len(list((tmp_path / "out" / ".cache").glob("*.json"))) == len(fresh.graph.documents)


def test_a_renamed_document_keeps_its_ids(built: Build, tmp_path: Path) -> None:
    """Ids come from content: under another name a document and its claims keep theirs."""
    renamed = build(
        [folder(tmp_path / "docs", {f"new {Path(name).name}": text for name, text in DOCUMENTS.items()})], tmp_path / "out", workers=1
    )

    assert renamed.graph.claims.keys() == built.graph.claims.keys()
    assert renamed.graph.documents.keys() == built.graph.documents.keys()


def test_a_copy_of_a_document_states_nothing_new(built: Build, tmp_path: Path) -> None:
    """The same bytes under two names are one document: a claim is not counted twice."""
    twice = build([folder(tmp_path / "docs", {**DOCUMENTS, "copy.txt": HANT})], tmp_path / "out", workers=1)

    assert twice.graph.claims.keys() == built.graph.claims.keys()
    assert {relation.documents for relation in twice.graph.relations.values()} == {r.documents for r in built.graph.relations.values()}


def test_one_name_in_two_folders(tmp_path: Path) -> None:
    """Documents of the same name in two folders are two documents."""
    places = [folder(tmp_path / "a", {"月報.txt": HANT}), folder(tmp_path / "b", {"月報.txt": HANS})]
    done = build(places, tmp_path / "out", workers=1)

    assert [document.source for document in done.graph.documents.values()] == ["月報.txt", "月報.txt"]
    assert build(places, tmp_path / "out", workers=1).reused == 2


def test_documents_write_no_markup_into_the_report(tmp_path: Path) -> None:
    """Names and titles of documents are text in report.md: they make no table cell, line or HTML of their own."""
    name = "a|b <script>.txt" if os.name == "posix" else "a.txt"
    build([folder(tmp_path / "docs", {name: HANT.replace("月報", "月報 | <b>x</b>")})], tmp_path / "out", workers=1)
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")

    assert "<script>" not in report
    assert "<b>" not in report
    [row] = [line for line in report.splitlines() if "2020-03-16" in line]
    assert len(re.split(r"(?<!\\)\|", row)) == 9


def fail(*_: object, **__: object) -> None:
    """An exporter that a full disk stops."""
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["graph.ttl", "claims.csv", "write_records", "write_page", "report"])
def test_a_failed_export_leaves_the_former_outputs(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever export fails, the outputs of the build before stay whole, and nothing half written is left behind."""
    docs = folder(tmp_path / "docs", {"moves.md": EN})
    build([docs], tmp_path / "out", workers=1)
    before = outputs(tmp_path / "out")
    folder(docs, {"moves.md": EN.replace("Vietnam", "India")})
    if "." in step:
        monkeypatch.setitem(pipeline.EXPORTERS, step, fail)
    else:
        monkeypatch.setattr(pipeline, step, fail)

    with pytest.raises(OSError, match="No space left"):
        build([docs], tmp_path / "out", workers=1)

    assert outputs(tmp_path / "out") == before
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES | {".cache"}


@pytest.mark.slow
def test_a_persistent_store_belongs_to_its_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands beside the graph and is no document; a build that fails leaves it, one without it takes it away."""
    docs = folder(tmp_path / "docs", {"moves.md": EN})
    out = docs / "out"
    build([docs], out, workers=1, store=True)
    assert len(open_store(out / "graph.ttl")) > 100
    again = build([docs], out, workers=1, store=True)
    assert (len(again.graph.documents), again.skipped) == (1, ())
    monkeypatch.setattr(pipeline, "report", fail)
    with pytest.raises(OSError, match="No space left"):
        build([docs], out, workers=1)
    monkeypatch.undo()
    assert len(open_store(out / "graph.ttl")) > 100
    build([docs], out, workers=1)

    assert {path.name for path in out.iterdir()} == FILES | {".cache"}


def test_the_clean_texts_are_kept(built: Build) -> None:
    """A line a document, its blocks with the runs of places behind their text, which hold those of the claims."""
    texts = [json.loads(line) for line in (built.output / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    places = {
        text["id"]: {start + i for block in text["blocks"] for start, length in block["places"] for i in range(length)} for text in texts
    }

    assert all(sum(length for _, length in block["places"]) == len(block["text"]) for text in texts for block in text["blocks"])
    assert {claim.evidence.span.start in places[claim.evidence.document] for claim in built.graph.claims.values()} == {True}


def test_a_first_build_that_fails_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the first build fails there is no output at all, rather than some."""
    monkeypatch.setitem(pipeline.EXPORTERS, "graph.graphml", fail)

    with pytest.raises(OSError, match="No space left"):
        build([folder(tmp_path / "docs", {"moves.md": EN})], tmp_path / "out", workers=1)
    assert outputs(tmp_path / "out") == {}


def test_foreign_files_in_the_output_folder_stay(tmp_path: Path) -> None:
    """A build touches no file of the output folder but its own."""
    folder(tmp_path / "out", {"notes.txt": "mine", "sub/more.txt": "mine too"})
    build([folder(tmp_path / "docs", {"moves.md": EN})], tmp_path / "out", workers=1)

    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"
    assert (tmp_path / "out" / "sub" / "more.txt").read_text() == "mine too"


def test_a_graph_comes_back_from_its_folder(built: Build) -> None:
    """``kg.load`` gives back the documents, entities, claims and relations that the build had, from the folder or the file."""
    loaded = load(built.output)

    assert loaded.documents == built.graph.documents
    assert loaded.entities == built.graph.entities
    assert loaded.claims == built.graph.claims
    assert loaded.relations == built.graph.relations
    assert load(built.output / "claims.jsonl") == loaded


DAMAGED = {
    "cut": lambda lines: lines[: len(lines) // 3],
    "no JSON": lambda lines: b"<html>",
    "not UTF-8": lambda lines: b"\xff\xfe" + lines,
    "a list": lambda lines: b"[1, 2]\n",
    "other keys": lambda lines: b'{"document": "a.txt"}\n',
    "entities a list": lambda lines: lines.replace(b'"entities": {', b'"entities": [], "x": {'),
    "a value no number": lambda lines: lines.replace(b'"value": "', b'"value": "about '),
    "an entity gone": lambda lines: lines.replace(b'"firm-hon-hai": {', b'"firm-other": {'),
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_graph_is_not_loaded(how: str, built: Build, tmp_path: Path) -> None:
    """A ``claims.jsonl`` that is cut or of another form is one error that says to build again."""
    damaged = DAMAGED[how]((built.output / "claims.jsonl").read_bytes())
    (tmp_path / "claims.jsonl").write_bytes(damaged)

    with pytest.raises(GraphNotFoundError, match="kg build"):
        load(tmp_path)


def test_no_graph_is_an_error(tmp_path: Path) -> None:
    """A folder without a graph is one error that names it."""
    with pytest.raises(GraphNotFoundError, match=tmp_path.name):
        load(tmp_path)


def test_records_are_lossless(extractions: list[Extraction]) -> None:
    """JSON holds all of an extraction but the document's text and blocks, and writes the same when it is read back."""
    for extraction in extractions:
        record = to_record(extraction)
        back = from_record(json.loads(json.dumps(record, ensure_ascii=False)))
        assert back == replace(extraction, document=replace(extraction.document, text="", blocks=()))
        assert to_record(back) == record


def test_claims_jsonl_is_what_extract_prints(built: Build, extractions: list[Extraction]) -> None:
    """A line a document, each what ``kg.extract`` yields for it."""
    lines = (built.output / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    records = {extraction.document.source: to_record(extraction) for extraction in extractions}

    assert [json.loads(line) for line in lines] == [records[name] for name in sorted(DOCUMENTS)]


def test_places_point_at_the_words(extractions: list[Extraction]) -> None:
    """The text at a mention's place is its surface, and at a claim's place its quote, white space aside."""
    for extraction in extractions:
        text = extraction.document.text
        assert extraction.mentions
        for mention in extraction.mentions:
            assert squashed(text[mention.span.start : mention.span.end]) == squashed(mention.surface)
        for claim in extraction.claims:
            span = claim.evidence.span
            assert squashed(text[span.start : span.end]) == squashed(claim.evidence.quote)


def test_places_of_a_text_file_are_places_in_the_file(built: Build, documents: Path) -> None:
    """For plain text the places in ``claims.jsonl`` count the code points of the file itself."""
    for line in (built.output / "claims.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["document"].endswith(".txt"):
            text = (documents / record["document"]).read_text(encoding="utf-8")
            assert all(squashed(text[m["start"] : m["end"]]) == squashed(m["surface"]) for m in record["mentions"])


DAMAGE = ["\n", " ", "\u3000", "\r\n", "\f", "\t", "\u200b", "💥"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=st.lists(st.tuples(st.integers(0, len(HANT)), st.sampled_from(DAMAGE)), max_size=12))
def test_places_survive_layout_damage(damage: list[tuple[int, str]], extract_text: Callable[[str], Extraction]) -> None:
    """Wherever a text is broken by line ends, blanks or astral characters, mentions point at their words in it."""
    text = HANT
    for place, what in damage:
        text = text[:place] + what + text[place:]
    extraction = extract_text(text)

    assert extraction.document.text == text
    for mention in extraction.mentions:
        found = text[mention.span.start : mention.span.end].replace("\u200b", "")
        assert squashed(found) == squashed(mention.surface)


def test_claims_refer_to_mentions_that_carry_them(extractions: list[Extraction]) -> None:
    """Subject and object of a claim are mentions of its document that are linked to the claim's entities, and entities exist."""
    for extraction in extractions:
        linked = {mention.id: mention.entity for mention in extraction.mentions}
        for claim in extraction.claims:
            assert linked[claim.evidence.subject] == claim.subject
            assert linked[claim.evidence.object] == claim.object
        assert set(filter(None, linked.values())) <= extraction.entities.keys()


REFUSED = {
    "empty.txt": (b"", "empty"),
    "binary.txt": (bytes(range(256)) * 20, "UTF-8"),
    "locked.pdf": (files.pdf([[(72, 700, 11, "secret")]], encrypted=True), "password"),
    "cut.docx": (files.word()[:2000], "damaged"),
}
READ = {
    "名稱 有 空格.txt": HANT.encode(),
    "big5.txt": HANT.encode("cp950"),
    "utf16.txt": HANS.encode("utf-16"),
    "gb.txt": HANS.encode("gb18030"),
    "crlf.txt": HANT.replace("\n", "\r\n").encode("utf-8-sig"),
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of documents good and bad."""
    path = tmp_path_factory.mktemp("mixed")
    for name, data in {**{name: data for name, (data, _) in REFUSED.items()}, **READ}.items():
        (path / name).write_bytes(data)
    return build([path], tmp_path_factory.mktemp("mixed-built"), workers=1)


def test_bad_documents_do_not_stop_a_build(mixed: Build) -> None:
    """What cannot be read is refused once each, the rest is read."""
    assert [refusal.source for refusal in mixed.refused] == sorted(REFUSED)
    assert {document.source for document in mixed.graph.documents.values()} == set(READ)
    assert outputs(mixed.output).keys() == FILES


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_named_with_its_reason(name: str, mixed: Build) -> None:
    """The build, report.md and manifest.json all name a refused document and what to do about it."""
    [refusal] = [refusal for refusal in mixed.refused if refusal.source == name]
    advice = REFUSED[name][1]
    report = (mixed.output / "report.md").read_text(encoding="utf-8")
    manifest = json.loads((mixed.output / "manifest.json").read_text(encoding="utf-8"))

    assert advice in refusal.reason
    assert [advice in line for line in report.split("## Refused")[1].splitlines() if name in line] == [True]
    assert {"file": name, "reason": refusal.reason} in manifest["refused"]


def stated(done: Build, document: str) -> set[tuple[str, str, str, str]]:
    """What a document states: triples with their modality."""
    claims = (claim for claim in done.graph.claims.values() if claim.evidence.document == document)
    return {(claim.subject, claim.relation, claim.object, claim.qualifiers.modality) for claim in claims}


@pytest.mark.parametrize("name", READ)
def test_encodings_and_names_change_nothing(name: str, mixed: Build, built: Build) -> None:
    """Big5, GB 18030, UTF-16, a byte order mark, Windows line ends, blanks and Chinese in the name: all read alike."""
    [document] = [document for document in mixed.graph.documents.values() if document.source == name]
    ids = {document.source: document.id for document in built.graph.documents.values()}
    original = built.graph.documents[ids["zh-hans/周报.txt" if name in ("utf16.txt", "gb.txt") else "月報.txt"]]
    assert (document.title, document.published, document.lang) == (original.title, original.published, original.lang)
    assert stated(mixed, document.id) == stated(built, original.id) != set()


def test_refused_documents_are_tried_again(tmp_path: Path) -> None:
    """A document that was refused is read as soon as it is mended."""
    docs = folder(tmp_path / "docs", {"moves.md": EN, "empty.txt": ""})
    assert len(build([docs], tmp_path / "out", workers=1).refused) == 1
    folder(docs, {"empty.txt": HANT})

    mended = build([docs], tmp_path / "out", workers=1)
    assert (mended.refused, mended.reused) == ((), 1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets file names be any bytes")
def test_a_name_that_is_no_utf8_stops_nothing(tmp_path: Path) -> None:
    """A file whose name is Big5 bytes, as old archives unpack on Linux, is read or refused, and the rest goes on."""
    docs = folder(tmp_path / "docs", {"moves.md": EN})
    (docs / os.fsdecode("月報".encode("cp950") + b".txt")).write_text(HANT, encoding="utf-8")

    done = build([docs], tmp_path / "out", workers=1)
    assert len(done.graph.documents) + len(done.refused) == 2


def test_no_document_can_be_read(tmp_path: Path) -> None:
    """When every document is refused nothing is written, and the error gives the reasons."""
    with pytest.raises(UsageError, match=r"empty\.txt: the file is empty"):
        build([folder(tmp_path / "docs", {"empty.txt": ""})], tmp_path / "out", workers=1)
    assert outputs(tmp_path / "out") == {}


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    """A folder without documents is named in one error, and no output folder is made."""
    (tmp_path / "bare").mkdir()
    with pytest.raises(UsageError, match="bare"):
        build([tmp_path / "bare"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    """A path that does not exist is named in one error."""
    with pytest.raises(UsageError, match="nowhere"):
        build([tmp_path / "nowhere"], tmp_path / "out")


def test_an_output_that_is_a_file_is_an_error(documents: Path, tmp_path: Path) -> None:
    """An output folder that is a file is an error that names it, and the file stays."""
    (tmp_path / "out").write_text("mine")
    with pytest.raises(UsageError, match="out"):
        build([documents], tmp_path / "out", workers=1)
    assert (tmp_path / "out").read_text() == "mine"


def test_a_build_does_not_read_its_own_outputs(tmp_path: Path) -> None:
    """With the output folder inside the folder of documents, a second build reads the documents only, not the first one's page."""
    docs = folder(tmp_path / "docs", {"moves.md": EN})
    first = build([docs], docs / "graph", workers=1)
    second = build([docs], docs / "graph", workers=1)

    assert second.graph == first.graph


def test_a_damaged_cache_is_made_anew(documents: Path, tmp_path: Path) -> None:
    """What a crash or a full disk left in the cache is not trusted: the document is read again."""
    first = build([documents], tmp_path / "out", workers=1)
    for path in (tmp_path / "out" / ".cache").iterdir():
        path.write_bytes(path.read_bytes()[:100])

    assert build([documents], tmp_path / "out", workers=1).graph == first.graph


def test_an_extractor_refuses_only_documents(documents: Path, vocab: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    """``kg.extract`` turns a document's error into a refusal and goes on with the next."""

    def read(source: object, **options: object) -> Document:
        raise DocumentError("x", "it is cursed")

    monkeypatch.setattr(reading, "read", read)
    assert list(extract(discover([documents]), vocab)) == [Refusal(name, "it is cursed") for name in sorted(DOCUMENTS)]


@pytest.mark.slow
def test_a_new_name_is_found_in_the_same_session(tmp_path: Path) -> None:
    """A line added to an ontology folder counts at the next build, in the same notebook too: no stale result is reused."""
    ontology = tmp_path / "ontology"
    shutil.copytree(ontology_path(), ontology)
    docs = folder(tmp_path / "docs", {"a.txt": "2019年8月，歐賓納將部分產線從中國移往越南。\n"})
    build([docs], tmp_path / "out", ontology=ontology, workers=1)
    with (ontology / "names" / "firms.csv").open("a", encoding="utf-8") as file:
        file.write("firm-oubinna,Firm,Firm,歐賓納,,Oubinna,,TW,,\n")

    again = build([docs], tmp_path / "out", ontology=ontology, workers=1)
    assert "firm-oubinna" in again.graph.entities


@pytest.mark.slow
def test_a_graph_of_another_ontology_comes_back(tmp_path: Path) -> None:
    """What was built with another ontology folder is loaded as it was built: a relation symmetric there is not parted again."""
    ontology = tmp_path / "ontology"
    shutil.copytree(ontology_path(), ontology)
    terms = (ontology / "kg.ttl").read_text(encoding="utf-8")
    plain = "kg:imposesTariffOn a owl:ObjectProperty"
    assert plain in terms
    (ontology / "kg.ttl").write_text(terms.replace(plain, f"{plain}, owl:SymmetricProperty"), encoding="utf-8")
    docs = folder(tmp_path / "docs", {"a.txt": "美國2018年7月6日對中國產品加徵25%關稅。中國2018年7月6日對美國產品加徵25%關稅。\n"})
    built = build([docs], tmp_path / "out", ontology=ontology, workers=1)

    assert len(built.graph.claims) == 2
    assert load(tmp_path / "out").relations == built.graph.relations


@pytest.mark.slow
def test_a_new_tagger_is_used(tmp_path: Path) -> None:
    """After ``kg train`` wrote another tagger, documents are read again: a cached result does not outlive what made it."""
    shutil.copytree(ROOT / "kg", tmp_path / "code" / "kg", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ontology_path(), tmp_path / "code" / "ontology")
    docs = folder(tmp_path / "docs", {"moves.md": EN})
    script = BUILD.replace("build([", "print(build([") + ".reused)"
    command = [sys.executable, "-c", script, str(docs), str(tmp_path / "out"), "1"]

    def reused() -> str:
        env = {**os.environ, "PYTHONPATH": str(tmp_path / "code")}
        done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert reused() == "0"
    (tmp_path / "code" / "kg" / "models" / "names.crfsuite").unlink()
    assert reused() == "0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("首爾隨後與華府展開磋商。", "country-kr"),
        ("北京則對此表示強烈不滿，並祭出反制措施。", "country-cn"),
        ("三星電子總部設於首爾，會議延後。", "place-seoul"),
        ("雙方於東京舉行會談。", "place-tokyo"),
    ],
)
def test_a_capital_is_a_place_or_a_government(extract_text, text: str, expected: str) -> None:
    """A capital that acts is its country, one where something is done is a place."""
    assert expected in {mention.entity for mention in extract_text(text).mentions}


def test_an_everyday_word_is_a_firm_where_it_acts_like_one(extract_text) -> None:
    """Short names that are words too are told by context; elsewhere they stay words."""
    named = extract_text("技嘉、微星皆赴越南設廠。").mentions
    word = extract_text("兩國發表聯合聲明，統一規格。").mentions

    assert {m.entity for m in named if m.type == "Firm"} == {"firm-tw-2376", "firm-tw-2377"}
    assert not [m for m in word if m.type == "Firm"]


def test_what_points_back_is_the_entity_or_nothing(extract_text) -> None:
    """這家公司 is the firm named before; what cannot be followed makes no entity."""
    followed = extract_text("索尼去年虧損，這家公司將在泰國設廠。")
    lost = extract_text("前者與後者皆在泰國設廠。")

    assert {m.entity for m in followed.mentions if m.surface == "這家公司"} == {"firm-sony"}
    assert not [m for m in lost.mentions if m.type == "Firm"]


def test_archives_and_damage_in_one_build(tmp_path: Path) -> None:
    """Evidence names archive and entry, what is no document is listed, what is damaged is read and warned of, and nothing stops."""
    docs = folder(tmp_path / "in", {"moves.md": EN})
    with zipfile.ZipFile(docs / "reports.zip", "w") as archive:
        archive.writestr("zh/月報.txt", HANT)
        archive.writestr("../out.txt", HANS)
        archive.writestr("photo.png", b"\x89PNG\r\n\0")
    (docs / "cut.txt").write_bytes(HANS.encode() + "港".encode()[:2])
    first, again = build([docs], tmp_path / "out", workers=1), build([docs], tmp_path / "out", workers=1)
    report = (first.output / "report.md").read_text(encoding="utf-8")

    assert {document.source for document in first.graph.documents.values()} == {"moves.md", "cut.txt", "reports.zip/zh/月報.txt"}
    assert [refusal.source for refusal in first.refused] == ["reports.zip/../out.txt"]
    assert [skip.source for skip in first.skipped] == ["reports.zip/photo.png"]
    assert "| reports.zip/photo.png | an image" in report
    assert "2 on line 6" in report
    assert (again.reused, again.refused, again.skipped) == (3, first.refused, first.skipped)
