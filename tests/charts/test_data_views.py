from typing import Any

import pytest
from django.test import Client

from charts.models import Dashboard, Panel
from tests.charts.store import START_MS, write

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])

RANGE = {"start": str(START_MS), "end": str(START_MS + 60_000)}


def get(path: str, parameters: dict[str, str] | None = None, status: int = 200) -> Any:
    response = Client(headers={"host": "localhost"}).get(path, parameters)
    assert response["Content-Type"] == "application/json"
    assert response.status_code == status, response.content
    return response.json()


@pytest.fixture
def dashboard() -> Dashboard:
    return Dashboard.objects.create(
        slug="lab",
        title="The lab",
        description="All rooms.",
        start="2023-11-14T22:13:20Z",
        end="2023-11-14T22:14:20Z",
    )


@pytest.fixture
def panel(dashboard: Dashboard) -> Panel:
    write("temperature", [20.5, 21], "°C", room="lab")
    return Panel.objects.create(
        dashboard=dashboard,
        title="Temperature",
        kind="line",
        unit="°C",
        queries=[{"series": "temperature"}],
        options={"min": 15},
    )


def test_a_dashboard_is_answered_with_its_panels(panel: Panel) -> None:
    assert get("/api/dashboards/lab") == {
        "slug": "lab",
        "title": "The lab",
        "description": "All rooms.",
        "folder": "",
        "tags": [],
        "start": "2023-11-14T22:13:20Z",
        "end": "2023-11-14T22:14:20Z",
        "version": panel.dashboard.version + 1,
        "panels": [
            {
                "id": panel.pk,
                "title": "Temperature",
                "kind": "line",
                "unit": "°C",
                "x": 0,
                "y": 0,
                "w": 6,
                "h": 4,
                "queries": [{"series": "temperature"}],
                "options": {"min": 15},
            }
        ],
    }


def test_panels_are_answered_in_the_order_of_their_places(dashboard: Dashboard) -> None:
    for title, x, y in (("third", 0, 4), ("second", 6, 0), ("first", 0, 0)):
        dashboard.panels.create(title=title, kind="line", x=x, y=y)
    titles = [panel["title"] for panel in get("/api/dashboards/lab")["panels"]]
    assert titles == ["first", "second", "third"]


def test_the_data_of_a_dashboard_comes_in_one_answer(panel: Panel) -> None:
    panel.dashboard.panels.create(
        title="Now", kind="gauge", y=4, queries=[{"series": "temperature"}]
    )
    answer = get("/api/dashboards/lab/data", RANGE)
    assert (answer["start"], answer["end"]) == (START_MS, START_MS + 60_000)
    assert [drawn["title"] for drawn in answer["panels"]] == ["Temperature", "Now"]
    assert answer["panels"][0]["series"][0]["points"] == [[START_MS, 20.5], [START_MS + 1000, 21]]


def test_without_a_range_it_is_the_dashboards_own(panel: Panel) -> None:
    answer = get("/api/dashboards/lab/data")
    assert (answer["start"], answer["end"]) == (START_MS, START_MS + 60_000)
    assert get(f"/api/panels/{panel.pk}/option")["xAxis"][0]["min"] == START_MS


def test_only_the_panels_asked_for_are_answered(panel: Panel) -> None:
    other = panel.dashboard.panels.create(title="Other", kind="line", y=4)
    answer = get("/api/dashboards/lab/data", RANGE | {"panels": f"{other.pk}, {panel.pk}"})
    assert [drawn["id"] for drawn in answer["panels"]] == [other.pk, panel.pk]


def test_a_panels_option_has_its_data(panel: Panel) -> None:
    option = get(f"/api/panels/{panel.pk}/option", RANGE)
    [series] = option["series"]
    assert series["type"] == "line"
    assert series["data"] == [[START_MS, 20.5], [START_MS + 1000, 21]]
    assert option["yAxis"][0]["min"] == 15
    assert option["yAxis"][0]["axisLabel"]["formatter"] == "{value} °C"


def test_the_option_of_a_broken_panel_is_refused_with_the_reason(panel: Panel) -> None:
    Panel.objects.update(queries=[{"series": "{"}])
    refused = get(f"/api/panels/{panel.pk}/option", status=400)
    assert refused["code"] == "bad_selector"


def test_a_broken_panel_does_not_break_its_dashboard(panel: Panel) -> None:
    panel.dashboard.panels.create(title="Broken", kind="line", y=4, queries=[{"series": "{"}])
    whole, broken = get("/api/dashboards/lab/data")["panels"]
    assert "error" not in whole
    assert broken["error"].startswith("series takes")


@pytest.mark.parametrize(
    "path",
    [
        "/api/panels/999/option",
        "/api/panels/-1/option",
        "/api/panels/one/option",
        "/api/panels/99999999999999999999/option",
        "/api/panels/%D9%A1/option",
        "/api/dashboards/none",
        "/api/dashboards/none/data",
        "/api/dashboards/a%00b",
        "/api/dashboards/%F0%9F%98%80/data",
    ],
)
def test_what_there_is_not_is_a_404_in_json(path: str) -> None:
    assert get(path, status=404)["code"] == "not_found"


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"width": "0"}, "width takes a whole number from 1 to 10000"),
        ({"width": "10001"}, "width takes a whole number from 1 to 10000"),
        ({"width": "wide"}, "width takes a whole number from 1 to 10000"),
        ({"start": "yesterday"}, "start takes epoch milliseconds"),
        ({"end": "1e400"}, "end takes epoch milliseconds"),
        ({"start": "2", "end": "1"}, "start takes a time that is not after end"),
        ({"tz": "Mars/Base"}, "tz takes the name of an IANA time zone"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(
    panel: Panel, parameters: dict[str, str], sentence: str
) -> None:
    for path in (f"/api/panels/{panel.pk}/option", "/api/dashboards/lab/data"):
        refused = get(path, parameters, 400)
        assert refused["code"] == "bad_parameter"
        assert refused["error"].startswith(sentence)


@pytest.mark.parametrize("panels", ["999999", "one", "1,,"])
def test_panels_of_another_dashboard_are_refused(panel: Panel, panels: str) -> None:
    refused = get("/api/dashboards/lab/data", {"panels": panels}, 400)
    assert refused["error"].startswith("panels takes ids of this dashboard's panels")


def test_only_get_is_taken(panel: Panel) -> None:
    response = Client(headers={"host": "localhost"}).post("/api/dashboards/lab/data")
    assert (response.status_code, response["Allow"]) == (405, "GET")


def test_from_elsewhere_a_token_is_needed(panel: Panel) -> None:
    for path in (f"/api/panels/{panel.pk}/option", "/api/dashboards/lab"):
        response = Client(headers={"host": "localhost"}).get(path, REMOTE_ADDR="192.0.2.1")
        assert response.status_code == 401
        assert response.json()["code"] == "unauthorized"
