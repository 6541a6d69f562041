"""How much of a document kg reads. What is more is refused in one line: no file may fill the memory or take the day.

The bounds are far above what people write (a book of a thousand pages holds a million characters) and such that reading stays
below half a gigabyte of memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from time import process_time

from kg.errors import OversizedDocumentError

#: Bytes of a file on disk, of a file in an archive, of a part of a Word document after unpacking.
FILE, ENTRY, PART = 200_000_000, 100_000_000, 60_000_000
#: Characters and lines of a document's text.
CHARACTERS, LINES = 5_000_000, 300_000
#: Tags of a part of a Word document and of a web page; attributes count as tags.
WORD_TAGS, WEB_TAGS = 1_200_000, 300_000
#: Cells of a table, with those that spans add.
CELLS = 500_000
#: Pages of a PDF, and characters on one of them.
PAGES, PAGE = 20_000, 100_000
#: How often a packed file may unpack to its own size, once it is larger than any that is small all the same.
RATIO, SMALL = 200, 10_000_000
#: Files in an archive.
ENTRIES = 10_000
#: Bytes of memory, and seconds of the processor, that a process of its own may take to read a document, whatever the libraries below do.
MEMORY, SECONDS = 1_000_000_000, 600
#: How much longer it may take where pages are drawn for text recognition.
_DRAWING = 6
#: Where Linux says how much memory a process has.
_STATUS = Path("/proc/self/status")


def check_markup(data: bytes, name: str, *, most: int) -> None:
    """Refuse markup of more tags than kg reads, before a tree is made of it.

    Raises:
        OversizedDocumentError: it has too many.
    """
    if data.count(b"<") - data.count(b"</") + data.count(b"=") > most:
        raise OversizedDocumentError(name, f"the document is made of more than {most:,} tags; split it")


def check_cells(count: int, name: str) -> None:
    """Refuse a table of more cells than kg reads.

    Raises:
        OversizedDocumentError: it has too many.
    """
    if count > CELLS:
        raise OversizedDocumentError(name, f"a table of the document has more than {CELLS:,} cells; split it")


def check_length(characters: int, lines: int, name: str) -> None:
    """Refuse a text of more characters or lines than kg reads.

    Raises:
        OversizedDocumentError: it has too many.
    """
    if characters > CHARACTERS:
        raise OversizedDocumentError(name, f"the text is longer than {CHARACTERS:,} characters; split the document")
    if lines > LINES:
        raise OversizedDocumentError(name, f"the text has more than {LINES:,} lines; split the document")


@contextmanager
def bounded_memory() -> Iterator[None]:
    """Let this process take no more than ``MEMORY`` on top of what it has; only Linux holds it to that.

    For worker processes: what is refused memory inside a library in C ends the process.
    """
    if not _STATUS.exists():
        yield
        return
    import resource

    held = int(re.findall(r"VmData:\s+(\d+) kB", _STATUS.read_text(encoding="ascii", errors="replace"))[0]) * 1024
    with _limited(resource.RLIMIT_DATA, held + MEMORY):
        yield


@contextmanager
def bounded_time(*, drawing: bool) -> Iterator[None]:
    """Let this process take no more than ``SECONDS`` of the processor on top of what it took; only Linux holds it to that.

    For worker processes: one that takes longer ends, also inside a library in C.

    Args:
        drawing: whether pages may be drawn for text recognition, which takes longer.
    """
    if not _STATUS.exists():
        yield
        return
    import resource

    with _limited(resource.RLIMIT_CPU, ceil(process_time()) + SECONDS * (_DRAWING if drawing else 1)):
        yield


@contextmanager
def _limited(what: int, most: int) -> Iterator[None]:
    import resource

    soft, hard = resource.getrlimit(what)
    resource.setrlimit(what, (min(bound for bound in (most, soft, hard) if bound != resource.RLIM_INFINITY), hard))
    try:
        yield
    finally:
        resource.setrlimit(what, (soft, hard))
