"""SQLite: one file, one writer at a time."""

from collections.abc import Sequence
from pathlib import Path

from django.db import connections

from ..batch import Times, Values
from ..store import WRITING, Run, Store, Stretches, stores

# Copied home when it is larger: a longer log makes reads slower.
WAL_BYTES = 16 * 2**20


@stores.register("sqlite")
class SqliteStore(Store):
    commits_in_order = True

    def upsert(self, runs: Sequence[Run]) -> None:
        rows = [
            (run.series, time, value)
            for run in runs
            for time, value in zip(run.times.tolist(), run.values.tolist(), strict=True)
        ]
        with connections[WRITING].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO timeseries_reading (series_id, time, value) VALUES (%s, %s, %s)"
                " ON CONFLICT (series_id, time) DO UPDATE SET value = excluded.value",
                rows,
            )

    def lock(self, series: Sequence[int] | None) -> None:
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

    def widen_states(self, states: Sequence[tuple[int, int, int]]) -> None:
        with connections[WRITING].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO timeseries_seriesstate (series_id, first, last) VALUES (%s, %s, %s)"
                " ON CONFLICT (series_id) DO UPDATE SET"
                " first = min(coalesce(first, excluded.first), excluded.first),"
                " last = max(coalesce(last, excluded.last), excluded.last)",
                states,
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
        """Copy what no reader holds back; when idle, also give the log's space back."""
        wal = Path(f"{connections[WRITING].settings_dict['NAME']}-wal")
        if not idle and (not wal.exists() or wal.stat().st_size < WAL_BYTES):
            return
        mode = "TRUNCATE" if idle else "PASSIVE"
        with connections[WRITING].cursor() as cursor:
            cursor.execute(f"PRAGMA wal_checkpoint({mode})")
