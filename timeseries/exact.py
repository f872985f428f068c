"""What every way of writing goes through: readings change, and what is derived from them follows.

Each call belongs into the caller's transaction on `WRITING`, and leaves rows, blocks, rollups,
states and the commit log true. Lock order: the store's lock by series, states, then the log.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db import connections

from . import block_edits, blocks
from .batch import Times, Values
from .ends import ends_of
from .errors import BadRequest
from .models import SeriesState
from .rollup import Stretch, repair
from .runs import Ids, Part, Run, Runs, gathered
from .series_key import SeriesKey
from .states import State, StateColumns, make_states, read_states
from .store import NONE, WRITING, Store, Stretches, get_store, log_commit
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
    """A batch is written but for what was before a time (µs) of each of these series, and for
    these texts of series, for these reasons."""

    def __init__(
        self, since: Mapping[SeriesKey, int], texts: Mapping[tuple[SeriesKey, str], str]
    ) -> None:
        super().__init__("A part of these readings is refused; the rest is written.")
        self.since, self.texts = since, texts


class NothingKept(BeforeRetention):
    """Nothing of a batch is written: all of it was before a time (µs) of each series, by their
    `ids`; whoever knows their keys says so in `since`, and which `texts` were refused before."""

    def __init__(self, ids: Mapping[int, int]) -> None:
        super().__init__(_gone(next(iter(ids.values()))))
        self.ids = ids
        self.since: Mapping[SeriesKey, int] = {}
        self.texts: Mapping[tuple[SeriesKey, str], str] = {}


@dataclass(slots=True)
class Plan:
    """What goes in of runs some of which is not later than all of their series: as rows, and as
    blocks; and the stretches that it touches."""

    rows: list[Run] = field(default_factory=list)
    blocks: list[Run] = field(default_factory=list)
    touched: list[tuple[int, int, int, int]] = field(default_factory=list)


def write(given: Iterable[Run]) -> int:
    """Write readings, at most one run of a series; the number of the commit. At the same time
    the last value stands. Raises BeforeRetention.

    What is appended, as nearly all is, goes by columns; what is late, series by series."""
    runs = Runs.of(given)
    store, firsts = get_store(), runs.firsts
    found = _locked_columns(runs.series)
    _check_columns(found, firsts)
    is_later = firsts > found.lasts
    # Also what is later than all of its series: the newest bucket is rolled up to its end, and
    # the readings up to the watermark may have been deleted.
    is_rolled = (found.base_width > 0) & (firsts < found.rolled_until)
    states = read_states(runs.series[~is_later | is_rolled].tolist(), WRITING)
    late = _planned(list(runs.where(~is_later)), states)
    is_long = runs.sizes >= BLOCK_RUN
    store.upsert(runs.where(is_later & ~is_long).beside(late.rows))
    blocks.insert_all([*runs.where(is_later & is_long), *late.blocks], WRITING)
    _move_ends(store, runs, found)
    for run in runs.where(is_rolled):
        repair_times(states[run.series], run.times)
    appended = Stretches.appended(runs.where(is_later))
    return log_commit(store, (appended + Stretches.of(late.touched)).sorted())


def write_kept(given: Iterable[Run]) -> tuple[int, dict[int, int]]:
    """The same, but what has gone by retention is left out: the number of the commit, and by
    series from when on (µs) readings are kept. Raises NothingKept when nothing is left."""
    runs = Runs.of(given)
    since = _locked_columns(runs.series).raw_from
    is_kept = runs.times >= np.repeat(since, runs.sizes)
    series = runs.series[runs.firsts < since]
    left_out = dict(zip(series.tolist(), since[runs.firsts < since].tolist(), strict=True))
    if not is_kept.any():
        raise NothingKept(left_out)
    index = np.repeat(np.arange(len(runs), dtype=np.int32), runs.sizes)[is_kept]
    kept = Part(runs.series, index, runs.times[is_kept], runs.values[is_kept])
    return write(gathered([kept])), left_out


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


def _locked_columns(series: Ids) -> StateColumns:
    """The same by columns."""
    get_store().lock(series)
    return StateColumns.read(series)


def _move_ends(store: Store, runs: Runs, found: StateColumns) -> None:
    """First and last times of series, where they are others than before."""
    firsts, lasts = runs.firsts, runs.lasts
    both = (found.firsts == NONE) | (firsts < found.firsts)
    last = ~both & (lasts > found.lasts)
    if both.any():
        store.widen_states(runs.series[both], firsts[both], lasts[both])
    if last.any():
        store.extend_states(runs.series[last], lasts[last])


def repair_times(state: State, times: Times) -> None:
    """Repair the buckets of readings at these times (ascending)."""
    if not state.base_width or times[0] >= state.rolled_until:
        return
    buckets = np.unique(times[times < state.rolled_until] // state.base_width) * state.base_width
    breaks = np.flatnonzero(np.diff(buckets) > state.base_width) + 1
    groups = np.split(buckets, breaks)
    repair(state, [(int(g[0]), int(g[-1])) for g in groups])


def _planned(runs: Sequence[Run], states: Mapping[int, State]) -> Plan:
    """Where runs go that are not later than all of their series."""
    plan, free = Plan(), _free(runs, states)
    for run in runs:
        _insert(run, states[run.series].last, run.series in free, plan)
    return plan


def _append(run: Run, plan: Plan) -> None:
    """A run that is later than all of its series."""
    (plan.blocks if len(run.times) >= BLOCK_RUN else plan.rows).append(run)


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


def _insert(run: Run, last: int | None, is_free: bool, plan: Plan) -> None:
    """A run some of which is not later than all of its series, whose last time is given."""
    at = int(np.searchsorted(run.times, LATEST if last is None else last, side="right"))
    among = Run(run.series, run.times[:at], run.values[:at])
    if is_free and at >= BLOCK_RUN:
        plan.blocks.append(among)
    else:
        _place(among, plan)
    plan.touched.append((run.series, int(among.times[0]), int(among.times[-1]), 1))
    if at < len(run.times):
        after = Run(run.series, run.times[at:], run.values[at:])
        _append(after, plan)
        plan.touched.append((run.series, int(after.times[0]), int(after.times[-1]), 0))


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
        plan.blocks.append(Run(run.series, *_merged(run, found)))


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
        raise _before_retention(state.raw_from)


def _check_columns(found: StateColumns, firsts: Times) -> None:
    """The same of many series."""
    gone = found.raw_from[firsts < found.raw_from]
    if len(gone):
        raise _before_retention(int(gone[0]))


def _before_retention(since: int) -> BeforeRetention:
    return BeforeRetention(_gone(since))


def _gone(since: int) -> str:
    return f"Readings of this series {gone_before(since)}: nothing is written or deleted before it."


def gone_before(time: int) -> str:
    """What is said of readings before a time (µs)."""
    return f"before {to_iso(time)} have gone by retention"


def mend_ends(state: State) -> None:
    """Let the state say where the series begins and ends, by what is stored."""
    state.first, state.last = ends_of(get_store(), state, WRITING)
    found = SeriesState.objects.using(WRITING).filter(series=state.series)
    found.update(first=state.first, last=state.last)
