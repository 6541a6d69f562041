"""The output folder: one build at a time writes to it, and its files change together or not at all.

A build writes all files into a hidden folder beside their places, and says that they are complete by giving that folder another
name. What is complete is then moved file by file. A build that is killed before leaves a hidden folder, which the next one removes;
one killed while it moves leaves the rest of its files complete, and whoever opens the folder next moves them (``settle``).
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import BusyError, UsageError

try:
    import fcntl
except ImportError:  # Windows has no such locks: there two builds into one folder are not told apart
    fcntl = None  # type: ignore[assignment]

_STAGING, _COMPLETE = ".building-", ".complete"
#: What file systems say that cannot lock a folder.
_NO_LOCKS = {errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
_locks: set[int] = set()


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Make the folder, keep other builds out of it, and tidy up after one that was killed.

    The lock is on the folder itself and ends with the process, however that ends: no lock file can be left behind.

    Raises:
        BusyError: another build writes to the folder.
        UsageError: it is a file.
        OSError: it cannot be made or written to.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise UsageError(f"{output} is a file; name a folder to write to") from None
    lock = os.open(output, os.O_RDONLY) if fcntl else None
    try:
        if lock is not None:
            _locks.add(lock)
            _lock(lock, output)
        settle(output)
        for left in output.glob(f"{_STAGING}*"):
            shutil.rmtree(left)
        yield
    finally:
        if lock is not None:
            _locks.discard(lock)
            os.close(lock)


def _lock(lock: int, output: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BusyError(f"another build writes to {output}; wait until it is done, or name another folder with --output") from None
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise


def _drop_locks() -> None:
    """Let go of locks that a forked worker inherits: if its parent is killed, the worker must not keep the folder locked."""
    for lock in _locks:
        os.close(lock)
    _locks.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_drop_locks)


@contextmanager
def staged(output: Path) -> Iterator[Path]:
    """A folder to write files and folders to, which move to ``output`` when all are written; after an error none does. An empty folder
    takes away the one of its name."""
    staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=output))
    try:
        yield staging
        for path in staging.rglob("*"):
            if path.is_file():
                _sync(path)
        staging.rename(output / _COMPLETE)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    settle(output)


def settle(output: Path) -> None:
    """Move the files of a complete build that was killed while it moved them; does nothing where there are none."""
    complete = output / _COMPLETE
    if not complete.is_dir():
        return
    for path in sorted(complete.iterdir()):
        with suppress(FileNotFoundError):  # somebody else settles the folder at the same time
            if path.is_dir():
                _replace_folder(path, output / path.name)
            else:
                path.replace(output / path.name)
    with suppress(FileNotFoundError):
        complete.rmdir()


def _replace_folder(new: Path, old: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    if any(new.iterdir()):
        new.rename(old)
    else:
        new.rmdir()


def unsettled(output: Path) -> bool:
    """Whether a build into the folder was killed while it moved its files."""
    return (output / _COMPLETE).is_dir()


def _sync(path: Path) -> None:
    """Have a file on the disk, so that a power cut after the move finds it whole."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
