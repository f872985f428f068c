import numpy as np

from charts.stacking import aligned

NULL = np.nan


def both(left: list[list[float]], right: list[list[float]]) -> list[list[list[float]]]:
    return [points.tolist() for points in aligned([np.array(left), np.array(right)])]


def test_columns_of_the_same_times_stay_as_they_are() -> None:
    left, right = [[0.0, 1.0], [10.0, 2.0]], [[0.0, 3.0], [10.0, 4.0]]
    assert both(left, right) == [left, right]


def test_a_column_that_one_series_lacks_becomes_null_there() -> None:
    left, right = aligned([np.array([[0.0, 1.0], [10.0, 2.0]]), np.array([[10.0, 4.0]])])
    np.testing.assert_array_equal(left, [[0.0, 1.0], [10.0, 2.0]])
    np.testing.assert_array_equal(right, [[0.0, NULL], [10.0, 4.0]])


def test_a_gap_in_one_series_does_not_break_the_others() -> None:
    torn = np.array([[0.0, 1.0], [20.0, NULL], [40.0, 2.0]])
    whole = np.array([[0.0, 1.0], [10.0, 1.0], [40.0, 1.0]])
    left, right = aligned([torn, whole])
    np.testing.assert_array_equal(left, [[0.0, 1.0], [10.0, NULL], [40.0, 2.0]])
    np.testing.assert_array_equal(right, whole)


def test_a_gap_in_all_series_stays() -> None:
    torn = np.array([[0.0, 1.0], [20.0, NULL], [40.0, 2.0]])
    for points in aligned([torn, torn]):
        np.testing.assert_array_equal(points, torn)


def test_an_empty_series_stands_beside_a_full_one() -> None:
    empty, full = aligned([np.empty((0, 2)), np.array([[0.0, 1.0]])])
    np.testing.assert_array_equal(empty, [[0.0, NULL]])
    np.testing.assert_array_equal(full, [[0.0, 1.0]])


def test_no_series_are_no_columns() -> None:
    assert aligned([]) == []
