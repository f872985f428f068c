"""The demo's own words in the language of a page, and nothing that somebody has written."""

import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override

from charts.models import Dashboard
from charts.shipped import in_words, shipped

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
    pytest.mark.usefixtures("static_files"),
]
CHINESE = re.compile("[一-鿿]")


@pytest.fixture(autouse=True)
def demo() -> None:
    call_command("loaddata", "demo", verbosity=0)


def page(path: str, language: str = "zh-hans") -> str:
    client = Client(headers={"host": "localhost", "accept-language": language})
    return client.get(path).content.decode()


def get(path: str, status: int = 200, **parameters: str) -> Any:
    client = Client(headers={"host": "localhost", "accept-language": "zh-hans"})
    response = client.get(path, parameters)
    assert response.status_code == status, response.content
    return response.json()


def test_every_text_is_told_in_chinese_but_for_names_of_tags() -> None:
    with override("zh-hans"):
        told = {text: in_words(slug, text) for slug, texts in shipped().items() for text in texts}
    same = {text for text, words in told.items() if text == words}
    assert all(text == "CO₂" or re.fullmatch(r"\{\w+\}", text) for text in same), same


def test_pages_say_them_in_their_language_and_keep_what_is_stored() -> None:
    home = page("/")
    assert 'title="本机"' in home
    assert '"title": "This machine"' in home
    assert "本机" not in page("/", "en")
    board = page("/d/machine/")
    assert "<title>本机" in board
    assert f'"title": {json.dumps("处理器")}' in board
    assert '"title": "Processor"' not in board
    assert Dashboard.objects.get(slug="machine").title == "This machine"


def test_what_somebody_has_written_stays_as_it_is() -> None:
    machine = Dashboard.objects.get(slug="machine")
    machine.title = "Network of mine"
    machine.save()
    assert "<title>Network of mine" in page("/d/machine/")
    # The same words elsewhere are somebody's own.
    Dashboard.objects.create(slug="own", title="Sunspots")
    assert "<title>Sunspots" in page("/d/own/")


def test_the_api_says_them_as_they_are_stored_unless_it_is_asked() -> None:
    data = "/api/dashboards/sunspots/data"
    plain, asked = get(data)["panels"][0], get(data, lang="zh-hans")["panels"][0]
    assert (plain["title"], plain["series"][0]["label"]) == ("Sunspots", "Sunspots")
    assert (asked["title"], asked["series"][0]["label"]) == ("太阳黑子", "太阳黑子")
    panels = get("/api/dashboards/sunspots/variables", lang="zh-hans")["panels"]
    assert all(CHINESE.search(panel["title"]) for panel in panels)
    assert get("/api/dashboards/sunspots")["title"] == "Sunspots"
    refused = get(data, 400, lang="tlh")
    assert refused["error"] == "lang takes one of en, zh-hans."
