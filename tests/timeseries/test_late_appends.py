"""Readings later than all of their series that still lie before its watermark."""

import pytest
from django.db import transaction

from tests.timeseries.contents import make_series, write
from tests.timeseries.databases import on_both_databases
from timeseries import exact, rollup
from timeseries.check import check
from timeseries.exact import BeforeRetention, locked_states
from timeseries.models import SeriesState
from timeseries.store import WRITING
from timeseries.timerange import SECOND

pytestmark = on_both_databases

STEP = SECOND // 100


@pytest.fixture
def rolled() -> int:
    """A series of 30 seconds that is rolled up to their end, by buckets of a second."""
    series = make_series("rolled")
    write({series: {i * STEP: float(i) for i in range(3_000)}})
    with transaction.atomic(WRITING):
        state = locked_states([series])[series]
        state.interval = STEP
        rollup.adopt_base(state)
        rollup.advance(state)
    assert state.rolled_until == 30 * SECOND
    return series


def test_a_reading_that_comes_after_its_bucket_has_closed_is_in_the_rollup(rolled: int) -> None:
    write({rolled: {30 * SECOND - 1: 7.0}})
    assert list(check(rolled, WRITING)) == []


def test_a_run_that_begins_before_the_watermark_and_ends_after_it_is_in_the_rollup(
    rolled: int,
) -> None:
    write({rolled: {30 * SECOND - 1 + i * STEP: 7.0 for i in range(20)}})
    assert list(check(rolled, WRITING)) == []


@pytest.mark.parametrize("start", [0, 20 * SECOND])
def test_what_takes_the_place_of_deleted_readings_is_in_the_rollup(rolled: int, start: int) -> None:
    with transaction.atomic(WRITING):
        exact.delete(rolled, start, 30 * SECOND)
    write({rolled: {25 * SECOND: 1.0}})
    assert list(check(rolled, WRITING)) == []


def test_before_retention_nothing_is_written_to_a_series_without_readings() -> None:
    series = make_series("forgotten")
    SeriesState.objects.create(series_id=series, raw_from=60 * SECOND)
    with pytest.raises(BeforeRetention):
        write({series: {59 * SECOND: 1.0}})
