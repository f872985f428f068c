"""Variables: chosen in the bar, by pointer and keys, kept in the address, with what repeats."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.own import MAKE, Own
from tests.browser.panels import Panel
from tests.browser.tabs import OpenPage
from tests.browser.waiting import until

QUERY = {"series": 'var_cpu{host="$host"}', "label": "of {host}"}
BOARD: dict[str, Any] = {
    "slug": "servers",
    "title": "Servers",
    "start": "now-5m",
    "position": 95,
    "zone": "Asia/Kolkata",
    "variables": [
        {"name": "site", "label": "Site", "values": ["oslo", "rome"], "multi": True, "all": True},
        {
            "name": "host",
            "label": "Host",
            "tag": "host",
            "multi": True,
            "all": True,
            "series": 'var_cpu{site="$site"}',
        },
    ],
    "panels": [
        {"title": "All of $host", "kind": "line", "w": 12, "queries": [QUERY]},
        {
            "title": "$host",
            "kind": "line",
            "w": 6,
            "queries": [QUERY],
            "options": {"repeat": "host"},
        },
    ],
}


@pytest.fixture(scope="module")
def servers(own: Own) -> Own:
    for site, host in (("oslo", "web1"), ("oslo", "web2"), ("rome", 'db "1"')):
        own.series(series="var_cpu", tags={"site": site, "host": host})
    own.shell(MAKE.format(dashboards=json.dumps([BOARD])))
    return own


def titles(page: Page) -> list[str]:
    return page.locator("[data-panel-id] h2 span:first-child").all_inner_texts()


def becomes(page: Page, expected: list[str]) -> None:
    until(lambda: titles(page) == expected, f"the panels {expected}", page)


def test_values_are_chosen_and_panels_follow(page: Page, servers: Own) -> None:
    page.goto("/d/servers/")
    becomes(page, ["All of all", 'db "1"', "web1", "web2"])
    page.get_by_role("button", name="Host All").click()
    search = page.get_by_role("combobox", name="Search values of Host")
    expect(search).to_be_focused()
    search.fill("web")
    expect(page.get_by_role("option", name="db")).to_have_count(0)
    search.press("ArrowDown")
    search.press("Enter")
    becomes(page, ["All of web2", "web2"])
    assert page.url.endswith("?var-host=web2")
    page.get_by_role("option", name="web1").click()
    becomes(page, ["All of web2, web1", "web2", "web1"])
    assert page.url.endswith("?var-host=web2&var-host=web1")
    search.press("Escape")
    first = Panel(page, "All of web2, web1").ready()
    assert {curve.label for curve in first.curves} == {"of web1", "of web2"}
    # Others in the chain leave only what belongs to them.
    page.get_by_role("button", name="Site All").click()
    page.get_by_role("option", name="rome").click()
    becomes(page, ["All of all", 'db "1"'])
    page.go_back()
    becomes(page, ["All of web2, web1", "web2", "web1"])
    page.reload()
    becomes(page, ["All of web2, web1", "web2", "web1"])
    page.goto("/d/servers/?var-host=web1")
    becomes(page, ["All of web1", "web1"])


def test_a_new_value_appears_by_itself(page: Page, servers: Own) -> None:
    page.goto("/d/servers/?var-site=oslo")
    becomes(page, ["All of all", "web1", "web2"])
    servers.series(series="var_cpu", tags={"site": "oslo", "host": "web10"})
    becomes(page, ["All of all", "web1", "web2", "web10"])
    Panel(page, "web10").ready()


def test_the_bar_is_one_line_on_a_phone_and_values_are_a_sheet(
    open_page: OpenPage, servers: Own
) -> None:
    phone = open_page(
        base_url=servers.server.url, viewport={"width": 390, "height": 844}, has_touch=True
    )
    phone.goto("/d/servers/?var-site=rome")
    bar = phone.locator("#variables").bounding_box()
    assert bar and bar["height"] < 64
    phone.get_by_role("button", name="Host").tap()
    sheet = phone.locator(".variable-sheet:popover-open")
    expect(sheet).to_be_visible()

    def bottom() -> int:
        box = sheet.bounding_box()
        assert box and box["x"] == 0
        return round(box["y"] + box["height"])

    until(lambda: bottom() == 844, "the sheet to have come up", phone)
    for option in sheet.get_by_role("option").all():
        touched = option.bounding_box()
        assert touched and touched["height"] >= 44
