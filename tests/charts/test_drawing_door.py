"""`POST /api/draw`: panels that are not stored."""

from typing import Any

import pytest
from django.test import Client

from tests.charts.store import START_MS, write

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])

RANGE = {"start": START_MS, "end": START_MS + 60_000}


def drawn(body: Any, status: int = 200) -> Any:
    client = Client(headers={"host": "localhost"})
    response = client.post("/api/draw", body, content_type="application/json")
    assert response.status_code == status, response.content
    return response.json()


def test_panels_are_drawn_in_the_order_asked() -> None:
    write("temperature", [20, 22], "°C")
    queries = [{"series": "temperature"}]
    panels = [{"kind": "table", "queries": queries}, {"kind": "line", "queries": queries}]
    table, line = drawn({**RANGE, "panels": panels})["panels"]
    assert (table["id"], line["id"]) == (0, 1)
    assert table["shaped"]["series"] == [{"data": [22, 20, 21, 22]}]
    assert table["series"][0]["points"] == [[START_MS + 1000, 22]]
    assert len(line["series"][0]["points"]) == 2


def test_a_kind_of_one_series_refuses_two() -> None:
    write("temperature", [20], "°C", room="lab")
    write("temperature", [21], "°C", room="hall")
    panel = {"kind": "heatmap", "queries": [{"series": "temperature"}]}
    [answer] = drawn({**RANGE, "panels": [panel]})["panels"]
    assert answer["error"] == "queries takes 1 series at most for this kind of chart, and not 2."


def test_what_is_chosen_of_variables_is_filled_in_and_what_repeats_is_drawn_once() -> None:
    for value, room in enumerate(("attic", "cellar", "lab")):
        write("temperature", [value], "°C", room=room)
    variable = {"name": "room", "series": "temperature", "tag": "room", "multi": True}
    queries = [{"series": 'temperature{room="$room"}'}]
    panels = [
        {"kind": "line", "title": "In $room", "queries": queries},
        {"kind": "line", "title": "$room", "queries": queries, "options": {"repeat": "room"}},
    ]
    how = {**RANGE, "panels": panels, "variables": [variable], "var-room": ["cellar", "lab"]}
    both, once = drawn(how)["panels"]
    assert (both["id"], both["title"], len(both["series"])) == (0, "In cellar, lab", 2)
    assert both["selectors"] == ['temperature{room=("cellar","lab")}']
    assert (once["id"], once["title"], len(once["series"])) == (1, "cellar", 1)
    by_default, _ = drawn({**how, "var-room": []})["panels"]
    assert by_default["title"] == "In attic"


def test_colours_follow_what_is_chosen_of_variables() -> None:
    for room in ("attic", "cellar"):
        for wall in ("north", "south"):
            write("temperature", [1], "°C", room=room, wall=wall)
    variable = {"name": "room", "series": "temperature", "tag": "room", "multi": True}
    colors = {'temperature{room="$room",wall="south"}': 4}
    queries = [{"series": 'temperature{room="$room"}', "colors": colors}]
    panels = [{"kind": "line", "title": "$room", "queries": queries}]
    how = {**RANGE, "panels": panels, "variables": [variable]}
    for chosen in (["attic"], ["cellar"], ["attic", "cellar"]):
        [panel] = drawn({**how, "var-room": chosen})["panels"]
        found = [one.get("look", {}).get("color") for one in panel["series"]]
        assert found == [None, 4] * len(chosen)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("[", "The body is not JSON"),
        ("[]", "The body takes an object"),
        ({"panels": {}}, "panels takes a list of at most 200 panels"),
        ({"panels": [{}]}, "panels[0] takes an object"),
        ({"panels": [{"kind": "line", "title": 7}]}, "panels[0] takes texts as title and unit"),
        ({"panels": [], "variables": [{}]}, "variables takes in [0] a name"),
        ({"panels": [], "var-room": [7]}, "var-room takes a value of its variable"),
    ],
)
def test_what_cannot_be_read_is_named(body: Any, sentence: str) -> None:
    assert drawn(body, status=400)["error"].startswith(sentence)
