import asyncio
from typing import Any

import orjson
import pytest

from charts.by_column import by_column
from charts.drawing import option_without_data
from charts.models import Panel
from charts.options import dashboard_data, draw
from tests.charts.store import START, START_MS, write
from tests.timeseries.databases import on_both_databases
from timeseries.errors import BadParameter
from timeseries.timerange import SECOND, TimeRange

pytestmark = on_both_databases

MINUTE = TimeRange(START, START + 60 * SECOND)


def panel(*queries: dict[str, Any], kind: str = "line", **fields: Any) -> Panel:
    return Panel(pk=1, title="A panel", kind=kind, queries=list(queries), **fields)


def data(*panels: Panel, width: int = 1200) -> dict[str, Any]:
    answer = asyncio.run(dashboard_data(panels, MINUTE, width))
    decoded: dict[str, Any] = orjson.loads(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY))
    return decoded


def packed_data(*panels: Panel) -> dict[str, Any]:
    answer = by_column(asyncio.run(dashboard_data(panels, MINUTE, 1200)))
    decoded: dict[str, Any] = orjson.loads(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY))
    return decoded


def whole(one: Panel) -> dict[str, Any]:
    async def drawn() -> dict[str, Any]:
        _, [drawing] = await draw([one], MINUTE, 1200)
        return drawing.whole_option(MINUTE)

    decoded: dict[str, Any] = orjson.loads(
        orjson.dumps(asyncio.run(drawn()), option=orjson.OPT_SERIALIZE_NUMPY)
    )
    return decoded


def test_series_i_of_the_option_belongs_to_column_i() -> None:
    write("cpu", [1, 2], "%", core="0")
    write("cpu", [3, 4], "%", core="1")
    [drawn] = data(panel({"series": "cpu", "label": "Core {core}"}))["panels"]
    assert [series["name"] for series in drawn["option"]["series"]] == ["Core 0", "Core 1"]
    assert [series["label"] for series in drawn["series"]] == ["Core 0", "Core 1"]
    assert [series["points"] for series in drawn["series"]] == [
        [[START_MS, 1], [START_MS + 1000, 2]],
        [[START_MS, 3], [START_MS + 1000, 4]],
    ]


def test_a_panel_says_how_its_data_is_joined_and_what_to_listen_to() -> None:
    pk = write("cpu", [1], "%")
    [drawn] = data(panel({"series": "cpu"}, {"series": str(pk)}, kind="gauge", unit="%"))["panels"]
    assert {name: drawn[name] for name in ("id", "title", "kind", "unit", "join", "selectors")} == {
        "id": 1,
        "title": "A panel",
        "kind": "gauge",
        "unit": "%",
        "join": "last",
        "selectors": ["cpu", str(pk)],
    }
    assert "error" not in drawn


def test_an_option_for_a_dashboard_has_no_data() -> None:
    write("cpu", [1, 2])
    [drawn] = data(panel({"series": "cpu"}))["panels"]
    assert "data" not in drawn["option"]["series"][0]


def test_all_panels_of_an_answer_are_of_one_moment() -> None:
    write("a", [1])
    write("b", [2])
    answer = data(panel({"series": "a"}), panel({"series": "b"}), panel({"series": "none"}))
    assert (answer["start"], answer["end"]) == (START_MS, START_MS + 60_000)
    assert int(answer["cursor"]) > 0
    assert [len(drawn["series"]) for drawn in answer["panels"]] == [1, 1, 0]


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (panel({"series": 'cpu{core="0'}), "series takes an id or a selector"),
        (panel({"series": "999999"}), "There is no series with id 999999"),
        (panel({"series": "a", "agg": "median"}), "agg takes one of"),
        (panel({"series": "a"}, options={"min": "low"}), "options.min takes a number"),
        (panel("a"), "queries[0] takes an object"),  # type: ignore[arg-type]
        (panel({"series": "a"}, kind="pie"), "'pie' is no chart kind"),
    ],
)
def test_a_broken_panel_has_its_error_and_the_others_go_on(broken: Panel, sentence: str) -> None:
    write("a", [1])
    first, second = data(broken, panel({"series": "a"}))["panels"]
    assert sentence in first["error"]
    assert (first["option"], first["series"]) == ({}, [])
    assert "error" not in second
    assert second["series"][0]["points"] == [[START_MS, 1]]


def test_an_error_of_one_query_stands_for_its_panel() -> None:
    write("a", [1])
    [drawn] = data(panel({"series": "a"}, {"series": "{"}))["panels"]
    assert drawn["error"].startswith("series takes")
    assert drawn["series"] == []


def test_the_whole_option_of_a_broken_panel_is_its_error() -> None:
    with pytest.raises(BadParameter, match=r"options\.min takes a number"):
        whole(panel({"series": "a"}, options={"min": "low"}))


