"""Names, tags and units come from anywhere: they are text on every page, never HTML."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.own import HOSTILE, Own, OwnSeries
from tests.browser.panels import Panel

ACTIVE = 'img[src="x"], [onerror]'


@pytest.fixture(scope="module")
def hostile(own: Own) -> list[OwnSeries]:
    return [
        own.series(series=HOSTILE, unit=HOSTILE, tags={"tag": HOSTILE, "which": which})
        for which in ("one", "two")
    ]


@pytest.fixture
def alerts(page: Page) -> Iterator[list[str]]:
    """What scripts of a name's own would say."""
    said: list[str] = []

    def note(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    yield said
    page.remove_listener("dialog", note)


def test_explore_shows_them_as_text(
    page: Page, hostile: list[OwnSeries], alerts: list[str]
) -> None:
    one, two = hostile
    page.goto(f"/explore/?series={one.id}&series={two.id}&start=now-5m&search=onerror")
    panel = Panel(page).ready()
    panel.point_at(0.9)
    expect(panel.readout).to_contain_text(HOSTILE)
    expect(panel.element.locator("h2")).to_contain_text(HOSTILE)
    for row in page.locator("#rows .row").all():
        expect(row.locator(".row-name")).to_have_text(HOSTILE)
        expect(row.locator(".row-facts")).to_contain_text(f"tag {HOSTILE}")
    expect(page.locator("#rows .row")).to_have_count(2)
    expect(page.locator(ACTIVE)).to_have_count(0)
    assert alerts == []


def test_panels_of_every_kind_show_them_as_text(
    page: Page, hostile: list[OwnSeries], alerts: list[str]
) -> None:
    page.goto("/d/hostile/")
    expect(page.locator('[data-panel-id][data-state="ready"]')).to_have_count(5)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    line = Panel(page, at=0)
    expect(line.element.locator(".legend-name").first).to_contain_text(HOSTILE)
    line.point_at(0.9)
    expect(line.readout).to_contain_text(HOSTILE)
    line.element.get_by_role("button", name="Menu of").click()
    expect(line.element.get_by_role("link", name="Explore these series")).to_be_visible()
    expect(page.locator(ACTIVE)).to_have_count(0)
    assert alerts == []


def test_home_and_sources_show_them_as_text(
    page: Page, hostile: list[OwnSeries], alerts: list[str]
) -> None:
    hostile[0].add((hostile[0].began + 61_000, 1))
    page.goto("/")
    expect(page.locator('[data-slug="hostile"] .card-title')).to_have_text(HOSTILE)
    expect(page.locator(ACTIVE)).to_have_count(0)
    page.goto("/sources/")
    expect(page.locator("#arriving")).to_contain_text(HOSTILE)
    expect(page.locator(ACTIVE)).to_have_count(0)
    assert alerts == []
