from typing import Any

import pytest

from charts.definition import BadDefinition, Definition
from charts.variables import variables_of

HOST = {"name": "host", "series": "cpu", "tag": "host"}


def definition(*variables: Any, **more: Any) -> Definition:
    return Definition.of({"slug": "lab", "title": "Lab", "variables": list(variables), **more})


def test_a_definition_keeps_its_variables_in_one_form() -> None:
    given = {"multi": True, "all": False, "default": ["a"], **HOST, "label": ""}
    kept = definition(given, zone="Asia/Kolkata").as_document()
    assert kept["variables"] == [{**HOST, "multi": True, "default": ["a"]}]
    assert list(kept["variables"][0]) == ["name", "series", "tag", "multi", "default"]
    assert kept["zone"] == "Asia/Kolkata"
    assert "variables" not in definition().as_document()


@pytest.mark.parametrize(
    ("variable", "takes"),
    [
        ("host", "in [0] an object"),
        ({**HOST, "more": 1}, "in [0] the fields name, label"),
        ({**HOST, "name": "9"}, "in [0] a name of at most 40 letters"),
        ({"name": "host", "series": "cpu"}, "in [0] either series and tag, or values"),
        ({**HOST, "values": ["a"]}, "in [0] either series and tag, or values"),
        ({**HOST, "series": 'cpu{a="$b"}'}, "in [0] only variables above it in series, and not b"),
        ({**HOST, "series": "cpu{"}, "in [0] a selector such as"),
        ({"name": "host", "values": ["a", "a"]}, "in [0] at most 1000 texts"),
        ({**HOST, "multi": 1}, "in [0] true or false as multi"),
        ({**HOST, "default": ["a", "b"]}, "in [0] one default, or multi as well"),
    ],
)
def test_what_is_no_variable_is_refused_with_what_it_takes(variable: Any, takes: str) -> None:
    with pytest.raises(BadDefinition) as refused:
        definition(variable)
    [problem] = refused.value.problems
    assert problem.at == "variables"
    assert problem.reason.startswith(f"takes {takes}")


def test_two_variables_have_two_names() -> None:
    with pytest.raises(BadDefinition, match=r"in \[1\] a name that no other has, and not host"):
        definition(HOST, HOST)


def test_a_zone_is_one_that_there_is() -> None:
    with pytest.raises(BadDefinition, match="zone: takes a time zone such as Europe/Berlin"):
        definition(zone="Mars/Olympus")


def test_a_variable_may_stand_wherever_a_selector_can() -> None:
    panel = {"title": "$host", "kind": "line", "queries": [{"series": '${host}_cpu{h="$host"}'}]}
    assert definition(HOST, panels=[panel]).panels[0].queries[0]["series"] == (
        '${host}_cpu{h="$host"}'
    )


def test_a_stored_list_that_cannot_be_read_has_no_variables() -> None:
    assert variables_of("nonsense") == []
    assert [one.name for one in variables_of([HOST])] == ["host"]
