"""Light and dark: as the system says, or as was chosen."""

from playwright.sync_api import Page, expect

from tests.browser.ink import picture
from tests.browser.panels import Panel
from tests.browser.tabs import OpenPage
from tests.browser.waiting import until
from tests.server import Server

LIGHT, DARK = "rgb(247, 248, 250)", "rgb(15, 18, 22)"

# Notes the theme when the body begins: before that nothing can be painted.
NOTE = """
new MutationObserver((_, observer) => {
  if (!document.body) return;
  window.themeAtFirst = document.documentElement.dataset.theme ?? "system";
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


def background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def test_the_system_s_preference_decides(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/d/co2/")
    canvas = Panel(page, "Carbon dioxide in the air").ready().element.locator("canvas").first
    assert background(page) == LIGHT
    light = picture(canvas)
    page.emulate_media(color_scheme="dark")
    assert background(page) == DARK
    until(lambda: picture(canvas) != light, "the curve in its other colour", page)


def test_a_choice_is_kept_and_there_before_the_first_paint(
    open_page: OpenPage, demo: Server
) -> None:
    page = open_page(base_url=demo.url, locale="en-GB")
    page.add_init_script(NOTE)
    page.emulate_media(color_scheme="light")
    page.goto("/")
    assert page.evaluate("window.themeAtFirst") == "system"
    switch = page.get_by_role("button", name="Theme")
    for theme, colour in (("light", LIGHT), ("dark", DARK)):
        switch.click()
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        assert background(page) == colour
    page.goto("/d/co2/")
    assert page.evaluate("window.themeAtFirst") == "dark"
    assert background(page) == DARK
    switch.click()
    expect(switch).to_have_accessible_name("Theme: as the system")
    assert background(page) == LIGHT
