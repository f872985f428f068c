"""Panels of what is computed: combined, by formula, of before, with bands, by semantics."""

from typing import Any

import pytest

from charts.kind import kinds
from tests.charts.store import START_MS, write
from tests.charts.test_options import data, panel, whole
from tests.timeseries.databases import on_both_databases
from timeseries.models import Series
from timeseries.timerange import SECOND

pytestmark = on_both_databases
SECONDS = 60
# The range of `data` is a minute: columns of a second.
WIDTH = 60


def drawn(*queries: dict[str, Any], kind: str = "line", **fields: Any) -> dict[str, Any]:
    [found] = data(panel(*queries, kind=kind, **fields), width=WIDTH)["panels"]
    assert "error" not in found, found["error"]
    return dict(found)


def values(series: dict[str, Any]) -> list[float | None]:
    return [value for _, value in series["points"]]


def measuring(semantics: str, name: str, readings: list[float], unit: str = "") -> None:
    pk = write(name, readings, unit)
    Series.objects.filter(pk=pk).update(semantics=semantics)


def test_a_formula_is_computed_of_series_that_are_not_drawn_themselves() -> None:
    write("used", [1, 2, 3], "B")
    write("size", [4, 4, 0], "B")
    found = drawn(
        {"series": "used", "hidden": True},
        {"series": "size", "hidden": True},
        {"formula": "A / B * 100", "unit": "%", "label": "Full", "color": 2, "decimals": 0},
    )
    [series] = found["series"]
    # The last is divided by zero: nothing is there.
    assert series["points"] == [[START_MS, 25], [START_MS + 1000, 50]]
    assert {name: series[name] for name in ("id", "label", "unit", "agg", "live", "query")} == {
        "id": None, "label": "Full", "unit": "%", "agg": "formula", "live": False, "query": 2,
    }  # fmt: skip
    assert series["look"] == {"color": 2, "decimals": 0}
    assert found["selectors"] == ["used", "size"]
    assert [one["name"] for one in found["option"]["series"]] == ["Full"]


def test_series_are_computed_with_those_of_equal_tags_and_a_single_one_with_all() -> None:
    for host, used in (("a", 1), ("b", 3)):
        write("used", [used], host=host)
        write("size", [10 * used], host=host)
    write("factor", [100])
    found = drawn(
        {"series": "used", "hidden": True},
        {"series": "size", "hidden": True},
        {"series": "factor", "name": "f", "hidden": True},
        {"formula": "A / B * f", "label": "{host}"},
    )
    assert [(one["label"], one["tags"], values(one)) for one in found["series"]] == [
        ("a", {"host": "a"}, [10]),
        ("b", {"host": "b"}, [10]),
    ]


def test_series_of_the_same_tags_cannot_be_told_apart() -> None:
    for name in ("in_a", "in_b", "out_a", "out_b"):
        write(name, [1])
    queries = [{"series": "in_*"}, {"series": "out_*"}, {"formula": "A - B"}]
    [found] = data(panel(*queries))["panels"]
    assert found["error"] == (
        "queries[2].formula takes series that differ in their tags: several of A have the same."
    )


def test_a_formula_may_go_on_from_another_and_looks_back_as_far_as_both_need() -> None:
    write("a", [float(n) for n in range(-10, 10)], step=SECOND)
    Series.objects.filter(name="a").update(name="late", key="late")
    found = drawn(
        {"series": "late", "hidden": True},
        {"formula": "moving_mean(A, 3s)", "name": "M", "hidden": True},
        {"formula": "difference(M)"},
    )
    assert values(found["series"][0])[3:] == [1.0] * 16


def test_series_are_combined_by_a_tag() -> None:
    write("cpu", [1, 2], "%", host="a", core="0")
    write("cpu", [3, 4], "%", host="a", core="1")
    write("cpu", [10, 20], "%", host="b", core="0")
    found = drawn({"series": "cpu", "combine": "mean", "by": ["host"]})
    assert [(one["label"], one["unit"], values(one)) for one in found["series"]] == [
        ("a", "%", [2, 3]),
        ("b", "%", [10, 20]),
    ]
    [total] = drawn({"series": "cpu", "combine": "count"})["series"]
    assert (total["label"], total["unit"], values(total)) == ("count(cpu)", "", [3, 3])