def test_bars_are_means_of_columns_ten_pixels_wide() -> None:
    write("a", range(60))
    [drawn] = data(panel({"series": "a"}, kind="bar"), width=60)["panels"]
    [series] = drawn["series"]
    assert (series["agg"], series["resolution"]) == ("mean", 10_000)
    assert [value for _, value in series["points"]] == [4.5, 14.5, 24.5, 34.5, 44.5, 54.5]


def test_a_query_may_have_a_step_of_its_own() -> None:
    write("a", [1] * 60)
    query = {"series": "a", "agg": "sum", "step": "20s"}
    [drawn] = data(panel(query, kind="bar"))["panels"]
    assert drawn["series"][0]["points"] == [
        [START_MS, 20],
        [START_MS + 20_000, 20],
        [START_MS + 40_000, 20],
    ]


def test_stacked_series_have_their_columns_at_the_same_times() -> None:
    write("a", [1, 2, 3])
    write("b", [5], step=2 * SECOND)
    [drawn] = data(panel({"series": "a"}, {"series": "b"}, kind="area", options={"stack": True}))[
        "panels"
    ]
    assert [series["agg"] for series in drawn["series"]] == ["mean", "mean"]
    times = [[time for time, _ in series["points"]] for series in drawn["series"]]
    assert times[0] == times[1] == [START_MS, START_MS + 1000, START_MS + 2000]
    assert [value for _, value in drawn["series"][1]["points"]] == [5, None, None]


@pytest.mark.parametrize(("agg", "unit"), [("m4", "B"), ("rate", "B/s"), ("count", "")])
def test_the_unit_is_that_of_the_aggregate(agg: str, unit: str) -> None:
    write("received", [1, 2], "B")
    [drawn] = data(panel({"series": "received", "agg": agg}))["panels"]
    assert drawn["series"][0]["unit"] == unit
    assert drawn["option"]["yAxis"][0]["axisLabel"]["formatter"] == f"format:value:{unit}"


def test_a_panels_unit_stands_above_that_of_its_series() -> None:
    write("a", [1], "B")
    [drawn] = data(panel({"series": "a"}, unit="%"))["panels"]
    assert drawn["series"][0]["unit"] == "%"


def test_a_whole_option_has_the_points_as_data() -> None:
    write("a", [1, 2])
    option = whole(panel({"series": "a"}))
    assert option["series"][0]["data"] == [[START_MS, 1], [START_MS + 1000, 2]]
    assert option["title"]["text"] == "A panel"
    assert option["xAxis"][0]["max"] == START_MS + 60_000


def test_a_whole_gauge_has_the_newest_value_as_data() -> None:
    write("a", [1, 2.5], "%")
    option = whole(panel({"series": "a", "label": "Now"}, kind="gauge"))
    assert option["series"][0]["data"] == [{"value": 2.5, "name": "Now"}]
    assert option["series"][0]["detail"]["formatter"] == "{value} %"


def test_an_option_is_built_once_for_all_that_it_depends_on() -> None:
    write("a", [1])
    one = panel({"series": "a"})
    option_without_data.cache_clear()
    data(one, one)
    data(one)
    assert option_without_data.cache_info().misses == 1
    one.options = {"max": 10}
    [drawn] = data(one)["panels"]
    assert option_without_data.cache_info().misses == 2
    assert drawn["option"]["yAxis"][0]["max"] == 10


def test_a_whole_option_leaves_the_cached_one_without_data() -> None:
    write("a", [1])
    one = panel({"series": "a"})
    whole(one)
    [drawn] = data(one)["panels"]
    assert "data" not in drawn["option"]["series"][0]


def test_rows_by_column_say_the_same() -> None:
    write("cpu", [1, 2, 5], "%")
    found = data(panel({"series": "cpu"}), panel({"series": "cpu"}, kind="histogram"))
    packed = packed_data(panel({"series": "cpu"}), panel({"series": "cpu"}, kind="histogram"))
    [points] = [one["points"] for one in packed["panels"][0]["series"]]
    assert points["columns"] == [[START_MS, START_MS + 1000, START_MS + 2000], [1, 2, 5]]
    bins = packed["panels"][1]["shaped"]["series"][0]["data"]["columns"]
    assert [*map(list, zip(*bins, strict=True))] == found["panels"][1]["shaped"]["series"][0][
        "data"
    ]
    # The newest point alone is no table.
    assert len(packed["panels"][1]["series"][0]["points"]) == 1


def test_what_is_no_list_of_rows_stays_as_it_is() -> None:
    uneven = {"data": [[1, 2], [3]], "x": [[1, 2], [3, 4]], "low": [[1, None], [2, "a"]]}
    assert by_column([{"series": uneven}, 1]) == [
        {"series": {**uneven, "low": {"columns": [[1, 2], [None, "a"]]}}},
        1,
    ]
