import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from charts.dashboard_file import read_text
from charts.definition import BadDefinition
from timeseries.errors import BadRequest

NODE = {
    "title": "Node / overview",
    "schemaVersion": 39,
    "tags": ["linux"],
    "time": {"from": "now-6h", "to": "now/d"},
    "templating": {"list": [{"name": "host", "type": "query"}]},
    "annotations": {"list": [{"builtIn": 1, "name": "Annotations & Alerts"}]},
    "panels": [
        {
            "type": "timeseries",
            "title": "CPU",
            "gridPos": {"x": 12, "y": 4, "w": 12, "h": 8},
            "fieldConfig": {
                "defaults": {
                    "unit": "percent",
                    "min": 0,
                    "max": 100,
                    "thresholds": {"steps": []},
                    "custom": {"stacking": {"mode": "normal"}, "lineInterpolation": "stepAfter"},
                },
                "overrides": [{}],
            },
            "targets": [
                {"expr": 'rate(cpu_seconds{mode=~"us.*"}[$__rate_interval])',
                 "legendFormat": "Core {{cpu}}"},
                {"expr": "sum by (cpu) (cpu_seconds)"},
                {"expr": "topk(3, cpu_seconds)"},
            ],
        },
        {"type": "row", "title": "Folded", "panels": [
            {"type": "stat", "title": "Load", "gridPos": {"x": 0, "y": 0, "w": 5, "h": 3},
             "targets": [{"expr": "node_load1"}]}]},
        {"type": "piechart", "title": "Share"},
    ],
}  # fmt: skip


def test_what_maps_is_made() -> None:
    [found] = read_text(json.dumps({"dashboard": NODE})).definitions
    assert found.as_document() == {
        "slug": "node-overview",
        "title": "Node / overview",
        "tags": ["linux"],
        "start": "now-6h",
        "end": "now/d+1d",
        "panels": [
            {
                "title": "Load",
                "kind": "stat",
                "w": 3,
                "h": 2,
                "queries": [{"series": "node_load1"}],
            },
            {
                "title": "CPU",
                "kind": "line",
                "unit": "%",
                "x": 6,
                "y": 2,
                "queries": [
                    {
                        "series": 'cpu_seconds{mode="us*"}',
                        "agg": "rate",
                        "label": "Core {cpu}",
                    },
                    {"series": "cpu_seconds", "combine": "sum", "by": ["cpu"]},
                ],
                "options": {"max": 100, "min": 0, "stack": True, "step": True},
            },
        ],
    }


def test_what_does_not_map_is_listed() -> None:
    left_out = {problem.at: problem.reason for problem in read_text(json.dumps(NODE)).left_out}
    assert left_out == {
        "panels[0].fieldConfig.overrides": "Overrides are left out.",
        "panels[0].targets[2]": "The part topk of topk(3, cpu_seconds) has no counterpart.",
        "panels[2]": "The panel 'Share' of type piechart has no counterpart.",
        "templating.list[0]": "The variable host is left out: its query is no"
        " label_values(series, label).",
    }


def test_how_a_panel_is_shown_is_kept() -> None:
    defaults = {
        "decimals": 1,
        "unit": "percentunit",
        "thresholds": {"mode": "absolute", "steps": [
            {"color": "green", "value": None},
            {"color": "semi-dark-orange", "value": 0.8},
            {"color": "red", "value": 0.9}]},
        "custom": {"scaleDistribution": {"type": "log"}, "spanNulls": True,
                   "thresholdsStyle": {"mode": "line+area"}},
    }  # fmt: skip
    panel = {
        "type": "timeseries", "title": "Disk", "description": "How *full*", "timeShift": "1d",
        "fieldConfig": {"defaults": defaults}, "targets": [{"expr": "used"}],
        "options": {"legend": {"displayMode": "table", "showLegend": True}},
    }  # fmt: skip
    plan = read_text(json.dumps({"schemaVersion": 39, "title": "x", "panels": [panel]}))
    assert plan.left_out == []
    [found] = plan.definitions[0].panels
    assert (found.unit, found.queries) == ("percent 0-1", [{"series": "used", "shift": "1d"}])
    assert found.options == {
        "decimals": 1,
        "log": True,
        "nulls": "connect",
        "description": "How *full*",
        "legend": "table",
        "thresholds": [{"value": 0.8, "state": "warning"}, {"value": 0.9, "state": "critical"}],
        "threshold_style": "both",
    }


