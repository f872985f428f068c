"""`/api/query` on small curves whose every column is known."""

from typing import Any

import httpx
import pytest

from tests.http.asking import Write, ask, points
from tests.http.shell import Shell

pytestmark = pytest.mark.database

CURVE: list[list[Any]] = [[-1000, 10], [0, 1], [1000, 3], [2000, 2], [5000, 8], [6000, 4]]
EXPECTED: dict[str, list[float]] = {
    "mean": [2, 2, 8, 4],
    "min": [1, 2, 8, 4],
    "max": [3, 2, 8, 4],
    "sum": [4, 2, 8, 4],
    "count": [2, 1, 1, 1],
    "first": [1, 2, 8, 4],
    "last": [3, 2, 8, 4],
    "delta": [-7, -1, 6, -4],
    "rate": [-3.5, -0.5, 3, -2],
}


@pytest.mark.parametrize("agg", EXPECTED)
def test_an_aggregate_is_that_of_its_column_at_the_columns_start(
    http: httpx.Client, write: Write, name: str, agg: str
) -> None:
    write({"series": name, "points": CURVE})
    [series] = ask(http, name, 0, 7000, step="2s", agg=agg)
    assert (series["agg"], series["resolution"], series["count"]) == (agg, 2000, 5)
    assert series["points"] == [
        [start, value] for start, value in zip([0, 2000, 4000, 6000], EXPECTED[agg], strict=True)
    ]


def test_the_delta_of_a_counter_counts_a_fall_as_the_new_value(
    http: httpx.Client, write: Write, shell: Shell, name: str
) -> None:
    values = [[-1000, 90], [0, 100], [1000, 110], [2000, 5], [3000, 7], [4000, 1]]
    write({"series": name, "points": values})
    shell.run(
        "from timeseries.models import Series\n"
        f"Series.objects.filter(name={name!r}).update(semantics='counter')"
    )
    assert points(http, name, 0, 5000, step="2s", agg="delta") == [[0, 20], [2000, 7], [4000, 1]]
    assert points(http, name, 0, 5000, step="2s", agg="rate") == [[0, 10], [2000, 3.5], [4000, 0.5]]


def test_as_drawn_a_counter_is_its_rate_unless_its_readings_are_asked_for(
    http: httpx.Client, write: Write, shell: Shell, name: str
) -> None:
    write({"series": name, "points": [[0, 100], [10_000, 110], [20_000, 140]]})
    shell.run(
        "from timeseries.models import Series\n"
        f"Series.objects.filter(name={name!r}).update(semantics='counter')"
    )
    [drawn] = ask(http, name, 0, 30_000, step="2s", as_drawn="true")
    assert (drawn["agg"], drawn["semantics"]) == ("rate", "counter")
    assert [value for _, value in drawn["points"] if value is not None] == [1, 3]
    [raw] = ask(http, name, 0, 30_000, as_drawn="true", agg="m4")
    assert (raw["agg"], [value for _, value in raw["points"]]) == ("m4", [100, 110, 140])
    [plain] = ask(http, name, 0, 30_000)
    assert (plain["agg"], plain.get("semantics")) == ("m4", None)
    body = {"start": 0, "end": 30_000, "queries": [{"series": name}], "as_drawn": True}
    [posted] = http.post("/api/query", json=body).json()["series"]
    assert posted["agg"] == "rate"


def test_without_a_reading_before_the_first_its_step_is_nothing(
    http: httpx.Client, write: Write, name: str
) -> None:
    write({"series": name, "points": [[0, 100], [1000, 103], [2000, 104]]})
    assert points(http, name, 0, 3000, step="1s", agg="delta") == [[0, 0], [1000, 3], [2000, 1]]


def test_m4_keeps_the_first_lowest_highest_and_last_of_each_column_at_their_times(
    http: httpx.Client, write: Write, name: str
) -> None:
    values = [5, 1, 7, 7, 1, 4] * 10
    write({"series": name, "points": [[t * 1000, v] for t, v in enumerate(values)]})
    [series] = ask(http, name, 0, 60_000, width=10)
    assert (series["resolution"], series["count"]) == (6000, 60)
    assert series["points"] == [
        [at + offset, value]
        for at in range(0, 60_000, 6000)
        for offset, value in ((0, 5), (1000, 1), (2000, 7), (5000, 4))
    ]


