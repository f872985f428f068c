import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from timeseries.runs import Part, Run, Runs, gathered

# A series, a time, a value.
Row = tuple[int, int, float]
rows = st.lists(st.tuples(st.sampled_from([7, 3, 9]), st.integers(-3, 3), st.integers().map(float)))


def part(*found: Row) -> Part:
    """Readings of series that stand in the order in which they came first."""
    series = list(dict.fromkeys(pk for pk, _, _ in found))
    return Part(
        np.array(series, np.int64),
        np.array([series.index(pk) for pk, _, _ in found], np.int32),
        np.array([time for _, time, _ in found], np.int64),
        np.array([value for _, _, value in found], np.float64),
    )


def plain(runs: Runs) -> list[tuple[int, list[int], list[float]]]:
    return [(pk, times.tolist(), values.tolist()) for pk, times, values in runs]


def test_runs_ascend_and_the_last_of_equal_times_stands() -> None:
    runs = gathered([part((7, 2, 1.0), (3, 1, 5.0)), part((7, 1, 2.0), (7, 2, 3.0))])
    assert plain(runs) == [(3, [1], [5.0]), (7, [1, 2], [2.0, 3.0])]
    assert (runs.firsts.tolist(), runs.lasts.tolist()) == ([1, 1], [1, 2])
    assert (runs.sizes.tolist(), runs.each.tolist()) == ([1, 2], [3, 7, 7])


def test_nothing_gathered_is_no_runs() -> None:
    assert len(gathered([])) == len(gathered([part()])) == len(Runs.of([])) == 0


@given(rows, rows)
def test_runs_hold_what_a_dictionary_would(one: list[Row], other: list[Row]) -> None:
    runs = gathered([part(*one), part(*other)])
    assert runs.series.tolist() == sorted({pk for pk, _, _ in one + other})
    held = {
        (pk, time): value
        for pk, times, values in plain(runs)
        for time, value in zip(times, values, strict=True)
    }
    assert held == {(pk, time): value for pk, time, value in one + other}


def test_some_runs_are_the_same_beside_others() -> None:
    runs = gathered([part((3, 1, 1.0), (5, 2, 2.0), (5, 3, 3.0), (7, 4, 4.0))])
    some = runs.where(np.array([False, True, False]))
    assert plain(some) == [(5, [2, 3], [2.0, 3.0])]
    beside = some.beside([Run(4, np.array([9]), np.array([9.0]))])
    assert plain(beside) == [(4, [9], [9.0]), (5, [2, 3], [2.0, 3.0])]
