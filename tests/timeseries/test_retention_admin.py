"""The admin's page of the table of retention."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from timeseries.models import Retention

pytestmark = [
    pytest.mark.database,
    pytest.mark.usefixtures("static_files"),
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
]
PATH = "/admin/timeseries/retention/"
ROW = {"position": "1", "selector": "machine_*", "raw": "30", "rungs_1m": "365"}


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    return client


def errors(client: Client, **changed: str) -> list[str]:
    """What the page says is wrong with a row."""
    answer = client.post(f"{PATH}add/", {**ROW, **changed})
    assert answer.status_code == 200
    found = re.findall(r'<ul class="errorlist"[^>]*><li>(.*?)</li>', answer.content.decode())
    return [re.sub("&#x27;", "'", one) for one in found]


def test_a_row_is_added_and_listed(client: Client) -> None:
    assert client.post(f"{PATH}add/", ROW).status_code == 302
    assert list(Retention.objects.values_list("position", "selector", "raw", "rungs")) == [
        (1, "machine_*", 30, {"1m": 365})
    ]
    assert "machine_*: readings for 30 days" in client.get(PATH).content.decode()


def test_a_row_of_all_series_that_keeps_everything_takes_no_more_than_a_place(
    client: Client,
) -> None:
    assert client.post(f"{PATH}add/", {"position": "5"}).status_code == 302
    assert str(Retention.objects.get()) == "all series: readings for ever"


def test_what_makes_no_sense_is_said_in_one_sentence_beside_the_field(client: Client) -> None:
    assert errors(client, rungs_1m="7") == [
        "Rung 1m has to be kept at least as long as the readings themselves: 30 days."
    ]
    assert len(errors(client, selector='a{b="')) == 1
    assert not Retention.objects.exists()


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "x", "3650001", "9" * 40])
def test_what_is_no_number_of_days_is_refused_beside_the_field(client: Client, days: str) -> None:
    assert len(errors(client, rungs_1m=days)) == 1
    assert not Retention.objects.exists()


def test_a_row_is_shown_with_the_days_of_each_rung_and_keeps_them(client: Client) -> None:
    row = Retention.objects.create(position=1, raw=30, rungs={"1m": 365, "28d": 400})
    page = f"{PATH}{row.pk}/change/"
    shown = client.get(page).content.decode()
    for name, days in {"1m": 365, "28d": 400}.items():
        assert re.search(rf'name="rungs_{name}" value="{days}"', shown)
    posted = {"position": "1", "raw": "30", "rungs_1m": "365", "rungs_28d": "500"}
    assert client.post(page, posted).status_code == 302
    assert Retention.objects.get().rungs == {"1m": 365, "28d": 500}
