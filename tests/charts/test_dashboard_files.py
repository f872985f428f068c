from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.dashboard_file import BadFile, WrittenFormat, file_formats, read_text, written_format
from charts.definition import BadDefinition, Definition
from charts.kind import kinds
from timeseries.errors import BadParameter

WRITTEN = [name for name in file_formats.names() if issubclass(file_formats[name], WrittenFormat)]

LAB = Definition.of(
    {
        "slug": "lab",
        "title": "The lab",
        "description": "All rooms.\nAnd the hall.",
        "tags": ["b", "a", "b"],
        "start": "2010-01-01",
        "panels": [
            {"title": "Load", "kind": "stat", "y": 4, "queries": [{"series": "load", "agg": ""}]},
            {
                "title": "Air",
                "kind": "line",
                "unit": "°C",
                "w": 12,
                "queries": [{"label": "{room}", "series": 'air{room="*"}'}],
                "options": {"min": 15, "max": None},
            },
        ],
    }
)

LAB_YAML = """\
slug: lab
title: The lab
description: |-
  All rooms.
  And the hall.
tags:
- a
- b
start: '2010-01-01'
panels:
- title: Air
  kind: line
  unit: °C
  w: 12
  queries:
  - series: air{room="*"}
    label: '{room}'
  options:
    min: 15
- title: Load
  kind: stat
  y: 4
  queries:
  - series: load
"""

texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t:#'\"{}[]-&*!|>%@ "),
    max_size=30,
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
queries = st.fixed_dictionaries(
    {"series": st.sampled_from(["1", "load", 'air{room="*"}', "a.b*"])},
    optional={"agg": st.sampled_from(["", "mean"]), "label": texts, "more": values},
)
panels = st.fixed_dictionaries(
    {"title": texts, "kind": st.sampled_from(kinds.names())},
    optional={
        "unit": texts,
        "x": st.integers(0, 11),
        "y": st.integers(0, 5),
        "w": st.integers(1, 12),
        "h": st.integers(1, 9),
        "queries": st.lists(queries, max_size=2),
        "options": st.dictionaries(texts.map(lambda name: f"my {name}"), values, max_size=3),
    },
)
documents = st.fixed_dictionaries(
    {
        "slug": st.from_regex(r"[-a-zA-Z0-9_]{1,20}", fullmatch=True),
        "title": texts.filter(str.strip),
    },
    optional={
        "description": texts,
        "folder": texts,
        "tags": st.lists(texts.filter(str.strip), max_size=3),
        "start": st.sampled_from(["now-6h", "2010-01-01", "0", "1.5"]),
        "panels": st.lists(panels, max_size=4),
    },
)


@pytest.mark.parametrize("name", WRITTEN)
@given(document=documents)
def test_what_is_written_is_read_back_equal(name: str, document: dict[str, Any]) -> None:
    definition = Definition.of(document)
    text = written_format(name).write(definition)
    plan = read_text(text)
    assert plan.definitions == [definition]
    assert plan.left_out == []
    assert written_format(name).write(plan.definitions[0]) == text


@given(document=documents, data=st.data())
def test_the_order_of_panels_in_a_document_does_not_count(
    document: dict[str, Any], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(document.get("panels", [])))
    assert Definition.of({**document, "panels": shuffled}) == Definition.of(document)


def test_yaml_has_fields_in_order_without_defaults() -> None:
    assert written_format("yaml").write(LAB) == LAB_YAML


def test_a_date_without_quotes_is_a_time() -> None:
    [found] = read_text(
        "slug: lab\ntitle: Lab\nstart: 2010-01-01\nend: 2011-01-01 12:00"
    ).definitions
    assert (found.start, found.end) == ("2010-01-01", "2011-01-01 12:00")


def test_several_dashboards_come_as_a_list() -> None:
    found = read_text('[{"slug": "a", "title": "A"}, {"slug": "b", "title": "B"}]').definitions
    assert [one.slug for one in found] == ["a", "b"]


def test_every_part_that_is_wrong_is_named() -> None:
    document = {
        "title": "",
        "colour": 1,
        "start": "yesterday",
        "panels": [
            7,
            {"title": "Air", "kind": "pie", "x": 12, "w": True},
            {"title": "Air", "kind": "line", "queries": [{"series": "a{"}]},
            {"title": "Air", "kind": "line", "options": {"min": "low"}},
            {"title": "Air", "kind": "histogram", "options": {"bins": 1}},
        ],
    }
    with pytest.raises(BadDefinition) as refused:
        Definition.of(document)
    found = {problem.at: problem.reason for problem in refused.value.problems}
    assert found["slug"] == "has to be given."
    assert found["title"] == "takes a text of 1 to 200 characters."
    assert found["colour"].startswith("is no field here; there are slug, title,")
    assert found["start"].startswith("takes epoch milliseconds")
    assert found["panels[0]"].startswith("takes an object")
    assert found["panels[1].kind"].startswith("takes one of area, bar")
    assert found["panels[1].x"] == "takes a whole number from 0 to 11."
    assert found["panels[1].w"] == "takes a whole number from 1 to 12."
    assert found["panels[2].queries"].startswith("takes in [0] another selector")
    assert found["panels[3].options"] == "takes a number in options.min."
    assert found["panels[4].options"] == "takes a whole number from 2 to 200 in options.bins."


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadDefinition, match="start: takes a time that is not after end"):
        Definition.of({"slug": "a", "title": "A", "start": "now", "end": "now-1h"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"slug": "lab",}', "The text is not JSON: line 1, column 1"),
        ('{"slug": NaN}', "The text is not JSON: NaN is no number of JSON"),
        ("[" * 100_000, "nested too deep"),
        ("slug: lab\n  title: Lab", "The text is not YAML: line 2, column 8"),
        ("a: &x [1]\nb: *x", "The YAML has an alias"),
        ("slug: a\nslug: b", "line 2, column 1: slug twice"),
        ("!!python/object:os.system {}", "could not determine a constructor"),
        ("", "no dashboard as JSON or YAML"),
        ("[]", "A file has 1 to 100 dashboards, and not 0"),
        ("x" * 1_000_001, "at most 1,000,000 characters"),
        ("slug: \x00", "The text is not YAML"),
        ("- " * 100_000, "The YAML is nested deeper than 50 levels"),
        ("a: " + "[" * 100_000, "The YAML is nested deeper than 50 levels"),
        ("? " * 100_000, "The YAML is nested deeper than 50 levels"),
    ],
)
def test_a_text_that_cannot_be_read_says_where(text: str, sentence: str) -> None:
    with pytest.raises(BadFile) as refused:
        read_text(text)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "value", ["0x7f\x7f", "\x00", "\ud800", float("nan"), float("inf"), {1: 2}, {1, 2}, b"x"]
)
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    panel = {"title": "Air", "kind": "line", "options": {"mine": value}}
    with pytest.raises(BadDefinition):
        Definition.of({"slug": "a", "title": "A", "panels": [panel]})


def test_formats_that_are_only_read_are_not_offered() -> None:
    with pytest.raises(BadParameter, match="format takes one of fixture, json, yaml"):
        written_format("grafana")
