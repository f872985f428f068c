"""Everything can be reached and done without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.panels import Panel
from tests.browser.waiting import until

FOCUSED = """
() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const name = element.getAttribute("aria-label") ?? element.textContent.trim();
  return [name, element.id, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0];
}
"""


@pytest.fixture
def co2(page: Page) -> Page:
    page.goto("/d/co2/")
    Panel(page, "Carbon dioxide in the air").ready()
    return page


def test_tab_goes_from_the_bar_to_the_panels_and_is_always_seen(co2: Page) -> None:
    order = ["Skip to the content", "Dashboards", "Explore", "Sources", "range", "live"]
    order += ["Menu of Carbon dioxide in the air", "Carbon dioxide in the air"]
    names: list[str] = []
    while order[-1] not in names:
        co2.keyboard.press("Tab")
        name, identity, visible = co2.evaluate(FOCUSED)
        assert visible, f"{name} shows no focus"
        # A plot says what it shows after its title.
        names.append(identity or name.split(":")[0])
    assert [name for name in names if name in order] == order


def test_a_question_mark_opens_the_list_of_keys(co2: Page) -> None:
    keys = co2.locator(".dialog", has=co2.get_by_role("heading", name="Keys"))
    expect(keys).to_be_hidden()
    co2.keyboard.press("?")
    expect(keys).to_be_visible()
    for key in ("p", "t", "z", "?"):
        expect(keys.locator("kbd").get_by_text(key, exact=True)).to_be_visible()
    co2.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_the_range_is_chosen_by_keys_alone(co2: Page) -> None:
    panel = Panel(co2, "Carbon dioxide in the air")
    co2.keyboard.press("t")
    expect(co2.locator(".range-sheet")).to_be_visible()
    co2.keyboard.press("Tab")
    expect(co2.get_by_role("button", name="Last 5 minutes")).to_be_focused()
    for _ in range(8):
        co2.keyboard.press("Tab")
    expect(co2.get_by_role("button", name="All time")).to_be_focused()
    co2.keyboard.press("Enter")
    expect(co2.locator("#range .range-label")).to_have_text("All time")
    panel.ready()


def test_a_plot_zooms_in_and_back_by_keys(co2: Page) -> None:
    panel = Panel(co2, "Carbon dioxide in the air")
    span = panel.span
    panel.plot.focus()
    for key in ("Home", "ArrowRight", "Enter"):
        co2.keyboard.press(key)
    until(lambda: panel.span != span, "the narrower range", co2)
    assert panel.span[0] == span[0]
    co2.keyboard.press("z")
    until(lambda: panel.span == span, "the range before", co2)


def test_a_key_opens_the_menu_of_what_has_the_focus_and_arrows_lead_through_it(co2: Page) -> None:
    co2.keyboard.press("m")
    board = co2.locator("#board-menu")
    entries = board.locator(".menu-item")
    expect(entries.first).to_be_focused()
    co2.keyboard.press("ArrowDown")
    expect(entries.nth(1)).to_be_focused()
    co2.keyboard.press("ArrowUp")
    co2.keyboard.press("ArrowUp")
    expect(entries.last).to_be_focused()
    co2.keyboard.press("Escape")
    expect(board).to_be_hidden()
    panel = Panel(co2, "Carbon dioxide in the air")
    panel.plot.focus()
    co2.keyboard.press("m")
    expect(panel.element.get_by_role("button", name="Full screen")).to_be_focused()
    co2.keyboard.press("Escape")
    expect(panel.element.get_by_role("button", name="Menu of")).to_be_focused()


def test_keys_lead_to_every_page_and_to_the_search(co2: Page) -> None:
    co2.keyboard.press("x")
    co2.wait_for_url("**/explore/")
    expect(co2.locator("#count")).to_contain_text("series")
    co2.keyboard.press("/")
    expect(co2.locator("#search")).to_be_focused()
    co2.keyboard.type("d?")
    expect(co2.locator("#search")).to_have_value("d?")
    assert co2.url.endswith("/explore/")
    co2.keyboard.press("Escape")
    co2.locator("#search").blur()
    co2.keyboard.press("c")
    co2.wait_for_url("**/collectors/")
