"""PostgreSQL, plain or with Citus: many writers at once."""

from collections.abc import Sequence

import numpy as np
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ..batch import Times, Values
from ..models import Commit
from ..store import WRITING, Run, Store, Stretches, sorted_columns, stores

# The first key of the advisory locks, and into how many shards series fall for the second.
LOCKS, SHARDS = 0x4C43, 64
# A second key beyond the shards'.
LEASE = 64


@stores.register("postgresql")
class PostgresqlStore(Store):
    commits_in_order = False

    def upsert(self, runs: Sequence[Run]) -> None:
        if not runs:
            return
        series = np.repeat([run.series for run in runs], [len(run.times) for run in runs])
        times = np.concatenate([run.times for run in runs])
        values = np.concatenate([run.values for run in runs])
        # Runs are sorted and without duplicates: rows are locked in one order by all writers.
        self._execute(
            "INSERT INTO timeseries_reading (series_id, time, value)"
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::float8[])"
            " ON CONFLICT (series_id, time) DO UPDATE SET value = EXCLUDED.value",
            [series.tolist(), times.tolist(), values.tolist()],
        )

    def hold_lease(self, connection: BaseDatabaseWrapper, held: bool) -> bool:
        with connection.cursor() as cursor:
            # For the session: it is free again when its connection is gone.
            taken = "true" if held else f"pg_try_advisory_lock({LOCKS}, {LEASE})"
            cursor.execute(f"SELECT {taken}")
            return bool(cursor.fetchone()[0])

    def lock(self, series: Sequence[int] | None) -> None:
        shards = sorted({pk % SHARDS for pk in (range(SHARDS) if series is None else series)})
        with connections[WRITING].cursor() as cursor:
            # In ascending order by all: nobody waits for one who waits.
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, shard) FROM unnest(%s::int[]) AS shard",
                [LOCKS, shards],
            )

    def take_rows(self, series: int, start: int, end: int) -> tuple[Times, Values]:
        with connections[WRITING].cursor() as cursor:
            # What a save elsewhere commits between a read and a delete would be lost.
            cursor.execute(
                "DELETE FROM timeseries_reading WHERE series_id = %s AND time >= %s AND time < %s"
                " RETURNING time, value",
                [series, start, end],
            )
            return sorted_columns(cursor.fetchall())

    def widen_states(self, states: Sequence[tuple[int, int, int]]) -> None:
        series, firsts, lasts = zip(*states, strict=True) if states else ((), (), ())
        self._execute(
            "INSERT INTO timeseries_seriesstate AS state (series_id, first, last)"
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])"
            " ON CONFLICT (series_id) DO UPDATE SET"
            " first = LEAST(state.first, EXCLUDED.first),"
            " last = GREATEST(state.last, EXCLUDED.last)",
            [list(series), list(firsts), list(lasts)],
        )

    def enter(self, touched: Stretches, at: int) -> int:
        with connections[WRITING].cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            number = int(cursor.fetchone()[0])
            # What a transaction touches further joins its entry.
            entered = Commit.objects.using(WRITING).filter(id=number).first()
            if entered:
                touched = Stretches.of_commit(entered) + touched
            cursor.execute(
                "INSERT INTO timeseries_commit (id, at, series, starts, ends, late)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET"
                " at = EXCLUDED.at, series = EXCLUDED.series, starts = EXCLUDED.starts,"
                " ends = EXCLUDED.ends, late = EXCLUDED.late",
                [number, at, *touched.packed()],
            )
            return number

    def newest_commit(self, using: str) -> int:
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1")
            return int(cursor.fetchone()[0])

    def adopt_log(self) -> None:
        with connections[WRITING].cursor() as cursor:
            cursor.execute(
                "DELETE FROM timeseries_commit WHERE id >= pg_current_xact_id()::text::bigint"
            )

    def checkpoint(self, idle: bool) -> None:
        """The server does that by itself."""

    def _execute(self, sql: str, parameters: list[list[int] | list[float]]) -> None:
        with connections[WRITING].cursor() as cursor:
            cursor.execute(sql, parameters)
