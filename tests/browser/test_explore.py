"""Explore: find any series, choose some, see them."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.editor import Boards
from tests.browser.ink import inked
from tests.browser.own import Own
from tests.browser.panels import Panel
from tests.browser.waiting import until


@pytest.fixture
def explore(page: Page) -> Page:
    page.goto("/explore/")
    expect(page.locator("#rows .row").first).to_be_visible()
    return page


def row(page: Page, name: str, facts: str = "") -> Locator:
    named = page.locator("#rows .row").filter(has=page.get_by_text(name, exact=True))
    return named.filter(has_text=facts)


def search(page: Page, text: str) -> None:
    page.locator("#search").press_sequentially(text)


def test_the_list_narrows_while_typing_and_shows_small_curves(explore: Page) -> None:
    search(explore, "seattle_temp")
    expect(explore.locator("#count")).to_have_text("3 series")
    expect(explore.locator("#rows .row")).to_have_count(3)
    explore.locator("#search").fill("no such series")
    expect(explore.locator("#count")).to_have_text("No series found")
    expect(explore.locator("#rows .row")).to_have_count(0)
    # Tags are searched too.
    explore.locator("#search").fill("15m")
    expect(row(explore, "machine_load", "period 15m")).to_be_visible()
    explore.locator("#search").fill("mauna")
    mauna = row(explore, "CO₂ at Mauna Loa")
    expect(mauna.locator(".row-value")).to_have_text("371.5 ppm")
    assert inked(mauna.locator("canvas")) > 50


def test_a_click_draws_the_series_and_the_address_keeps_it(explore: Page) -> None:
    expect(explore.locator("#range")).to_be_hidden()
    search(explore, "machine_memory")
    row(explore, "machine_memory").click()
    panel = Panel(explore).ready()
    assert panel.curve.key == "machine_memory"
    assert inked(panel.element.locator("canvas").first) > 200
    assert re.search(r"\?series=\d+$", explore.url)
    explore.reload()
    assert panel.ready().curve.key == "machine_memory"


def test_series_of_one_unit_share_a_panel_and_others_have_their_own(page: Page, own: Own) -> None:
    one, two, other = (own.series(unit=unit) for unit in ("V", "V", "A"))
    page.goto("/explore/?start=now-5m")
    for series in (one, two, other):
        page.locator("#search").fill(series.name)
        row(page, series.name).click()
    expect(page.locator("[data-panel-id]")).to_have_count(2)
    volts, amperes = Panel(page, at=0).ready(), Panel(page, at=1).ready()
    assert [curve.id for curve in volts.curves] == [one.id, two.id]
    assert [curve.id for curve in amperes.curves] == [other.id]
    expect(page.locator("#chips .chip")).to_have_count(3)
    assert f"series={one.id}&series={two.id}&series={other.id}" in page.url


def test_a_chosen_series_can_be_taken_away(page: Page, own: Own) -> None:
    one, two = own.series(), own.series()
    page.goto(f"/explore/?series={one.id}&series={two.id}&start=now-5m")
    panel = Panel(page).ready()
    until(lambda: len(panel.curves) == 2, "two curves", page)
    page.get_by_role("button", name=f"Remove {one.name}").click()
    expect(page.locator("#chips .chip")).to_have_count(1)
    assert [curve.id for curve in Panel(page).ready().curves] == [two.id]
    assert f"series={one.id}" not in page.url


def test_an_aggregate_is_asked_of_the_server_and_kept_in_the_address(page: Page, own: Own) -> None:
    series = own.series()
    page.goto(f"/explore/?series={series.id}&start={series.began:.0f}&end=now")
    Panel(page).ready()
    page.locator("#agg").select_option("count")
    until(lambda: "agg=count" in page.url, "the address", page)
    counted = Panel(page).ready().curve
    assert sum(value for _, value in counted.points if value) == 60
    # The download has all readings, whatever is shown.
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = download.value.path().read_text().splitlines()
    assert len(rows) == 61


def test_one_of_several_of_a_name_says_what_tells_it_from_them(page: Page, own: Own) -> None:
    north, _ = (own.series(series="twin", tags={"side": side}) for side in ("north", "south"))
    page.goto(f"/explore/?series={north.id}&start=now-5m")
    title = Panel(page).ready().element.locator("h2")
    told = re.compile(r"^twin \d+ north$")
    expect(title.locator("span").first).to_have_text(told)
    expect(page.locator("#chips a")).to_have_text(told)


def test_a_counter_is_drawn_as_its_rate_and_added_as_it_is_shown(
    editor: Page, own: Own, boards: Boards
) -> None:
    series = own.series(unit="req")
    own.shell(
        "from timeseries.models import Series\n"
        f"Series.objects.filter(pk={series.id}).update(semantics='counter')"
    )
    editor.goto(f"/explore/?series={series.id}&start=now-5m")
    drawn = Panel(editor).ready()
    expect(drawn.value).to_contain_text("req/s")
    assert {value for _, value in drawn.curve.readings} == {1}
    editor.get_by_role("button", name="Add to another dashboard").click()
    box = editor.get_by_role("dialog")
    box.get_by_label("Dashboard").select_option("")
    box.get_by_label("Title").fill("Requests")
    box.get_by_role("button", name="Add", exact=True).click()
    editor.get_by_role("link", name="Open Requests").click()
    editor.wait_for_url("**/d/requests/**")
    assert boards("GET", "/requests")["panels"][0]["queries"][0].keys() == {"series"}
    added = Panel(editor).ready()
    expect(added.value).to_contain_text("req/s")
    assert {value for _, value in added.curve.readings} == {1}


def test_the_readings_of_a_counter_are_drawn_where_that_is_chosen(page: Page, own: Own) -> None:
    series = own.series(unit="req")
    page.goto(f"/explore/?series={series.id}&start=now-5m&agg=m4")
    assert len(Panel(page).ready().curve.readings) == 60
    page.locator("#agg").select_option("")
    until(lambda: "agg=" not in page.url, "the address", page)
