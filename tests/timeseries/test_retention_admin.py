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
ROW = {"position": "1", "selector": "machine_*", "raw": "30", "rungs": '{"1m": 365}'}


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
    assert client.post(f"{PATH}add/", {"position": "5", "rungs": "{}"}).status_code == 302
    assert str(Retention.objects.get()) == "all series: readings for ever"


def test_what_makes_no_sense_is_said_in_one_sentence_beside_the_field(client: Client) -> None:
    assert errors(client, rungs='{"1m": 7}') == [
        "Rung 1m has to be kept at least as long as the readings themselves: 30 days."
    ]
    assert errors(client, rungs='{"2m": 70}')[0].startswith("There is no rung '2m'")
    assert len(errors(client, selector='a{b="')) == 1
    assert not Retention.objects.exists()


@pytest.mark.parametrize("rungs", ["", "null", "[]", "7", '"1m"', "{"])
def test_whatever_stands_in_a_field_breaks_nothing(client: Client, rungs: str) -> None:
    answer = client.post(f"{PATH}add/", {**ROW, "rungs": rungs})
    assert answer.status_code in (200, 302)
    assert [row.rungs for row in Retention.objects.all()] in ([], [{}])
