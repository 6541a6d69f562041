"""Documents are read in a process of their own: a file that crashes a library in C, or makes it work without end, ends that and no more.

PDFium unpacks a page before anyone can count, and bounds of memory and time hold a process, not a call (``kg/ingest/bounds.py``).
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from kg.errors import DamagedDocumentError, DocumentError
from kg.ingest import Source, read
from kg.ingest.bounds import MEMORY, SECONDS, bounded_memory, bounded_time
from kg.model import Document
from kg.workers import run

#: Documents that are read while the one before is worked on.
_AHEAD = 4


def read_apart(sources: Iterable[Source], *, ocr: str | None = None) -> Iterator[tuple[Source, Document | DocumentError]]:
    """Read documents in their order; one that cannot be read yields its error.

    Args:
        sources: what ``discover`` found. A sequence is read some documents ahead; what an iterator gives is read before the next is asked
            for, since the file may be gone then.
        ocr: languages in which pages without text are recognised, as Tesseract names them.

    Raises:
        UsageError: ``ocr`` names no languages.
        DependencyError: text is to be recognised, and what that needs is not installed.
    """
    ahead = _AHEAD if isinstance(sources, Sequence) else 1
    if multiprocessing.current_process().daemon:  # which may start no other; whoever runs it starts it again
        yield from ((source, _refusable(read, source, ocr)) for source in sources)
    else:
        yield from run(partial(_refusable, read_bounded, ocr=ocr), sources, workers=1, on_death=ended, ahead=ahead)


def read_bounded(source: Source, *, ocr: str | None) -> Document:
    """Read a document in a worker process: one that takes more memory or time than a document may is refused, or ends the process.

    Raises:
        KgError: as ``kg.ingest.read`` does.
    """
    with bounded_memory(), bounded_time(drawing=bool(ocr)):
        return read(source, ocr=ocr)


def ended(source: Source) -> DocumentError:
    """Why a document is refused whose reading ended its process."""
    return DamagedDocumentError(
        source.name,
        f"reading it crashed, or took more than {MEMORY // 1_000_000_000} GB of memory or {SECONDS // 60} minutes; open it in the program "
        "that made it and save it again, or print it to a new PDF",
    )


def _refusable(reader: Callable[..., Document], source: Source, ocr: str | None) -> Document | DocumentError:
    try:
        return reader(source, ocr=ocr)
    except DocumentError as error:
        return error
