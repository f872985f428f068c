"""Dashboards on a wall: without the bar, one after another, and on paper."""

from playwright.sync_api import Page, expect

from tests.browser.accounts import log_in
from tests.server import Server

# How few frames of the stage were shown at any moment, as the page saw it.
WATCH = """
() => {
  window.fewest = Infinity;
  const look = () => {
    window.fewest = Math.min(window.fewest, document.querySelectorAll("[data-shown]").length);
    requestAnimationFrame(look);
  };
  look();
}
"""


def test_a_key_leaves_nothing_but_the_panels_and_esc_brings_all_back(page: Page) -> None:
    page.goto("/d/co2/?start=all")
    bar = page.locator(".bar")
    expect(bar).to_be_visible()
    page.keyboard.press("k")
    expect(bar).to_be_hidden()
    page.reload()
    expect(page.locator("[data-panel-id]").first).to_be_visible()
    expect(bar).to_be_hidden()
    page.keyboard.press("Escape")
    expect(bar).to_be_visible()
    assert "kiosk" not in page.url
    assert "start=all" in page.url


def test_a_playlist_is_made_and_plays_without_a_gap(page: Page, demo: Server) -> None:
    page.goto("/accounts/login/?next=/playlists/")
    log_in(page, demo)
    page.get_by_label("New playlist").fill("Hall")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_label("Another dashboard")).to_be_visible()
    page.evaluate("window.kept = true")
    for title in ("CO₂ at Mauna Loa", "Sunspots"):
        page.get_by_label("Another dashboard").select_option(label=title)
        page.get_by_label("Seconds").last.fill("5")
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_label("Dashboard", exact=True).last).to_have_value(
            page.locator(f'option:text-is("{title}")').last.get_attribute("value") or ""
        )
    # The page was not loaded anew.
    assert page.evaluate("window.kept")
    page.get_by_role("link", name="Play", exact=True).click()
    shown = page.locator("#shown")
    expect(shown).to_have_text("CO₂ at Mauna Loa")
    page.evaluate(WATCH)
    frame = page.frame_locator("[data-shown]")
    expect(frame.locator("[data-panel-id]").first).to_have_attribute("data-state", "ready")
    expect(frame.locator(".bar")).to_be_hidden()
    expect(shown).to_have_text("Sunspots")
    page.keyboard.press("ArrowLeft")
    expect(shown).to_have_text("CO₂ at Mauna Loa")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pause")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("iframe")).to_have_count(1)
    assert page.evaluate("window.fewest") == 1
    page.keyboard.press("Escape")
    page.wait_for_url("**/playlists/")


def test_a_dashboard_is_printed_with_its_range(page: Page, demo: Server) -> None:
    page.goto("/d/sunspots/?start=1900-01-01&end=1950-01-01")
    expect(page.locator("[data-panel-id]").first).to_have_attribute("data-state", "ready")
    page.get_by_role("button", name="Dashboard: files and versions").click()
    link = page.locator("#board-menu").get_by_role("link", name="PDF")
    link.evaluate("link => link.addEventListener('click', (event) => event.preventDefault())")
    link.click()
    address = link.get_attribute("href")
    assert address == f"{demo.url}/d/sunspots/report.pdf?start=1900-01-01&end=1950-01-01"
    printed = page.request.get(address, timeout=60_000)
    assert printed.status == 200, printed.text()
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.body().startswith(b"%PDF")
    assert len(printed.body()) > 20_000
