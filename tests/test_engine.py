"""Builds in parts: the graph of the local build, on a pool, on a cluster of processes, and when a worker is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

# ruff: noqa: E402 - what follows needs what is looked for here
pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
fsspec = pytest.importorskip("fsspec")
pa = pytest.importorskip("pyarrow")

import pyarrow.parquet as pq
import pyoxigraph as ox

from kg.engine import build_parts, extracting, load_parts
from kg.engine.engines import Pool, dask
from kg.engine.extracting import Extracted, Settings, _Rows
from kg.engine.merging import merge_bucket
from kg.errors import GraphNotFoundError, UsageError
from kg.pipeline import build
from kg.vocab import Vocabulary
from tests.factories import extraction
from tests.test_cli import run
from tests.test_pipeline import EN, HANS, HANT, folder

TEXTS = {
    "甲/月報.txt": HANT,
    "copy.txt": HANT,
    "moves.md": EN,
    "周报.txt": HANS,
    "b.txt": "2020年5月，艾可電子股份有限公司（艾可電子）擬收購貝塔科技公司。美國與中國談判。鴻海計畫投資越南。聯電擬在日本設廠。\n",
    "c.txt": "2021年6月，艾可電子股份有限公司宣布與貝塔科技公司合作。中國與美國談判。鴻海否認將投資越南。\n",
    "d.txt": "2023年7月\n\n聯電在日本設廠。\n",
    "empty.txt": "",
}


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of documents, a copy, an archive, and what is none; not to be changed."""
    path = folder(tmp_path_factory.mktemp("docs"), TEXTS)
    with zipfile.ZipFile(path / "more.zip", "w") as archive:
        archive.writestr("d.txt", "2022年7月，聯電擬在新加坡設廠。")
    (path / "photo.png").write_bytes(b"\x89PNG\r\n\0")
    return path


