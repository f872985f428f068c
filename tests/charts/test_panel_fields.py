"""What a query and the options that all kinds share take, and how anything else is refused."""

from types import SimpleNamespace
from typing import Any

import pytest

from charts.definition import BadDefinition, Definition
from charts.display import Display, RightAxis
from charts.panel_query import PanelQuery, names_of
from charts.spec import PanelSpec
from charts.thresholds import Threshold
from timeseries.errors import BadParameter
from timeseries.timerange import DAY

A, B = {"series": "a"}, {"series": "b"}


def spec(*queries: Any, **options: Any) -> PanelSpec:
    return PanelSpec.of(SimpleNamespace(unit="", queries=list(queries), options=options))


def test_every_field_of_a_query_is_read() -> None:
    given = {
        **A, "name": "air", "combine": "mean", "by": ["room", "room"], "shift": "1d", "band": True,
        "axis": "right", "unit": "EUR", "decimals": 0, "color": "#AABBCC", "hidden": True,
        "colors": {'a{room="x"}': 3, 'a{room="$room"}': "#00FF00"},
    }  # fmt: skip
    [query] = spec(given).queries
    assert query == PanelQuery(
        "a", name="air", combine="mean", by=("room",), shift=DAY, band=True, axis="right",
        unit="EUR", decimals=0, color="#aabbcc", hidden=True,
        colors=(('a{room="x"}', 3), ('a{room="$room"}', "#00ff00")),
    )  # fmt: skip


def test_every_shared_option_is_read() -> None:
    given = {
        "log": True, "decimals": 2, "legend": "table", "nulls": "connect",
        "thresholds": [{"value": 90, "state": "critical", "label": "hot"}, {"value": 80}],
        "threshold_style": "both", "labels": ["last", "min"],
        "right": {"min": 0, "unit": "%"}, "description": "*Why*", "repeat": "host",
        "repeat_direction": "down",
    }  # fmt: skip
    display = spec(A, **given).display
    assert display == Display(
        True, 2, "table", "connect", (Threshold(80), Threshold(90, "critical", "hot")), "both",
        ("min", "last"), RightAxis(0, unit="%"), "*Why*", "host", "down",
    )  # fmt: skip
    assert display.as_json()["right"] == {"min": 0, "unit": "%"}
    assert display.as_json()["thresholds"][1] == {
        "value": 90.0,
        "state": "critical",
        "label": "hot",
    }


def test_a_page_is_told_of_nothing_that_nobody_said() -> None:
    assert spec(A).display.as_json() == {}


