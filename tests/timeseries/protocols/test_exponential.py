"""Exponential histograms of any scale, told by powers of 2, against counting by hand."""

from collections import Counter
from collections.abc import Iterable
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.ingest.histograms import HIGHEST, LOWEST, Bucket, exponential

# Values by the 64ths of their logarithms to the base 2; none is a bound of a scale up to 5.
PARTS, FINEST = 64, 5
exponents = st.integers(-1_000, 1_000).map(lambda half: 2 * half + 1)
wide = exponents | st.integers(-30_000, 30_000).map(lambda half: 2 * half + 1)
several = st.lists(wide, max_size=20)
scales = st.integers(-12, FINEST)


def bucketed(values: Iterable[int], scale: int) -> list[Bucket]:
    places = Counter(
        value * 2**scale // PARTS if scale >= 0 else value // (PARTS * 2**-scale)
        for value in values
    )
    return sorted(places.items())


def told(scale: int, low: list[int], zero: int, high: list[int]) -> dict[float, float]:
    """The counts by bounds."""
    parts = exponential(scale, bucketed(low, scale), zero, bucketed(high, scale))
    return {float(bound): count for (_, _, bound), count in parts}


def counted(bound: float, octave: int, low: list[int], zero: int, high: list[int]) -> int:
    """How many values lie up to a power of 2 or its negative."""
    if bound < 0:
        return sum(value >= octave * PARTS for value in low)
    return len(low) + zero + sum(value <= octave * PARTS for value in high)


@given(st.integers(0, FINEST), several, st.integers(0, 3), several)
def test_each_bound_has_just_the_values_up_to_it(
    scale: int, low: list[int], zero: int, high: list[int]
) -> None:
    found = told(scale, low, zero, high)
    for octave in range(LOWEST, HIGHEST + 1):
        for bound in (2.0**octave, -(2.0**octave)):
            wanted = counted(bound, octave, low, zero, high)
            known = found.get(float(f"{bound:.15g}"))
            assert known == wanted or (known is None and bound < 0 and not wanted)
    assert found[inf] == len(low) + zero + len(high)


@given(scales, scales, several, several)
def test_no_count_falls_when_buckets_grow_wider(
    one: int, other: int, low: list[int], high: list[int]
) -> None:
    wide, narrow = (told(scale, low, 0, high) for scale in sorted((one, other)))
    assert all(wide.get(bound, 0) >= count for bound, count in narrow.items())


@given(scales, several, several)
def test_counts_rise_from_bound_to_bound(scale: int, low: list[int], high: list[int]) -> None:
    found = told(scale, low, 0, high)
    assert list(found) == sorted(found)
    assert list(found.values()) == sorted(found.values())


def test_the_bounds_do_not_depend_on_what_came() -> None:
    assert list(told(3, [], 0, [1])) == list(told(-2, [], 5, [999, -40_001]))
    assert len(told(0, [], 0, [])) == 73


@pytest.mark.parametrize("scale", [-(2**31), 2**31 - 1])
def test_a_scale_that_no_double_has_takes_no_time(scale: int) -> None:
    parts = exponential(scale, [(0, 1.0)], 0, [(2**31, 1.0), (-(2**31), 1.0)])
    assert list(parts)[-1][1] == 3
