"""Collectors of the tests' own: what they do is said by the test."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.timeseries.contents import batch_of
from timeseries.collecting.models import Collection
from timeseries.collector import Blocking, Collector, Gathered, Waiting, collectors
from timeseries.timerange import SECOND, now

Work = Callable[[int], Any]


def nothing(at: int) -> None:
    """What takes no time and does not fail."""


def kind(monkeypatch: pytest.MonkeyPatch, name: str, work: Work = nothing) -> type[Any]:
    """A kind that waits, notes its slots and starts (µs), does `work`, and reads 1.0 each time."""

    class Asked(Waiting):
        slots: list[int] = []
        starts: list[int] = []

        async def collect(self, at: int, seconds: float) -> Gathered:
            self.slots.append(at)
            self.starts.append(now())
            result = work(at)
            if asyncio.iscoroutine(result):
                await result
            return Gathered(batch_of({name: {at: 1.0}}))

    return registered(monkeypatch, name, Asked)


def blocking(monkeypatch: pytest.MonkeyPatch, name: str, work: Work = nothing) -> type[Any]:
    """The same, which blocks its thread."""

    class Asked(Blocking):
        slots: list[int] = []
        threads: set[int] = set()

        def collect(self, at: int, seconds: float) -> Gathered:
            self.slots.append(at)
            self.threads.add(threading.get_ident())
            work(at)
            return Gathered(batch_of({name: {at: 1.0}}))

    return registered(monkeypatch, name, Asked)


def registered(monkeypatch: pytest.MonkeyPatch, name: str, made: type[Collector]) -> type[Any]:
    known = {one: collectors[one] for one in collectors.names()}
    monkeypatch.setattr(collectors, "_known", {**known, name: made})
    return made


def row(kind: str, interval: int = SECOND // 5, **fields: Any) -> Collection:
    """One that is set up, with an interval as no form would take it."""
    given = {"name": kind, "changed_at": now(), "timeout": 5 * SECOND, **fields}
    return Collection.objects.create(kind=kind, interval=interval, **given)


@contextmanager
def until(seconds: float = 10) -> Iterator[Callable[[], bool]]:
    """Whether there is still time."""
    end = now() + seconds * SECOND

    def still() -> bool:
        assert now() < end, "It took too long."
        return True

    yield still
