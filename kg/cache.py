"""What documents yielded, kept from build to build: under a key made of a document's content and of all that reads it."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath

from kg.export import Record, write_atomically
from kg.ids import digest
from kg.ingest import Source
from kg.vocab import Vocabulary

#: Libraries that decide which words, names and claims are found.
_LIBRARIES = (
    "ahocorasick-rs", "babel", "charset-normalizer", "jieba", "lxml", "numpy", "opencc", "pycountry", "pypdfium2", "python-crfsuite",
    "rapidfuzz", "trafilatura",
)  # fmt: skip
_CODE = Path(__file__).parent
#: Results end like this; one that a crash cut off does not.
_END = b"}\n"


class Cache:
    """A folder of results, a file each.

    Args:
        folder: made if it is not there.
        maker: names all that decides a result besides the document; see ``maker``.
    """

    def __init__(self, folder: Path, maker: str) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._maker = maker

    def key(self, source: Source, sha256: str) -> str:
        """The key of a document: its name and place do not count, but for the ending, which tells Markdown from plain text.

        Args:
            sha256: of the document's file, or of the archive that it is in.
        """
        ending = PurePath(source.name).suffix.lower()
        return digest(sha256, repr(source.members), ending, repr(source.about), self._maker, length=32)

    def has(self, key: str) -> bool:
        """Whether there is a result under the key, complete as far as its end tells."""
        try:
            with self._path(key).open("rb") as file:
                file.seek(-len(_END), os.SEEK_END)
                return file.read() == _END
        except OSError:
            return False

    def get(self, key: str, source: Source) -> Record | None:
        """The result under the key, as that of ``source``; None if there is none, or if it is damaged."""
        try:
            record: Record = json.loads(self._path(key).read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return {**record, "document": source.name}

    def put(self, key: str, record: str) -> None:
        """Keep a result, JSON on one line."""
        write_atomically(self._path(key), record + "\n")

    def prune(self, keys: set[str]) -> None:
        """Remove all but the results under these keys."""
        kept = {f"{key}.json" for key in keys}
        with os.scandir(self._folder) as entries:
            for entry in [entry for entry in entries if entry.name not in kept]:
                Path(entry.path).unlink()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def maker(vocab: Vocabulary, ocr: str | None, model: str | None = None) -> str:
    """Changes whenever the code, a model, the ontology or a library that reads does, so that no result outlives what made it.

    Args:
        ocr: what recognises text, if anything does.
        model: fingerprint of a further model of names, if there is one.
    """
    return digest(code_and_ontology(vocab), platform.python_version(), *map(_version, _LIBRARIES), ocr or "", *filter(None, [model]))


def code_and_ontology(vocab: Vocabulary) -> str:
    """Changes whenever the code, a model, the ontology or a decision on names does, and is the same on every machine."""
    return digest(vocab.fingerprint, vocab.judgements.reading(), _code())


@lru_cache(maxsize=1)
def _code() -> str:
    """The code and the models of this process; what changes on disk while it runs does not change what it does."""
    files = (path for path in _CODE.rglob("*") if path.is_file() and path.suffix in (".py", ".crfsuite", ".npz"))
    return digest(*(f"{name}:{sha256(path)}" for name, path in sorted((path.relative_to(_CODE).as_posix(), path) for path in files)))


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex digits.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