@pytest.mark.parametrize(
    ("queries", "sentence"),
    [
        ([{**A, "formula": "A"}], "queries[0].series takes nothing beside a formula"),
        ([A, {"formula": "A +"}], "queries[1].formula takes a formula such as A / B * 100; at "
         "character 4 a value is missing"),
        ([A, {"formula": "1 + 2"}], "queries[1].formula takes a formula with the name of a query"),
        ([A, {"formula": "A / C"}], "queries[1].formula takes names of queries (A, B), and not C"),
        ([{"formula": "A"}], "queries[0].formula takes no formula that A is made of"),
        ([A, {"formula": "C"}, {"formula": "B"}], "queries[1].formula takes no formula that B"),
        ([A, {"formula": "A", "shift": "1d"}], "queries[1].shift takes nothing beside a formula"),
        ([A, {**B, "name": "A"}], "queries[1].name takes a name that no other query has"),
        ([{**A, "name": "min"}], "queries[0].name takes at most 20 letters"),
        ([{**A, "name": "2a"}], "queries[0].name takes at most 20 letters"),
        ([{**A, "combine": "median"}], "queries[0].combine takes one of sum, mean"),
        ([{**A, "by": ["host"]}], "queries[0].by takes tags of series that are combined"),
        ([{**A, "combine": "sum", "by": "host"}], "queries[0].by takes a list of at most 20"),
        ([{**A, "shift": "soon"}], "queries[0].shift takes a duration such as"),
        ([{**A, "shift": -5}], "queries[0].shift takes a duration such as"),
        ([{**A, "band": 1}], "queries[0].band takes true or false"),
        ([{**A, "axis": "top"}], "queries[0].axis takes one of left, right"),
        ([{**A, "decimals": 11}], "queries[0].decimals takes a whole number from 0 to 10"),
        ([{**A, "color": 11}], "queries[0].color takes a slot of the palette from 1 to 10"),
        ([{**A, "color": "red"}], "queries[0].color takes a slot of the palette"),
        ([{**A, "colors": {"a{": 1}}], "queries[0].colors takes at most 200 colours by selectors"),
        ([{**A, "colors": {"a": 0}}], "queries[0].colors takes at most 200 colours by selectors"),
        ([{**A, "colors": ["a"]}], "queries[0].colors takes at most 200 colours by selectors"),
        ([{**A, "unit": "x" * 41}], "queries[0].unit takes a text of at most 40"),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_read_is_told_what_to_say(queries: Any, sentence: str) -> None:
    with pytest.raises(BadParameter) as refused:
        spec(*queries)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"log": 1}, "options.log takes true or false"),
        ({"log": True, "min": 0}, "options.min takes a number above 0 where options.log is true"),
        ({"decimals": -1}, "options.decimals takes a whole number"),
        ({"legend": "below"}, "options.legend takes one of auto, table, list, none"),
        ({"nulls": "skip"}, "options.nulls takes one of gap, connect, zero"),
        ({"thresholds": [{"state": "ok"}]}, "options.thresholds takes a list of at most 20"),
        ({"thresholds": [{"value": 1, "state": "bad"}]}, "options.thresholds takes a list"),
        ({"threshold_style": "area"}, "options.threshold_style takes one of line, band, both"),
        ({"labels": ["mean"]}, "options.labels takes a list of min, max, last"),
        ({"right": {"min": 1, "max": 1}}, "options.right takes an object such as"),
        ({"right": {"log": True, "min": 0}}, "options.right takes a min above 0"),
        ({"repeat": 7}, "options.repeat takes a text of at most 40"),
        ({"repeat_direction": "up"}, "options.repeat_direction takes one of across, down"),
    ],
)
def test_an_option_that_cannot_be_read_is_named(options: Any, sentence: str) -> None:
    with pytest.raises(BadParameter) as refused:
        spec(A, **options)
    assert str(refused.value).startswith(sentence)


def test_queries_are_named_by_their_place_unless_they_name_themselves() -> None:
    assert names_of(spec(A, {**B, "name": "ratio"}, A).queries) == ["A", "ratio", "C"]
    assert names_of([PanelQuery("a")] * 1 + [PanelQuery("a", name=f"n{n}") for n in range(25)]
                    + [PanelQuery("a")])[-1] == "A2"  # fmt: skip


def test_a_variable_may_stand_in_a_formula() -> None:
    assert spec(A, {"formula": "A * $factor + ${more}"}).queries[1].formula


def test_a_definition_keeps_what_is_said_and_leaves_out_the_rest() -> None:
    query = {
        **A,
        "axis": "left",
        "hidden": False,
        "by": [],
        "decimals": 0,
        "color": 3,
        "colors": {"b": 2, "a": 4},
    }
    board = {"slug": "a", "title": "A", "panels": [{"title": "P", "kind": "line", "queries": [
        {"color": 1, "name": "A", "label": "x", "series": "a", "colors": {}}, query]}]}  # fmt: skip
    [panel] = Definition.of(board).as_document()["panels"]
    assert panel["queries"] == [
        {"name": "A", "series": "a", "label": "x", "color": 1},
        {"series": "a", "decimals": 0, "color": 3, "colors": {"a": 4, "b": 2}},
    ]
    assert list(panel["queries"][0]) == ["name", "series", "label", "color"]


def test_a_definition_says_what_is_wrong_with_a_formula() -> None:
    board = {"slug": "a", "title": "A", "panels": [
        {"title": "P", "kind": "line", "queries": [A, {"formula": "A ** 2"}]}]}  # fmt: skip
    with pytest.raises(BadDefinition) as refused:
        Definition.of(board)
    assert str(refused.value) == (
        "panels[0].queries: takes a formula such as A / B * 100; at character 4 a value is missing"
        " in queries[1].formula."
    )
