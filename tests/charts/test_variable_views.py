"""`GET /api/dashboards/SLUG/variables`, and the readings that belong to what is chosen."""

from typing import Any

import pytest
from django.test import Client

from charts.models import Dashboard, Panel
from tests.charts.store import START_MS, write

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
    pytest.mark.usefixtures("static_files"),
]

RANGE = {"start": str(START_MS), "end": str(START_MS + 60_000)}
HOST = {"name": "host", "series": "cpu", "tag": "host", "multi": True, "all": True}


def get(path: str, **parameters: Any) -> Any:
    response = Client(headers={"host": "localhost"}).get(f"/api/dashboards/lab/{path}", parameters)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture(autouse=True)
def dashboard() -> Dashboard:
    for host, value in (("web1", 1), ("web2", 2), ('a"b', 3)):
        write("cpu", [value, value], host=host)
    lab = Dashboard.objects.create(
        slug="lab", title="Lab", zone="Asia/Kolkata", start="now/d", variables=[HOST]
    )
    query = {"series": 'cpu{host="$host"}'}
    Panel.objects.create(dashboard=lab, title="All of $host", kind="line", queries=[query], y=9)
    repeat = {"repeat": "host"}
    Panel.objects.create(
        dashboard=lab, title="$host", kind="line", queries=[query], options=repeat, w=4
    )
    return lab


def test_values_come_from_the_series_with_what_is_chosen_and_how_panels_then_stand() -> None:
    found = get("variables")
    [variable] = found["variables"]
    assert variable == {
        "name": "host",
        "label": "host",
        "multi": True,
        "all": True,
        "values": ['a"b', "web1", "web2"],
        "total": 3,
        "every": True,
        "chosen": [],
    }
    titles = [(panel["title"], panel["x"], panel["y"]) for panel in found["panels"]]
    assert titles == [('a"b', 0, 0), ("web1", 4, 0), ("web2", 8, 0), ("All of all", 0, 9)]


def test_a_search_finds_values_among_many() -> None:
    [variable] = get("variables", of="host", search="WEB 2", **{"var-host": "web1"})["variables"]
    assert variable["values"] == ["web2"]
    assert variable["chosen"] == ["web1"]


def test_readings_are_those_of_what_is_chosen() -> None:
    found = get("data", **RANGE, **{"var-host": ["web2", 'a"b']})
    tags = [[one["tags"]["host"] for one in panel["series"]] for panel in found["panels"]]
    assert tags == [["web2"], ['a"b'], ["web2", 'a"b']]
    assert [panel["title"] for panel in found["panels"]] == ["web2", 'a"b', 'All of web2, a"b']
    assert found["panels"][1]["selectors"] == [r'cpu{host="a\"b"}']


def test_one_repeated_panel_can_be_asked_for_by_its_id() -> None:
    last = get("variables")["panels"][2]
    [panel] = get("data", **RANGE, panels=last["id"])["panels"]
    assert (panel["id"], panel["title"]) == (last["id"], "web2")


def test_a_choice_that_cannot_stand_is_the_panels_error(dashboard: Dashboard) -> None:
    Panel.objects.create(
        dashboard=dashboard, title="Bad", kind="line", queries=[{"series": 'cpu{$host="x"}'}], y=20
    )
    panels = get("data", **RANGE)["panels"]
    assert panels[-1]["error"] == "$host has to be one value where it names a tag."
    assert "error" not in panels[0]


def test_days_are_those_of_the_dashboards_zone_unless_another_is_asked_for() -> None:
    own, asked = get("data")["start"], get("data", tz="UTC")["start"]
    assert own % 86_400_000 == 18.5 * 3_600_000
    assert asked % 86_400_000 == 0


def test_the_page_has_what_is_chosen_before_there_are_readings() -> None:
    page = Client(headers={"host": "localhost"}).get("/d/lab/?var-host=web1")
    definition = page.context["definition"]
    assert definition["zone"] == "Asia/Kolkata"
    assert [panel["title"] for panel in definition["panels"]] == ["web1", "All of web1"]
    assert definition["panels"][1]["series"] == ['cpu{host="web1"}']
