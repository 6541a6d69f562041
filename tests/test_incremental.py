"""A build redoes what changed and nothing else, and is what a build from nothing is, whatever was done to the folder."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import cache, pipeline
from kg.pipeline import build
from kg.vocab import Vocabulary, load_vocabulary
from kg.watching import Watch
from tests.test_pipeline import EN, HANS, HANT, folder, outputs

NAMES = ["a.txt", "b.txt", "甲/a.txt", "z.md"]
TEXTS = [
    "2019年8月，鴻海將部分產線從中國移往越南。\n",
    "2020年5月，艾可電子宣布與貝塔科技公司合作。\n",
    "2020年5月，艾可電子股份有限公司（艾可電子）擬收購貝塔科技公司。\n",
    "# Moves\n\nTSMC will invest 12 billion dollars in the United States.\n",
    "",
]
EDITS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), st.sampled_from(TEXTS)),
    st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("delete"), st.sampled_from(NAMES), st.none()),
)
Edit = tuple[str, str, str | None]


def edit(docs: dict[str, str], what: Edit) -> dict[str, str]:
    """The documents after an edit."""
    kind, name, value = what
    docs = dict(docs)
    if kind == "write":
        docs[name] = value or ""
    elif name in docs:
        text = docs.pop(name)
        if kind == "rename":
            docs[str(value)] = text
    return docs


@pytest.mark.slow
@settings(max_examples=12, deadline=None, derandomize=True)
@given(edits=st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=5))
def test_any_edits_give_what_a_build_from_nothing_gives(edits: list[list[Edit]]) -> None:
    """After any sequence of additions, changes, renamings, removals and copies the outputs are the bytes of a build from nothing, and
    no content is read that the build before knew."""
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "validate", lambda *_, **__: [])
        root = Path(place)
        docs = {"first.txt": TEXTS[0]}
        build([folder(root / "docs", docs)], root / "out", workers=1)
        for step in edits:
            known = {(text, Path(name).suffix) for name, text in docs.items()}
            for what in step:
                docs = edit(docs, what)
            if not any(docs.values()):
                docs["first.txt"] = TEXTS[0]
            shutil.rmtree(root / "docs")
            shutil.rmtree(root / "fresh", ignore_errors=True)
            done = build([folder(root / "docs", docs)], root / "out", workers=1)
            build([root / "docs"], root / "fresh", workers=1)
            assert outputs(root / "out") == outputs(root / "fresh")
            assert done.reused == sum((text, Path(name).suffix) in known for name, text in docs.items() if text)


def test_a_renamed_document_is_not_read_again(tmp_path: Path) -> None:
    """Under another name, in another folder, a document is what it was; with another ending it is read as what that says."""
    docs = folder(tmp_path / "docs", {"a.txt": HANT, "b.txt": HANS, "c.txt": EN})
    build([docs], tmp_path / "out", workers=1)
    (docs / "sub").mkdir()
    (docs / "a.txt").rename(docs / "sub" / "月報.txt")
    (docs / "c.txt").rename(docs / "c.md")
    again = build([docs], tmp_path / "out", workers=1)
    fresh = build([docs], tmp_path / "fresh", workers=1)

    assert again.reused == 2
    assert outputs(again.output) == outputs(fresh.output)


def test_an_archive_under_another_name_is_not_read_again(tmp_path: Path) -> None:
    """Documents of an archive are known by the archive's content and their place in it; a manifest's word on one of them counts."""
    docs = tmp_path / "docs"
    docs.mkdir()
    with zipfile.ZipFile(docs / "a.zip", "w") as archive:
        archive.writestr("月報.txt", HANT)
        archive.writestr("moves.md", EN)
    build([docs], tmp_path / "out", workers=1)
    (docs / "a.zip").rename(docs / "b.zip")
    again = build([docs], tmp_path / "out", workers=1)

    assert again.reused == 2
    assert {document.source for document in again.graph.documents.values()} == {"b.zip/月報.txt", "b.zip/moves.md"}
    assert outputs(again.output) == outputs(build([docs], tmp_path / "fresh", workers=1).output)


def test_what_a_manifest_says_counts(tmp_path: Path) -> None:
    """A document whose manifest gives it another date is read again: its claims may have other dates."""
    docs = folder(tmp_path / "docs", {"a.txt": HANT, "b.txt": HANS, "manifest.csv": "file,published\na.txt,2020-03\nb.txt,2022\n"})
    build([docs], tmp_path / "out", workers=1)
    folder(docs, {"manifest.csv": "file,published\na.txt,2021-03\nb.txt,2022\n"})

    assert build([docs], tmp_path / "out", workers=1).reused == 1


def test_results_outlive_nothing_that_made_them(vocab: Vocabulary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another ontology, another library, another model, other code, or text recognition: each makes results anew."""
    makers = [cache.maker(vocab, None), cache.maker(vocab, "eng Tesseract 5")]
    shutil.copytree(vocab.path, tmp_path / "ontology")
    with (tmp_path / "ontology" / "names" / "firms.csv").open("a", encoding="utf-8") as names:
        names.write("firm-oubinna,Firm,Firm,歐賓納,,Oubinna,,TW,,\n")
    makers.append(cache.maker(load_vocabulary(tmp_path / "ontology"), None))
    with monkeypatch.context() as patch:
        patch.setattr(cache, "_version", lambda package: "9.9" if package == "jieba" else "1.0")
        makers.append(cache.maker(vocab, None))
    for name in ("claims.npz", "names.crfsuite", "rules.py"):
        (tmp_path / name).write_bytes(b"x")
        monkeypatch.setattr(cache, "_CODE", tmp_path)
        cache._code.cache_clear()
        makers.append(cache.maker(vocab, None))
    cache._code.cache_clear()

    assert len(set(makers)) == len(makers)


class Folder:
    """A folder that is changed while it is watched: a change before each look."""

    def __init__(self, docs: Path, *texts: dict[str, str | None]) -> None:
        self._docs = docs
        self._texts = list(texts)

    def sleep(self, _: float) -> None:
        """Change the folder, or give up."""
        if not self._texts:
            raise KeyboardInterrupt
        for name, text in self._texts.pop(0).items():
            if text is None:
                (self._docs / name).unlink()
            else:
                folder(self._docs, {name: text})


def test_a_watched_folder_is_reported_when_it_rests(tmp_path: Path) -> None:
    """Files that are still being written, or appear one after another, are one change; what an ignored folder holds is none."""
    docs = folder(tmp_path / "docs", {"a.txt": "1", "b.txt": "2", "out/graph.ttl": "x", ".hidden/c.txt": "3"})
    world = Folder(docs, {}, {"a.txt": "12"}, {"a.txt": "123"}, {"c.txt": "4"}, {}, {"out/graph.ttl": "xy"}, {}, {"b.txt": None}, {}, {})
    seen: list[set[str]] = []
    with suppress(KeyboardInterrupt):
        for changed in Watch([docs], ignored=docs / "out", sleep=world.sleep).changes():
            seen.append(changed)  # noqa: PERF402 - what was seen before the interrupt counts

    assert seen == [{str(docs / "a.txt"), str(docs / "c.txt")}, {str(docs / "b.txt")}]


def test_what_changes_before_the_first_look_is_seen(tmp_path: Path) -> None:
    """A document that changes while the first build runs is reported afterwards."""
    docs = folder(tmp_path / "docs", {"a.txt": "1"})
    watch = Watch([docs], ignored=tmp_path / "out", sleep=lambda _: None)
    folder(docs, {"a.txt": "12"})

    assert next(watch.changes()) == {str(docs / "a.txt")}
