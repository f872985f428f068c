"""What the kinds show of readings that are known."""

from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from charts.bins import edges
from charts.kind import Answered, Head, Window, kinds
from charts.kinds.states import runs
from charts.laying import laid_over
from charts.localtime import days_and_hours
from charts.spec import PanelSpec
from timeseries.errors import BadParameter

HOUR, DAY = 3_600_000, 86_400_000
# 2024-01-01T00:00Z, a Monday, in ms.
NEW_YEAR = 1_704_067_200_000
WINDOW = Window(NEW_YEAR, NEW_YEAR + 10_000, ZoneInfo("UTC"), 1200)
NAN = float("nan")


def rows(*points: tuple[float, float]) -> Any:
    return np.array([(NEW_YEAR + time, value) for time, value in points], np.float64)


def shape(kind: str, *answers: Answered, window: Window = WINDOW, **own: Any) -> dict[str, Any]:
    heads = [Head(place, f"series {place}", "%", "m4") for place in range(len(answers))]
    panel = PanelSpec(own=tuple(own.items()))
    return kinds[kind]().shape(panel, heads, answers, window)


def numbers(data: Any) -> Any:
    return np.asarray(data).tolist()


FIGURES: Answered = {
    "m4": rows((0, 2.0), (1, 1.0), (2, NAN), (3, 6.0), (4, 3.0)),
    "sum": rows((0, 12.0)),
    "count": rows((0, 4.0)),
}


@pytest.mark.parametrize("name", [name for name in kinds.names() if kinds[name].join == "shaped"])
@pytest.mark.parametrize("count", [0, 1])
def test_a_kind_has_a_shape_without_a_reading(name: str, count: int) -> None:
    kind = kinds[name]
    nothing = {agg: np.empty((0, 2)) for agg in kind.aggs or (kind.agg,)}
    assert isinstance(shape(name, *[nothing] * count), dict)


def test_a_table_has_last_min_mean_and_max() -> None:
    assert shape("table", FIGURES)["series"] == [{"data": [3.0, 1.0, 3.0, 6.0]}]


def test_the_top_is_sorted_and_cut() -> None:
    low = {**FIGURES, "sum": rows((0, 4.0))}
    shaped = shape("top", low, FIGURES, by="mean", limit=1)
    assert shaped == {
        "yAxis": [{"data": ["series 1"]}],
        "series": [{"data": []}, {"data": [[3, 0]]}],
    }


def test_equal_values_are_one_band_that_a_gap_ends() -> None:
    points = np.array([[0, 1], [1, 1], [2, 0], [3, NAN], [4, 1], [5, 1]], np.float64)
    assert runs(points, 6) == [(0, 2, 1), (2, 2, 0), (4, 6, 1)]


def test_the_newest_state_does_not_last_for_ever() -> None:
    assert runs(np.array([[0, 1], [1, 1]], np.float64), 100) == [(0, 2, 1)]


def test_states_have_names() -> None:
    [series] = shape("states", {"m4": rows((0, 0.0), (5, 1.0))}, names=((1.0, "On"),))["series"]
    assert [band["name"] for band in series["data"]] == ["0", "On"]


def test_names_of_numbers_leave_texts_alone_and_each_name_has_its_colour() -> None:
    switch, mode = rows((0, 0.0), (5, 1.0)), rows((0, 0.0), (5, 1.0))
    heads = [
        Head(1, "Pump", "", "m4"),
        Head(2, "Mode", "", "m4", states={0.0: "idle", 1.0: "On"}),
    ]
    panel = PanelSpec(own=(("names", ((0.0, "Off"), (1.0, "On"))),))
    shaped = kinds["states"]().shape(panel, heads, [{"m4": switch}, {"m4": mode}], WINDOW)
    bands = [[(band["name"], band["slot"]) for band in one["data"]] for one in shaped["series"]]
    assert bands == [[("Off", 0), ("On", 1)], [("idle", 2), ("On", 1)]]


def test_hours_are_those_of_the_zone() -> None:
    berlin = Window(0, 1, ZoneInfo("Europe/Berlin"), 1200)
    shaped = shape("heatmap", {"mean": rows((23 * HOUR, 5.0))}, window=berlin)
    assert shaped["series"] == [{"data": [[0, 0, 5.0]]}]
    assert shaped["xAxis"] == [{"data": ["2024-01-02"]}]


