"""The only place that touches readings: append, delete, and reads that see one moment.

Above it a series is arrays of times (int64, µs) and values (float64), whatever lies below.
What differs by database vendor is in `stores/`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from numpy.typing import NDArray

from . import blocks
from .batch import Times, Values
from .models import Commit
from .packing import pack
from .registry import Registry
from .runs import Ids, Runs
from .timerange import EARLIEST, now

WRITING, READING = "default", "snapshot"
# How long a client may have been away and is still sent just what it missed.
LOG_KEPT = 10 * 60 * 1_000_000

# Stretches of a commit that are not worth compressing.
FEW = 64
# No time, in columns of integers.
NONE = -(2**63)


@dataclass(frozen=True, slots=True)
class Stretches:
    """Touched stretches as columns: [starts, ends] of `series`, both ends included (µs);
    `late` is 0 where all in it is later than every reading of that series before."""

    series: Ids
    starts: Times
    ends: Times
    late: NDArray[np.uint8]

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, int, int]]) -> "Stretches":
        columns = np.asarray(rows, np.int64).reshape(-1, 4).T
        return cls(columns[0], columns[1], columns[2], columns[3].astype(np.uint8))

    @classmethod
    def appended(cls, runs: Runs) -> "Stretches":
        """Those of runs that are later than all of their series."""
        return cls(runs.series, runs.firsts, runs.lasts, np.zeros(len(runs), np.uint8))

    @classmethod
    def of_commit(cls, commit: Commit) -> "Stretches":
        return cls(commit.series, commit.starts, commit.ends, commit.late)

    def packed(self) -> list[bytes]:
        """The columns as `Commit` keeps them. Few numbers are packed faster than compressed."""
        return [pack(column, FEW) for column in (self.series, self.starts, self.ends, self.late)]

    def sorted(self) -> "Stretches":
        """By series and start."""
        order = np.lexsort((self.starts, self.series))
        columns = self.series[order], self.starts[order], self.ends[order], self.late[order]
        return Stretches(*columns)

    def __add__(self, other: "Stretches") -> "Stretches":
        return Stretches(
            np.concatenate([self.series, other.series]),
            np.concatenate([self.starts, other.starts]),
            np.concatenate([self.ends, other.ends]),
            np.concatenate([self.late, other.late]),
        )


class Store(ABC):
    """What a database vendor does in its own way."""

    # Whether a commit with a lower number never becomes visible after one with a higher.
    commits_in_order: bool

    @abstractmethod
    def upsert(self, runs: Runs) -> None:
        """Write readings; the value of a series and time that is there already is replaced."""

    @abstractmethod
    def enter(self, touched: Stretches, at: int) -> int:
        """Enter in the commit log what the open transaction touches, at a time (µs); its number."""

    @abstractmethod
    def newest_commit(self, using: str) -> int:
        """The number up to which the log is complete: nothing at or below it can come any more."""

    @abstractmethod
    def state_columns(self, series: Ids) -> NDArray[np.int64]:
        """Of those of these series that have a state, in any order, as columns: the series, first
        and last time, base width, watermark, and from when on readings are kept; `NONE` where
        there is nothing."""

    @abstractmethod
    def widen_states(self, series: Ids, firsts: Times, lasts: Times) -> None:
        """First and last times of series move apart, never together."""

    @abstractmethod
    def extend_states(self, series: Ids, lasts: Times) -> None:
        """The same of series that have a state, and whose first time stays."""

    @abstractmethod
    def adopt_log(self) -> None:
        """Before the first write of a process: forget commits whose numbers are still to come,
        as in a database that was restored into another server."""

    @abstractmethod
    def checkpoint(self, idle: bool) -> None:
        """Bring the write-ahead log home, where that is not the database's own business."""

    @abstractmethod
    def hold_lease(self, connection: BaseDatabaseWrapper, held: bool) -> bool:
        """Whether this process is the one of all on the database that does what one alone
        should: it is when it `held` that and `connection`, its own, lives, or when it can
        take it now. Raises Django's Error for a connection that is lost."""

    @abstractmethod
    def lock(self, series: Sequence[int] | Ids | None) -> None:
        """Keep others from writing to these series (None: to any) until the open transaction
        ends: before their states are read, so that nobody makes untrue meanwhile what they
        say."""

    @abstractmethod
    def take_rows(self, series: int, start: int, end: int) -> tuple[Times, Values]:
        """Delete the rows of [start, end), and these are they: ascending."""

    def columns(
        self,
        series: int,
        start: int,
        end: int,
        using: str,
        damaged: list[blocks.Extent] | None = None,
    ) -> tuple[Times, Values]:
        """All readings of a series in [start, end), ascending. A damaged block raises
        DamagedBlock, or is left out and noted in `damaged`."""
        packed = blocks.read(series, start, end, using, damaged)
        return blocks.overlay(packed, self.rows(series, start, end, using))

    def rows(self, series: int, start: int, end: int, using: str) -> tuple[Times, Values]:
        """Those of [start, end) that are not packed, ascending."""
        return self._fetch(
            "SELECT time, value FROM timeseries_reading"
            " WHERE series_id = %s AND time >= %s AND time < %s ORDER BY time",
            [series, start, end],
            using,
        )

    def first_columns(
        self,
        series: int,
        start: int,
        end: int,
        most: int,
        using: str,
        damaged: list[blocks.Extent] | None = None,
    ) -> tuple[Times, Values]:
        """The first `most` readings of a series in [start, end), ascending; damage as in
        `columns`."""
        rows = self.first_rows(series, start, end, most, using)
        packed = blocks.read_first(series, start, end, most, using, damaged)
        times, values = blocks.overlay(packed, rows)
        return times[:most], values[:most]

    def first_rows(
        self, series: int, start: int, end: int, most: int, using: str
    ) -> tuple[Times, Values]:
        """The first `most` of [start, end) that are not packed, ascending."""
        return self._fetch(
            "SELECT time, value FROM timeseries_reading"
            " WHERE series_id = %s AND time >= %s AND time < %s ORDER BY time LIMIT %s",
            [series, start, end, most],
            using,
        )

    def counted_rows(self, series: Sequence[int], using: str) -> dict[int, tuple[int, int]]:
        """Of the series that have readings which are not packed, how many, and the first's time."""
        if not series:
            return {}
        with connections[using].cursor() as cursor:
            cursor.execute(
                "SELECT series_id, count(*), min(time) FROM timeseries_reading"
                f" WHERE series_id IN ({', '.join(map(str, series))}) GROUP BY series_id"
            )
            return {pk: (count, first) for pk, count, first in cursor.fetchall()}

    def newest_columns(
        self,
        series: int,
        before: int,
        most: int,
        using: str,
        damaged: list[blocks.Extent] | None = None,
    ) -> tuple[Times, Values]:
        """The last `most` readings of a series before a time, ascending; damage as in
        `columns`."""
        times, values = self._fetch(
            "SELECT time, value FROM timeseries_reading"
            " WHERE series_id = %s AND time < %s ORDER BY time DESC LIMIT %s",
            [series, before, most],
            using,
        )
        rows = times[::-1], values[::-1]
        packed = blocks.read_last(series, before, most, using, damaged)
        times, values = blocks.overlay(packed, rows)
        return times[-most:], values[-most:]

    def ends(
        self, series: int, using: str = WRITING, since: int = EARLIEST
    ) -> tuple[int | None, int | None]:
        """The first and the last time of a series by the keys of its rows and blocks, of
        those that begin at `since` or later."""
        with connections[using].cursor() as cursor:
            cursor.execute(
                "SELECT min(time), max(time) FROM timeseries_reading"
                " WHERE series_id = %s AND time >= %s"
                ' UNION ALL SELECT min(start), max("end") FROM (SELECT start, "end" FROM'
                " timeseries_block WHERE series_id = %s AND start >= %s"
                " ORDER BY start DESC LIMIT 1) AS newest"
                " UNION ALL SELECT min(start), NULL FROM timeseries_block"
                " WHERE series_id = %s AND start >= %s",
                [series, since] * 3,
            )
            firsts, lasts = zip(*cursor.fetchall(), strict=True)
        return (
            min((time for time in firsts if time is not None), default=None),
            max((time for time in lasts if time is not None), default=None),
        )

    def _fetch(self, sql: str, parameters: list[int], using: str) -> tuple[Times, Values]:
        with connections[using].cursor() as cursor:
            cursor.execute(sql, parameters)
            return columns_of(cursor.fetchall())


