"""Files under watch: when something changed and came to rest. By looking, as that works on every file system, on network shares too."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

#: Of a file: its time of change, size and inode.
_State = dict[str, tuple[int, int, int]]


class Watch:
    """Looks at files and folders, and remembers how they were.

    Args:
        paths: files and folders to look at.
        ignored: a folder that is not looked into, as the outputs change with each build.
        every: seconds between looks.
        sleep: waits so many seconds.
    """

    def __init__(self, paths: Sequence[Path], *, ignored: Path, every: float = 1.0, sleep: Callable[[float], None] = time.sleep) -> None:
        self._look = partial(_state, paths, ignored)
        self._every = every
        self._sleep = sleep
        self._known = self._look()

    def changes(self) -> Iterator[set[str]]:
        """Yield the files that were added, changed or removed since the last time, as soon as all stay as they are for one look."""
        before = self._known
        while True:
            self._sleep(self._every)
            now = self._look()
            if now == before != self._known:
                changed = {name for name in self._known.keys() | now.keys() if self._known.get(name) != now.get(name)}
                self._known = now
                yield changed
            before = now


def _state(paths: Sequence[Path], ignored: Path) -> _State:
    out = ignored.resolve()
    state: _State = {}
    for path in paths:
        for file in _files(path, out) if path.is_dir() else [str(path)]:
            try:
                status = os.stat(file)
            except OSError:
                continue
            state[file] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return state


def _files(folder: Path, ignored: Path) -> Iterator[str]:
    seen: set[tuple[int, int]] = set()
    for here, folders, names in os.walk(folder, followlinks=True):
        try:
            status = os.stat(here)
        except OSError:
            continue
        if (status.st_dev, status.st_ino) in seen or Path(here).resolve() == ignored:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.path.join(here, name) for name in names if not name.startswith("."))
