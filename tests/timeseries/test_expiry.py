"""What retention takes of a series: horizons that are cut, steps that are bounded, answers that
follow."""

import asyncio
from collections.abc import Mapping

import numpy as np
import orjson
import pytest
from django.db import transaction

from tests.timeseries.contents import (
    batch_of,
    content_of,
    extent_of,
    log_after,
    make_series,
    newest,
    run,
    write,
)
from tests.timeseries.databases import on_both_databases
from timeseries import corrections, exact, expiry, rollup
from timeseries.asked import Grid, Query
from timeseries.check import check
from timeseries.corrections import delete_readings, delete_series
from timeseries.counting import counts
from timeseries.exact import BeforeRetention, gone_before, locked_states
from timeseries.expiry import Gone, totals
from timeseries.fold import Columns
from timeseries.ingest.pipeline import Pipeline
from timeseries.ingest.protocol import Body
from timeseries.models import Block, Reading, RollupBlock, Series
from timeseries.query import _ask
from timeseries.resolutions import LADDER, RAW
from timeseries.retention import WIDEST, marks
from timeseries.states import State, read_states
from timeseries.store import READING, WRITING, get_store
from timeseries.timerange import DAY, HOUR, TimeRange, now
from timeseries.writer import Writer

pytestmark = on_both_databases
FUTURE = 2**61
# Six of the widest buckets, a reading each ten minutes.
STEP = HOUR // 6
BEGIN = 700 * WIDEST
TIMES = range(BEGIN + STEP, BEGIN + 6 * WIDEST, STEP)
CONTENT = {time: float(place * 7 % 1000) for place, time in enumerate(TIMES)}
RAW_FROM = BEGIN + 3 * WIDEST


@pytest.fixture
def pk() -> int:
    """A series whose readings are packed and rolled."""
    pk = make_series("kept")
    write({pk: CONTENT})
    settle(pk)
    return pk


def settle(pk: int) -> None:
    with transaction.atomic(WRITING):
        state = locked_states([pk])[pk]
        state.interval = STEP
        rollup.adopt_base(state)
        while rollup.advance(state, FUTURE) or rollup.fill_back(state):
            pass


def state_of(pk: int) -> State:
    return read_states([pk], WRITING)[pk]


def expire(pk: int, horizons: Mapping[int, int]) -> list[Gone]:
    """All steps."""
    with transaction.atomic(WRITING):
        state = locked_states([pk])[pk]
        gone = expiry.move_horizons(state, marks(state, horizons))
    while True:
        with transaction.atomic(WRITING):
            found = expiry.remove(locked_states([pk])[pk])
        if found is None:
            return gone
        gone.append(found)


def foresee(pk: int, horizons: Mapping[int, int]) -> list[Gone]:
    state = state_of(pk)
    return list(expiry.would_go(state, marks(state, horizons), READING))


def summed(gone: list[Gone]) -> dict[int, tuple[int, int]]:
    return {level: (one.count, one.size) for level, one in totals(iter(gone)).items()}


def asked(pk: int, start: int, end: int, agg: str = "m4", step: int | None = None) -> Columns:
    [found] = _ask([Query(str(pk), agg)], TimeRange(start, end), Grid(1200, step), False).columns
    return found


def test_readings_before_the_horizon_go_and_all_others_stay(pk: int) -> None:
    expire(pk, {RAW: RAW_FROM})
    assert content_of(pk) == {time: of for time, of in CONTENT.items() if time >= RAW_FROM}
    assert list(check(pk, WRITING)) == []
    assert state_of(pk).raw_from == RAW_FROM


def test_a_block_across_the_horizon_is_cut_at_it(pk: int) -> None:
    assert Block.objects.filter(series=pk, start__lt=RAW_FROM, end__gt=RAW_FROM).exists()
    expire(pk, {RAW: RAW_FROM})
    starts = Block.objects.filter(series=pk).order_by("start").values_list("start", flat=True)
    assert starts[0] == RAW_FROM


def test_a_series_begins_where_it_can_still_be_drawn_and_counts_what_stands_for_it(pk: int) -> None:
    expire(pk, {RAW: RAW_FROM})
    assert extent_of(pk) == (TIMES[0], TIMES[-1])
    assert counts(get_store(), [pk], READING) == {pk: len(CONTENT)}
    expire(pk, dict.fromkeys([RAW, *LADDER], BEGIN + WIDEST))
    later = [time for time in TIMES if time >= BEGIN + WIDEST]
    assert extent_of(pk) == (later[0], later[-1])
    assert counts(get_store(), [pk], READING) == {pk: len(later)}


def test_a_series_all_of_which_has_gone_begins_anew(pk: int) -> None:
    expire(pk, dict.fromkeys([RAW, *LADDER], BEGIN + 6 * WIDEST))
    assert (extent_of(pk), counts(get_store(), [pk], READING)) == ((None, None), {})
    assert not RollupBlock.objects.filter(series=pk).exists()
    write({pk: {BEGIN + 7 * WIDEST: 1.0}})
    assert extent_of(pk) == (BEGIN + 7 * WIDEST, BEGIN + 7 * WIDEST)
    assert list(check(pk, WRITING)) == []


