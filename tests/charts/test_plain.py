from typing import Any

import numpy as np

from charts.kind import Head, kinds
from charts.laying import laid_over
from charts.plain import last_value, whole_option
from charts.spec import PanelSpec
from timeseries.timerange import TimeRange

RANGE = TimeRange(0, 60_000_000)
POINTS = np.array([[0.0, 1.0], [1000.0, 2.0]])


def whole(kind: str, *data: Any, unit: str = "%") -> dict[str, Any]:
    heads = [Head(place, f"series {place}", unit, "m4") for place in range(len(data))]
    option = kinds[kind]().option(PanelSpec(), heads)
    shaped = {"series": [{"data": one} for one in data]}
    return whole_option(laid_over(option, shaped), "Title", RANGE)


def test_each_series_gets_its_data() -> None:
    option = whole("line", POINTS, POINTS + 1)
    assert [series["data"].tolist() for series in option["series"]] == [
        [[0.0, 1.0], [1000.0, 2.0]],
        [[1.0, 2.0], [1001.0, 3.0]],
    ]


def test_the_time_axis_spans_the_range_in_milliseconds() -> None:
    axis = whole("line", POINTS)["xAxis"][0]
    assert (axis["min"], axis["max"]) == (0, 60_000)


def test_formatter_names_become_templates() -> None:
    option = whole("area", POINTS, unit="B/s")
    assert option["yAxis"][0]["axisLabel"]["formatter"] == "{value} B/s"
    assert "formatter" not in option["xAxis"][0]["axisLabel"]


def test_a_unit_cannot_bring_a_template_of_its_own() -> None:
    option = whole("gauge", [{"value": 1, "name": "a"}], unit="{b}")
    assert option["series"][0]["detail"]["formatter"] == "{value} b"


def test_without_a_unit_the_template_is_the_value() -> None:
    assert whole("line", POINTS, unit="")["yAxis"][0]["axisLabel"]["formatter"] == "{value}"


def test_two_series_or_more_have_a_legend() -> None:
    assert whole("line", POINTS)["legend"]["show"] is False
    assert whole("line", POINTS, POINTS)["legend"]["show"] is True


def test_no_tooltip_takes_labels_for_html() -> None:
    assert whole("line", POINTS)["tooltip"] == {"trigger": "axis", "renderMode": "richText"}
    gauge = whole("gauge", [{"value": 1, "name": "a"}])
    assert gauge["tooltip"] == {"trigger": "item", "renderMode": "richText"}


def test_a_point_between_two_gaps_has_a_symbol() -> None:
    points = np.array(
        [[0.0, 1.0], [1.0, np.nan], [2.0, 5.0], [3.0, np.nan], [4.0, 1.0], [5.0, 1.0]]
    )
    series = whole("line", points)["series"][0]
    assert (series["showSymbol"], series["symbol"]) == (True, "none")
    assert series["data"][0] == {"value": [0.0, 1.0], "symbol": "circle"}
    assert series["data"][2] == {"value": [2.0, 5.0], "symbol": "circle"}
    assert series["data"][4:] == [[4.0, 1.0], [5.0, 1.0]]


def test_an_empty_panel_is_an_option_too() -> None:
    assert whole("line", np.empty((0, 2)))["series"][0]["data"].tolist() == []
    assert whole("gauge")["series"] == []


def test_the_last_value_is_the_newest_that_is_none_of_a_gap() -> None:
    points = np.array([[0.0, 1.0], [1.0, 2.5], [2.0, np.nan]])
    assert last_value(points, "a") == [{"value": 2.5, "name": "a"}]
    assert last_value(np.empty((0, 2)), "a") == [{"value": None, "name": "a"}]


def test_a_last_value_is_short_enough_to_be_read() -> None:
    assert last_value(np.array([[0.0, 55.8915024856]]), "a")[0]["value"] == 55.8915
    assert last_value(np.array([[0.0, 16_783_450_112.0]]), "a")[0]["value"] == 16_783_450_112
