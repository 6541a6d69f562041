"""Zip archives of documents, which are read as folders are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kg.errors import DamagedDocumentError, DocumentError
from kg.ingest import bounds, discover, read, salvage
from tests.ingest import files

TEXT = "港口已經啟用岸電。"


def archive(entries: Mapping[str, bytes | str]) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries.items():
            package.writestr(name, data)
    return buffer.getvalue()


def streamed(entries: Mapping[str, bytes | str]) -> bytes:
    """A zip archive as programs write it that cannot go back: sizes stand behind each file, not before it."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: object) -> int:
            raise OSError

    buffer = Pipe()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries.items():
            package.writestr(name, data)
    return buffer.getvalue()


def encrypted(data: bytes) -> bytes:
    """An archive of one entry that says it needs a password."""
    local, central = bytearray(data), data.index(b"PK\x01\x02")
    local[6] |= 1
    local[central + 8] |= 1
    return bytes(local)


def overlapping(count: int) -> bytes:
    """An archive whose entries are all the same bytes of the file."""
    data = archive({"a.txt": bytes(1_000_000)})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry, tail = data[start:end], bytearray(data[end:])
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    return data[:start] + b"".join(entry.replace(b"a.txt", b"%05d" % n) for n in range(count)) + bytes(tail)


def survey(*paths: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What is found, by name, with its text or why it is refused; and what is skipped, with the reason."""
    skipped: dict[str, str] = {}
    found = {}
    for source in discover(paths, on_skip=skipped.__setitem__):
        try:
            found[source.name] = read(source).text
        except DocumentError as error:
            found[source.name] = error.reason
    return found, skipped


def test_an_archive_is_read_as_a_folder_is(tmp_path: Path) -> None:
    """By itself or in a folder: its documents, those in its folders and in archives in it, each named after archive and entry."""
    inner = archive({"c.txt": TEXT + "三"})
    data = archive(
        {"b/a.txt": TEXT, "w.docx": files.word(), "inner.zip": inner, ".d/x.txt": TEXT, "__MACOSX/._a.txt": "x", "p.png": b"\x89PNG\0"}
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "reports.zip").write_bytes(data)

    for path in (tmp_path / "in", tmp_path / "in" / "reports.zip"):
        found, skipped = survey(path)
        assert list(found) == ["reports.zip/b/a.txt", "reports.zip/inner.zip/c.txt", "reports.zip/w.docx"]
        assert found["reports.zip/inner.zip/c.txt"] == TEXT + "三"
        assert skipped.keys() == {"reports.zip/p.png"}


def test_a_document_is_the_same_inside_and_outside_of_an_archive(tmp_path: Path) -> None:
    """Its id comes from its own bytes."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "z.zip").write_bytes(archive({"b.txt": TEXT}))

    assert len({read(source).id for source in discover([tmp_path])}) == 1


def test_what_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    """Names that lead out, bombs, archives in archives in archives."""
    deepest = archive({"a.txt": TEXT})
    entries = {
        "ok.txt": TEXT, "../out.txt": TEXT, "/root.txt": TEXT, "C:\\x.txt": TEXT, "a\\..\\b.txt": TEXT,
        "bomb.txt": bytes(20_000_000), "in.zip": archive({"in.zip": deepest, "d.txt": TEXT}),
    }  # fmt: skip
    (tmp_path / "z.zip").write_bytes(archive(entries))
    found, _ = survey(tmp_path)

    assert {name for name, text in found.items() if text == TEXT} == {"z.zip/ok.txt", "z.zip/in.zip/d.txt"}
    assert {name for name, text in found.items() if "leads out" in text} == {
        "z.zip/../out.txt", "z.zip//root.txt", "z.zip/C:\\x.txt", "z.zip/a\\..\\b.txt",
    }  # fmt: skip
    assert "200 times" in found["z.zip/bomb.txt"]
    assert "unpack it first" in found["z.zip/in.zip/in.zip"]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (encrypted(archive({"a.txt": TEXT})), "z.zip/a.txt", "password"),
        (archive({"a.txt": TEXT * 99})[:60], "z.zip", "damaged"),
        (archive({"a.txt": TEXT}).replace(TEXT.encode()[:3], b"abc"), "z.zip/a.txt", "damaged"),
        (overlapping(200), "z.zip", "lie over one another"),
        (archive({f"{n}.txt": "" for n in range(bounds.ENTRIES + 1)}), "z.zip", "more than"),
    ],
    ids=["password", "cut", "changed", "overlapping", "many"],
)
def test_an_archive_that_cannot_be_read_is_named(data: bytes, name: str, reason: str, tmp_path: Path) -> None:
    """Each refusal says why, and nothing is unpacked to find out."""
    (tmp_path / "z.zip").write_bytes(data)
    found, _ = survey(tmp_path)

    assert list(found) == [name]
    assert reason in found[name]


