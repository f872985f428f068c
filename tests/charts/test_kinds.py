import pytest

from charts.kind import Head, kinds
from charts.spec import PanelSpec

A, B = Head(1, "a", "mm", "m4"), Head(2, "b", "mm", "m4")
TIMED = ("area", "bar", "line")


def test_the_kinds_of_the_first_version_are_found() -> None:
    assert {"area", "bar", "gauge", "line", "stat"} <= set(kinds.names())


def test_only_a_gauge_shows_the_last_value_alone() -> None:
    assert [name for name in kinds.names() if kinds[name].join == "last"] == ["gauge"]


def test_a_line_is_one_and_a_half_pixels_thin_and_has_no_symbols() -> None:
    [series] = kinds["line"]().option(PanelSpec(), [A])["series"]
    assert series["type"] == "line"
    assert series["lineStyle"]["width"] == 1.5
    assert series["emphasis"]["lineStyle"]["width"] == 1.5
    assert series["showSymbol"] is False
    assert "areaStyle" not in series


def test_a_line_is_not_forced_to_zero() -> None:
    assert kinds["line"]().option(PanelSpec(), [A])["yAxis"][0]["scale"] is True


@pytest.mark.parametrize("name", ["area", "bar"])
def test_what_is_filled_starts_at_zero(name: str) -> None:
    assert kinds[name]().option(PanelSpec(), [A])["yAxis"][0]["scale"] is False


def test_an_area_is_a_line_with_a_pale_filling() -> None:
    [series] = kinds["area"]().option(PanelSpec(), [A])["series"]
    assert (series["type"], series["areaStyle"]) == ("line", {"opacity": 0.14})


@pytest.mark.parametrize("name", TIMED)
def test_the_value_axis_is_labelled_in_the_panels_unit(name: str) -> None:
    option = kinds[name]().option(PanelSpec(unit="B/s"), [A])
    assert option["yAxis"][0]["axisLabel"]["formatter"] == "format:value:B/s"
    assert option["xAxis"][0]["axisLabel"]["formatter"] == "format:time"


@pytest.mark.parametrize("name", TIMED)
def test_without_a_panels_unit_the_one_that_all_series_share_is_shown(name: str) -> None:
    same = kinds[name]().option(PanelSpec(), [A, B])
    mixed = kinds[name]().option(PanelSpec(), [A, Head(2, "b", "°C", "m4")])
    assert same["yAxis"][0]["axisLabel"]["formatter"] == "format:value:mm"
    assert mixed["yAxis"][0]["axisLabel"]["formatter"] == "format:value:"


@pytest.mark.parametrize("name", TIMED)
def test_only_horizontal_lines_are_drawn_around_the_data(name: str) -> None:
    option = kinds[name]().option(PanelSpec(), [A])
    x, y = option["xAxis"][0], option["yAxis"][0]
    assert (x["type"], y["type"]) == ("time", "value")
    assert x["splitLine"]["show"] is False and y["splitLine"]["show"] is True
    for axis in (x, y):
        assert axis["axisLine"] == {"show": False}
        assert axis["axisTick"] == {"show": False}


@pytest.mark.parametrize("name", [*TIMED, "stat"])
def test_min_and_max_bound_the_value_axis(name: str) -> None:
    axis = kinds[name]().option(PanelSpec(min=-5, max=20.5), [A])["yAxis"][0]
    assert (axis["min"], axis["max"]) == (-5, 20.5)


@pytest.mark.parametrize("name", TIMED)
def test_stacked_series_share_a_stack(name: str) -> None:
    option = kinds[name]().option(PanelSpec(stack=True), [A, B])
    assert [series["stack"] for series in option["series"]] == ["all", "all"]
    assert option["yAxis"][0]["scale"] is False


def test_a_step_holds_the_value_until_the_next_reading() -> None:
    assert kinds["line"]().option(PanelSpec(step=True), [A])["series"][0]["step"] == "end"
    assert kinds["line"]().option(PanelSpec(), [A])["series"][0]["step"] is False


def test_bars_are_means_and_wide_enough_to_be_told_apart() -> None:
    assert (kinds["bar"].agg, kinds["bar"].pixels) == ("mean", 10)


def test_a_gauge_spans_zero_to_a_hundred_unless_the_panel_says_otherwise() -> None:
    [plain] = kinds["gauge"]().option(PanelSpec(), [A])["series"]
    [bound] = kinds["gauge"]().option(PanelSpec(min=-20, max=45.5), [A])["series"]
    assert (plain["min"], plain["max"]) == (0, 100)
    assert (bound["min"], bound["max"]) == (-20, 45.5)
    assert plain["detail"]["formatter"] == "format:value:mm"


def test_gauges_stand_side_by_side_and_are_named_when_there_are_several() -> None:
    one = kinds["gauge"]().option(PanelSpec(), [A])["series"]
    two = kinds["gauge"]().option(PanelSpec(), [A, B])["series"]
    assert [series["center"][0] for series in one] == ["50%"]
    assert [series["center"][0] for series in two] == ["25%", "75%"]
    assert one[0]["title"]["show"] is False
    assert two[0]["title"]["show"] is True


def test_a_sparkline_has_no_axes() -> None:
    option = kinds["stat"]().option(PanelSpec(), [A])
    assert option["xAxis"][0]["show"] is False
    assert option["yAxis"][0]["show"] is False