def test_when_all_later_readings_are_deleted_it_ends_with_what_stands_for_the_others(
    pk: int,
) -> None:
    expire(pk, {RAW: RAW_FROM})
    delete_readings(pk, TimeRange(RAW_FROM, TIMES[-1] + 1))
    assert extent_of(pk) == (TIMES[0], RAW_FROM - STEP)
    with pytest.raises(BeforeRetention):
        write({pk: {RAW_FROM - 1: 1.0}})
    write({pk: {RAW_FROM + 1: 1.0}})
    assert list(check(pk, WRITING)) == []


def test_a_query_before_the_horizon_is_answered_by_the_finest_rung_left(pk: int) -> None:
    width = state_of(pk).base_width
    expire(pk, {RAW: RAW_FROM})
    found = asked(pk, BEGIN + DAY, BEGIN + 2 * DAY)
    inside = {t: v for t, v in CONTENT.items() if BEGIN + DAY <= t < BEGIN + 2 * DAY}
    assert (found.resolution, found.count) == (width, len(inside))
    assert found.values.max() == max(inside.values())
    kept = asked(pk, RAW_FROM, RAW_FROM + DAY)
    assert (kept.resolution, kept.times.tolist()[0]) == (0, RAW_FROM)


def test_columns_are_whole_buckets_of_what_is_left(pk: int) -> None:
    expire(pk, {RAW: RAW_FROM, HOUR: RAW_FROM, 6 * HOUR: RAW_FROM})
    found = asked(pk, BEGIN + DAY, BEGIN + 9 * DAY, "count", step=30 * HOUR)
    assert found.resolution == 2 * DAY
    assert set(found.times % (2 * DAY)) == {0}
    assert found.values.sum() == found.count == 8 * 144


@pytest.mark.parametrize("begin", [BEGIN + 5 * DAY, RAW_FROM, RAW_FROM + DAY])
def test_a_delta_knows_the_reading_before_the_range_though_it_has_gone(pk: int, begin: int) -> None:
    before = asked(pk, begin, begin + DAY, "delta", step=DAY).values.tolist()
    expire(pk, {RAW: RAW_FROM})
    assert asked(pk, begin, begin + DAY, "delta", step=DAY).values.tolist() == before


def test_what_would_go_is_what_goes_to_the_byte(pk: int) -> None:
    horizons = {RAW: RAW_FROM, HOUR: RAW_FROM, 6 * HOUR: RAW_FROM, DAY: BEGIN + WIDEST}
    foreseen = summed(foresee(pk, horizons))
    assert foreseen[RAW][0] == sum(time < RAW_FROM for time in CONTENT)
    assert foreseen[6 * HOUR][0] == 3 * 28 * 4
    assert foreseen[DAY][0] == 28
    assert summed(expire(pk, horizons)) == foreseen
    assert foresee(pk, horizons) == []


def test_a_reading_that_overrides_a_packed_one_counts_once() -> None:
    pk = make_series("overridden")
    write({pk: CONTENT})
    write({pk: {TIMES[10]: -1.0, TIMES[10] + 1: -1.0}})
    settle(pk)
    foreseen = summed(foresee(pk, {RAW: RAW_FROM}))
    assert foreseen[RAW][0] == sum(time < RAW_FROM for time in CONTENT) + 1
    assert summed(expire(pk, {RAW: RAW_FROM})) == foreseen


def test_a_step_removes_a_bounded_number(pk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "STEP_BLOCKS", 1)
    monkeypatch.setattr(expiry, "STEP_ROWS", 5)
    foreseen = summed(foresee(pk, {RAW: RAW_FROM}))
    gone = expire(pk, {RAW: RAW_FROM})
    assert len(gone) >= 3
    assert summed(gone) == foreseen
    assert list(check(pk, WRITING)) == []


