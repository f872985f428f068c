"""axe-core finds no violation of WCAG 2.1 A and AA, in either theme, on a laptop and a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import SETTLED, on_all_screens
from tests.browser.editor import Boards, Editor
from tests.browser.own import OwnSeries
from tests.browser.panels import Panel
from tests.browser.witness import Witness

PAGES = {
    "home": "/",
    "dashboard": "/d/machine/",
    "chart": '/explore/?series=machine_cpu{core!="total"}&start=now-5m',
    "explore": "/explore/",
    "sources": "/sources/",
    "gallery": "/gallery/",
    "embedded": "/examples/embed/",
    "polling": "/examples/polling/",
    "login": "/accounts/login/",
    "missing": "/nothing/",
}
FOR_EDITORS = {
    "sources": "/sources/",
    "series": "/series/1/",
    "collectors": "/collectors/",
    "kinds of collectors": "/collectors/new/",
    "collector": "/collectors/new/?kind=prometheus",
    "preferences": "/accounts/preferences/",
    "playlists": "/playlists/",
    "import": "/dashboards/import/",
    "import of readings": "/import/",
    "versions": "/d/machine/versions/",
    "files": "/dashboards/files/",
    "readings": "/admin/timeseries/series/1/readings/",
    "reading": "/admin/timeseries/series/1/readings/add/",
    "retention": "/admin/timeseries/retention/add/",
}
# What opens over a dashboard, by the key or the button that opens it.
OPENED = {"range": "t", "keys": "?", "account": "#account", "menu": "#menu"}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_anybody_can_use_a_page(page: Page, witness: Witness, path: str) -> None:
    # The page that is not there.
    witness.expect(r"404 \(Not Found\) \(http://[^/]*/nothing/\)")
    page.goto(path)
    assert on_all_screens(page) == {}


@pytest.mark.parametrize("path", FOR_EDITORS.values(), ids=FOR_EDITORS)
def test_anybody_can_use_a_page_for_editors(editor: Page, path: str) -> None:
    editor.goto(path)
    assert on_all_screens(editor) == {}


@pytest.mark.parametrize("opener", OPENED.values(), ids=OPENED)
def test_anybody_can_use_what_opens_over_a_page(page: Page, opener: str) -> None:
    page.goto("/d/co2/")
    page.wait_for_function(SETTLED)
    if opener.startswith("#"):
        page.evaluate("selector => document.querySelector(selector).showPopover()", opener)
    else:
        page.keyboard.press(opener)
    page.locator(":popover-open").wait_for()
    assert on_all_screens(page) == {}


def test_anybody_can_edit_a_panel_and_the_settings(editor: Page, boards: Boards) -> None:
    panel = {"title": "Load", "kind": "line", "queries": [{"series": "machine_load"}]}
    boards("POST", "", {"title": "Loft", "panels": [panel]})
    editor.goto("/d/loft/?edit")
    editing = Editor(editor).ready()
    editing.button("Settings of the dashboard").click()
    editor.get_by_role("dialog", name="Settings").wait_for()
    assert on_all_screens(editor) == {}
    editor.keyboard.press("Escape")
    editor.locator(".grid-stack-item").focus()
    editor.keyboard.press("Enter")
    expect(editing.form).to_be_visible()
    editing.form.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    assert on_all_screens(editor) == {}


def test_anybody_can_fill_a_playlist(editor: Page) -> None:
    editor.goto("/playlists/")
    editor.get_by_label("New playlist").fill("Loft")
    editor.get_by_role("button", name="Add").click()
    editor.get_by_label("Another dashboard").select_option("co2")
    editor.get_by_role("button", name="Add").click()
    assert on_all_screens(editor) == {}
    editor.get_by_role("button", name="Delete the playlist").click()


def test_a_report_can_be_read_by_anybody(page: Page) -> None:
    page.goto("/d/co2/")
    page.wait_for_function(SETTLED)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert on_all_screens(page) == {}
    page.emulate_media(media="null")


def test_the_focus_goes_back_to_what_has_opened_something(editor: Page) -> None:
    def returns(button: str, *within: str) -> None:
        opener = editor.locator(button).first
        opener.click()
        for name in within:
            editor.locator(":popover-open").get_by_role("button", name=name).click()
        expect(editor.locator("dialog[open], :popover-open").first).to_be_visible()
        editor.keyboard.press("Escape")
        expect(editor.locator("dialog[open], :popover-open")).to_have_count(0)
        expect(opener).to_be_focused()

    editor.goto("/")
    returns("#new")
    returns('[aria-label="Menu of This machine"]')
    returns('[aria-label="Menu of This machine"]', "Rename")
    editor.goto("/d/co2/")
    Panel(editor, "Carbon dioxide in the air").ready().point_at(0.5)
    returns("#range")
    returns('.bar [aria-label="Account"]')
    returns('.bar [aria-label="Account"]', "Keys")
    returns('[aria-label="Menu of Carbon dioxide in the air"]', "Data table")


LOOKS = """
(elements) => elements.map((element) => {
  const style = getComputedStyle(element);
  return [style.backgroundColor, style.borderTopColor, parseFloat(style.borderTopWidth)];
})
"""


def test_where_the_system_sets_the_colours_nothing_is_told_by_one_that_is_gone(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.goto("/explore/?series=machine_load&start=now-5m&search=machine")
    Panel(page).ready()

    def looks(selector: str) -> list[tuple[str, str, float]]:
        return [tuple(one) for one in page.locator(selector).evaluate_all(LOOKS)]

    swatches = {colour for _, colour, _ in looks(".legend .swatch")}
    assert len(swatches) == 3
    [chosen] = {paper for paper, _, _ in looks('.row[aria-pressed="true"]')}
    [other] = {paper for paper, _, _ in looks('.row[aria-pressed="false"]')}
    assert chosen != other
    for paper, edge, width in looks(".view-tools .button"):
        assert edge != paper
        assert width > 0
    page.emulate_media(forced_colors="null")


def test_each_chart_says_what_it_shows(page: Page, boards: Boards, series: OwnSeries) -> None:
    kinds = {"line": "Line", "area": "Area", "bar": "Bars", "stat": "Figure"}
    titles = {**kinds, "gauge": "Gauge"}
    panels = [
        {"title": kind, "kind": kind, "y": 4 * at, "queries": [{"series": series.name}]}
        for at, kind in enumerate(titles)
    ]
    boards("POST", "", {"title": "Said", "start": "now-5m", "panels": panels})
    page.goto("/d/said/")
    for kind, title in kinds.items():
        said = f"{kind}: {title} of 1 series, .+ to .+: lowest .+, highest .+, last (5[89]|60).*"
        expect(Panel(page, kind).ready().plot).to_have_attribute("aria-label", re.compile(said))
    gauge = Panel(page, "gauge").ready().plot
    expect(gauge).to_have_attribute("aria-label", "gauge: Gauge of 1 series. Newest: 60.")
