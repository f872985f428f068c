"""Ways to make what is stored untrue, and to bring it to rest before."""

from django.db import connection, transaction

from timeseries import packer, rollup
from timeseries.exact import locked_states
from timeseries.intervals import learn_interval
from timeseries.states import State


def flip(table: str, column: str, series: int, place: int = -1, **key: int) -> int:
    """Change one bit in a packed column of a series' first row of these keys; its start."""
    name = f"timeseries_{table}"
    where = " AND ".join(f'"{part}" = %s' for part in ["series_id", *key])
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT start, "{column}" FROM {name} WHERE {where} ORDER BY start LIMIT 1',
            [series, *key.values()],
        )
        start, data = cursor.fetchone()
        damaged = bytearray(data)
        damaged[place] ^= 1
        cursor.execute(
            f'UPDATE {name} SET "{column}" = %s WHERE {where} AND start = %s',
            [bytes(damaged), series, *key.values(), start],
        )
    return int(start)


def execute(sql: str, *parameters: int) -> int:
    """How many rows a statement changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def state_of(series: int) -> State:
    with transaction.atomic():
        return locked_states([series])[series]


def roll(series: int, at: int | None = None) -> State:
    """Learn the interval, begin with rollups, and move the watermark as far as it goes."""
    with transaction.atomic():
        state = locked_states([series])[series]
        learn_interval(state)
        rollup.adopt_base(state)
        while rollup.advance(state, at):
            pass
    return state


def pack(series: int) -> int:
    """Fold all rows into blocks; how many."""
    with transaction.atomic():
        locked_states([series])
        return packer.fold_rows(series)
