"""PostgreSQL, plain or with Citus: many writers at once."""

from collections.abc import Sequence

import numpy as np
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from numpy.typing import NDArray

from ..batch import Times, Values
from ..models import Commit
from ..runs import Ids, Runs
from ..sent_arrays import execute_with
from ..store import NONE, WRITING, Store, Stretches, sorted_columns, stores

# The first key of the advisory locks, and into how many shards series fall for the second.
LOCKS, SHARDS = 0x4C43, 64
# A second key beyond the shards'.
LEASE = 64


@stores.register("postgresql")
class PostgresqlStore(Store):
    commits_in_order = False

    def upsert(self, runs: Runs) -> None:
        if not len(runs):
            return
        # Runs are sorted and without duplicates: rows are locked in one order by all writers.
        execute_with(
            "INSERT INTO timeseries_reading (series_id, time, value)"
            " SELECT * FROM unnest(%b::bigint[], %b::bigint[], %b::float8[])"
            " ON CONFLICT (series_id, time) DO UPDATE SET value = EXCLUDED.value",
            [runs.each, runs.times, runs.values],
        )

    def hold_lease(self, connection: BaseDatabaseWrapper, held: bool) -> bool:
        with connection.cursor() as cursor:
            # For the session: it is free again when its connection is gone.
            taken = "true" if held else f"pg_try_advisory_lock({LOCKS}, {LEASE})"
            cursor.execute(f"SELECT {taken}")
            return bool(cursor.fetchone()[0])

    def lock(self, series: Sequence[int] | Ids | None) -> None:
        shards = np.unique(np.arange(SHARDS) if series is None else np.asarray(series) % SHARDS)
        with connections[WRITING].cursor() as cursor:
            # In ascending order by all: nobody waits for one who waits.
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, shard) FROM unnest(%s::int[]) AS shard",
                [LOCKS, shards.tolist()],
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

    def state_columns(self, series: Ids) -> NDArray[np.int64]:
        rows = execute_with(
            "SELECT series_id, coalesce(first, none), coalesce(last, none), base_width,"
            " rolled_until, coalesce(raw_from, none) FROM timeseries_seriesstate,"
            " unnest(%b::bigint[]) AS none WHERE series_id = ANY(%b)",
            [np.array([NONE]), series],
        )
        return np.array(rows, np.int64).reshape(-1, 6).T

    def widen_states(self, series: Ids, firsts: Times, lasts: Times) -> None:
        execute_with(
            "INSERT INTO timeseries_seriesstate AS state (series_id, first, last)"
            " SELECT * FROM unnest(%b::bigint[], %b::bigint[], %b::bigint[])"
            " ON CONFLICT (series_id) DO UPDATE SET"
            " first = LEAST(state.first, EXCLUDED.first),"
            " last = GREATEST(state.last, EXCLUDED.last)",
            [series, firsts, lasts],
        )

    def extend_states(self, series: Ids, lasts: Times) -> None:
        # None of the first times is later. An update from arrays is no statement for Citus.
        self.widen_states(series, lasts, lasts)

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
