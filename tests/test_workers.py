"""Work in several processes: bounded, complete, and not to be stopped by one item that kills its process."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from kg.workers import run


def square(n: int) -> int:
    """The work."""
    return n * n


def deadly(n: int) -> int:
    """Work that seven does not survive."""
    if n == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return n * n


def flawed(n: int) -> int:
    """Work with an error in it."""
    return 1 // (n - 7)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_item_is_done_once(workers: int) -> None:
    """Each item comes back once with its result, for any number of processes."""
    done = list(run(square, range(50), workers=workers, on_death=square))
    assert sorted(done) == [(n, n * n) for n in range(50)]


def test_one_process_keeps_the_order() -> None:
    """With one process the results come in the order of the items."""
    assert [item for item, _ in run(square, [3, 1, 2], workers=1, on_death=square)] == [3, 1, 2]


def test_items_are_taken_as_they_are_needed() -> None:
    """However many items there are, only some for each process are under way."""
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        while taken < 1000:
            taken += 1
            yield taken

    for done, _ in enumerate(run(square, items(), workers=2, on_death=square), 1):
        assert taken - done < 20


def test_what_kills_its_process_is_named_and_the_rest_is_done() -> None:
    """The item that a process dies of gets the result for the dead; those that were under way beside it lose nothing."""
    done = dict(run(deadly, range(30), workers=2, on_death=lambda n: -n))
    assert done == {n: n * n if n != 7 else -7 for n in range(30)}


def test_an_error_ends_the_work() -> None:
    """An error of the function is the caller's, with several processes too."""
    with pytest.raises(ZeroDivisionError):
        list(run(flawed, range(30), workers=2, on_death=square))
