from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.lines import COMBINED, Line, aligned, combine

NAN = float("nan")


def line(points: dict[int, float], reach: int = 0, holds: bool = True) -> Line:
    times = np.array(sorted(points), np.int64)
    return Line(times, np.array([points[time] for time in sorted(points)]), reach, holds)


def rows(found: Line) -> list[tuple[int, float | None]]:
    values = [None if np.isnan(value) else value for value in found.values.tolist()]
    return list(zip(found.times.tolist(), values, strict=True))


def test_a_sparse_line_stands_where_a_dense_one_has_points() -> None:
    times, [dense, sparse] = aligned([line({0: 1.0, 1: 2.0, 2: 3.0}), line({0: 10.0, 2: 30.0})])
    assert times.tolist() == [0, 1, 2]
    assert dense.tolist() == [1, 2, 3]
    assert sparse.tolist() == [10, 10, 30]


def test_a_line_stands_for_nothing_before_it_begins_and_after_it_breaks() -> None:
    assert line({10: 1.0}, reach=5).at(np.array([9, 10, 15, 16])).tolist() == [
        pytest.approx(value, nan_ok=True) for value in (NAN, 1.0, 1.0, NAN)
    ]


def test_series_that_are_read_in_turns_add_up_without_a_saw() -> None:
    found = combine([line({0: 1.0, 10: 2.0}, 40), line({5: 10.0, 15: 20.0}, 40)], "sum")
    assert rows(found) == [(0, 1.0), (5, 11.0), (10, 12.0), (15, 22.0)]


def test_where_one_is_missing_the_others_are_combined() -> None:
    both = [line({0: 1.0, 100: 3.0}, 10), line({0: 5.0, 50: 5.0, 100: 5.0}, 10)]
    assert rows(combine(both, "mean")) == [(0, 3.0), (50, 5.0), (100, 4.0)]
    assert rows(combine(both, "count")) == [(0, 2.0), (50, 1.0), (100, 2.0)]


def test_there_is_a_gap_only_where_none_has_a_value() -> None:
    both = [line({0: 1.0, 1: NAN, 2: NAN}), line({0: 1.0, 1: NAN, 2: 2.0})]
    for how in COMBINED:
        assert [value is None for _, value in rows(combine(both, how))] == [False, True, False]


def test_amounts_stand_for_their_own_columns_and_are_not_counted_twice() -> None:
    both = [line({0: 1.0, 60: 1.0}, holds=False), line({30: 5.0, 60: 5.0}, holds=False)]
    assert rows(combine(both, "sum")) == [(0, 1.0), (30, 5.0), (60, 6.0)]


def test_a_sum_beyond_a_double_is_a_gap() -> None:
    assert rows(combine([line({0: 1.7e308}), line({0: 1.7e308})], "sum")) == [(0, None)]


values = st.floats(-1e9, 1e9) | st.just(NAN)
contents = st.dictionaries(st.integers(0, 60), values, min_size=1, max_size=20)
PLAIN: dict[str, Callable[[list[float]], float]] = {
    "sum": lambda held: sum(held),
    "mean": lambda held: sum(held) / len(held),
    "min": min,
    "max": max,
    "count": len,
}


def _held(part: dict[int, float], time: int, reach: int) -> float:
    latest = max((at for at in part if at <= time), default=time - reach - 1)
    return part[latest] if time - latest <= reach else NAN


@given(st.lists(contents, min_size=1, max_size=5), st.integers(1, 20), st.sampled_from([*PLAIN]))
def test_combined_equals_plain_python(parts: list[dict[int, float]], reach: int, how: str) -> None:
    found = rows(combine([line(part, reach) for part in parts], how))
    assert [time for time, _ in found] == sorted(set().union(*parts))
    for time, value in found:
        latest = [
            (max(at for at in part if at <= time), part) for part in parts if min(part) <= time
        ]
        held = [part[at] for at, part in latest if time - at <= reach and part[at] == part[at]]
        assert value == (pytest.approx(PLAIN[how](held)) if held else None)
