"""A page speaks the language that was chosen, or else the browser's."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


@pytest.fixture
def visitor() -> Iterator[Client]:
    yield Client(headers={"Host": "localhost"})
    translation.deactivate()


def test_the_browser_says_which_language(visitor: Client) -> None:
    page = visitor.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})
    text = page.content.decode()
    assert '<html lang="zh-hans">' in text
    assert "跳到正文" in text
    assert "js/texts/zh-hans" in text
    assert page["Content-Language"] == "zh-hans"
    assert "Accept-Language" in page["Vary"]


@pytest.mark.parametrize("asked", ["en-GB", "xx", "*", ""])
def test_without_one_that_is_known_a_page_is_english(visitor: Client, asked: str) -> None:
    text = visitor.get("/", headers={"Accept-Language": asked}).content.decode()
    assert '<html lang="en">' in text
    assert "js/texts" not in text


def test_a_choice_counts_more_than_the_browser(visitor: Client) -> None:
    chosen = visitor.post("/language/", {"language": "zh-hans", "next": "/explore/"})
    assert chosen["Location"] == "/explore/"
    text = visitor.get("/explore/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="zh-hans">' in text


def test_a_page_that_is_not_there_says_so_in_the_language(visitor: Client) -> None:
    page = visitor.get("/nothing/", headers={"Accept-Language": "zh"})
    assert page.status_code == 404
    assert "没有这个页面" in page.content.decode()


def test_the_api_stays_english(visitor: Client) -> None:
    answer = visitor.get("/api/dashboards/nothing", headers={"Accept-Language": "zh"})
    assert answer.status_code == 404
    assert "Content-Language" not in answer
    assert answer.json()["error"].isascii()
