"""What every way of writing goes through: readings change, and what is derived from them follows.

Each call belongs into the caller's transaction on `WRITING`, and leaves rows, blocks, rollups,
states and the commit log true. Lock order: the store's lock by series, states, then the log.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db import connections

from . import block_edits, blocks
from .batch import SeriesKey, Times, Values
from .ends import ends_of
from .errors import BadRequest
from .models import SeriesState
from .rollup import Stretch, repair
from .states import State, make_states, read_states
from .store import WRITING, Run, Stretches, get_store, log_commit
from .timerange import LATEST, to_iso

# A run of so many readings goes into a block where nothing is in its way.
BLOCK_RUN = 16
# Where blocks are in its way it is merged with them when they hold at most so many times as
# many readings, and else it goes in as rows, which the packer folds in.
MERGED = 16
# Stretches in one statement.
SPANS = 500


class BeforeRetention(BadRequest):
    code = "before_retention"


class PartlyRefused(BeforeRetention):
    """A batch is written but for what was before a time (µs) of each of these series."""

    def __init__(self, since: Mapping[SeriesKey, int]) -> None:
        super().__init__("A part of these readings has gone by retention; the rest is written.")
        self.since = since


@dataclass(slots=True)
class Plan:
    """What of a batch goes in as rows, and what as blocks."""

    rows: list[Run] = field(default_factory=list)
    blocks: list[tuple[int, Times, Values]] = field(default_factory=list)


def write(runs: Sequence[Run]) -> int:
    """Write readings, at most one run of a series; the number of the commit. At the same time
    the last value stands. Raises BeforeRetention."""
    store, ordered = get_store(), sorted(runs, key=lambda run: run.series)
    states = locked_states([run.series for run in ordered])
    plan, touched = Plan(), list[tuple[int, int, int, int]]()
    ends, late = [], []
    for run in ordered:
        first, last = int(run.times[0]), int(run.times[-1])
        ends.append((run.series, first, last))
        state = states[run.series]
        check_retention(state, first)
        if state.last is None or first > state.last:
            _append(run, plan)
            touched.append((run.series, first, last, 0))
        else:
            late.append(run)
    free = _free(late, states)
    for run in late:
        touched += _insert(run, states[run.series].last, run.series in free, plan)
    store.upsert(plan.rows)
    blocks.insert_all(plan.blocks, WRITING)
    store.widen_states(ends)
    for run in ordered:
        # Also what is later than all of its series: the newest bucket is rolled up to its end,
        # and the readings up to the watermark may have been deleted.
        repair_times(states[run.series], run.times)
    return log_commit(store, Stretches.of(sorted(touched)))


def write_kept(runs: Sequence[Run]) -> tuple[int, dict[int, int]]:
    """The same, but what has gone by retention is left out: the number of the commit, and by
    series from when on (µs) readings are kept. Raises BeforeRetention when nothing is left."""
    states = locked_states(sorted(run.series for run in runs))
    kept, left_out = [], {}
    for run in runs:
        since = states[run.series].kept_from
        at = int(np.searchsorted(run.times, since))
        if at:
            left_out[run.series] = since
        if at < len(run.times):
            kept.append(Run(run.series, run.times[at:], run.values[at:]))
    return write(kept or runs), left_out


def delete(series: int, start: int, end: int) -> int:
    """Delete a series' readings in [start, end) µs; how many there were. Raises
    BeforeRetention."""
    store = get_store()
    state = known_states([series]).get(series)
    if state is None or state.first is None:
        return 0
    check_retention(state, start)
    lost: list[blocks.Extent] = []
    count = len(store.columns(series, start, end, WRITING, lost)[0])
    count += sum(one.count for one in lost)
    store.take_rows(series, start, end)
    block_edits.remove_within(series, start, end, WRITING)
    follow({series: [(start, end - 1)]})
    if count:
        log_commit(store, Stretches.of([(series, start, end - 1, 1)]))
    return count


def follow(touched: Mapping[int, Sequence[Stretch]]) -> None:
    """Rollups and ends of series whose readings have changed in these stretches (first and
    last µs), whoever changed them. Raises BeforeRetention."""
    states = locked_states(sorted(touched))
    for series, stretches in touched.items():
        check_retention(states[series], min(first for first, _ in stretches))
        repair(states[series], stretches)
        mend_ends(states[series])


def follow_deleted(series: int, times: Times) -> None:
    """The same for rows that were deleted at these times: a block has them no more either."""
    locked_states([series])
    block_edits.remove_times(series, np.unique(times), WRITING)


def locked_states(series: Sequence[int]) -> dict[int, State]:
    """The states of these series, made where there are none; nobody else writes to these
    series until the transaction ends."""
    states = known_states(series)
    missing = [pk for pk in series if pk not in states]
    if missing:
        make_states(missing)
        states |= {pk: State(pk) for pk in missing}
    return states


def known_states(series: Sequence[int]) -> dict[int, State]:
    """The same of those that have one: a series may be gone since it was planned."""
    get_store().lock(series)
    return read_states(series, WRITING)


def repair_times(state: State, times: Times) -> None:
    """Repair the buckets of readings at these times (ascending)."""
    if not state.base_width or times[0] >= state.rolled_until:
        return
    buckets = np.unique(times[times < state.rolled_until] // state.base_width) * state.base_width
    breaks = np.flatnonzero(np.diff(buckets) > state.base_width) + 1
    groups = np.split(buckets, breaks)
    repair(state, [(int(g[0]), int(g[-1])) for g in groups])


def _append(run: Run, plan: Plan) -> None:
    """A run that is later than all of its series."""
    if len(run.times) >= BLOCK_RUN:
        plan.blocks.append((run.series, run.times, run.values))
    else:
        plan.rows.append(run)


def _free(runs: Sequence[Run], states: Mapping[int, State]) -> set[int]:
    """The series of runs which nothing is in the way of up to their series' last time."""
    spans = []
    for run in runs:
        last = states[run.series].last
        if last is not None and len(run.times) >= BLOCK_RUN:
            spans.append((run.series, int(run.times[0]), min(int(run.times[-1]), last)))
    found: set[int] = set()
    for low in range(0, len(spans), SPANS):
        found |= _free_of_readings(spans[low : low + SPANS])
    return found


