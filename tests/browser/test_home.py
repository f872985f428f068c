"""Home: every dashboard as a card with its small curve."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.ink import inked, picture
from tests.browser.panels import Panel
from tests.browser.waiting import until

DEMO = ["This machine", "CO₂ at Mauna Loa", "Seattle weather", "Seattle by the hour", "Sunspots"]


@pytest.fixture
def home(page: Page) -> Page:
    page.goto("/")
    return page


def curves(home: Page) -> list[int]:
    """How much is drawn on each of the demo's cards."""
    cards = home.locator(".card")
    return [inked(cards.filter(has_text=title).locator("canvas")) for title in DEMO]


def test_every_dashboard_has_a_card_with_a_drawn_curve(home: Page) -> None:
    assert home.locator(".card-title").all_inner_texts()[:5] == DEMO
    until(lambda: min(curves(home)) > 100, "a curve in every card", home)
    expect(home.locator('[data-slug="machine"] .card-fresh')).to_have_text("now")
    expect(home.locator('[data-slug="sunspots"] .card-fresh')).to_contain_text("y ago")
    canvas = home.locator('[data-slug="machine"] canvas')
    before = picture(canvas)
    until(lambda: picture(canvas) != before, "a move", home)


def test_the_search_filters_while_typing(home: Page) -> None:
    home.locator("#search").press_sequentially("seattle")
    expect(home.locator(".card:visible")).to_have_count(2)
    home.locator("#search").press_sequentially(" hour")
    expect(home.locator(".card:visible")).to_have_count(1)
    home.locator("#search").fill("nothing of the kind")
    expect(home.locator("#none")).to_be_visible()
    home.locator("#search").fill("")
    expect(home.locator("#none")).to_be_hidden()


def test_a_card_opens_its_dashboard(home: Page) -> None:
    home.locator(".card").filter(has_text="Sunspots").click()
    home.wait_for_url("**/d/sunspots/")
    Panel(home, "Sunspots").ready()
    home.go_back()
    expect(home.locator(".card-title").first).to_have_text("This machine")