def columns_of(rows: Sequence[tuple[int, float]]) -> tuple[Times, Values]:
    """Rows of time and value as columns."""
    if not rows:
        return np.empty(0, np.int64), np.empty(0, np.float64)
    times, values = zip(*rows, strict=True)
    return np.array(times, np.int64), np.array(values, np.float64)


def sorted_columns(rows: Sequence[tuple[int, float]]) -> tuple[Times, Values]:
    """The same of rows in any order, ascending in time."""
    return columns_of(sorted(rows))


stores: Registry[type[Store]] = Registry("database vendor", "timeseries.stores")


def get_store() -> Store:
    """The store of the database that DATABASE_URL names."""
    return stores[connections[WRITING].vendor]()


@contextmanager
def snapshot() -> Iterator[str]:
    """One moment of the database: all reads by the alias that it yields see the same."""
    with transaction.atomic(READING):
        yield READING


def log_commit(store: Store, touched: Stretches) -> int:
    """Enter what the open transaction touched; the number of the commit."""
    return store.enter(touched, now())


def commits_after(number: int, store: Store, using: str) -> tuple[int, list[tuple[int, Stretches]]]:
    """The log after a number: the number up to which it is complete, and the commits."""
    newest = store.newest_commit(using)
    rows = Commit.objects.using(using).filter(id__gt=number, id__lte=newest).order_by("id")
    return newest, [(row.pk, Stretches.of_commit(row)) for row in rows]


def log_reaches(number: int, using: str) -> bool:
    """Whether the log still holds every commit after a number.

    The newest commit that has outlived `LOG_KEPT` is always kept, with a time of 0 once
    others before it are gone: so the oldest row tells how far back the log is whole.
    """
    oldest = Commit.objects.using(using).order_by("id").values_list("id", "at").first()
    return oldest is None or oldest[1] > 0 or number >= oldest[0] - 1


def prune_log() -> int:
    """Forget commits older than `LOG_KEPT`, all but the newest of them; how many went."""
    old = Commit.objects.using(WRITING).filter(at__lt=now() - LOG_KEPT).order_by("-id")
    newest = old.values_list("id", flat=True).first()
    if newest is None:
        return 0
    with transaction.atomic(WRITING):
        forgotten = Commit.objects.using(WRITING).filter(id__lt=newest).delete()[0]
        if forgotten:
            Commit.objects.using(WRITING).filter(id=newest).update(at=0)
    return forgotten