def test_what_is_combined_can_be_computed_with() -> None:
    write("cpu", [1, 2], host="a")
    write("cpu", [3, 4], host="b")
    found = drawn({"series": "cpu", "combine": "sum"}, {"series": "cpu"}, {"formula": "B / A"})
    assert [values(one) for one in found["series"]][-2:] == [[0.25, 2 / 6], [0.75, 4 / 6]]


def test_readings_of_before_are_drawn_dashed_at_the_times_of_the_panel() -> None:
    write("a", [1, 2, 3])
    found = drawn({"series": "a"}, {"series": "a", "shift": "1s", "axis": "right"})
    assert found["series"][1]["look"] == {"axis": "right", "dash": True, "shift": 1000}
    assert found["series"][1]["points"][0] == [START_MS + 1000, 1]
    assert [one["label"] for one in found["series"]] == ["a", "a (−1s)"]


def test_of_several_series_the_first_has_the_colour_of_their_query() -> None:
    for room in ("attic", "cellar"):
        write("warm", [1], room=room)
    found = drawn({"series": "warm", "color": 3}, {"series": "warm", "color": 5, "axis": "right"})
    assert [one.get("look") for one in found["series"]] == [
        {"color": 3},
        None,
        {"color": 5, "axis": "right"},
        {"axis": "right"},
    ]


def colours(*queries: dict[str, Any], **fields: Any) -> list[Any]:
    return [one.get("look", {}).get("color") for one in drawn(*queries, **fields)["series"]]


def test_each_curve_may_have_a_colour_of_its_own_and_keeps_it_when_others_come() -> None:
    for room in ("attic", "cellar"):
        write("warm", [1], room=room)
    own = {'warm{room="cellar"}': "#00ff00"}
    assert colours({"series": "warm", "colors": own}) == [None, "#00ff00"]
    # The query's own is for the first; one of the curve's wins.
    assert colours({"series": "warm", "color": 3, "colors": own}) == [3, "#00ff00"]
    first = {'warm{room="attic"}': 7}
    assert colours({"series": "warm", "color": 3, "colors": first}) == [7, None]
    write("warm", [1], floor="1", room="attic")
    labelled = {"series": "warm", "label": "x {room}", "colors": own, "combine": ""}
    assert colours(labelled) == [None, "#00ff00", None]


def test_a_page_is_told_which_of_the_colours_a_curve_has() -> None:
    write("warm", [1], room="attic")
    [series] = drawn({"series": "warm", "colors": {"cold": 1, "warm": 2}})["series"]
    assert series["look"] == {"color": 2, "color_at": 1}


def test_of_several_selectors_the_one_that_says_most_gives_the_colour() -> None:
    for room, floor in (("attic", "2"), ("cellar", "0"), ("hall", "0")):
        write("warm", [1], room=room, floor=floor)
    given = {"*": 1, 'warm{floor="0"}': 2, 'warm{floor="0",room="hall"}': 3, 'cold{floor="0"}': 4}
    assert colours({"series": "warm", "colors": given}) == [1, 2, 3]
    assert colours({"series": "warm", "colors": {'warm{room="*"}': 1, 'warm{room="hall"}': 2}}) == [
        1,
        1,
        2,
    ]


def test_combined_series_and_formulas_have_colours_by_their_tags() -> None:
    for host in ("a", "b"):
        write("used", [1], host=host)
    given = {'*{host="b"}': 5}
    combined = {"series": "used", "combine": "sum", "by": ["host"], "colors": given}
    assert colours(combined) == [None, 5]
    assert colours({**combined, "name": "all"}, kind="top") == [None, 5]
    hidden = {"series": "used", "hidden": True}
    assert colours(hidden, {"formula": "A * 2", "colors": given}) == [None, 5]
    assert colours({**combined, "by": [], "colors": {"*": 2}}) == [2]


def test_colours_are_in_the_option_that_other_pages_draw() -> None:
    for room in ("attic", "cellar"):
        write("warm", [1], room=room)
    given = {'warm{room="attic"}': 2, 'warm{room="cellar"}': "#00ff00"}
    first, second = whole(panel({"series": "warm", "colors": given}))["series"]
    assert (first["lineStyle"]["color"], first["itemStyle"]["color"]) == ("#357554", "#357554")
    assert second["lineStyle"]["color"] == "#00ff00"
    [plain, _] = whole(panel({"series": "warm"}))["series"]
    assert "color" not in plain["lineStyle"]


