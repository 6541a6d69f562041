"""Errors that kg raises on purpose.

KgError
├── UsageError            the request cannot be carried out as given; nothing was done
│   ├── GraphNotFoundError    no built graph where one was expected
│   ├── BusyError             another build writes to the folder
│   ├── OutdatedError         what was looked at was changed by somebody else meanwhile
│   ├── UnknownEntityError    a name that no entity of the graph has
│   ├── EmptyResultError      a request that leaves nothing to work on
│   └── QueryError            a query that cannot be parsed or run
├── VocabularyError       a file under ontology/ is wrong; carries file, line and reason
└── DocumentError         one document cannot be read; the build goes on without it
    ├── EmptyDocumentError
    ├── EncryptedDocumentError
    ├── UnsupportedDocumentError
    ├── OversizedDocumentError
    └── DamagedDocumentError

A ``DocumentError`` skips a document, every other error stops the run.
"""

from __future__ import annotations

from pathlib import Path


class KgError(Exception):
    """Base class of all errors that kg raises on purpose; the message says what to do.

    Examples:
        >>> import kg
        >>> try:
        ...     kg.load("nowhere")
        ... except kg.KgError as error:
        ...     print(error)
        no graph in nowhere; run `kg build` first
    """


class UsageError(KgError):
    """The request cannot be carried out as given."""


class GraphNotFoundError(UsageError):
    """There is no built graph where one was expected."""


class BusyError(UsageError):
    """Another build writes to the folder."""


class OutdatedError(UsageError):
    """What was looked at was changed by somebody else meanwhile; nothing was done."""


class UnknownEntityError(UsageError):
    """No entity of the graph has this name; the message names the nearest."""


class EmptyResultError(UsageError):
    """Nothing is left to work on; the message says which condition nothing met."""


class QueryError(UsageError):
    """A query cannot be parsed or run."""


class DependencyError(UsageError):
    """An optional package is needed and not installed; the message says which."""


class VocabularyError(KgError):
    """A file under ``ontology/`` is wrong.

    Args:
        path: the offending file.
        reason: what is wrong and what to do.
        line: its line, counted from 1, where known.
    """

    def __init__(self, path: Path | str, reason: str, *, line: int | None = None) -> None:
        self.path = Path(path)
        self.line = line
        self.reason = reason
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")


class DocumentError(KgError):
    """A document cannot be read.

    Args:
        path: the offending file, or archive member.
        reason: what is wrong and what to do.
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path = Path(path)
        self.reason = reason
        super().__init__(f"{path}: {reason}")

    def __reduce__(self) -> tuple[type[DocumentError], tuple[Path, str]]:
        return type(self), (self.path, self.reason)  # as a worker process hands it over


class EmptyDocumentError(DocumentError):
    """The document holds no text."""


class EncryptedDocumentError(DocumentError):
    """The document needs a password."""


class UnsupportedDocumentError(DocumentError):
    """The document is of a kind that no reader knows."""


class OversizedDocumentError(DocumentError):
    """The document is larger than kg reads, or grows so when it is unpacked."""


class DamagedDocumentError(DocumentError):
    """The document's bytes contradict its format."""
