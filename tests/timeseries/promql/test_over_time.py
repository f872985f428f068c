"""Functions of windows against the same by plain Python, one window after another."""

import math
import statistics
from collections.abc import Callable, Sequence
from itertools import pairwise
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.promql.over_time import OVER_TIME, quantile
from timeseries.promql.trend import FEW, predicted, smoothed
from timeseries.promql.windows import Windows
from timeseries.timerange import SECOND

Sample = tuple[int, float]
LENGTH = 60

samples = st.dictionaries(
    st.integers(0, 400), st.integers(0, 50).map(float) | st.floats(-1e3, 1e3), max_size=60
).map(lambda found: sorted(found.items()))
ends = st.lists(st.integers(0, 460), min_size=1, max_size=12, unique=True).map(sorted)


def windows_of(found: Sequence[Sample], ends: Sequence[int]) -> Windows:
    times = np.array([time * SECOND for time, _ in found], np.int64)
    values = np.array([value for _, value in found], np.float64)
    return Windows.of(times, values, np.array(ends, np.int64) * SECOND, LENGTH * SECOND, 0)


def extrapolated(window: Sequence[Sample], end: int, *, counter: bool) -> float | None:
    """Prometheus' extrapolatedRate, step by step."""
    if len(window) < 2:
        return None
    (began, first), (ended, last) = window[0], window[-1]
    grown = last - first
    if counter:
        grown += sum(a for (_, a), (_, b) in pairwise(window) if b < a)
    span = ended - began
    usual = span / (len(window) - 1)
    before, after = float(began - (end - LENGTH)), float(end - ended)
    before = usual / 2 if before >= usual * 1.1 else before
    after = usual / 2 if after >= usual * 1.1 else after
    if counter and grown > 0 and first >= 0:
        before = min(before, span * first / grown)
    return grown * (span + before + after) / span


def last_two(window: Sequence[Sample], of: Callable[[Sample, Sample], float]) -> float | None:
    return of(window[-2], window[-1]) if len(window) > 1 else None


def per_second(before: Sample, now: Sample) -> float:
    return (now[1] if now[1] < before[1] else now[1] - before[1]) / (now[0] - before[0])


def some(of: Callable[[list[float]], float]) -> Callable[[Sequence[Sample], int], float | None]:
    return lambda window, end: of([value for _, value in window]) if window else None


def rated(window: Sequence[Sample], end: int) -> float | None:
    grown = extrapolated(window, end, counter=True)
    return None if grown is None else grown / LENGTH


def slope(window: Sequence[Sample], end: int) -> float | None:
    if len(window) < 2:
        return None
    times, values = zip(*window, strict=True)
    return statistics.linear_regression(times, values).slope


def latest(
    window: Sequence[Sample], of: Callable[[Sequence[float]], float] | None = None
) -> float | None:
    """When the newest reading was that is the one of all."""
    if not window:
        return None
    wanted = of([value for _, value in window]) if of else window[-1][1]
    return max(time for time, value in window if value == wanted)


def away_from_median(values: list[float]) -> float:
    middle = statistics.median(values)
    return statistics.median(abs(value - middle) for value in values)


PLAIN: dict[str, Callable[[Sequence[Sample], int], float | None]] = {
    "rate": rated,
    "increase": lambda window, end: extrapolated(window, end, counter=True),
    "delta": lambda window, end: extrapolated(window, end, counter=False),
    "deriv": slope,
    "irate": lambda window, end: last_two(window, per_second),
    "idelta": lambda window, end: last_two(window, lambda a, b: b[1] - a[1]),
    "changes": some(lambda values: sum(a != b for a, b in pairwise(values))),
    "resets": some(lambda values: sum(b < a for a, b in pairwise(values))),
    "avg_over_time": some(lambda values: math.fsum(values) / len(values)),
    "sum_over_time": some(math.fsum),
    "min_over_time": some(min),
    "max_over_time": some(max),
    "count_over_time": some(len),
    "first_over_time": some(lambda values: values[0]),
    "last_over_time": some(lambda values: values[-1]),
    "ts_of_first_over_time": lambda window, end: window[0][0] if window else None,
    "ts_of_last_over_time": lambda window, end: latest(window),
    "ts_of_min_over_time": lambda window, end: latest(window, min),
    "ts_of_max_over_time": lambda window, end: latest(window, max),
    "present_over_time": some(lambda values: 1),
    "stddev_over_time": some(statistics.pstdev),
    "stdvar_over_time": some(statistics.pvariance),
    "mad_over_time": some(away_from_median),
}


