"""A few worker processes that answer queries, a bounded queue before them, and an end to each query that takes too long."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.serve import worker

#: How much later than the pool a worker ends a query itself, in seconds: it is there for workers whose server is gone.
_GRACE = 5.0
#: The longest that a worker may take to start, in seconds.
_START = 30.0
#: How long a query may wait for its turn, as a multiple of how long it may run.
_PATIENCE = 3


class Busy(Exception):
    """Too many queries are waiting, or this one has waited for too long."""


class TimedOut(Exception):
    """The query took longer than allowed and was stopped."""


class Died(Exception):
    """The query brought its process down: it needed too much memory, or is nested too deeply."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker answered: ``status`` and what else ``kg.serve.worker.answer`` puts into the head, and the body."""

    head: Mapping[str, Any]
    body: bytes


class Pool:
    """Workers over one store; to be used within one event loop.

    Args:
        store: folder of a persistent store that nobody writes to.
        workers: how many queries run at once.
        seconds: the longest that a query may run; it may wait three times as long for its turn.
        waiting: how many queries may wait.
        memory: the most bytes that a worker may address; Oxigraph takes one GiB of addresses to begin with.
    """

    def __init__(self, store: Path, *, workers: int, seconds: float, waiting: int, memory: int = 3 << 30) -> None:
        self.seconds = seconds
        self._store, self._memory, self._most, self._waiting = store, memory, waiting, 0
        # A slot is empty until a query needs it, and after its worker was killed.
        self._slots: asyncio.Queue[Process | None] = asyncio.Queue()
        for _ in range(workers):
            self._slots.put_nowait(None)

    async def ask(self, request: Mapping[str, Any]) -> Answer:
        """Answer a request (see ``kg.serve.worker.answer``).

        Raises:
            Busy, TimedOut, Died: see there.
        """
        process = await self._free()
        answered = False
        try:
            if process is None:
                process = await self._start()
            async with asyncio.timeout(self.seconds):
                answer = await _asked(process, request)
            answered = True
            return answer
        except TimeoutError:
            raise TimedOut from None
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            raise Died from None
        finally:
            # Whatever else happened, cancellation too, has left the worker in the middle of something.
            if not answered and process is not None:
                _kill(process)
            self._slots.put_nowait(process if answered else None)

    def close(self) -> None:
        """Kill all idle workers."""
        while not self._slots.empty():
            process = self._slots.get_nowait()
            if process is not None:
                _kill(process)

    async def _free(self) -> Process | None:
        if self._slots.empty() and self._waiting >= self._most:
            raise Busy
        self._waiting += 1
        try:
            async with asyncio.timeout(_PATIENCE * self.seconds):
                return await self._slots.get()
        except TimeoutError:
            raise Busy from None
        finally:
            self._waiting -= 1

    async def _start(self) -> Process:
        # -P: the folder of the script is no place to import from.
        script = [sys.executable, "-P", str(Path(worker.__file__)), str(self._store), str(self._memory), str(self.seconds + _GRACE)]
        process = await asyncio.create_subprocess_exec(*script, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        try:
            async with asyncio.timeout(_START):
                await _pipes(process)[1].readuntil()
        except BaseException:
            _kill(process)
            raise
        return process


async def _asked(process: Process, request: Mapping[str, Any]) -> Answer:
    stdin, stdout = _pipes(process)
    stdin.write(json.dumps(request).encode() + b"\n")
    await stdin.drain()
    head = json.loads(await stdout.readuntil())
    return Answer(head, await stdout.readexactly(head["length"]))


def _pipes(process: Process) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
    if process.stdin is None or process.stdout is None:
        raise ConnectionError
    return process.stdin, process.stdout


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
