"""Values by id in the order of their ids, whether they are in memory or on a disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TypeVar

Value = TypeVar("Value")


class Ordered(Mapping[str, Value]):
    """A mapping whose ids come in their order, so that nobody need hold all of them to sort them."""


def by_id(values: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """Ids and values in the order of the ids; of an ``Ordered`` mapping one after another."""
    return iter(values.items() if isinstance(values, Ordered) else sorted(values.items()))


def batched(values: Iterator[Value], size: int) -> Iterator[list[Value]]:
    """The values in lists of so many (``itertools.batched`` of Python 3.12)."""
    while batch := list(islice(values, size)):
        yield batch
