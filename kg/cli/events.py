"""What a build says while it runs: a progress bar on a terminal, else a line for every twentieth of the work; or JSON Lines."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from time import perf_counter

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kg.cli.common import err

#: Fewer documents than this have no lines of progress.
_STEPS = 20


class Form(StrEnum):
    """How events are written."""

    TEXT = "text"
    JSON = "json"


class Events:
    """Writes events to stderr, a line each: in words, or as JSON with ``time``, ``event`` and what belongs to it."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def say(self, event: str, words: str, **fields: object) -> None:
        """Say that something happened, in words (none for what people need not read) or with the fields."""
        if self.form is Form.JSON:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            sys.stderr.write(json.dumps({"time": now, "event": event, **fields}, ensure_ascii=False) + "\n")
        elif words:
            err.print(words, markup=False, highlight=False)

    @contextmanager
    def progress(self, unit: str = "documents") -> Iterator[Callable[[int, int, str], None]]:
        """Show how far a build is; yields what is to be called after each document, or other ``unit`` of work. Warnings of kg become events meanwhile."""
        handler = _Warnings(self)
        logger = logging.getLogger("kg")
        logger.addHandler(handler)
        try:
            if self.form is Form.TEXT and err.is_terminal:
                with _bar(unit) as update:
                    yield update
            else:
                yield _Steps(self, unit)
        finally:
            logger.removeHandler(handler)


class _Warnings(logging.Handler):
    """What kg warns of, as events."""

    def __init__(self, events: Events) -> None:
        super().__init__(logging.WARNING)
        self._events = events

    def emit(self, record: logging.LogRecord) -> None:
        """Write a warning."""
        self._events.say("warning", f"warning: {record.getMessage()}", message=record.getMessage())


class _Steps:
    """An event for every twentieth of the documents, with documents a second and seconds left."""

    def __init__(self, events: Events, unit: str) -> None:
        self._events = events
        self._unit = unit
        self._start = perf_counter()
        self._first: int | None = None
        self._step = 0

    def __call__(self, done: int, total: int, name: str) -> None:
        """Note that so many documents are done; those that an earlier build did come first, without a name."""
        if self._first is None:
            self._first = done if not name else done - 1
        step = done * _STEPS // total
        if total < _STEPS or step <= self._step:
            return
        self._step = step
        rate = (done - self._first) / max(perf_counter() - self._start, 1e-9)
        left = (total - done) / rate if rate else 0.0
        words = f"{100 * done // total} %: {done} of {total} {self._unit}, {rate:.1f} a second, {_duration(left)} left"
        self._events.say(
            "progress", words, done=done, total=total, **{f"{self._unit}_per_second": round(rate, 2)}, seconds_left=round(left, 1)
        )


@contextmanager
def _bar(unit: str) -> Iterator[Callable[[int, int, str], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    start = perf_counter()
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(unit, total=None, rate="")
        first = -1

        def update(done: int, total: int, name: str) -> None:
            nonlocal first
            first = (done - bool(name)) if first < 0 else first
            rate = (done - first) / max(perf_counter() - start, 1e-9)
            bar.update(task, completed=done, total=total, rate=f"{rate:.1f} a second" if done > first else "")

        yield update


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