def test_up_to_four_readings_a_column_m4_answers_them_all(
    http: httpx.Client, write: Write, name: str
) -> None:
    curve = [[t * 1000, t % 7] for t in range(40)]
    write({"series": name, "points": curve})
    [series] = ask(http, name, 0, 40_000, width=10)
    assert (series["resolution"], series["count"], series["points"]) == (0, 40, curve)
    [series] = ask(http, name, 0, 40_000, width=9)
    assert series["resolution"] >= 40_000 / 9
    assert series["count"] == 40


def test_there_are_at_most_width_and_one_columns(
    http: httpx.Client, write: Write, name: str
) -> None:
    write({"series": name, "points": [[t * 1000, t] for t in range(2000)]})
    for width in (1, 7, 100):
        [series] = ask(http, name, 500, 1_999_500, width=width, agg="count")
        assert len(series["points"]) <= width + 1
        assert sum(value for _, value in series["points"]) == series["count"] == 1999
        assert {time % series["resolution"] for time, _ in series["points"]} == {0}


def test_a_distance_of_more_than_four_intervals_is_a_gap(
    http: httpx.Client, write: Write, name: str
) -> None:
    times = [0, 1000, 2000, 3000, 7000, 8000, 12_001, 13_000]
    write({"series": name, "points": [[t, 1] for t in times]})
    [series] = ask(http, name, 0, 20_000)
    assert series["interval"] == 1000
    assert [p for p in series["points"] if p[1] is None] == [[10_000.5, None]]
    assert [p[0] for p in series["points"]] == sorted([*times, 10_000.5])


def test_a_distance_of_more_than_two_columns_is_a_gap(
    http: httpx.Client, write: Write, name: str
) -> None:
    write({"series": name, "points": [[t * 1000, 1] for t in (0, 1, 2, 3, 20, 60, 61, 62, 63)]})
    found = points(http, name, 0, 70_000, step="10s", agg="count")
    assert found == [[0, 4], [20_000, 1], [40_000, None], [60_000, 4]]


def test_a_sum_beyond_a_double_is_null(http: httpx.Client, write: Write, name: str) -> None:
    write({"series": name, "points": [[0, 1.7e308], [1, 1.7e308], [1000, 1]]})
    assert points(http, name, 0, 2000, step="1s", agg="sum") == [[0, None], [1000, 1]]


def test_a_step_of_days_with_a_time_zone_means_days_of_its_calendar(
    http: httpx.Client, write: Write, name: str
) -> None:
    """On 2024-03-31 Berlin's day has 23 hours, on 2024-10-27 it has 25."""
    hour = 3_600_000
    spring, autumn = 1_711_753_200_000, 1_729_893_600_000  # 30 March, 26 October, midnight there
    for start in (spring, autumn):
        hours = [[start + n * hour, 1] for n in range(73)]
        write({"series": name, "points": hours})
        found = points(
            http, name, start, start + 72 * hour, step="1d", tz="Europe/Berlin", agg="sum"
        )
        second = 23 if start == spring else 25
        third = start + (24 + second) * hour
        assert found[:2] == [[start, 24], [start + 24 * hour, second]]
        assert found[2][0] == third
    assert points(http, name, spring, spring + 72 * hour, step="1d", agg="sum") == [
        [spring - 23 * hour, 1],
        [spring + hour, 24],
        [spring + 25 * hour, 24],
        [spring + 49 * hour, 23],
    ]
    rate = points(http, name, spring, spring + 48 * hour, step="1d", tz="Europe/Berlin", agg="rate")
    assert [value for _, value in rate] == [0, 0, 0]


def test_an_hours_step_is_the_same_in_every_time_zone(
    http: httpx.Client, write: Write, name: str
) -> None:
    write({"series": name, "points": CURVE})
    asked: dict[str, Any] = {"step": "1h", "agg": "count"}
    assert points(http, name, -1000, 7000, **asked) == points(
        http, name, -1000, 7000, tz="Asia/Kolkata", **asked
    )