@pytest.fixture(scope="module")
def parts(docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build in parts by one process; not to be changed."""
    target = tmp_path_factory.mktemp("parts")
    build_parts([str(docs)], str(target), engine=Pool(1), partition=3, buckets=4)
    return target


def files(target: Path) -> dict[str, bytes]:
    """The bytes of all files of a build in parts, but for what it keeps for the next one."""
    found = {path.relative_to(target).as_posix(): path for path in target.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith(".rows-")}


def test_the_parts_are_the_graph_of_the_local_build(docs: Path, parts: Path, tmp_path: Path) -> None:
    """Documents, entities, claims, evidence and relations are those of ``kg build``, and so is the RDF graph."""
    local = build([docs], tmp_path / "out", workers=1)
    graph = load_parts(str(parts))

    assert len(graph.claims) > 8
    assert graph.documents == local.graph.documents
    assert graph.entities == local.graph.entities
    assert graph.claims == local.graph.claims
    assert graph.relations == local.graph.relations
    assert graph.contrasts == local.graph.contrasts
    assert {contrast.kind for contrast in graph.contrasts.values()} == {"dispute", "development"}
    rdf = ox.Dataset(quad for path in parts.rglob("*.nq") for quad in ox.parse(path=path))
    assert rdf == ox.Dataset(ox.parse(path=local.output / "graph.ttl"))


def test_what_was_refused_is_reported(parts: Path) -> None:
    """The report of the parts names refused documents with reasons, and files that are no documents."""
    manifest = json.loads((parts / "manifest.json").read_text(encoding="utf-8"))
    report = json.loads((parts / manifest["parts"] / "report.json").read_text(encoding="utf-8"))

    assert [(refusal["file"], "empty" in refusal["reason"]) for refusal in report["refused"]] == [("empty.txt", True)]
    assert [skip["file"] for skip in report["skipped"]] == ["photo.png"]
    assert report["counts"]["documents"] == 7


def test_workers_and_partitions_change_no_byte(docs: Path, parts: Path, tmp_path: Path) -> None:
    """Two processes and other partitions write the same files, and a second build into the folder leaves no more than one."""
    for partition in (1, 100):
        build_parts([str(docs)], str(tmp_path), engine=Pool(2), partition=partition, buckets=4)
    assert files(tmp_path) == files(parts)


def test_documents_from_an_object_store(docs: Path, parts: Path, tmp_path: Path) -> None:
    """Documents under an fsspec address, here in memory, are those of the folder; parts can be written there too."""
    store = fsspec.filesystem("memory")
    store.put(f"{docs}/", "memory://reports/", recursive=True)
    try:
        build_parts(["memory://reports"], str(tmp_path), engine=Pool(1), partition=3, buckets=4)
        build_parts(["memory://reports"], "memory://graph", engine=Pool(1), partition=3, buckets=4)
        assert files(tmp_path) == files(parts)
        assert load_parts("memory://graph") == load_parts(str(parts))
        assert [name for name in store.ls("/graph", detail=False) if "shuffle" in name] == []
    finally:
        store.rm("/", recursive=True)


def test_a_manifest_in_an_object_store(tmp_path: Path) -> None:
    """A manifest beside the documents says which of them are read, and what is known of them."""
    store = fsspec.filesystem("memory")
    store.pipe({"/listed/a.txt": HANT.encode(), "/listed/b.txt": b"x", "/listed/manifest.csv": b"file,title\na.txt,Moves\n"})
    try:
        build_parts(["memory://listed"], str(tmp_path), engine=Pool(1))
        assert [(document.source, document.title) for document in load_parts(str(tmp_path)).documents.values()] == [("a.txt", "Moves")]
    finally:
        store.rm("/", recursive=True)


def test_documents_from_a_table(docs: Path, tmp_path: Path) -> None:
    """A Parquet table of names and texts, or contents, gives the claims of files that hold them."""
    names = [name for name in sorted(TEXTS) if TEXTS[name]]
    texts, contents = [TEXTS[name] for name in names], [TEXTS[name].encode() for name in names]
    pq.write_table(pa.table({"name": names, "text": texts}), tmp_path / "texts.parquet", row_group_size=2)
    pq.write_table(pa.table({"name": names, "content": contents, "title": ["T"] * len(names)}), tmp_path / "contents.parquet")
    for table in ("texts", "contents"):
        build_parts([str(tmp_path / f"{table}.parquet")], str(tmp_path / table), engine=Pool(1))
    (tmp_path / "docs").mkdir()
    local = build([folder(tmp_path / "docs", {name: TEXTS[name] for name in names})], tmp_path / "out", workers=1)

    assert load_parts(str(tmp_path / "texts")).claims == local.graph.claims
    contents_graph = load_parts(str(tmp_path / "contents"))
    assert contents_graph.claims.keys() == local.graph.claims.keys()
    assert {document.title for document in contents_graph.documents.values()} == {"T"}


def test_a_table_without_texts(tmp_path: Path) -> None:
    """A table without the columns it needs is an error that names them."""
    pq.write_table(pa.table({"title": ["a"]}), tmp_path / "a.parquet")
    with pytest.raises(UsageError, match="needs a column 'name'"):
        build_parts([str(tmp_path / "a.parquet")], str(tmp_path / "out"), engine=Pool(1))


def test_the_former_parts_stay_until_the_new_are_whole(parts: Path, docs: Path, tmp_path: Path) -> None:
    """A build in parts that fails in the middle leaves the graph that was there; the next one leaves nothing of it."""
    target = tmp_path / "target"
    shutil.copytree(parts, target)
    before = files(target)

    class Broken(Pool):
        """Stops at the merge."""

        def run(self, function, items):  # type: ignore[no-untyped-def]
            for n, done in enumerate(super().run(function, items)):
                if "merge" in function.func.__name__ and n == 2:
                    raise OSError(28, "No space left on device")
                yield done

    other = folder(tmp_path / "docs", {"moves.md": EN, "b.txt": HANS})
    with pytest.raises(OSError, match="No space"):
        build_parts([str(other)], str(target), engine=Broken(1), buckets=4)
    assert files(target).items() >= before.items()
    assert load_parts(str(target)) == load_parts(str(parts))

    build_parts([str(docs)], str(target), engine=Pool(1), buckets=4)
    assert files(target) == before


class Reads:
    """Counts the documents that are read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        real = extracting.extract

        def counted(sources, *args, **options):  # type: ignore[no-untyped-def]
            for source in sources:
                self.names.append(source.name)
                yield from real([source], *args, **options)

        monkeypatch.setattr(extracting, "extract", counted)


def killed(docs: Path, target: Path, partitions: int, merged: int) -> None:
    """Build in a process that is killed after so many partitions and merged buckets."""

    class Mortal(Pool):
        """Dies at its time."""

        def run(self, function, items):  # type: ignore[no-untyped-def]
            most = merged if "merge" in function.func.__name__ else partitions
            for n, done in enumerate(super().run(function, items), 1):
                if n > most:
                    os.kill(os.getpid(), signal.SIGKILL)
                yield done

    child = os.fork()
    if not child:
        build_parts([str(docs)], str(target), engine=Mortal(1), partition=1, buckets=4)
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.parametrize(("partitions", "merged", "again"), [(0, 0, 8), (5, 0, 3), (99, 2, 0)])
def test_a_killed_build_is_taken_up(
    partitions: int, merged: int, again: int, docs: Path, parts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a build that was killed had read and merged is not done again, and the next build ends as one from nothing."""
    killed(docs, tmp_path, partitions, merged)
    done = {path: path.stat().st_mtime_ns for path in tmp_path.glob("parts-*/graph/*")}
    reads = Reads(monkeypatch)
    build_parts([str(docs)], str(tmp_path), engine=Pool(1), partition=1, buckets=4)

    assert again <= len(reads.names) <= again + 1  # the one that was being read, and what came with it
    assert len(done) == (merged + 1 if merged else 0)
    assert all(path.stat().st_mtime_ns == time for path, time in done.items())
    assert files(tmp_path) == files(parts)


def test_only_what_changed_is_read_again(docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that is added, changed or removed has its own partition read again, and the graph is that of a build from nothing."""
    copy = Path(shutil.copytree(docs, tmp_path / "docs"))
    build_parts([str(copy)], str(tmp_path / "out"), engine=Pool(1), partition=1, buckets=4)
    folder(copy, {"0.txt": "聯電擬在印度設廠。", "b.txt": TEXTS["b.txt"] + "聯電擬在印度設廠。"})
    (copy / "c.txt").unlink()
    reads = Reads(monkeypatch)
    build_parts([str(copy)], str(tmp_path / "out"), engine=Pool(1), partition=1, buckets=4)
    assert reads.names == ["0.txt", "b.txt"]

    build_parts([str(copy)], str(tmp_path / "fresh"), engine=Pool(1), partition=1, buckets=4)
    assert files(tmp_path / "out") == files(tmp_path / "fresh")


def test_a_document_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read of a document that changed meanwhile is not taken for what the folder holds by the next build."""
    docs = folder(tmp_path / "docs", {"moves.md": EN})
    real = extracting.extract

    def extract(sources, *args, **options):  # type: ignore[no-untyped-def]
        yield from real(sources, *args, **options)
        folder(docs, {"moves.md": EN.replace("Vietnam", "India")})

    monkeypatch.setattr(extracting, "extract", extract)
    build_parts([str(docs)], str(tmp_path / "out"), engine=Pool(1), buckets=1)
    monkeypatch.undo()
    folder(docs, {"moves.md": EN})
    reads = Reads(monkeypatch)
    build_parts([str(docs)], str(tmp_path / "out"), engine=Pool(1), buckets=1)

    assert reads.names == ["moves.md"]


def test_half_a_character(vocab: Vocabulary, tmp_path: Path) -> None:
    """Half a surrogate pair, which damaged text may hold and Parquet cannot, is U+FFFD in the parts."""
    damaged = extraction()
    [claim, *_] = damaged.claims
    rows = _Rows(1, vocab)
    rows.add(replace(damaged, claims=(replace(claim, evidence=replace(claim.evidence, quote="半\ud83d字")),)), 0)
    address = str(tmp_path / "rows.parquet")
    rows.write(address, Extracted(address, rows.groups, 1, 0, warnings=(("a.txt", "半\ud83d字"),)))
    settings = Settings(None, None, "", 1, str(tmp_path), str(tmp_path / "parts"))
    merge_bucket((0, [(0, address, 0)]), settings)

    [quote] = pq.read_table(tmp_path / "parts" / "evidence" / "part-00000.parquet")["quote"].to_pylist()
    assert quote == "半\ufffd字"


def test_no_graph_in_parts(tmp_path: Path) -> None:
    """A folder without parts is one error."""
    with pytest.raises(GraphNotFoundError, match="no graph in parts"):
        load_parts(str(tmp_path))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_cluster_that_loses_a_worker(docs: Path, parts: Path, tmp_path: Path) -> None:
    """On a Dask cluster of two processes, one of them killed after the first partition, the files are those of one process."""
    killed = []

    def kill(done: int, total: int, name: str) -> None:
        if not killed:
            pids = engine._client.run(os.getpid)
            killed.append(min(pids.values()))
            os.kill(killed[0], signal.SIGKILL)

    with dask("local", 2) as engine:
        build_parts([str(docs)], str(tmp_path / "out"), engine=engine, partition=1, buckets=4, progress=kill)

    assert killed
    assert files(tmp_path / "out") == files(parts)


def test_the_command(docs: Path, parts: Path, tmp_path: Path) -> None:
    """``kg build --engine local`` writes parts and counts them; with ``--watch`` it is refused."""
    result = run("build", docs, "-o", tmp_path, "--engine", "local", "--workers", "1", "--log", "json")
    *_, built = [json.loads(line) for line in result.stderr.splitlines()]

    assert result.exit_code == 1, result.output
    assert load_parts(str(tmp_path)) == load_parts(str(parts))
    assert (built["event"], built["counts"]["documents"], built["counts"]["refused"]) == ("built", 7, 1)
    assert run("build", docs, "-o", tmp_path, "--engine", "local", "--watch").exit_code == 2


def test_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler that does not answer is one error that names it."""
    monkeypatch.setattr("kg.engine.engines._PATIENCE", "0.5s")
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"), dask("tcp://127.0.0.1:9", 1):
        pass
