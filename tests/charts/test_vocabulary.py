import pytest
from django.test import Client

from charts.choices import Choice
from charts.kind import kinds
from charts.vocabulary import vocabulary


def test_every_kind_is_offered_with_one_line_of_what_it_is_for() -> None:
    offered = {one["name"]: one for one in vocabulary()["kinds"]}
    assert sorted(offered) == sorted(kinds.names())
    assert all(one["about"] for one in offered.values())
    assert (offered["line"]["colored"], offered["heatmap"]["colored"]) == (True, False)


def test_the_options_of_a_kind_say_how_a_form_asks_for_them() -> None:
    offered = {one["name"]: one for one in vocabulary()["kinds"]}
    [bins] = offered["histogram"]["options"]
    assert bins == {
        "name": "bins",
        "takes": "a whole number from 2 to 200",
        "default": 30,
        "type": "whole",
        "least": 2,
        "most": 200,
    }
    [names] = offered["states"]["options"]
    assert (names["type"], names["default"]) == ("value_names", None)


def test_an_option_without_a_form_of_its_own_is_asked_for_as_json(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kinds["line"], "options", {"odd": Choice((), "odd things", tuple)})
    [line] = [one for one in vocabulary()["kinds"] if one["name"] == "line"]
    assert line["options"] == [
        {"name": "odd", "takes": "odd things", "default": None, "type": "json"}
    ]


@pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])
def test_the_door_answers_it() -> None:
    answer = Client(headers={"host": "localhost"}).get("/api/kinds").json()
    assert answer["aggregates"][0] == "m4"
    assert {"line", "text"} <= {one["name"] for one in answer["kinds"]}
