"""Work in several processes: a bounded part of it is under way at any time, and what kills a process is named and left out."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Items under way for each worker: enough that none waits for the next, few enough to hold in memory.
_AHEAD = 4


def run(
    function: Callable[[Item], Result], items: Iterable[Item], *, workers: int, on_death: Callable[[Item], Result], ahead: int = _AHEAD
) -> Iterator[tuple[Item, Result]]:
    """Yield each item with the function's result, in the order in which they are ready.

    Args:
        function: a module's function, as processes find functions by name.
        workers: processes; with one, the results come in the order of the items.
        on_death: gives the result of an item that kills the process that works on it (out of memory, a crash in a library).
        ahead: items under way for each process.

    Raises:
        Exception: whatever the function raises.
    """
    todo = iter(items)
    while batch := list(islice(todo, workers * ahead)):
        suspects = yield from _pooled(function, batch, todo, workers)
        for item in suspects:
            yield item, on_death(item) if len(suspects) == 1 else _alone(function, item, on_death)


def _pooled(
    function: Callable[[Item], Result], batch: list[Item], todo: Iterator[Item], workers: int
) -> Generator[tuple[Item, Result], None, list[Item]]:
    """Work on the batch, and for each item that is done on one more of ``todo``; returns what was under way when a process died."""
    under_way: dict[Future[Result], Item] = {}
    with _pool(workers) as pool:
        try:
            while under_way or batch:
                while batch:
                    under_way[pool.submit(function, batch[0])] = batch[0]
                    batch.pop(0)
                done = wait(under_way, return_when=FIRST_COMPLETED).done
                for future in [future for future in under_way if future in done]:
                    result = future.result()
                    yield under_way.pop(future), result
                    batch.extend(islice(todo, 1))
        except BrokenProcessPool:
            return [*under_way.values(), *batch]
        finally:
            pool.shutdown(cancel_futures=True)
    return []


def _alone(function: Callable[[Item], Result], item: Item, on_death: Callable[[Item], Result]) -> Result:
    """The result of an item that may have killed a process, made in a process of its own."""
    with _pool(1) as pool:
        try:
            return pool.submit(function, item).result()
        except BrokenProcessPool:
            return on_death(item)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, initializer=_follow)


def _follow() -> None:
    """End this process with its parent: a killed build must not leave workers behind, which nobody would ever end."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
