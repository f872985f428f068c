from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.held import held_means
from timeseries.timerange import DAY, HOUR


def held(points: list[tuple[int, float]], end: int, step: int) -> list[list[float]]:
    times, values = zip(*points, strict=True)
    found = held_means(np.array(times, np.int64), np.array(values, np.float64), end, step)
    return [one.tolist() for one in found]


def test_a_value_counts_for_as_long_as_it_is_held() -> None:
    assert held([(0, 0.0), (9, 10.0)], 10, 10) == [[0], [1.0]]


def test_a_column_without_a_reading_has_the_value_that_is_held() -> None:
    assert held([(5, 2.0), (35, 4.0)], 40, 10) == [[0, 10, 20, 30], [2.0, 2.0, 2.0, 3.0]]


def test_readings_behind_the_end_hold_nothing() -> None:
    assert held([(0, 1.0), (30, 9.0)], 20, 10) == [[0, 10], [1.0, 1.0]]
    assert held([(30, 9.0)], 20, 10) == [[], []]


def test_the_reading_at_the_beginning_stands_above_what_was_held_before() -> None:
    assert held([(0, 7.0), (0, 1.0), (5, 3.0)], 10, 10) == [[0], [2.0]]


def test_calendar_days_are_as_long_as_they_are() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    # The clocks went forward on 2024-03-31: that day has 23 hours, and begins at 23:00 UTC.
    start = 19812 * DAY + 23 * HOUR
    times = np.array([start, start + 12 * HOUR], np.int64)
    begins, means = held_means(times, np.array([0.0, 23.0]), start + 23 * HOUR, DAY, berlin)
    assert begins.tolist() == [start]
    assert means.tolist() == [pytest.approx(11.0)]


@given(
    curve=st.dictionaries(st.integers(-500, 500), st.floats(-1e6, 1e6), min_size=1, max_size=30),
    step=st.sampled_from([1, 7, 100]),
    more=st.integers(1, 300),
)
def test_it_is_the_mean_of_every_microsecond(curve: dict[int, float], step: int, more: int) -> None:
    times = np.array(sorted(curve), np.int64)
    values = np.array([curve[time] for time in sorted(curve)])
    end = int(times[0]) + more
    begins, means = held_means(times, values, end, step)
    moments = np.arange(times[0], end)
    at = values[np.searchsorted(times, moments, "right") - 1]
    assert begins.tolist() == np.unique(moments // step * step).tolist()
    expected = [at[moments // step == begin // step].mean() for begin in begins]
    assert means == pytest.approx(np.array(expected), rel=1e-9, abs=1e-6)
