import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeseries.formula import parse_formula
from timeseries.formula_values import Computation
from timeseries.lines import Line
from timeseries.timerange import SECOND

NAN = float("nan")
TIMES = [0, 1, 2, 3, 4, 5, 6, 7]


def line(values: list[float], times: list[int] = TIMES, **more: object) -> Line:
    at = np.array(times[: len(values)], np.int64) * SECOND
    return Line(at, np.array(values, np.float64), **more)  # type: ignore[arg-type]


def computed(formula: str, start: int = 0, **lines: Line) -> list[float | None]:
    found = Computation(lines, start * SECOND).of(parse_formula(formula))
    assert isinstance(found, Line)
    return [None if math.isnan(value) else value for value in found.values.tolist()]


def test_a_part_of_all_in_percent() -> None:
    assert computed("A / B * 100", A=line([1, 2]), B=line([4, 4])) == [25, 50]


@pytest.mark.parametrize(
    "formula", ["A / 0", "0 / (A - A)", "sqrt(-A)", "log(A - A)", "10 ^ (A * 1000)", "(-A) ^ 0.5"]
)
def test_what_is_no_number_is_a_gap(formula: str) -> None:
    assert computed(formula, A=line([1, 2])) == [None, None]


def test_a_gap_in_one_line_is_a_gap_in_what_is_computed_of_it() -> None:
    assert computed("A + B", A=line([1, NAN, 3]), B=line([1, 1, 1])) == [2, None, 4]
    assert computed("max(A, 2)", A=line([1, NAN, 3])) == [2, None, 3]


def test_unequal_columns_are_aligned() -> None:
    sparse = line([10, 20], [0, 2])
    assert computed("A + B", A=line([1, 2, 3, 4]), B=sparse) == [11, 12, 23, 24]


def test_a_moving_mean_takes_the_points_of_so_long_before() -> None:
    assert computed("moving_mean(A, 2s)", A=line([1, 2, 3, NAN, 5])) == [1, 1.5, 2.5, None, 5]
    assert computed("moving_mean(3, 2s) * A", A=line([1, 2])) == [3, 6]


def test_a_difference_ends_where_the_line_breaks() -> None:
    assert computed("difference(A)", A=line([1, 4, 2, NAN, 5])) == [None, 3, -2, None, None]
    broken = line([1, 2, 7], [0, 1, 9], reach=2 * SECOND)
    assert computed("difference(A)", A=broken) == [None, 1, None]


def test_a_sum_begins_with_the_range_and_passes_over_gaps() -> None:
    assert computed("cumulative_sum(A)", 1, A=line([9, 1, NAN, 2])) == [None, 1, None, 3]


def test_a_rate_is_for_each_second() -> None:
    assert computed("rate(A)", A=line([0, 10, 4], [0, 2, 4])) == [None, 5, -3]


def test_the_rate_of_a_counter_passes_over_its_resets_and_is_not_taken_twice() -> None:
    assert computed("rate(A)", A=line([0, 10, 4], [0, 2, 4], measures="counter")) == [None, 5, 2]
    assert computed("rate(A)", A=line([1, 2], measures="rate")) == [1, 2]
    assert computed("rate(A * 1)", A=line([1, 3], measures="rate")) == [None, 2]


def test_of_an_empty_line_nothing_is_computed() -> None:
    for formula in ("A + 1", "moving_mean(A, 1s)", "difference(A)", "rate(A)", "A / B"):
        assert computed(formula, A=line([]), B=line([1, 2])) in ([], [None, None])


# Against plain Python, value by value

leaves = st.sampled_from(["A", "B", "0", "2", "0.5", "1e3", "17.25"])


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Formulas made of smaller ones, with and without brackets."""
    forms = ["{} + {}", "{} - {}", "{} * {}", "{} / {}", "-{}", "({})", "({}) ^ 2",
             "min({}, {})", "max({}, {})", "abs({})", "round({}, 1)"]  # fmt: skip
    return st.builds(
        lambda form, one, two: form.format(one, two), st.sampled_from(forms), inner, inner
    )


formulas = st.recursive(leaves, larger, max_leaves=12)
points = st.lists(st.floats(-1_000, 1_000), min_size=3, max_size=3)


def _rounded(value: float, digits: int) -> float:
    return float(round(value * 10**digits) / 10**digits)


def plainly(formula: str, a: float, b: float) -> float | None:
    """The same by Python itself, whose rules of precedence are the ones that are meant."""
    names = {"A": a, "B": b, "min": min, "max": max, "abs": abs, "round": _rounded}
    try:
        found = eval(formula.replace("^", "**"), {"__builtins__": {}}, names)
    except (ZeroDivisionError, OverflowError):
        return None
    return float(found) if math.isfinite(found) else None


@settings(deadline=None, max_examples=200)
@given(formulas, points, points)
def test_a_formula_equals_plain_python(formula: str, a: list[float], b: list[float]) -> None:
    found = Computation({"A": line(a), "B": line(b)}, 0).of(parse_formula(formula))
    values = found.values.tolist() if isinstance(found, Line) else [found] * 3
    for value, left, right in zip(values, a, b, strict=True):
        expected = plainly(formula, left, right)
        if expected is None:
            # What overflows on the way is a gap from there on.
            assert math.isnan(value)
        elif not math.isnan(value):
            assert value == pytest.approx(expected, rel=1e-9, abs=1e-6)


@settings(deadline=None)
@given(
    st.dictionaries(st.integers(0, 50), st.floats(-1e6, 1e6) | st.just(NAN), min_size=1),
    st.integers(1, 60),
)
def test_a_moving_mean_equals_plain_python(content: dict[int, float], span: int) -> None:
    times = sorted(content)
    found = computed(f"moving_mean(A, {span}s)", A=line([content[t] for t in times], times))
    for time, value in zip(times, found, strict=True):
        window = [content[t] for t in times if time - span < t <= time]
        known = [one for one in window if not math.isnan(one)]
        if math.isnan(content[time]):
            assert value is None
        else:
            assert value == pytest.approx(sum(known) / len(known), rel=1e-9, abs=1e-6)