def _free_of_readings(spans: Sequence[tuple[int, int, int]]) -> set[int]:
    """Of (series, first, last time), the series that have no block and no row in there."""
    among = ", ".join(map(str, spans))
    with connections[WRITING].cursor() as cursor:
        cursor.execute(
            f"WITH span (series, first, last) AS (VALUES {among}) SELECT series FROM span"
            ' WHERE coalesce((SELECT "end" FROM timeseries_block WHERE series_id = series'
            " AND start <= last ORDER BY start DESC LIMIT 1), first - 1) < first"
            " AND NOT EXISTS (SELECT 1 FROM timeseries_reading WHERE series_id = series"
            " AND time >= first AND time <= last)"
        )
        return {row[0] for row in cursor.fetchall()}


def _insert(
    run: Run, last: int | None, is_free: bool, plan: Plan
) -> Iterator[tuple[int, int, int, int]]:
    """A run some of which is not later than all of its series, whose last time is given; the
    stretches that it touches."""
    at = int(np.searchsorted(run.times, LATEST if last is None else last, side="right"))
    among = Run(run.series, run.times[:at], run.values[:at])
    if is_free and at >= BLOCK_RUN:
        plan.blocks.append((run.series, among.times, among.values))
    else:
        _place(among, plan)
    yield run.series, int(among.times[0]), int(among.times[-1]), 1
    if at < len(run.times):
        after = Run(run.series, run.times[at:], run.values[at:])
        _append(after, plan)
        yield run.series, int(after.times[0]), int(after.times[-1]), 0


def _place(run: Run, plan: Plan) -> None:
    """A run where others are, or may be."""
    if len(run.times) < BLOCK_RUN:
        plan.rows.append(run)
        return
    start, end = int(run.times[0]), int(run.times[-1]) + 1
    found = blocks.extents(run.series, start, end, WRITING)
    if sum(one.count for one in found) > MERGED * len(run.times):
        plan.rows.append(run)
    else:
        plan.blocks.append((run.series, *_merged(run, found)))


def _merged(run: Run, found: Sequence[blocks.Extent]) -> tuple[Times, Values]:
    """A run and the blocks that it overlaps as one, which those and its rows are taken for."""
    start, end = int(run.times[0]), int(run.times[-1]) + 1
    low = min([start, *(one.start for one in found)])
    high = max([end, *(one.end + 1 for one in found)])
    below = blocks.read(run.series, low, high, WRITING)
    between = get_store().take_rows(run.series, start, end)
    blocks.remove(run.series, [one.start for one in found], WRITING)
    return blocks.overlay(blocks.overlay(below, between), (run.times, run.values))


def check_retention(state: State, first: int) -> None:
    """Raises BeforeRetention where a time (µs) lies before what is kept of the readings."""
    if state.raw_from is not None and first < state.raw_from:
        raise BeforeRetention(
            f"Readings of this series {gone_before(state.raw_from)}: nothing is written or "
            "deleted before it."
        )


def gone_before(time: int) -> str:
    """What is said of readings before a time (µs)."""
    return f"before {to_iso(time)} have gone by retention"


def mend_ends(state: State) -> None:
    """Let the state say where the series begins and ends, by what is stored."""
    state.first, state.last = ends_of(get_store(), state, WRITING)
    found = SeriesState.objects.using(WRITING).filter(series=state.series)
    found.update(first=state.first, last=state.last)
