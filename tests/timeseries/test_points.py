"""Points as they are answered."""

import json

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeseries.downsample import Positions, Times, Values
from timeseries.points import point_rows
from timeseries.timerange import EARLIEST, LATEST, to_milliseconds

from .curves import bits, readings

NO_GAPS = np.empty(0, np.intp)


def encoded(times: Times, values: Values, gaps: Positions) -> bytes:
    return orjson.dumps(point_rows(times, values, gaps), option=orjson.OPT_SERIALIZE_NUMPY)


def answered(times: list[int], values: list[float], gaps: list[int]) -> list[list[float | None]]:
    answer = encoded(np.array(times, np.int64), np.array(values), np.array(gaps, np.intp))
    points: list[list[float | None]] = json.loads(answer)
    return points


@settings(deadline=None)
@given(readings(least=0))
def test_points_are_read_back_as_they_were(curve: tuple[Times, Values]) -> None:
    points = json.loads(encoded(*curve, NO_GAPS))
    assert [time for time, _ in points] == [to_milliseconds(time) for time in curve[0].tolist()]
    assert bits(np.array([value for _, value in points], np.float64)) == bits(curve[1])


@settings(deadline=None)
@given(readings(least=2), st.data())
def test_a_gap_is_null_exactly_halfway(curve: tuple[Times, Values], data: st.DataObject) -> None:
    after = data.draw(st.integers(1, len(curve[0]) - 1))
    points = json.loads(encoded(*curve, np.array([after])))
    assert len(points) == len(curve[0]) + 1
    assert points[after] == [sum(curve[0][after - 1 : after + 1].tolist()) / 2_000, None]


def test_times_are_milliseconds_with_decimals() -> None:
    times = [-1_000, 0, 1_700_000_000_000_000, 1_700_000_000_000_001]
    assert answered(times, [1.0, 2.0, 0.5, 3.0], []) == [
        [-1, 1.0],
        [0, 2.0],
        [1_700_000_000_000, 0.5],
        [1_700_000_000_000.001, 3.0],
    ]


def test_several_gaps_stand_where_they_are() -> None:
    assert answered([0, 1_000, 9_000, 20_001], [1.0, 2.0, 3.0, 4.0], [2, 3]) == [
        [0, 1.0],
        [1, 2.0],
        [5, None],
        [9, 3.0],
        [14.5005, None],
        [20.001, 4.0],
    ]


def test_a_value_that_does_not_fit_a_double_is_null() -> None:
    assert answered([0], [np.nan], []) == [[0, None]]


def test_no_points_are_an_empty_list() -> None:
    assert answered([], [], []) == []


@pytest.mark.parametrize("time", [EARLIEST, LATEST // 1_000 * 1_000])
def test_whole_milliseconds_stay_whole_at_both_ends_of_time(time: int) -> None:
    assert answered([time], [1.0], []) == [[time // 1_000, 1.0]]
