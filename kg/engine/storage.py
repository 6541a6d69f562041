"""Files of a build in parts, on a disk or in an object store, whole or not there."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import fsspec
from fsspec.implementations.local import LocalFileSystem


@contextmanager
def whole(address: str) -> Iterator[BinaryIO]:
    """A file that is there when it is complete: on a disk it is renamed, an object store shows none before its end.

    Two workers may write one file when one of them was thought to be lost; both write the same.
    """
    system, path = fsspec.core.url_to_fs(address)
    system.makedirs(system._parent(path), exist_ok=True)
    if not isinstance(system, LocalFileSystem):
        with system.open(path, "wb") as out:
            yield out
        return
    temporary = f"{path}.{uuid.uuid4().hex}.tmp"
    try:
        with system.open(temporary, "wb") as out:
            yield out
        system.mv(temporary, path)
    except BaseException:
        if system.exists(temporary):
            system.rm(temporary)
        raise


def exists(address: str) -> bool:
    """Whether there is such a file."""
    system, path = fsspec.core.url_to_fs(address)
    return bool(system.exists(path))


def remove(address: str) -> None:
    """Remove a folder with all in it, if it is there."""
    system, path = fsspec.core.url_to_fs(address)
    if system.exists(path):
        system.rm(path, recursive=True)


def names(address: str) -> list[str]:
    """The names of what a folder holds; none if it is not there."""
    system, path = fsspec.core.url_to_fs(address)
    return sorted(entry.rstrip("/").rsplit("/", 1)[-1] for entry in system.ls(path, detail=False)) if system.isdir(path) else []
