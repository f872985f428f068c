"""What somebody chose for all pages: kept field by field, and said to pages before they draw."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from charts.models import Preference

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("static_files"),
]


@pytest.fixture
def client() -> Client:
    found = Client(headers={"host": "localhost", "origin": "http://localhost"})
    found.force_login(User.objects.create_user("ada"))
    return found


def patch(client: Client, fields: Any, status: int = 200) -> Any:
    response = client.patch("/api/preferences", fields, content_type="application/json")
    assert response.status_code == status, response.content
    return response.json()


def test_fields_are_changed_one_by_one(client: Client) -> None:
    assert patch(client, {"zone": "Asia/Kolkata"})["zone"] == "Asia/Kolkata"
    kept = {"zone": "Asia/Kolkata", "language": "", "theme": "dark", "week_start": 7}
    assert patch(client, {"theme": "dark", "week_start": 7}) == kept
    assert client.get("/api/preferences").json() == kept


@pytest.mark.parametrize(
    "fields",
    [{"zone": "Mars"}, {"theme": "pink"}, {"week_start": 2}, {"language": "xx"}, {"more": 1}],
)
def test_what_is_no_preference_is_refused_and_changes_nothing(client: Client, fields: Any) -> None:
    assert patch(client, {**fields}, 400)["code"] == "bad_parameter"
    assert not Preference.objects.exists()


def test_preferences_are_of_an_account() -> None:
    anonymous = Client(headers={"host": "localhost"})
    assert anonymous.get("/api/preferences").status_code == 401
    assert anonymous.get("/accounts/preferences/").status_code == 302


def test_a_page_says_them_before_it_draws(client: Client) -> None:
    patch(client, {"zone": "Asia/Kolkata", "theme": "dark", "week_start": 7})
    html = client.get("/explore/").content.decode()
    assert 'data-zone="Asia/Kolkata" data-theme="dark" data-week-start="7"' in html
    anonymous = Client(headers={"host": "localhost"}).get("/explore/").content.decode()
    assert "data-zone" not in anonymous


def test_the_page_keeps_what_it_is_sent_and_says_so(client: Client) -> None:
    htmx = {"HX-Request": "true"}
    answer = client.post("/accounts/preferences/", {"zone": "UTC", "week_start": "1"}, headers=htmx)
    assert "Kept." in answer.content.decode()
    assert "<html" not in answer.content.decode()
    refused = client.post("/accounts/preferences/", {"zone": "Mars"}, headers=htmx)
    assert "zone takes a time zone" in refused.content.decode()
    assert Preference.objects.get().zone == "UTC"


def test_the_language_is_that_of_the_next_page(client: Client) -> None:
    client.post("/accounts/preferences/", {"language": "zh-hans"})
    assert 'lang="zh-hans"' in client.get("/explore/").content.decode()


@pytest.mark.parametrize(("language", "read"), [("zh-hans", "zh-hans"), ("", "en")])
def test_pages_are_in_the_language_of_the_account_after_a_login(language: str, read: str) -> None:
    user = User.objects.create_user("grace", password="a long password")
    Preference.objects.create(user=user, language=language)
    client = Client(headers={"host": "localhost", "accept-language": "en"})
    form = {"username": "grace", "password": "a long password"}
    assert client.post("/accounts/login/?next=/", form).status_code == 302
    assert f'<html lang="{read}"' in client.get("/").content.decode()


def test_a_visitor_is_told_once_that_dashboards_are_made_after_logging_in(client: Client) -> None:
    hint = "to make dashboards of your own"
    visitor = Client(headers={"host": "localhost", "accept-language": "en"})
    assert visitor.get("/").content.decode().count(hint) == 1
    assert hint not in client.get("/", headers={"accept-language": "en"}).content.decode()