@pytest.mark.parametrize("pack", [archive, streamed])
def test_of_an_archive_that_was_cut_off_the_whole_files_are_read(
    pack: Callable[[Mapping[str, bytes | str]], bytes], tmp_path: Path
) -> None:
    """The directory at its end is lost; the files before the cut say themselves what they are. The archive is refused beside them."""
    data = pack({"港.txt": TEXT, "b.txt": TEXT * 2000, "c.txt": TEXT + "3", "d.txt": TEXT})
    for cut, whole in ((data.index(b"d.txt") + 9, 3), (data.index(b"c.txt") + 8, 2), (data.index(b"PK\x01\x02") + 9, 4)):
        (tmp_path / "z.zip").write_bytes(data[:cut])
        found, skipped = survey(tmp_path)

        assert "others are lost" in found.pop("z.zip")
        expected = {"z.zip/港.txt": TEXT, "z.zip/b.txt": TEXT * 2000, "z.zip/c.txt": TEXT + "3", "z.zip/d.txt": TEXT}
        assert found == dict(list(expected.items())[:whole])
        assert not skipped


def test_a_file_is_whole_by_what_is_there_not_by_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged file in an archive that was cut off is refused alone; behind one that unpacks without end nothing is looked for."""
    data = bytearray(archive({"a.txt": TEXT, "b.txt": TEXT + "2", "c.txt": TEXT}))
    data[data.index(b"b.txt") + 9] ^= 0xFF
    (tmp_path / "z.zip").write_bytes(data[: data.index(b"PK\x01\x02")])
    monkeypatch.setattr(salvage, "ENTRY", 1_000_000)
    (tmp_path / "y.zip").write_bytes(streamed({"a.txt": TEXT, "b.txt": bytes(2_000_000), "c.txt": TEXT})[:-40])
    found, _ = survey(tmp_path)

    assert found["z.zip/a.txt"] == found["z.zip/c.txt"] == found["y.zip/a.txt"] == TEXT
    assert "damaged in its archive" in found["z.zip/b.txt"]
    assert "y.zip/b.txt" not in found


@pytest.mark.parametrize("pack", [archive, streamed])
def test_of_a_word_document_that_was_cut_off_the_text_is_read(pack: Callable[[Mapping[str, bytes | str]], bytes], tmp_path: Path) -> None:
    """It is read if its main part is whole, and a warning says that other parts may be missing; else one line says what is lost."""
    with zipfile.ZipFile(io.BytesIO(files.word_with_notes())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    main = parts.pop("word/document.xml")
    data = pack({"[Content_Types].xml": parts.pop("[Content_Types].xml"), "word/document.xml": main, **parts})
    (tmp_path / "a.docx").write_bytes(data[: data.index(b"word/document.xml") + len(main)])
    document = read(tmp_path / "a.docx")

    assert "北岸港已經啟用岸電" in document.text
    assert any("cut off" in warning for warning in document.warnings)

    (tmp_path / "a.docx").write_bytes(data[: data.index(b"word/document.xml") + 99])
    with pytest.raises(DamagedDocumentError, match="what it held of text is lost"):
        read(tmp_path / "a.docx")


def test_names_from_older_programs_are_legible(tmp_path: Path) -> None:
    """A name in Big5 that does not say so is shown as it was meant."""
    data = archive({"XXXXXXXX.txt": TEXT}).replace(b"XXXXXXXX", "港口報告".encode("cp950"))
    (tmp_path / "z.zip").write_bytes(data)

    assert survey(tmp_path)[0] == {"z.zip/港口報告.txt": TEXT}


def test_an_archive_with_a_manifest_is_read_by_it(tmp_path: Path) -> None:
    """What the manifest lists is read, with what it says; a manifest of another kind is somebody else's."""
    rows = "file,title\na.txt,港口\n"
    (tmp_path / "a.zip").write_bytes(archive({"manifest.csv": rows, "a.txt": TEXT, "b.txt": TEXT}))
    (tmp_path / "b.zip").write_bytes(archive({"manifest.csv": "sku,price\n1,2\n", "b.txt": TEXT}))
    skipped: dict[str, str] = {}
    sources = list(discover([tmp_path], on_skip=skipped.__setitem__))

    assert [source.name for source in sources] == ["a.zip/a.txt", "b.zip/b.txt"]
    assert read(sources[0]).title == "港口"
    assert skipped.keys() == {"b.zip/manifest.csv"}
