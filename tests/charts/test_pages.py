import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from charts.models import Dashboard, Panel
from tests.charts.store import write

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
    pytest.mark.usefixtures("static_files"),
]


@pytest.fixture
def client() -> Client:
    """A browser on this machine."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def dashboard() -> Dashboard:
    found = Dashboard.objects.create(slug="lab", title="The <lab>", description="All rooms.")
    queries: list[dict[str, str]] = [{"series": "fan"}]
    Panel.objects.create(dashboard=found, title="Fan", kind="gauge", queries=queries)
    queries = [{"series": 'temperature{room="*"}', "label": "{room}"}]
    Panel.objects.create(dashboard=found, title="Air", kind="line", queries=queries, x=6, y=4)
    return found


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def embedded(page: str) -> Any:
    """What the template leaves for the page's module."""
    [data] = re.findall(r'<script id="definition" type="application/json">(.*?)</script>', page)
    return json.loads(data)


def test_home_has_a_card_for_each_dashboard(client: Client, dashboard: Dashboard) -> None:
    page = text(client, "/")
    assert '<a class="card" href="/d/lab/" data-slug="lab">' in page
    assert "The &lt;lab&gt;" in page


def test_a_card_shows_the_first_line_before_other_kinds(
    client: Client, dashboard: Dashboard
) -> None:
    [card] = embedded(text(client, "/"))
    assert card["series"] == 'temperature{room="*"}'
    assert (card["start"], card["end"]) == ("now-1h", "now")


def test_without_readings_home_says_how_to_send_the_first(client: Client) -> None:
    page = text(client, "/")
    assert "curl http://localhost/api/readings" in page
    assert "createtoken my-sensor --scope write" in page


def test_with_dashboards_and_readings_home_says_nothing_of_it(
    client: Client, dashboard: Dashboard
) -> None:
    write("temperature", [20.5], "°C", room="lab")
    assert "createtoken" not in text(client, "/")


def test_a_dashboard_names_its_panels_with_their_places_and_selectors(
    client: Client, dashboard: Dashboard
) -> None:
    definition = embedded(text(client, "/d/lab/"))
    fan, air = definition["panels"]
    assert fan["series"] == ["fan"]
    assert air == {
        "id": dashboard.panels.get(title="Air").pk,
        "title": "Air",
        "kind": "line",
        "unit": "",
        "x": 6,
        "y": 4,
        "w": 6,
        "h": 4,
        "series": ['temperature{room="*"}'],
    }


def test_a_panel_whose_queries_cannot_be_read_leaves_the_page_standing(
    client: Client, dashboard: Dashboard
) -> None:
    Panel.objects.create(dashboard=dashboard, title="Broken", kind="line", queries=[7, {}])
    Panel.objects.create(dashboard=dashboard, title="Odd", kind="line", queries="temperature")
    panels = embedded(text(client, "/d/lab/"))["panels"]
    series = {panel["title"]: panel["series"] for panel in panels}
    assert series["Broken"] == series["Odd"] == []
    [card] = embedded(text(client, "/"))
    assert card["series"] == 'temperature{room="*"}'


def test_an_unknown_dashboard_is_not_found(client: Client) -> None:
    assert "There is no such page" in text(client, "/d/nothing/", status=404)


@pytest.mark.parametrize("path", ["/", "/d/lab/", "/explore/", "/gallery/", "/sources/"])
def test_no_page_has_inline_scripts_or_styles(
    client: Client, dashboard: Dashboard, path: str
) -> None:
    page = text(client, path)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    scripts = re.findall(r"<script\b([^>]*)>", page)
    assert all("src=" in script or "application/json" in script for script in scripts)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


@pytest.mark.parametrize("path", ["/", "/d/lab/", "/explore/?series=1", "/sources/"])
def test_from_elsewhere_a_page_asks_to_log_in(dashboard: Dashboard, path: str) -> None:
    client = Client(headers={"host": "localhost", "x-forwarded-for": "192.0.2.1"})
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/")


def test_from_elsewhere_a_user_sees_the_page_and_the_way_out(dashboard: Dashboard) -> None:
    client = Client(headers={"host": "localhost", "x-forwarded-for": "192.0.2.1"})
    client.force_login(User.objects.create_user("ada"))
    page = text(client, "/")
    assert "Logged in as ada" in page
    assert 'action="/accounts/logout/"' in page
    assert "/admin/" not in page


def test_pages_are_only_for_reading(client: Client) -> None:
    assert client.post("/").status_code == 405
