import pytest

from tests.timeseries.contents import make_series, write
from tests.timeseries.databases import on_both_databases
from timeseries import spans
from timeseries.models import FULL_BLOCK
from timeseries.store import WRITING

pytestmark = on_both_databases


@pytest.fixture
def two() -> list[int]:
    """Two series with three blocks each, from 0, 1,000 and 2,000 µs on; those of the second have
    a reading more."""
    series = [make_series(name) for name in "ab"]
    for start in (0, 1_000, 2_000):
        write({pk: {start + n: float(n) for n in range(20 + pk - series[0])} for pk in series})
    return series


def test_the_small_blocks_of_each_series_are_found(two: list[int]) -> None:
    full = make_series("full")
    write({full: dict.fromkeys(range(FULL_BLOCK), 1.0)})
    found = spans.small([*two, full], WRITING)
    counts = {pk: [(one.start, one.count) for one in of] for pk, of in found.items()}
    assert counts == {
        two[0]: [(0, 20), (1_000, 20), (2_000, 20)],
        two[1]: [(0, 21), (1_000, 21), (2_000, 21)],
    }


def test_what_begins_in_a_span_is_found_both_ends_included(two: list[int]) -> None:
    wanted = [(two[0], 0, 1_000), (two[1], 1, 2_000)]
    found = spans.extents(wanted, WRITING)
    starts = {pk: [one.start for one in of] for pk, of in found.items()}
    assert starts == {two[0]: [0, 1_000], two[1]: [1_000, 2_000]}
    packed = spans.packed(wanted, WRITING)
    assert [[one.unpack()[0][-1] for one in of] for of in packed] == [[19, 1_019], [1_020, 2_020]]


def test_blocks_of_several_series_are_removed_by_their_starts(two: list[int]) -> None:
    spans.remove([(two[0], 0), (two[1], 2_000)], WRITING)
    left = spans.small(two, WRITING)
    assert [[one.start for one in left[pk]] for pk in two] == [[1_000, 2_000], [0, 1_000]]
