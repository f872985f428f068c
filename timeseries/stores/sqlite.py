"""SQLite: one file, one writer at a time."""

from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import numpy as np
import orjson
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from numpy.typing import NDArray

from ..batch import Times, Values
from ..runs import Ids, Runs
from ..store import NONE, WRITING, Store, Stretches, stores

# Copied home when it is larger: a longer log makes reads slower.
WAL_BYTES = 16 * 2**20
# A log that is home is written anew from its beginning, in a file that keeps its size: so many
# rows, of a page or so each, make it as long again.
WAL_ROWS = 8_192
# Readers that follow each other without a pause keep the log from beginning anew, however much
# of it is home. When it is larger than this they are waited for: so long at most, and then not
# again for so many times as long.
WAL_LIMIT, PATIENCE_MS, REST = 64 * 2**20, 2_000, 10

# Free pages are given back when they are more than these and than one in so many, and so many
# at once (8 MiB).
FREE_PAGES, FREE_SHARE, AT_ONCE = 256, 20, 2_048

_STATE_COLUMNS = (
    "SELECT json_group_array(series_id), json_group_array(coalesce(first, none)),"
    " json_group_array(coalesce(last, none)), json_group_array(base_width),"
    " json_group_array(rolled_until), json_group_array(coalesce(raw_from, none))"
    " FROM timeseries_seriesstate, (SELECT %s AS none)"
    " WHERE series_id IN (SELECT value FROM json_each(%s))"
)


@stores.register("sqlite")
class SqliteStore(Store):
    commits_in_order = True

    def __init__(self) -> None:
        self._wait_again_at = 0.0
        # The size of the file, and how many rows had been written, when all of it was home.
        self._home = (0, 0)

    def upsert(self, runs: Runs) -> None:
        columns = runs.each.tolist(), runs.times.tolist(), runs.values.tolist()
        with connections[WRITING].cursor() as cursor:
            # Row by row: in one long statement another thread would get the interpreter, and
            # this one wait for it with the database locked.
            cursor.executemany(
                "INSERT INTO timeseries_reading (series_id, time, value) VALUES (%s, %s, %s)"
                " ON CONFLICT (series_id, time) DO UPDATE SET value = excluded.value",
                list(zip(*columns, strict=True)),
            )

    def hold_lease(self, connection: BaseDatabaseWrapper, held: bool) -> bool:
        """A file has one server."""
        return True

    def lock(self, series: Sequence[int] | Ids | None) -> None:
        """A transaction that writes is alone from its start (BEGIN IMMEDIATE)."""

    def take_rows(self, series: int, start: int, end: int) -> tuple[Times, Values]:
        rows = self.rows(series, start, end, WRITING)
        if len(rows[0]):
            with connections[WRITING].cursor() as cursor:
                cursor.execute(
                    "DELETE FROM timeseries_reading"
                    " WHERE series_id = %s AND time >= %s AND time < %s",
                    [series, start, end],
                )
        return rows

    def state_columns(self, series: Ids) -> NDArray[np.int64]:
        # In a single row: to fetch thousands takes several times as long.
        with connections[WRITING].cursor() as cursor:
            cursor.execute(_STATE_COLUMNS, [NONE, _json(series)])
            return np.array([orjson.loads(column) for column in cursor.fetchone()], np.int64)

    def widen_states(self, series: Ids, firsts: Times, lasts: Times) -> None:
        states = list(zip(series.tolist(), firsts.tolist(), lasts.tolist(), strict=True))
        with connections[WRITING].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO timeseries_seriesstate (series_id, first, last) VALUES (%s, %s, %s)"
                " ON CONFLICT (series_id) DO UPDATE SET"
                " first = min(coalesce(first, excluded.first), excluded.first),"
                " last = max(coalesce(last, excluded.last), excluded.last)",
                states,
            )

    def extend_states(self, series: Ids, lasts: Times) -> None:
        pairs = zip(map(str, series.tolist()), lasts.tolist(), strict=True)
        with connections[WRITING].cursor() as cursor:
            # One statement takes a third of the time of one for each.
            cursor.execute(
                "UPDATE timeseries_seriesstate SET last = max(last, given.value)"
                " FROM json_each(%s) AS given WHERE series_id = CAST(given.key AS INTEGER)",
                [orjson.dumps(dict(pairs)).decode()],
            )

    def enter(self, touched: Stretches, at: int) -> int:
        # AUTOINCREMENT under one writer: numbers commit in their order.
        with connections[WRITING].cursor() as cursor:
            cursor.execute(
                "INSERT INTO timeseries_commit (at, series, starts, ends, late)"
                " VALUES (%s, %s, %s, %s, %s)",
                [at, *touched.packed()],
            )
            return int(cursor.lastrowid)

    def newest_commit(self, using: str) -> int:
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT max(id) FROM timeseries_commit")
            return cursor.fetchone()[0] or 0

    def adopt_log(self) -> None:
        """The numbers are the file's own, and go where it goes."""

    def checkpoint(self, idle: bool) -> None:
        """Copy what no reader holds back; when idle, or when the log has grown too long, also
        give its space back."""
        wal = Path(f"{connections[WRITING].settings_dict['NAME']}-wal")
        size = wal.stat().st_size if wal.exists() else 0
        if idle:
            self._give_back()
            # Nobody is waited for: a write may come meanwhile.
            self._empty_log(0)
        elif size > WAL_LIMIT and monotonic() > self._wait_again_at:
            begun = monotonic()
            self._empty_log(PATIENCE_MS)
            self._wait_again_at = monotonic() + REST * (monotonic() - begun)
        elif size > WAL_BYTES and (size > self._home[0] or self._rows() > self._home[1] + WAL_ROWS):
            [(_, pages, copied)] = self._pragma("wal_checkpoint(PASSIVE)")
            self._home = (size, self._rows()) if pages == copied else (0, 0)

    def _rows(self) -> int:
        """How many rows this connection has written."""
        connections[WRITING].ensure_connection()
        return int(connections[WRITING].connection.total_changes)

    def _give_back(self) -> None:
        """Some of the file's free pages to the file system, where they are many: what is packed
        leaves more behind than it takes."""
        [(free,)], [(pages,)] = self._pragma("freelist_count"), self._pragma("page_count")
        if free > FREE_PAGES and free > pages // FREE_SHARE:
            # By `execute` it takes a single step.
            connections[WRITING].connection.executescript(f"PRAGMA incremental_vacuum({AT_ONCE})")

    def _empty_log(self, patience: int) -> None:
        """If readers are through in so many ms."""
        [(timeout,)] = self._pragma("busy_timeout")
        self._pragma(f"busy_timeout = {patience}")
        try:
            self._pragma("wal_checkpoint(TRUNCATE)")
        finally:
            self._pragma(f"busy_timeout = {timeout}")

    def _pragma(self, pragma: str) -> list[tuple[int, ...]]:
        with connections[WRITING].cursor() as cursor:
            cursor.execute(f"PRAGMA {pragma}")
            rows: list[tuple[int, ...]] = cursor.fetchall()
            return rows


def _json(numbers: Ids) -> str:
    return orjson.dumps(np.ascontiguousarray(numbers), option=orjson.OPT_SERIALIZE_NUMPY).decode()
