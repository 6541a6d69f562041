"""Where the tasks of a job run: processes of this machine, or the workers of a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar

from kg.errors import DependencyError, KgError, UsageError
from kg.workers import run

if TYPE_CHECKING:
    from distributed import Client

Item = TypeVar("Item")
Result = TypeVar("Result")
#: How often a task is tried again whose workers were lost.
_RETRIES = 3
#: Seconds to wait for a scheduler.
_PATIENCE = "20s"


class Engine(Protocol):
    """Runs a function over items, in any order, each to its end."""

    def run(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result]]:
        """Yield each item once with its result, when it is ready.

        Raises:
            KgError: a task cannot be carried out by any worker.
        """
        ...


class Pool:
    """Processes of this machine; with one, the work is done in this one."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def run(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result]]:
        """Yield each item once with its result, when it is ready."""
        if self._workers == 1:
            return ((item, function(item)) for item in items)
        return run(function, items, workers=self._workers, on_death=_lost)


class Dask:
    """The workers of a Dask cluster (https://distributed.dask.org)."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def run(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result]]:
        """Yield each item once with its result; a task whose worker is lost is run again by another."""
        from distributed import KilledWorker, as_completed

        todo = {self._client.submit(function, item, pure=False, retries=_RETRIES): item for item in items}
        for future in as_completed(list(todo)):
            try:
                result = future.result()
            except KilledWorker:
                result = _lost(todo[future])
            yield todo.pop(future), result
            future.release()


def _lost(item: object) -> NoReturn:
    raise KgError(f"workers died again and again of one task ({str(item)[:200]}); give them more memory, or make partitions smaller")


@contextmanager
def dask(scheduler: str, workers: int) -> Iterator[Dask]:
    """The cluster of a scheduler ("tcp://…"), or one of worker processes on this machine ("local").

    Raises:
        DependencyError: Dask is not installed.
        UsageError: no scheduler answers.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise DependencyError("--engine dask needs Dask: pip install 'kg-reports[cluster]'") from None
    if scheduler == "local":
        with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as cluster, Client(cluster) as client:
            yield Dask(client)
        return
    try:
        client = Client(scheduler, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise UsageError(f"no Dask scheduler answers at {scheduler} ({error}); start one with `dask scheduler`") from None
    with client:
        yield Dask(client)