def test_a_band_reaches_from_the_lowest_to_the_highest_around_the_mean() -> None:
    write("a", [0, 10, 4, 6], step=SECOND // 2)
    [series] = drawn({"series": "a", "band": True})["series"]
    assert (series["agg"], values(series), series["look"]) == ("mean", [5, 5], {"band": True})
    assert [series["low"], series["high"]] == [
        [[START_MS, 0], [START_MS + 1000, 4]],
        [[START_MS, 10], [START_MS + 1000, 6]],
    ]
    assert series["live"] is False


def test_the_band_of_combined_series_is_that_of_all_of_them() -> None:
    write("a", [1, 1], host="x")
    write("a", [5, 7], host="y")
    [series] = drawn({"series": "a", "combine": "mean", "band": True})["series"]
    assert [values(series), *([v for _, v in series[end]] for end in ("low", "high"))] == [
        [3, 4],
        [1, 1],
        [5, 7],
    ]


def test_a_counter_is_drawn_as_its_rate_unless_its_readings_are_asked_for() -> None:
    measuring("counter", "sent", [0, 10, 30, 5], "B")
    found = drawn({"series": "sent"}, {"series": "sent", "agg": "m4"})
    rate, raw = found["series"]
    assert (rate["agg"], rate["unit"], values(rate)) == ("rate", "B/s", [10, 20, 5])
    assert (raw["agg"], raw["unit"], values(raw)) == ("m4", "B", [0, 10, 30, 5])


def test_a_total_is_summed_and_a_step_is_held() -> None:
    measuring("total", "rain", [1, 2, 3, 4])
    measuring("step", "valve", [0, 1, 1, 0])
    found = drawn({"series": "rain", "step": "2s"}, {"series": "valve"})
    assert values(found["series"][0]) == [3, 7]
    assert [one["step"] for one in found["option"]["series"]] == [False, "end"]
    [bar] = drawn({"series": "valve", "step": "4s"}, kind="bar")["series"]
    assert values(bar)[0] == 0.5


@pytest.mark.parametrize("kind", [name for name in kinds.names() if name != "text"])
def test_every_kind_draws_what_is_computed(kind: str) -> None:
    write("a", [1, 2, 3, 4], "W")
    write("b", [2, 2, 2, 2], "W")
    found = drawn({"series": "a", "hidden": True}, {"series": "b", "hidden": True},
                  {"formula": "A * B"}, kind=kind)  # fmt: skip
    assert [one["label"] for one in found["series"]] == ["A * B"]
    assert found["series"][0]["points"]
    assert whole(panel({"series": "a"}, {"formula": "A + 1", "hidden": True}, kind=kind))


def test_the_figures_of_a_formula_are_those_of_its_columns() -> None:
    write("a", [1, 2, 3, 4])
    found = drawn({"series": "a", "hidden": True}, {"formula": "A * 10"}, kind="table")
    assert found["shaped"]["series"] == [{"data": [40, 10, 25, 40]}]


def test_a_table_shows_the_rate_of_a_counter() -> None:
    measuring("counter", "sent", [0, 10, 30], "B")
    found = drawn({"series": "sent"}, kind="table")
    assert found["shaped"]["series"] == [{"data": [20, 10, 15, 20]}]
    assert found["series"][0]["unit"] == "B/s"


def test_a_variable_that_nobody_filled_in_is_the_panels_error() -> None:
    write("a", [1])
    [found] = data(panel({"series": "a"}, {"formula": "A * $factor"}))["panels"]
    assert "at character 5 '$' has no meaning" in found["error"]


def test_a_panels_display_is_answered_with_it() -> None:
    write("a", [1])
    options = {"log": True, "thresholds": [{"value": 3, "state": "critical"}], "legend": "table"}
    assert drawn({"series": "a"}, options=options)["options"] == {
        "log": True,
        "legend": "table",
        "thresholds": [{"value": 3, "state": "critical", "label": ""}],
    }