def colour_of(name: str, color: Any, *more: Any) -> dict[str, Any]:
    value = {"mode": "fixed", "fixedColor": color}
    properties = [{"id": "color", "value": value}, *more]
    return {"matcher": {"id": "byName", "options": name}, "properties": properties}


def overridden(*overrides: Any, label: str = "Core {{cpu}}") -> Any:
    target = {"expr": "cpu_seconds", "legendFormat": label}
    fields = {"overrides": list(overrides)}
    panel = {"type": "timeseries", "title": "C", "fieldConfig": fields, "targets": [target]}
    plan = read_text(json.dumps({"schemaVersion": 39, "title": "x", "panels": [panel]}))
    [found] = plan.definitions[0].panels
    return found.queries, [problem.reason for problem in plan.left_out]


def test_colours_of_series_by_their_names_are_kept() -> None:
    given = (colour_of("Core 0", "#FF0000"), colour_of('Core "1"', "semi-dark-green"))
    [query], left_out = overridden(*given)
    assert query["colors"] == {'*{cpu="0"}': "#ff0000", '*{cpu="\\"1\\""}': "#56a64b"}
    assert left_out == []
    [query], left_out = overridden(colour_of("All", "blue"), label="All")
    assert (query["color"], left_out) == ("#5794f2", [])


def test_overrides_that_do_more_or_name_no_series_are_listed() -> None:
    for one in (
        colour_of("Disk 0", "red"),
        colour_of("Core 0", "text"),
        colour_of("Core 0", "red", {"id": "unit", "value": "s"}),
        {"matcher": {"id": "byRegexp", "options": "/a/"}, "properties": []},
        {},
    ):
        _, left_out = overridden(one)
        assert left_out == ["Overrides are left out."]


def test_what_cannot_be_shown_alike_is_listed() -> None:
    steps = [{"color": "red", "value": 80}]
    custom = {"scaleDistribution": {"type": "log"}}
    panel = {
        "type": "gauge", "title": "Disk", "timeShift": "soon",
        "fieldConfig": {"defaults": {"min": 0, "custom": custom,
                                     "thresholds": {"mode": "percentage", "steps": steps}}},
    }  # fmt: skip
    plan = read_text(json.dumps({"schemaVersion": 39, "title": "x", "panels": [panel]}))
    assert [problem.at.rpartition(".")[2] for problem in plan.left_out] == [
        "timeShift",
        "scaleDistribution",
        "thresholds",
    ]


