"""The ladder and the width of a pixel column on it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeseries.resolutions import LADDER, coarsest_rung, column_width
from timeseries.timerange import DAY, EARLIEST, HOUR, LATEST, MILLISECOND, MINUTE, SECOND

spans = st.one_of(st.integers(0, 10 * MINUTE), st.integers(0, LATEST - EARLIEST))
widths = st.integers(1, 10_000)


def granule_of(span: int, width: int) -> int:
    fitting = [rung for rung in LADDER if rung * 2 * width <= span]
    return fitting[-1] if fitting else MILLISECOND


def test_each_rung_divides_the_next() -> None:
    assert all(wide % narrow == 0 and wide > narrow for narrow, wide in pairwise(LADDER))


@pytest.mark.parametrize(
    ("widest", "rung"),
    [(SECOND - 1, None), (SECOND, SECOND), (HOUR - 1, 10 * MINUTE), (999 * DAY, 28 * DAY)],
)
def test_the_coarsest_rung_is_not_wider_than_asked(widest: int, rung: int | None) -> None:
    assert coarsest_rung(widest) == rung


@pytest.mark.parametrize(
    ("span", "width", "expected"),
    [
        (0, 1200, MILLISECOND),
        (1, 1, MILLISECOND),
        (1_200_000, 1200, MILLISECOND),
        (1_200_001, 1200, 2 * MILLISECOND),
        (5 * MINUTE, 1200, 250 * MILLISECOND),
        (HOUR, 1200, 3 * SECOND),
        (6 * HOUR, 1200, 18 * SECOND),
        (DAY, 1200, 80 * SECOND),
        (365 * DAY, 1200, 8 * HOUR),
        (10_000 * 365 * DAY, 1200, 109 * 28 * DAY),
    ],
)
def test_common_ranges_have_these_columns(span: int, width: int, expected: int) -> None:
    assert column_width(span, width) == expected


@settings(deadline=None)
@given(spans, widths)
def test_a_column_is_the_smallest_multiple_of_its_rung_that_fits(span: int, width: int) -> None:
    column, granule = column_width(span, width), granule_of(span, width)
    assert column % granule == 0
    assert column >= granule
    assert column * width >= span
    assert column == granule or (column - granule) * width < span


@settings(deadline=None)
@given(spans, widths, st.data())
def test_a_range_touches_at_most_width_plus_one_columns(
    span: int, width: int, data: st.DataObject
) -> None:
    start = data.draw(st.integers(EARLIEST, LATEST - span))
    column = column_width(span, width)
    last = max(start, start + span - 1)
    assert last // column - start // column + 1 <= width + 1
