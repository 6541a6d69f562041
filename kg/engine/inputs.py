"""Documents in partitions: of folders and files on disk, of object stores (any fsspec address), of Parquet tables."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Protocol, TypeVar

import fsspec
import pyarrow.parquet as pq

from kg.cache import sha256
from kg.errors import UsageError
from kg.ids import digest
from kg.ingest import Source, discover
from kg.ingest.extract import About
from kg.ingest.manifest import NAME as MANIFEST
from kg.ingest.manifest import parse_manifest

_TABLE = ".parquet"
#: How many times as large as it should be a partition may become.
_MOST = 3
_ABOUT = ("title", "author", "publisher", "published")
Item = TypeVar("Item")
OnSkip = Callable[[str, str], None]


class Partition(Protocol):
    """Documents that one task reads. It travels to the worker, so it names its documents and does not hold them."""

    def sources(self, folder: Path, on_skip: OnSkip) -> Iterator[Source]:
        """The documents, fetched into ``folder`` where they are not on disk."""
        ...

    def stamp(self) -> str:
        """Changes whenever a document, its name, or what a manifest says of it does."""
        ...


@dataclass(frozen=True, slots=True)
class Files:
    """Documents on a disk that every worker sees."""

    found: tuple[Source, ...]

    def sources(self, folder: Path, on_skip: OnSkip) -> Iterator[Source]:
        """The documents as they were found."""
        yield from self.found

    def stamp(self) -> str:
        """Made of the content of the files."""
        hashes = {path: _hash(path) for path in {source.path for source in self.found}}
        return digest(*(repr((one.name, one.members, one.about, hashes[one.path])) for one in self.found), length=32)


def _hash(path: Path) -> str:
    """The hash of a file; nothing of one that cannot be read, which reading will say."""
    try:
        return sha256(path)
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class Objects:
    """Files in an object store: name, address, and what a manifest says of each."""

    found: tuple[tuple[str, str, About | None], ...]

    def sources(self, folder: Path, on_skip: OnSkip) -> Iterator[Source]:
        """The documents of the files, each fetched when it is its turn and removed after it."""
        for name, address, about in self.found:
            place = folder / PurePosixPath(name).name
            with fsspec.open(address, "rb") as data:
                place.write_bytes(data.read())
            if about is not None:
                yield Source(name, place, about=about)
            else:
                yield from _under(folder, name, on_skip)
            place.unlink()

    def stamp(self) -> str:
        """Made of what the store says of the objects, which need not be fetched for that."""
        return digest(*(repr((name, about, _version(address))) for name, address, about in self.found), length=32)


def _version(address: str) -> str:
    system, path = fsspec.core.url_to_fs(address)
    return str(system.ukey(path))


def _under(folder: Path, name: str, on_skip: OnSkip) -> Iterator[Source]:
    """The documents of a folder with one file, named as if that lay where its name says."""
    outer = PurePosixPath(name).parent
    for source in discover([folder], on_skip=lambda inner, reason: on_skip(str(outer / inner), reason)):
        yield replace(source, name=str(outer / source.name))


@dataclass(frozen=True, slots=True)
class Rows:
    """A row group of a Parquet table: columns ``name`` and ``text`` or ``content``, and those of a manifest if there are any."""

    address: str
    group: int

    def sources(self, folder: Path, on_skip: OnSkip) -> Iterator[Source]:
        """A document a row."""
        with fsspec.open(self.address, "rb") as data:
            table = pq.ParquetFile(data).read_row_group(self.group)
        for row in table.to_pylist():
            place = folder / f"row{PurePosixPath(row['name']).suffix}"
            content = row["content"] if row.get("content") is not None else (row.get("text") or "").encode()
            place.write_bytes(content)
            yield Source(row["name"], place, about=About(**{key: row.get(key) for key in _ABOUT}))
            place.unlink()

    def stamp(self) -> str:
        """Made of what the store says of the table."""
        return digest(self.address, str(self.group), _version(self.address), length=32)


def partitions(paths: Sequence[str], *, size: int, on_skip: OnSkip) -> list[Partition]:
    """The documents under files, folders, fsspec addresses and Parquet tables, so many to a partition (a table has its own).

    Raises:
        UsageError: a path does not exist, or a table lacks its columns.
    """
    found: list[Partition] = []
    local = [Path(path) for path in paths if not _is_remote(path) and not path.endswith(_TABLE)]
    if local:
        found += map(Files, _cut(discover(local, on_skip=on_skip), size, lambda source: source.name))
    for path in paths:
        if path.endswith(_TABLE):
            found += _table(path)
        elif _is_remote(path):
            found += map(Objects, _cut(_objects(path), size, lambda found: found[0]))
    return found


@contextmanager
def fetched(partition: Partition, on_skip: OnSkip) -> Iterator[Iterator[Source]]:
    """The documents of a partition, with a place for those that must be fetched."""
    with tempfile.TemporaryDirectory() as folder:
        yield partition.sources(Path(folder), on_skip)


def _is_remote(path: str) -> bool:
    return "://" in path


def _cut(items: Iterable[Item], size: int, name: Callable[[Item], str]) -> Iterator[tuple[Item, ...]]:
    """Items in lots of about so many, cut behind names that are the same in every build: what is added or removed changes its lot only."""
    lot: list[Item] = []
    for item in items:
        lot.append(item)
        if int(digest(repr(name(item))), 16) % size == 0 or len(lot) == _MOST * size:
            yield tuple(lot)
            lot.clear()
    if lot:
        yield tuple(lot)


def _objects(address: str) -> list[tuple[str, str, About | None]]:
    """The files under an address in the order of their names, but for hidden ones; those of its manifest, if it has one."""
    system, root = fsspec.core.url_to_fs(address)
    if not system.exists(root):
        raise UsageError(f"{address} does not exist")
    if not system.isdir(root):
        return [(PurePosixPath(root).name, system.unstrip_protocol(root), None)]
    names = {str(PurePosixPath(path).relative_to(PurePosixPath(root))): path for path in system.find(root)}
    about: dict[str, About] = {}
    if MANIFEST in names:
        about = parse_manifest(Path(address, MANIFEST), system.cat_file(names[MANIFEST]), names.__contains__)
        names = {name: names[name] for name in about}
    shown = (name for name in names if not any(part.startswith(".") for part in PurePosixPath(name).parts))
    return [(name, system.unstrip_protocol(names[name]), about.get(name)) for name in sorted(shown)]


def _table(address: str) -> list[Rows]:
    try:
        with fsspec.open(address, "rb") as data:
            table = pq.ParquetFile(data)
            columns, groups = set(table.schema_arrow.names), table.num_row_groups
    except FileNotFoundError:
        raise UsageError(f"{address} does not exist") from None
    if "name" not in columns or not columns & {"text", "content"}:
        raise UsageError(f"{address} needs a column 'name' and one 'text' or 'content'; it has {', '.join(sorted(columns))}")
    return [Rows(address, group) for group in range(groups)]
