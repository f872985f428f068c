from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timeseries.contents import make_series
from tests.timeseries.damage import execute, flip
from tests.timeseries.databases import on_both_databases
from timeseries import rungs
from timeseries.buckets import COLUMNS, Buckets
from timeseries.downsample import Times, Values
from timeseries.models import RollupBlock
from timeseries.resolutions import LADDER
from timeseries.rungs import SLOTS, DamagedRollup
from timeseries.store import WRITING
from timeseries.timerange import MINUTE, SECOND

from .curves import bits, readings

pytestmark = on_both_databases
numbered = count()
EVER = (-(2**62), 2**62)


@pytest.fixture
def pk() -> int:
    return make_series("a")


def buckets_at(width: int, *slots: int, value: float = 1.0) -> Buckets:
    times = np.array(slots, np.int64) * width
    return Buckets.of_readings(times, np.full(len(slots), value), width)


def stored(series: int, width: int = SECOND) -> list[tuple[int, float]]:
    found = rungs.read(series, width, *EVER, WRITING)
    return list(zip((found.times // width).tolist(), found.sum.tolist(), strict=True))


@given(readings(), st.sampled_from(LADDER))
@settings(max_examples=40)
def test_every_bit_of_a_bucket_comes_back(curve: tuple[Times, Values], width: int) -> None:
    series = make_series(f"bits {next(numbered)}")
    buckets = Buckets.of_readings(*curve, width)
    rungs.replace(series, width, *EVER, buckets, WRITING)
    found = rungs.read(series, width, *EVER, WRITING)
    for name in COLUMNS:
        assert bits(getattr(found, name)) == bits(getattr(buckets, name)), name


def test_the_smallest_and_the_largest_doubles_come_back(pk: int) -> None:
    edges = [-0.0, 5e-324, -5e-324, 1.7976931348623157e308, -1.7976931348623157e308]
    buckets = Buckets.points(np.arange(5) * SECOND, np.array(edges))
    rungs.replace(pk, SECOND, 0, 5 * SECOND, buckets, WRITING)
    found = rungs.read(pk, SECOND, *EVER, WRITING)
    assert [value.hex() for value in found.first.tolist()] == [edge.hex() for edge in edges]


def test_a_row_holds_512_aligned_buckets_also_before_1970(pk: int) -> None:
    slots = (-SLOTS - 1, -1, 0, SLOTS - 1, SLOTS, 5 * SLOTS)
    rungs.replace(pk, MINUTE, *EVER, buckets_at(MINUTE, *slots), WRITING)
    starts = RollupBlock.objects.filter(series=pk).order_by("start").values_list("start", flat=True)
    assert [start // MINUTE for start in starts] == [-2 * SLOTS, -SLOTS, 0, SLOTS, 5 * SLOTS]
    assert [slot for slot, _ in stored(pk, MINUTE)] == list(slots)


slots = st.integers(-1_200, 1_200)
stretches = st.tuples(slots, st.integers(1, 900), st.sets(st.integers(0, 899), max_size=8))


@given(st.lists(stretches, min_size=1, max_size=4))
@settings(max_examples=30)
def test_replacing_a_stretch_changes_no_bucket_beside_it(
    changes: list[tuple[int, int, set[int]]],
) -> None:
    series = make_series(f"replaced {next(numbered)}")
    plain: dict[int, float] = {}
    for number, (start, span, offsets) in enumerate(changes, start=1):
        fresh = sorted(start + offset for offset in offsets if offset < span)
        plain = {at: of for at, of in plain.items() if not start <= at < start + span}
        plain |= dict.fromkeys(fresh, float(number))
        buckets = buckets_at(SECOND, *fresh, value=float(number))
        rungs.replace(series, SECOND, start * SECOND, (start + span) * SECOND, buckets, WRITING)
        assert stored(series) == sorted(plain.items())


def test_columns_that_are_not_asked_for_are_zeros(pk: int) -> None:
    rungs.replace(pk, SECOND, *EVER, buckets_at(SECOND, 1, 2, value=7.0), WRITING)
    found = rungs.read(pk, SECOND, *EVER, WRITING, columns=("count", "max"))
    assert (found.count.tolist(), found.max.tolist()) == ([1, 1], [7.0, 7.0])
    assert (found.min.tolist(), found.last_at.tolist()) == ([0.0, 0.0], [0, 0])


def test_a_rung_that_was_removed_is_stored_no_more(pk: int) -> None:
    for width in (SECOND, MINUTE):
        rungs.replace(pk, width, *EVER, buckets_at(width, 1, 2), WRITING)
    assert rungs.widths(pk, WRITING) == [SECOND, MINUTE]
    rungs.remove(pk, SECOND, *EVER, WRITING)
    assert rungs.widths(pk, WRITING) == [MINUTE]


@pytest.mark.parametrize("column", ["slot", *COLUMNS[1:]])
def test_one_changed_bit_of_any_column_is_named_with_what_to_do(pk: int, column: str) -> None:
    rungs.replace(pk, SECOND, *EVER, buckets_at(SECOND, *range(40)), WRITING)
    flip("rollupblock", column, pk, width=SECOND)
    with pytest.raises(DamagedRollup, match=rf"`manage.py rebuildrollups {pk}`"):
        rungs.read(pk, SECOND, *EVER, WRITING)


def test_columns_of_unequal_lengths_are_damaged(pk: int) -> None:
    rungs.replace(pk, SECOND, *EVER, buckets_at(SECOND, *range(40)), WRITING)
    rungs.replace(pk, MINUTE, *EVER, buckets_at(MINUTE, *range(39)), WRITING)
    execute(
        'UPDATE timeseries_rollupblock SET "sum" = (SELECT other."sum" FROM'
        " timeseries_rollupblock AS other WHERE other.width = %s) WHERE width = %s",
        MINUTE,
        SECOND,
    )
    with pytest.raises(DamagedRollup):
        rungs.read(pk, SECOND, *EVER, WRITING)