def test_days_and_hours_follow_the_clocks_that_are_put_forward() -> None:
    # 2024-03-31 in Berlin: 01:30, and an hour later 03:30.
    times = np.array([1_711_845_000_000.0, 1_711_848_600_000.0])
    days, hours = days_and_hours(times, ZoneInfo("Europe/Berlin"))
    assert hours.tolist() == [1, 3]
    assert days[0] == days[1]


def test_a_calendar_has_weeks_and_weekdays() -> None:
    shaped = shape("calendar", {"mean": rows((0, 1.0), (8 * DAY, 2.0))})
    assert shaped["series"] == [{"data": [[0, 0, 1.0, "2024-01-01"], [1, 1, 2.0, "2024-01-09"]]}]
    assert shaped["visualMap"] == [{"min": 1.0, "max": 2.0}]


def test_edges_of_bins_are_round_and_hold_all_values() -> None:
    np.testing.assert_allclose(edges(np.array([0.3, 9.7]), 10), np.arange(11))
    assert len(edges(np.array([5.0]), 10)) == 2


def test_a_histogram_counts_readings_and_not_columns() -> None:
    answer = {"mean": rows((0, 1.0), (1, 9.0)), "count": rows((0, 60.0), (1, 2.0))}
    [series] = shape("histogram", answer, bins=2)["series"]
    assert numbers(series["data"]) == [[2.5, 60.0, 0.0, 5.0], [7.5, 2.0, 5.0, 10.0]]


def test_a_density_counts_readings_in_time_and_size() -> None:
    answer = {"mean": rows((0, 1.0), (9_000, 9.0)), "count": rows((0, 60.0), (9_000, 2.0))}
    shaped = shape("density", answer, bins=2, window=Window(NEW_YEAR, NEW_YEAR + 10_000,
                                                            ZoneInfo("UTC"), 48))  # fmt: skip
    assert shaped["series"] == [{"data": [[0, 0, 60.0], [1, 1, 2.0]]}]


def test_a_scatter_pairs_what_is_of_the_same_time() -> None:
    shaped = shape(
        "scatter", {"mean": rows((0, 1.0), (1, 2.0))}, {"mean": rows((1, 5.0), (2, 6.0))}
    )
    assert [numbers(one["data"]) for one in shaped["series"]] == [[], [[2, 5, NEW_YEAR + 1]]]


def test_a_candle_has_open_close_lowest_and_highest() -> None:
    values = {"first": 2.0, "last": 3.0, "min": 1.0, "max": 4.0}
    shaped = shape("candlestick", {agg: rows((0, value)) for agg, value in values.items()})
    assert numbers(shaped["series"][0]["data"]) == [[NEW_YEAR, 2, 3, 1, 4]]


def test_the_parts_of_a_shape_are_laid_over_the_option() -> None:
    option = {"series": [{"type": "bar"}, {"type": "bar"}], "grid": {"left": 1}}
    assert laid_over(option, {"series": [{"data": [1]}], "grid": {"top": 2}}) == {
        "series": [{"type": "bar", "data": [1]}, {"type": "bar"}],
        "grid": {"left": 1, "top": 2},
    }


@pytest.mark.parametrize(
    ("kind", "options", "sentence"),
    [
        ("histogram", {"bins": 1}, "options.bins takes a whole number from 2 to 200"),
        ("top", {"by": "size"}, "options.by takes one of last, mean, max, min, sum"),
        ("heatmap", {"zone": "Mars"}, "options.zone takes a time zone such as Europe/Berlin"),
        ("states", {"names": {"on": "On"}}, 'options.names takes names of values such as {"0"'),
        ("text", {"text": 7}, "options.text takes a text of at most 20000 characters"),
    ],
)
def test_an_option_of_a_kinds_own_is_checked(
    kind: str, options: dict[str, Any], sentence: str
) -> None:
    class Stored:
        unit = ""
        queries: Any = ()

    stored = Stored()
    stored.queries, stored.options = [], options  # type: ignore[attr-defined]
    with pytest.raises(BadParameter) as refused:
        PanelSpec.of(stored, kinds[kind].options)  # type: ignore[arg-type]
    assert str(refused.value).startswith(sentence)
