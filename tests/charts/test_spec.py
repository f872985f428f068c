from dataclasses import dataclass, field
from typing import Any

import pytest

from charts.panel_query import PanelQuery
from charts.spec import PanelSpec
from timeseries.errors import BadParameter
from timeseries.timerange import DAY


@dataclass
class Fields:
    unit: str = ""
    queries: Any = field(default_factory=list)
    options: Any = field(default_factory=dict)


def test_fields_become_a_spec() -> None:
    query = {"series": "cpu", "agg": "mean", "label": "{core}", "step": "1d"}
    options = {"min": 0, "max": 99.5, "stack": True, "step": False, "of another version": 1}
    assert PanelSpec.of(Fields("%", [query], options)) == PanelSpec(
        "%", (PanelQuery("cpu", "mean", "{core}", DAY),), 0, 99.5, stack=True, step=False
    )


def test_what_is_not_said_is_left_to_the_kind() -> None:
    [query] = PanelSpec.of(Fields(queries=[{"series": "7"}])).queries
    assert query == PanelQuery("7", agg="", label="", step=None)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (Fields(queries={}), "queries takes a list"),
        (Fields(queries=[{"series": "a"}] * 51), "queries takes a list of at most 50"),
        (Fields(queries=["cpu"]), "queries[0] takes an object"),
        (Fields(queries=[{"series": "a"}, {}]), "queries[1].series takes an id or a selector"),
        (Fields(queries=[{"series": 7}]), "queries[0].series takes a text"),
        (Fields(queries=[{"series": "a" * 50_001}]), "queries[0].series takes a text of at most"),
        (Fields(queries=[{"series": "a", "agg": []}]), "queries[0].agg takes a text"),
        (Fields(queries=[{"series": "a", "step": "soon"}]), "queries[0].step takes a duration"),
        (Fields(queries=[{"series": "a", "step": "9999999999y"}]), "queries[0].step takes"),
        (Fields(options=[]), "options takes an object"),
        (Fields(options={"min": "0"}), "options.min takes a number"),
        (Fields(options={"max": True}), "options.max takes a number"),
        (Fields(options={"max": float("inf")}), "options.max takes a number"),
        (Fields(options={"min": 5, "max": 5}), "options.min takes a number below options.max"),
        (Fields(options={"stack": 1}), "options.stack takes true or false"),
        (Fields(options={"step": None}), "options.step takes true or false"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(fields: Fields, sentence: str) -> None:
    with pytest.raises(BadParameter) as refused:
        PanelSpec.of(fields)
    assert str(refused.value).startswith(sentence)
