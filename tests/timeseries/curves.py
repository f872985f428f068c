"""Readings to test with, and the plain Python of what is computed from them."""

from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from timeseries.downsample import Positions, Times, Values
from timeseries.timerange import DAY, EARLIEST, LATEST

# Few distinct values, so that equals are common; and any double that is finite.
levels = st.sampled_from([-1.5, -0.0, 0.0, 2.0, 2.5, 1e300])
doubles = st.floats(allow_nan=False, allow_infinity=False)
moments = st.one_of(
    st.integers(-2_000, 2_000), st.integers(-400 * DAY, 400 * DAY), st.integers(EARLIEST, LATEST)
)


@st.composite
def readings(draw: st.DrawFn, least: int = 1) -> tuple[Times, Values]:
    """Ascending times around one moment or all over time, with values."""
    if draw(st.booleans()):
        times = draw(st.sets(moments, min_size=least, max_size=60))
    else:
        at = draw(st.integers(EARLIEST, LATEST - 10_000))
        times = {at + n for n in draw(st.sets(st.integers(0, 5_000), min_size=least, max_size=60))}
    of = draw(st.sampled_from([levels, doubles]))
    values = draw(st.lists(of, min_size=len(times), max_size=len(times)))
    return np.array(sorted(times), np.int64), np.array(values, np.float64)


def cut(values: Values, starts: Positions) -> list[list[float]]:
    """The values of each column."""
    bounds = [*starts.tolist(), len(values)]
    return [values[start:end].tolist() for start, end in pairwise(bounds)]


def bits(values: Values) -> list[int]:
    """Doubles as integers, to compare bit for bit."""
    integers: list[int] = values.view(np.int64).tolist()
    return integers
