"""Dashboards made, found, starred, moved and deleted on the first page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.editor import Boards, Editor
from tests.browser.own import Own
from tests.browser.panels import Panel

MAKE = """
from charts.models import Dashboard
Dashboard.objects.bulk_create(
    Dashboard(slug=f"number-{n}", title=f"Number {n}", folder=f"Row {n % 10}") for n in range(200)
)
"""
DELETE = """
from charts.models import Dashboard
Dashboard.objects.filter(slug__startswith="number-").delete()
"""


def card(page: Page, title: str) -> Locator:
    named = page.locator(f'.card-title[title="{title}"]')
    return page.locator(".cards li").filter(has=named)


def choose(page: Page, title: str, action: str) -> None:
    """From the menu of a card."""
    card(page, title).get_by_role("button", name="Menu of").click()
    card(page, title).get_by_role("button", name=action).click()


def is_kept(page: Page) -> None:
    """It is still the page that was loaded."""
    assert page.evaluate("window.kept") is True


def test_a_dashboard_is_made_from_nothing_and_looked_after(editor: Page, boards: Boards) -> None:
    editor.goto("/")
    editor.get_by_role("button", name="New dashboard").click()
    box = editor.get_by_role("dialog", name="New dashboard")
    box.get_by_role("button", name="Make it").click()
    expect(box.locator('[data-at="title"] .field-error')).to_contain_text("needs a title")
    box.get_by_label("Title").fill("Attic")
    box.get_by_role("button", name="Make it").click()
    editing = Editor(editor).ready()
    for kind, series in (
        ("line", "machine_load"),
        ("gauge", 'machine_cpu{core="total"}'),
        ("table", 'machine_cpu{core!="total"}'),
        ("bar", "machine_load"),
        ("text", ""),
    ):
        editing.add(f"As {kind}", kind, *filter(None, [series]))
    editing.publish()
    for kind in ("line", "gauge", "table", "bar"):
        Panel(editor, f"As {kind}").ready()
    editor.goto("/")
    editor.evaluate("window.kept = true")
    choose(editor, "Attic", "Duplicate")
    expect(card(editor, "Attic (copy)")).to_be_visible()
    card(editor, "Attic (copy)").get_by_role("button", name="Star Attic").click()
    starred = editor.get_by_role("region", name="Starred")
    expect(starred.locator(".card-title")).to_have_text(["Attic (copy)"])
    choose(editor, "Attic (copy)", "Rename")
    editor.get_by_label("Title").fill("Roof")
    editor.keyboard.press("Enter")
    expect(card(editor, "Roof")).to_be_visible()
    choose(editor, "Attic", "Folder and tags")
    editor.get_by_role("combobox", name="Folder").fill("House/Top")
    editor.get_by_role("textbox", name="Tags").fill("wood")
    editor.get_by_role("button", name="Move").click()
    expect(editor.get_by_role("region", name="House/Top").locator(".card")).to_have_count(1)
    editor.locator('[data-filter="tag wood"]').click()
    expect(editor.locator(".card:visible")).to_have_count(1)
    editor.locator('[data-filter="tag wood"]').click()
    choose(editor, "Roof", "Delete")
    editor.get_by_role("button", name="Delete the dashboard").click()
    expect(card(editor, "Roof")).to_have_count(0)
    is_kept(editor)
    kinds = sorted(panel["kind"] for panel in boards("GET", "/attic")["panels"])
    assert kinds == ["bar", "gauge", "line", "table", "text"]


@pytest.fixture
def two_hundred(own: Own) -> Iterator[None]:
    """So many more dashboards, in ten folders: by the API they would take most of the test."""
    own.shell(MAKE)
    yield
    own.shell(DELETE)


@pytest.mark.usefixtures("two_hundred")
def test_two_hundred_dashboards_are_searched_while_typing(editor: Page) -> None:
    editor.goto("/")
    editor.locator("#search").press_sequentially("number 17")
    # 17, 117, 170 to 179, and the number of sunspots since 1700.
    expect(editor.locator(".card:visible")).to_have_count(13)
    assert editor.url.endswith("?search=number+17")
    editor.reload()
    expect(editor.locator(".card:visible")).to_have_count(13)
