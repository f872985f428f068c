"""How many readings series have, without reading them: also those that only rungs stand for."""

from collections.abc import Sequence

import numpy as np
from django.db import connections

from . import blocks
from .cover import gather
from .resolutions import LADDER
from .states import State, read_states
from .store import Store


def counts(store: Store, series: Sequence[int], using: str) -> dict[int, int]:
    """How many readings each of these series has; those with none are left out."""
    states = read_states(series, using)
    rolled = [state for state in states.values() if state.base_width or state.raw_from is not None]
    found = {state.series: _rolled_count(store, state, using) for state in rolled}
    plain = [pk for pk in states if pk not in found]
    found |= _stored_counts(store, plain, using)
    return {pk: count for pk, count in found.items() if count}


def _rolled_count(store: Store, state: State, using: str) -> int:
    if state.first is None or state.last is None:
        return 0
    # In whole buckets: at the ends too, no reading is looked at that a rung has counted.
    start, end = state.first // LADDER[-1] * LADDER[-1], max(state.last + 1, state.rolled_until)
    buckets = gather(store, state, start, end, LADDER[-1], using, columns=("count",), damaged=[])
    return int(buckets.count.sum())


def _stored_counts(store: Store, series: Sequence[int], using: str) -> dict[int, int]:
    """Of rows and blocks; a reading that is in both counts once."""
    if not series:
        return {}
    rows = store.counted_rows(series, using)
    with connections[using].cursor() as cursor:
        cursor.execute(
            'SELECT series_id, sum(count), max("end") FROM timeseries_block'
            f" WHERE series_id IN ({', '.join(map(str, series))}) GROUP BY series_id"
        )
        packed = {pk: (int(count), last) for pk, count, last in cursor.fetchall()}
    found = {pk: rows.get(pk, (0, 0))[0] + packed.get(pk, (0, 0))[0] for pk in series}
    for pk in rows.keys() & packed.keys():
        first, last = rows[pk][1], packed[pk][1]
        if first <= last:
            found[pk] -= _twice(store, pk, first, last, using)
    return found


def _twice(store: Store, series: int, first: int, last: int, using: str) -> int:
    """How many rows of a stretch override a packed reading."""
    rows, _ = store.rows(series, first, last + 1, using)
    packed, _ = blocks.read(series, first, last + 1, using, [])
    return int(np.isin(rows, packed, assume_unique=True).sum())
