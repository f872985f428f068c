from timeseries.asked import Grid, Query
from timeseries.timerange import DAY, HOUR, MINUTE, SECOND


def resolution(query: Query, span: int, grid: Grid) -> int:
    return grid.of(query, span).resolution(span)


def test_a_query_has_a_column_for_each_pixel() -> None:
    assert resolution(Query("a"), 600 * SECOND, Grid(600)) == SECOND


def test_a_query_may_want_columns_of_several_pixels() -> None:
    assert resolution(Query("a", pixels=10), 600 * SECOND, Grid(600)) == 10 * SECOND


def test_columns_wider_than_the_chart_are_one() -> None:
    assert Grid(5).of(Query("a", pixels=10), HOUR).width == 1


def test_a_querys_own_step_is_kept_where_there_is_room() -> None:
    assert resolution(Query("a", step=DAY), 30 * DAY, Grid(600)) == DAY


def test_a_step_without_room_grows_to_a_multiple_of_itself() -> None:
    assert resolution(Query("a", step=7 * DAY, pixels=10), 1461 * DAY, Grid(600)) == 28 * DAY


def test_the_requests_step_stands_above_the_querys() -> None:
    assert resolution(Query("a", step=DAY), HOUR, Grid(600, step=MINUTE)) == MINUTE


def test_an_empty_range_has_the_step_asked_for() -> None:
    assert resolution(Query("a", step=DAY), 0, Grid(600)) == DAY