def test_rows_go_with_the_block_between_whose_ends_they_lie(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(expiry, "STEP_ROWS", 5)
    pk = make_series("rows")
    write({pk: CONTENT})
    for place in range(12):
        write({pk: {TIMES[place * 90] + 1: 2.0}})
    settle(pk)
    foreseen = summed(foresee(pk, {RAW: RAW_FROM}))
    assert summed(expire(pk, {RAW: RAW_FROM})) == foreseen
    assert not Reading.objects.filter(series=pk, time__lt=RAW_FROM).exists()
    assert list(check(pk, WRITING)) == []


def test_open_charts_are_told_of_the_stretch(pk: int) -> None:
    before = newest()
    expire(pk, {RAW: RAW_FROM})
    assert log_after(before) == [(pk, TIMES[0], RAW_FROM - 1, 1)]


def test_a_rebuild_keeps_what_cannot_be_built_again(pk: int) -> None:
    expire(pk, {RAW: RAW_FROM})
    with transaction.atomic(WRITING):
        rollup.forget(locked_states([pk])[pk])
    assert counts(get_store(), [pk], READING) == {pk: len(CONTENT)}
    settle(pk)
    assert counts(get_store(), [pk], READING) == {pk: len(CONTENT)}
    assert list(check(pk, WRITING)) == []


def test_a_narrower_rung_reaches_back_to_the_readings_that_are_left(pk: int) -> None:
    expire(pk, {RAW: RAW_FROM})
    with transaction.atomic(WRITING):
        state = locked_states([pk])[pk]
        state.interval = 60_000_000
        rollup.adopt_base(state)
        while rollup.fill_back(state):
            pass
    assert state_of(pk).rung_from == dict.fromkeys([HOUR], RAW_FROM)
    assert not state_of(pk).filling
    assert list(check(pk, WRITING)) == []


@pytest.mark.parametrize("late", [TIMES[0], RAW_FROM - 1])
def test_what_is_written_before_the_horizon_is_refused_with_the_reason(pk: int, late: int) -> None:
    expire(pk, {RAW: RAW_FROM})
    for attempt in (
        lambda: write({pk: {late: 1.0, TIMES[-1] + 1: 1.0}}),
        lambda: Reading.objects.create(series_id=pk, time=late, value=1.0),
        lambda: Reading.objects.bulk_create([Reading(series_id=pk, time=late, value=1.0)]),
        lambda: delete_readings(pk, TimeRange(late, FUTURE)),
    ):
        with pytest.raises(BeforeRetention, match="have gone by retention"):
            attempt()
    assert len(content_of(pk)) == sum(time >= RAW_FROM for time in CONTENT)
    assert list(check(pk, WRITING)) == []


def test_a_refused_import_costs_its_neighbours_nothing(pk: int) -> None:
    expire(pk, {RAW: RAW_FROM})
    writer = Writer()
    old = writer.submit(batch_of({"kept": {TIMES[0]: 1.0}}))
    new = writer.submit(batch_of({"kept": {TIMES[-1] + 1: 1.0}, "other": {1: 1.0}}))
    writer.start()
    try:
        assert new.result(10)
        with pytest.raises(BeforeRetention):
            old.result(10)
    finally:
        writer.stop()
    assert content_of(Series.objects.get(key="other").pk) == {1: 1.0}


def test_of_a_batch_that_reaches_behind_the_horizon_the_rest_is_written(pk: int) -> None:
    expire(pk, {RAW: RAW_FROM})
    parts = [[TIMES[0] / 1000, 1], [TIMES[0] / 1000, 2], [(TIMES[-1] + 1) / 1000, 3]]
    readings = [{"series": "kept", "points": parts}, {"series": "other", "points": [[1, 1]]}]
    pipeline = Pipeline()
    pipeline.start()
    try:
        body = Body(orjson.dumps({"readings": readings}), {}, now())
        parsed = asyncio.run(pipeline.receive("readings_json", body))
    finally:
        pipeline.stop()
    assert (len(parsed.batch), parsed.rejected_count) == (2, 2)
    reason = f"kept: readings {gone_before(RAW_FROM)}"
    places = [(told.at, told.reason) for told in parsed.rejected]
    assert places == [(f"readings[0].points[{n}]", reason) for n in range(2)]
    assert content_of(pk)[TIMES[-1] + 1] == 3.0
    assert content_of(Series.objects.get(key="other").pk) == {1_000: 1.0}
    assert list(check(pk, WRITING)) == []


def test_a_series_is_deleted_with_what_only_rungs_stand_for(pk: int) -> None:
    expire(pk, {RAW: RAW_FROM})
    left = sum(time >= RAW_FROM for time in CONTENT)
    assert delete_series(pk) == left
    assert not RollupBlock.objects.exists()
    assert corrections.extent(pk, corrections.ALL) is None


def test_late_readings_after_the_horizon_go_into_all_rungs(pk: int) -> None:
    expire(pk, {RAW: RAW_FROM, HOUR: RAW_FROM, 6 * HOUR: RAW_FROM})
    with transaction.atomic(WRITING):
        exact.write([run(pk, {RAW_FROM + 1: 5e3, RAW_FROM: -5e3})])
    assert list(check(pk, WRITING)) == []
    whole = asked(pk, BEGIN, TIMES[-1] + 1)
    assert (whole.count, whole.values.min(), whole.values.max()) == (len(CONTENT) + 1, -5e3, 5e3)


def test_the_check_finds_a_rung_that_differs_from_what_is_left_below_it(pk: int) -> None:
    expire(pk, {RAW: RAW_FROM})
    RollupBlock.objects.filter(series=pk, width=DAY).update(sum=np.zeros(1))
    assert any(str(DAY) in sentence for sentence in check(pk, WRITING))
