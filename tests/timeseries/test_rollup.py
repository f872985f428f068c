import numpy as np
import pytest
from django.db import transaction

from tests.timeseries.contents import make_series, run, write
from tests.timeseries.damage import roll, state_of
from tests.timeseries.databases import on_both_databases
from timeseries import exact, rollup, rungs, watermark
from timeseries.check import check
from timeseries.cover import pieces
from timeseries.resolutions import LADDER
from timeseries.rollup import base_for
from timeseries.states import State
from timeseries.store import WRITING
from timeseries.timerange import DAY, HOUR, MINUTE, SECOND, now
from timeseries.watermark import SETTLED

pytestmark = on_both_databases


@pytest.fixture
def pk() -> int:
    return make_series("a")


def steady(start: int, count: int, step: int = SECOND) -> dict[int, float]:
    return {start + n * step: float(n) for n in range(count)}


def widths(state: State) -> list[int]:
    return rungs.widths(state.series, WRITING)


def starts(series: int, width: int) -> list[int]:
    found: list[int] = rungs.read(series, width, -(2**62), 2**62, WRITING).times.tolist()
    return found


@pytest.mark.parametrize(
    ("interval", "base"),
    [
        (None, 0),
        (1, SECOND),
        (SECOND // 32, SECOND),
        (SECOND // 32 + 1, 10 * SECOND),
        (SECOND, MINUTE),
        (HOUR, 7 * DAY),
        (28 * DAY, 0),
    ],
)
def test_the_narrowest_rung_has_32_readings_a_bucket(interval: int | None, base: int) -> None:
    assert base_for(interval) == base


def test_a_series_with_too_few_readings_has_no_rollups(pk: int) -> None:
    write({pk: steady(0, 50, step=28 * DAY)})
    state = roll(pk)
    assert (state.base_width, widths(state)) == (0, [])


def test_the_watermark_stops_ten_seconds_ago_and_holds_closed_buckets_alone(pk: int) -> None:
    at = now()
    write({pk: steady(at - 10 * MINUTE, 1_200)})
    state = roll(pk, at)
    assert state.rolled_until == (at - SETTLED) // MINUTE * MINUTE
    assert starts(pk, MINUTE)[-1] == state.rolled_until - MINUTE
    state = roll(pk, at + MINUTE)
    assert state.rolled_until == (at + MINUTE - SETTLED) // MINUTE * MINUTE


def test_the_watermark_stops_behind_the_bucket_of_the_newest_reading(pk: int) -> None:
    write({pk: steady(0, 100)})
    assert roll(pk).rolled_until == 2 * MINUTE
    assert starts(pk, MINUTE) == [0, MINUTE]


def test_what_lies_in_the_future_stays_raw(pk: int) -> None:
    at = now()
    write({pk: steady(at + DAY, 600)})
    state = roll(pk)
    assert state.base_width == MINUTE
    assert state.rolled_until <= now() - SETTLED
    assert widths(state) == []
    # And so readings of now are appended: nothing has to be repaired for them.
    write({pk: steady(at, 100)})
    assert starts(pk, MINUTE) == []
    assert list(check(pk, WRITING)) == []


def test_each_rung_has_every_closed_bucket_of_its_width(pk: int) -> None:
    write({pk: steady(-DAY, 30_000, step=7 * SECOND)})
    roll(pk)
    for width in [width for width in LADDER if width >= 10 * MINUTE]:
        until = state_of(pk).rolled_until // width * width
        wanted = {t // width * width for t in steady(-DAY, 30_000, step=7 * SECOND)}
        assert starts(pk, width) == sorted(t for t in wanted if t + width <= until)


def test_many_readings_are_rolled_in_steps(pk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watermark, "STEP", 500)
    write({pk: steady(0, 2_000)})
    with transaction.atomic():
        state = exact.locked_states([pk])[pk]
        state.interval = SECOND
        rollup.adopt_base(state)
        assert rollup.advance(state)
    assert state.rolled_until == 480 * SECOND
    assert list(check(pk, WRITING)) == []
    roll(pk)
    assert state_of(pk).rolled_until == 2_040 * SECOND
    assert list(check(pk, WRITING)) == []


def test_a_denser_series_gets_finer_rungs_which_serve_only_from_where_they_are_filled(
    pk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollup, "STEP", 300)
    write({pk: steady(0, 2_000, step=MINUTE)})
    assert roll(pk).base_width == HOUR
    until = state_of(pk).rolled_until
    write({pk: steady(until, 3_000)})
    state = roll(pk)
    assert state.base_width == MINUTE
    assert state.rung_from == {MINUTE: until, 10 * MINUTE: until}
    assert [piece.width for piece in pieces(state, 0, until, MINUTE)] == [0]
    with transaction.atomic():
        state = exact.locked_states([pk])[pk]
        assert rollup.fill_back(state)
    filled = state.rung_from[MINUTE]
    assert 0 < filled < until
    assert [(p.width, p.start, p.end) for p in pieces(state, 0, until, MINUTE)] == [
        (0, 0, filled),
        (MINUTE, filled, until),
    ]
    assert list(check(pk, WRITING)) == []
    with transaction.atomic():
        while rollup.fill_back(state):
            pass
    assert state_of(pk).rung_from == {}
    assert [p.width for p in pieces(state_of(pk), 0, until, MINUTE)] == [MINUTE]
    assert list(check(pk, WRITING)) == []


def test_a_late_reading_repairs_a_rung_that_is_half_filled_back(
    pk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollup, "STEP", 300)
    write({pk: steady(0, 2_000, step=MINUTE)})
    roll(pk)
    write({pk: steady(state_of(pk).rolled_until, 3_000)})
    roll(pk)
    with transaction.atomic():
        rollup.fill_back(exact.locked_states([pk])[pk])
    filled = state_of(pk).rung_from[MINUTE]
    write({pk: {filled - 5: 1.0, filled + 5: 2.0, 5: 3.0}})
    assert list(check(pk, WRITING)) == []


def test_a_series_that_becomes_sparser_keeps_its_rungs(pk: int) -> None:
    write({pk: steady(0, 1_000)})
    assert roll(pk).base_width == MINUTE
    write({pk: steady(DAY, 1_000, step=HOUR)})
    assert roll(pk).base_width == MINUTE


def test_forgotten_rollups_are_built_anew_with_the_same_bits(pk: int) -> None:
    write({pk: {n * SECOND: 0.1 * n for n in range(5_000)}})
    roll(pk)
    before = rungs.read(pk, HOUR, 0, DAY, WRITING).sum.tobytes()
    with transaction.atomic():
        state = exact.locked_states([pk])[pk]
        rollup.forget(state)
    assert (widths(state), state_of(pk).base_width) == ([], 0)
    roll(pk)
    assert rungs.read(pk, HOUR, 0, DAY, WRITING).sum.tobytes() == before


def test_a_reading_exactly_at_the_watermark_is_appended_and_one_before_it_is_late(pk: int) -> None:
    write({pk: steady(0, 100)})
    until = roll(pk, 90 * SECOND).rolled_until
    assert until == MINUTE
    with transaction.atomic():
        exact.write([run(pk, {until: 7.0})])
    assert starts(pk, MINUTE) == [0]
    with transaction.atomic():
        exact.write([run(pk, {until - 1: 7.0})])
    assert rungs.read(pk, MINUTE, 0, 1, WRITING).count.tolist() == [61]
    assert np.all(rungs.read(pk, MINUTE, 0, 1, WRITING).last_at == until - 1)
