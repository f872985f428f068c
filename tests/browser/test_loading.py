"""While a page loads nothing on it jumps."""

from playwright.sync_api import Page, expect

from tests.browser.editor import Boards, Editor
from tests.browser.own import Own
from tests.browser.panels import Panel

# What browsers call good is 0.1; a line of text that moves a page is 0.02.
LITTLE = 0.01
SHIFTS = """
() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) sum += hadRecentInput ? 0 : value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 200);
})
"""


def shifted(page: Page) -> float:
    """How far the page has jumped since it was opened, as Chromium measures it."""
    sum_of_shifts: float = page.evaluate(SHIFTS)
    return sum_of_shifts


def test_the_first_page_has_room_for_folders_and_tags(editor: Page, boards: Boards) -> None:
    boards("POST", "", {"title": "Attic", "folder": "House", "tags": ["warm"]})
    editor.goto("/")
    expect(editor.locator(".filter")).to_have_count(2)
    assert shifted(editor) < LITTLE


def test_a_page_that_is_edited_has_room_for_its_bar(editor: Page, boards: Boards) -> None:
    series = {"series": "machine_load"}
    panel = {"title": "Load", "kind": "line", "w": 12, "h": 8, "queries": [series]}
    boards("POST", "", {"title": "Attic", "panels": [panel]})
    editor.goto("/d/attic/?edit")
    Editor(editor).ready()
    Panel(editor).ready()
    assert shifted(editor) < LITTLE


def test_the_page_of_sources_has_room_for_what_arrives(page: Page, own: Own) -> None:
    own.series()
    page.goto("/sources/")
    expect(page.locator("#arriving tbody tr").first).to_be_visible()
    expect(page.locator("#incoming")).to_be_visible()
    # There is room for one sender; each of the others takes a line.
    assert shifted(page) < 5 * LITTLE