def test_the_rows_of_old_dashboards_are_put_below_each_other() -> None:
    panel = {"type": "graph", "title": "A", "span": 6, "targets": [{"expr": "a"}]}
    board = {"title": "Old", "rows": [{"panels": [panel]}, {"panels": [{**panel, "title": "B"}]}]}
    [found] = read_text(json.dumps(board)).definitions
    assert [(one.title, one.y, one.w, one.h) for one in found.panels] == [
        ("A", 0, 6, 4),
        ("B", 4, 6, 4),
    ]


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["type", "title", "panels", "targets", "expr", "gridPos", "x", "w", "fieldConfig",
             "defaults", "measurement", "select", "tags", "templating", "list", "rows", "time"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@given(board=st.dictionaries(st.sampled_from(["panels", "rows", "time", "tags"]), _values))
def test_whatever_stands_in_it_is_read_or_refused(board: dict[str, Any]) -> None:
    try:
        read_text(json.dumps({"schemaVersion": 1, "title": "x", **board}))
    except (BadRequest, BadDefinition) as refused:
        assert str(refused)


def test_variables_zone_and_rounded_times_are_ours() -> None:
    host = {
        "name": "host",
        "type": "query",
        "label": "Host",
        "multi": True,
        "includeAll": True,
        "query": {"query": 'label_values(up{job=~"$job"}, instance)'},
        "current": {"value": ["a"]},
    }
    job = {"name": "job", "type": "custom", "query": "node, Web : web", "current": {"value": "web"}}
    panel = {
        "type": "timeseries",
        "title": "CPU of [[host]]",
        "repeat": "host",
        "repeatDirection": "v",
        "targets": [{"expr": 'cpu{instance=~"${host:regex}"}'}],
    }
    board = {
        "title": "Hosts",
        "schemaVersion": 39,
        "timezone": "utc",
        "panels": [panel],
        "time": {"from": "now-1d/d", "to": "now-1d/d"},
        "templating": {"list": [job, host]},
    }
    plan = read_text(json.dumps(board))
    assert plan.left_out == []
    [found] = plan.definitions
    assert (found.zone, found.start, found.end) == ("UTC", "now-1d/d", "now-1d/d+1d")
    assert found.variables == [
        {"name": "job", "values": ["node", "web"], "default": ["web"]},
        {
            "name": "host",
            "label": "Host",
            "series": 'up{job="${job}"}',
            "tag": "instance",
            "multi": True,
            "all": True,
            "default": ["a"],
        },
    ]
    assert found.panels[0].title == "CPU of ${host}"
    assert found.panels[0].queries == [{"series": 'cpu{instance="${host}"}'}]
    assert found.panels[0].options == {"repeat": "host", "repeat_direction": "down"}


def heatmap(*expressions: str, **fields: Any) -> str:
    targets = [{"expr": expression} for expression in expressions]
    panel = {"type": "heatmap", "title": "Sizes", "targets": targets, **fields}
    return json.dumps({"schemaVersion": 39, "title": "x", "panels": [panel]})


def test_a_heatmap_counts_the_values_of_one_series_over_time() -> None:
    plan = read_text(heatmap("sum by (host) (rate(x[5m]))", "y"))
    [found] = plan.definitions[0].panels
    assert found.kind == "density"
    assert found.queries == [{"series": "x", "agg": "rate", "combine": "sum"}]
    assert {one.at: one.reason for one in plan.left_out} == {
        "panels[0].targets[1]": "The kind density draws one series alone.",
        "panels[0].targets": "Where they are several series, they are combined.",
    }
    assert read_text(heatmap("max(x)")).left_out == []


def test_a_heatmap_of_buckets_is_listed() -> None:
    plan = read_text(heatmap("sum by (le) (rate(x_bucket[5m]))"))
    assert plan.definitions[0].panels == []
    assert [one.reason for one in plan.left_out] == [
        "The panel 'Sizes' has buckets of a histogram, which no kind draws."
    ]
    counted = read_text(heatmap("x_bucket", options={"calculate": True}))
    assert [panel.kind for panel in counted.definitions[0].panels] == ["density"]


def test_formulas_name_the_queries_by_their_place_in_the_panel() -> None:
    targets = [
        {"expr": "up"},
        {"expr": "sum(a) / sum(b)", "legendFormat": "Share", "refId": "Z"},
        {"expr": "a offset 1h", "hide": True},
    ]
    panel = {"type": "timeseries", "title": "A", "timeShift": "1d", "targets": targets}
    plan = read_text(json.dumps({"schemaVersion": 39, "title": "x", "panels": [panel]}))
    assert plan.left_out == []
    assert plan.definitions[0].panels[0].queries == [
        {"series": "up", "shift": "1d"},
        {"series": "a", "combine": "sum", "shift": "1d", "hidden": True},
        {"series": "b", "combine": "sum", "shift": "1d", "hidden": True},
        {"formula": "B / C", "label": "Share"},
        {"series": "a", "shift": "1h1d", "hidden": True},
    ]


def test_more_queries_than_a_panel_has_are_listed() -> None:
    targets = [{"expr": f"a{number} / b{number}"} for number in range(20)]
    panel = {"type": "timeseries", "title": "A", "targets": targets}
    plan = read_text(json.dumps({"schemaVersion": 39, "title": "x", "panels": [panel]}))
    assert len(plan.definitions[0].panels[0].queries) == 48
    assert [one.at for one in plan.left_out] == [
        f"panels[0].targets[{place}]" for place in range(16, 20)
    ]
    assert plan.left_out[0].reason == "It takes a list of at most 50 queries in queries."
