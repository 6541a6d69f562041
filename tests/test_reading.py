"""Documents are read in a process of their own: what ends it costs one document, not the run."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kg import reading
from kg.cli import app
from kg.errors import DamagedDocumentError, DocumentError
from kg.ingest import Source, bounds, discover
from kg.model import Document
from kg.reading import read_apart

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or multiprocessing.get_start_method() != "fork", reason="only Linux holds a process to its bounds"
)
TEXT = "2019年8月，鴻海將部分產線從中國移往越南。\n"


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF file of one page whose content is object 4 and whose resources name object 5 as a form; the objects from 4 on are given."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>"
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, *objects]
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(out),
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """An object that holds packed content."""
    packed = zlib.compress(content, 9)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (entries, len(packed), packed)


def endless() -> bytes:
    """A page that draws a form ten times, which draws another ten times, and so on."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F %d 0 R >> >>"
    return raw_pdf(stream(b"/F Do "), *(stream(b"/F Do " * 10, form % (n + 6)) for n in range(12)), stream(b""))


def vast() -> bytes:
    """A page of which the content fills the memory when it is unpacked."""
    return raw_pdf(stream(b"0 0 m 9 9 l S " * 3_000_000), stream(b""))


@pytest.fixture(
    params=[
        pytest.param(("endless.pdf", endless, "SECONDS", 1), id="time", marks=pytest.mark.slow),
        pytest.param(("vast.pdf", vast, "MEMORY", 300_000_000), id="memory"),
    ]
)
def bomb(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a PDF file that takes more than it may, between two texts."""
    name, make, bound, most = request.param
    monkeypatch.setattr(bounds, bound, most)
    for sound in ("a.txt", "z.txt"):
        (tmp_path / sound).write_text(TEXT + sound, encoding="utf-8")
    (tmp_path / name).write_bytes(make())
    return tmp_path / name


def invoke(*arguments: object) -> Result:
    """Run the command and see that it goes on to its end, having refused a document in one line."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 1, result.output
    [line] = [line for line in result.stderr.splitlines() if line.startswith("refused ")]
    assert "reading it crashed, or took more than" in line
    return result


def test_a_bomb_is_refused_by_extract(bomb: Path) -> None:
    """``kg extract`` prints the other documents, in the order of their names."""
    printed = invoke("extract", bomb.parent).stdout

    assert [json.loads(line)["document"] for line in printed.splitlines()] == ["a.txt", "z.txt"]


def test_a_bomb_is_refused_by_tables(bomb: Path) -> None:
    """``kg tables`` reads the other documents."""
    (bomb.parent / "z.md").write_text("| 港口 | 船 |\n| --- | --- |\n| 北岸港 | 12 |\n", encoding="utf-8")

    assert "北岸港" in invoke("tables", bomb.parent).stdout


def test_a_bomb_is_refused_by_one_worker(bomb: Path, tmp_path: Path) -> None:
    """``kg build --workers 1`` builds the graph of the other documents."""
    assert invoke("build", bomb.parent, "-o", tmp_path / "out", "--workers", "1").stdout.startswith("2 documents")


def test_a_crash_costs_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents come in the order in which they were given, the one that ends its process as an error."""
    names = [f"{n}.txt" for n in range(12)]
    for name in names:
        (tmp_path / name).write_text(TEXT + name, encoding="utf-8")
    real = reading.read

    def crashing(source: Source, *, ocr: str | None) -> Document:
        if source.name == "5.txt":
            os._exit(1)
        return real(source, ocr=ocr)

    monkeypatch.setattr(reading, "read", crashing)
    sources = [Source(name, tmp_path / name) for name in names]
    found = list(read_apart(sources))

    assert [source for source, _ in found] == sources
    assert [source.name for source, document in found if isinstance(document, DocumentError)] == ["5.txt"]


def test_an_iterator_is_asked_for_a_document_when_the_one_before_is_read(tmp_path: Path) -> None:
    """Sources that are fetched one by one, each in the place of the one before, are read as they come."""
    place = tmp_path / "a.txt"

    def fetched() -> Iterator[Source]:
        for n in range(8):
            place.write_text(TEXT + str(n), encoding="utf-8")
            yield Source(f"{n}.txt", place)
            place.unlink()

    assert [document.text[-1] for _, document in read_apart(fetched()) if isinstance(document, Document)] == list("01234567")


def test_one_process_reads_many_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process is started once, not once a document: starting one takes longer than reading a short text."""
    for n in range(20):
        (tmp_path / f"{n}.txt").write_text(TEXT + str(n), encoding="utf-8")
    monkeypatch.setattr(reading, "read", lambda source, *, ocr: os.getpid())
    processes = {process for _, process in read_apart(list(discover([tmp_path])))}

    assert len(processes) == 1
    assert os.getpid() not in processes


@pytest.mark.parametrize("error", [DamagedDocumentError("a.pdf", "it is cut off"), DocumentError("a.pdf", "it is odd")])
def test_errors_pass_between_processes(error: DocumentError) -> None:
    """An error that a worker hands over is the one that it met."""
    passed = pickle.loads(pickle.dumps(error))

    assert (type(passed), passed.path, passed.reason, str(passed)) == (type(error), error.path, error.reason, str(error))