def test_every_function_is_compared() -> None:
    assert PLAIN.keys() == OVER_TIME.keys()


@given(found=samples, ends=ends)
def test_a_function_is_what_plain_python_makes_of_each_window(
    found: list[Sample], ends: list[int]
) -> None:
    windows = windows_of(found, ends)
    held = [[one for one in found if end - LENGTH < one[0] <= end] for end in ends]
    for name, plain in PLAIN.items():
        values, present = OVER_TIME[name](windows)
        for at, (end, window) in enumerate(zip(ends, held, strict=True)):
            wanted = plain(window, end)
            assert bool(present[at]) is (wanted is not None), name
            if wanted is not None:
                assert values[at] == pytest.approx(wanted, rel=1e-9, abs=1e-6), name


@given(found=samples, ahead=st.floats(-1e3, 1e3))
def test_a_prediction_is_on_the_line_through_the_readings(
    found: list[Sample], ahead: float
) -> None:
    since = np.array([90 * SECOND])
    values, present = predicted(windows_of(found, [60]), since, np.array([ahead]))
    inside = [one for one in found if 0 < one[0] <= 60]
    assert bool(present[0]) is (len(inside) > 1)
    if len(inside) > 1:
        times, heights = zip(*inside, strict=True)
        line = statistics.linear_regression(times, heights)
        wanted = line.intercept + line.slope * (90 + ahead)
        assert values[0] == pytest.approx(wanted, rel=1e-9, abs=1e-6)


@given(found=samples, wanted=st.floats(0, 1))
def test_a_quantile_lies_between_its_neighbours(found: list[Sample], wanted: float) -> None:
    values, present = quantile(windows_of(found, [60]), np.array([wanted]))
    inside = sorted(value for time, value in found if 0 < time <= 60)
    assert bool(present[0]) is bool(inside)
    if inside:
        place = wanted * (len(inside) - 1)
        low, high = inside[math.floor(place)], inside[math.ceil(place)]
        assert low - 1e-9 <= values[0] <= high + 1e-9


def test_a_quantile_beyond_all_is_infinite() -> None:
    inside = windows_of([(1, 5.0)], [10, 20, 30])
    values, _ = quantile(inside, np.array([-0.1, 1.1, math.nan]))
    assert values[:2].tolist() == [-math.inf, math.inf]
    assert math.isnan(values[2])


factors = st.floats(0.01, 0.99)


@given(found=samples, ends=ends, level=factors, trend=factors, few=st.sampled_from([0, FEW]))
def test_smoothing_goes_from_reading_to_reading(
    found: list[Sample], ends: list[int], level: float, trend: float, few: int
) -> None:
    levels, trends = np.full(len(ends), level), np.full(len(ends), trend)
    with patch("timeseries.promql.trend.FEW", few):
        values, present = smoothed(windows_of(found, ends), levels, trends, lambda: None)
    for at, end in enumerate(ends):
        inside = [value for time, value in found if end - LENGTH < time <= end]
        assert bool(present[at]) is (len(inside) > 1)
        if len(inside) > 1:
            before, now, rises = 0.0, inside[0], inside[1] - inside[0]
            for number, value in enumerate(inside[1:]):
                rises = trend * (now - before) + (1 - trend) * rises if number else rises
                before, now = now, level * value + (1 - level) * (now + rises)
            assert values[at] == pytest.approx(now, rel=1e-9, abs=1e-6)


def test_the_time_of_an_extreme_that_is_no_number_is_that_of_the_newest() -> None:
    inside = windows_of([(1, math.nan), (2, math.nan)], [10])
    assert OVER_TIME["ts_of_max_over_time"](inside)[0].tolist() == [2]
