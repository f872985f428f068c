"""What is stored, as plain Python, and ways to write it."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import TypeVar

import numpy as np
from django.db import connections, transaction

from timeseries import exact
from timeseries.batch import BatchBuilder, ReadingBatch
from timeseries.models import Commit, Series, SeriesState
from timeseries.runs import Run
from timeseries.series_key import SeriesKey
from timeseries.store import WRITING, get_store
from timeseries.timerange import EARLIEST, LATEST

T = TypeVar("T")
# Values by time.
Content = dict[int, float]
# Series, first time, last time, and whether it is late.
Stretch = tuple[int, int, int, int]


def make_series(name: str, **fields: str) -> int:
    """A new series without readings; its id."""
    return Series.objects.create(name=name, **fields).pk


def write(content: Mapping[int, Mapping[int, float]]) -> int:
    """Readings by time by series id in one transaction; the number of its commit."""
    with transaction.atomic():
        return exact.write([run(pk, of) for pk, of in content.items()])


def run(series: int, of: Mapping[int, float]) -> Run:
    times = sorted(of)
    values = np.array([of[time] for time in times], np.float64)
    return Run(series, np.array(times, np.int64), values)


def batch_of(
    content: Mapping[str, Mapping[int, float]], units: Mapping[str, str] | None = None
) -> ReadingBatch:
    """A batch of readings by time by the name of their series."""
    builder = BatchBuilder()
    for name, unit in (units or {}).items():
        builder.set_unit(SeriesKey.of(name), unit)
    for name, of in content.items():
        for at, value in of.items():
            builder.add(SeriesKey.of(name), at, value)
    return builder.build()


def content_of(series: int, using: str = WRITING) -> Content:
    """All readings of a series, by the store."""
    times, values = get_store().columns(series, EARLIEST, LATEST + 1, using)
    assert times.tolist() == sorted(set(times.tolist()))
    return dict(zip(times.tolist(), values.tolist(), strict=True))


def extent_of(series: int) -> tuple[int | None, int | None]:
    """First and last time by the series' state; a series that has none has no readings."""
    state = SeriesState.objects.filter(series=series).first()
    return (state.first, state.last) if state else (None, None)


def log_after(number: int) -> list[Stretch]:
    """What commits after a number touched."""
    return [stretch for commit in Commit.objects.filter(id__gt=number) for stretch in rows(commit)]


def rows(commit: Commit) -> list[Stretch]:
    columns = (commit.series, commit.starts, commit.ends, commit.late)
    return [
        (int(pk), int(first), int(last), int(late))
        for pk, first, last, late in zip(*columns, strict=True)
    ]


class Session:
    """A transaction on a connection and in a thread of its own, open until `commit`."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._transaction = transaction.atomic()
        self.do(self._transaction.__enter__)

    def do(self, work: Callable[..., T], *arguments: object) -> T:
        return self._thread.submit(work, *arguments).result(10)

    def commit(self) -> None:
        self.do(self._transaction.__exit__, None, None, None)
        self.do(connections.close_all)
        self._thread.shutdown()


def newest() -> int:
    """The number of the newest commit, 0 for none."""
    return Commit.objects.order_by("-id").values_list("id", flat=True).first() or 0


def wait_for_the_log() -> None:
    """On PostgreSQL the log is complete only below the oldest open transaction, and others
    may be at work beside these tests."""
    deadline = monotonic() + 20
    while get_store().newest_commit(WRITING) < newest():
        assert monotonic() < deadline
        sleep(0.001)
