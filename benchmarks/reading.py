"""How fast documents are read: text with layout damage in characters a second, PDF against the bare extraction of its text.

Run from the root of the repository: ``python benchmarks/reading.py``. Times are those of the processor, the best of several runs.
"""

from __future__ import annotations

import argparse
import io
import platform
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from kg.ingest import discover, from_text, read
from kg.ingest.pdf import read_pdf

CORPUS = Path(__file__).parent.parent / "corpus"
CHARACTERS = 1_000_000
PAGES, LINES, COLUMNS = 40, 46, 42


def best(work: Callable[[], object], runs: int) -> float:
    """Seconds of processor time that the fastest run takes."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def corpus_text() -> str:
    """The texts of the sample corpus as they came off their pages, over and over, to a million characters."""
    texts = [read(source).text for source in discover([CORPUS])]
    once = "\n\f".join(texts)
    return "\n\f".join([once] * (CHARACTERS // len(once) + 1))[:CHARACTERS]


def report(text: str) -> bytes:
    """A PDF file of full pages of Chinese text with numbered notes below, as reports are set."""
    pdfmetrics.registerFont(UnicodeCIDFont("MSung-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    words = "".join(text.split())
    for page in range(PAGES):
        start = page * LINES * COLUMNS
        canvas.setFont("MSung-Light", 11)
        for line in range(LINES):
            canvas.drawString(66, 780 - 15 * line, words[start + line * COLUMNS : start + (line + 1) * COLUMNS])
        canvas.setFont("MSung-Light", 8)
        canvas.drawString(66, 70, f"{page + 1} {words[start : start + 30]}")
        canvas.drawString(290, 40, str(page + 1))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def bare(data: bytes) -> int:
    """Extract the text of every page as pypdfium2 does by itself; returns its length."""
    document = pypdfium2.PdfDocument(data)
    length = sum(len(page.get_textpage().get_text_bounded()) for page in document)
    document.close()
    return length


def processor() -> str:
    """What the machine calls its processor."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").split("\n") if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="how often each is measured; the best counts")
    runs = parser.parse_args().runs
    text = corpus_text()
    reading = best(lambda: from_text(text), runs)
    data = report(text)
    # In turns, so that what else the machine does weighs on both.
    pairs = [(best(lambda: bare(data), 1), best(lambda: read_pdf(data, "report.pdf"), 1)) for _ in range(runs)]
    extracted, read_ = (min(times) for times in zip(*pairs, strict=True))
    print(f"{processor()}, Python {platform.python_version()}\n")
    print("| what | amount | seconds | rate |")
    print("| --- | --- | --- | --- |")
    print(f"| reading and repair of text | {len(text):,} characters | {reading:.2f} | {len(text) / reading / 1e6:.2f} M characters/s |")
    print(f"| bare text of a PDF | {PAGES} pages, {bare(data):,} characters | {extracted:.3f} | |")
    print(f"| reading of the same PDF | {PAGES} pages | {read_:.3f} | {read_ / extracted:.2f} times the bare text |")


if __name__ == "__main__":
    main()
