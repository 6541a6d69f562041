"""Workers and the queue before them: what is too much is refused in time, and no process outlives its use."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from factories import sample_graph

from kg.export import EXPORTERS
from kg.graph.store import write_store
from kg.serve import worker
from kg.serve.pool import Busy, Died, Pool, TimedOut

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?c ?f"


def request(query: str) -> dict[str, Any]:
    """What a worker is asked."""
    return {
        "query": query, "table": "json", "graph": "text/turtle", "rows": 10, "bytes": 10**6, "cut": False, "default_graphs": [],
        "named_graphs": [], "bindings": {}, "prefixes": {"kg": "https://kg.example/ontology#"},
    }  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A persistent store of the sample graph."""
    folder = tmp_path_factory.mktemp("pool")
    EXPORTERS["graph.ttl"](sample_graph(), folder / "graph.ttl")
    write_store(folder / "graph.ttl", folder / "store")
    return folder / "store"


def run(store: Path, what: Callable[[Pool], Coroutine[Any, Any, Any]], **options: Any) -> Any:
    """Run something with a pool."""

    async def running() -> Any:
        pool = Pool(store, **{"workers": 1, "seconds": 0.5, "waiting": 1, **options})
        try:
            return await what(pool)
        finally:
            pool.close()
            await asyncio.sleep(0.1)  # for the event loop to see them end

    return asyncio.run(running())


def test_one_runs_one_waits_the_third_is_refused(store: Path) -> None:
    """The queue is bounded: who does not fit hears so at once; who waits has its turn."""

    async def three(pool: Pool) -> Any:
        await pool.ask(request("ASK {}"))
        asked = [asyncio.create_task(pool.ask(request(query))) for query in (ENDLESS, "ASK {}", "ASK {}")]
        return await asyncio.gather(*asked, return_exceptions=True)

    endless, waited, refused = run(store, three)

    assert isinstance(endless, TimedOut)
    assert json.loads(waited.body)["boolean"] is True
    assert isinstance(refused, Busy)


def test_waiting_has_an_end(store: Path) -> None:
    """Behind endless queries a patient client is sent away rather than kept."""

    async def many(pool: Pool) -> Any:
        return await asyncio.gather(*(pool.ask(request(ENDLESS)) for _ in range(6)), return_exceptions=True)

    kinds = [type(result) for result in run(store, many, waiting=10, seconds=0.2)]

    assert set(kinds) == {TimedOut, Busy}


def test_a_cancelled_query_is_stopped(store: Path) -> None:
    """When the asker is gone, the worker is killed, and the next asker gets a new one."""

    async def leave(pool: Pool) -> Any:
        await pool.ask(request("ASK {}"))
        task = asyncio.create_task(pool.ask(request(ENDLESS)))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return await pool.ask(request("ASK {}"))

    assert json.loads(run(store, leave, seconds=20).body)["boolean"] is True


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_a_query_that_needs_too_much_memory_is_stopped(store: Path) -> None:
    """The system ends it, not the machine's memory."""

    async def hungry(pool: Pool) -> Any:
        return await pool.ask(request(HUNGRY))

    with pytest.raises(Died):
        run(store, hungry, seconds=60, memory=3 << 29)


def test_a_worker_ends_itself_when_nobody_stops_it(store: Path) -> None:
    """Should the server be killed, a query that runs for ever ends all the same."""
    command = [sys.executable, "-P", str(worker.__file__), str(store), str(3 << 30), "0.3"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(request(ENDLESS)).encode() + b"\n")
        process.stdin.flush()
        assert process.wait(timeout=20) == -signal.SIGALRM


def test_a_worker_ends_with_its_server(store: Path) -> None:
    """An idle one ends when its pipe is closed."""
    command = [sys.executable, "-P", str(worker.__file__), str(store), str(3 << 30), "9"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=20) == 0


def test_a_worker_imports_nothing_of_kg() -> None:
    """It starts in no time, which is what makes killing it cheap."""
    script = (
        f"import runpy, sys; runpy.run_path({str(worker.__file__)!r}); print([name for name in sys.modules if name.split('.')[0] == 'kg'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_idle_workers_are_killed_at_the_end(store: Path) -> None:
    """Nothing is left running when a pool is closed."""
    seen: list[int] = []

    async def ask(pool: Pool) -> None:
        await pool.ask(request("ASK {}"))
        process = await pool._slots.get()
        assert process is not None
        seen.append(process.pid)
        pool._slots.put_nowait(process)

    run(store, ask)
    for _ in range(100):
        try:
            os.kill(seen[0], 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("it still runs")
