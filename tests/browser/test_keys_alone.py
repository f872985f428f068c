"""A dashboard from nothing to a value along its curve, without a mouse."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.editor import Boards, Editor
from tests.browser.own import Own
from tests.browser.panels import Panel

# More than any page here has.
STEPS = 60
FEW = 5
VALUE = re.compile(r"([\d.]+) °C")
NAME = "() => document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()"


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Go on from one thing to the next until the one of this name has the focus."""
    for _ in range(STEPS):
        page.keyboard.press(key)
        if page.evaluate(NAME) == name:
            return
    raise AssertionError(f"{name} is not reached by {key}.")


def add(editing: Editor, series: str) -> None:
    """A panel of a series; the focus is on its place afterwards."""
    page = editing.page
    page.keyboard.press("a")
    expect(editing.form.get_by_role("combobox", name="Series")).to_be_focused()
    page.keyboard.type(series)
    Panel(page).expect_state("ready")
    # It closes the list of suggestions, then the form.
    while editing.form.is_visible():
        page.keyboard.press("Escape")
        page.wait_for_timeout(50)
    expect(page.locator(".grid-stack-item:focus")).to_have_count(1)


def test_a_dashboard_is_made_moved_published_and_read_by_keys_alone(
    editor: Page, boards: Boards, own: Own
) -> None:
    one, other = (own.series(series=f"keys_{name}", unit="°C") for name in ("in", "out"))
    editor.goto("/")
    tab_to(editor, "New dashboard")
    editor.keyboard.press("Enter")
    editor.keyboard.type("By keys")
    editor.keyboard.press("Enter")
    editing = Editor(editor).ready()
    for series in (one, other):
        add(editing, series.name)
    # The second stands beside the first, and goes below it.
    for key in ("ArrowDown",) * 4 + ("ArrowLeft",) * 6:
        editor.keyboard.press(key)
    expect(editor.get_by_role("status").filter(has_text="Column 1, row 5")).to_have_count(1)
    editing.saved()
    tab_to(editor, "Publish", "Shift+Tab")
    editor.keyboard.press("Enter")
    expect(editing.bar).to_be_hidden()
    panels = boards("GET", "/by-keys")["panels"]
    places = {panel["queries"][0]["series"]: (panel["x"], panel["y"]) for panel in panels}
    assert places == {one.name: (0, 0), other.name: (0, 4)}

    panel = Panel(editor, at=0).ready()
    said = panel.element.locator(".plot + .unseen")
    editor.keyboard.press("t")
    tab_to(editor, "Last 5 minutes")
    editor.keyboard.press("Enter")
    panel.ready()
    while not panel.plot.evaluate("plot => plot === document.activeElement"):
        editor.keyboard.press("Tab")
    expect(said).to_have_attribute("aria-live", "polite")
    editor.keyboard.press("End")
    # Its readings are 1 to 60, a second apart, up to some seconds ago.
    values: list[float] = []
    for _ in range(4 * STEPS):
        value = step_back(editor, said)
        values += [] if value is None else [value]
        if len(set(values)) == FEW:
            break
    assert 55 <= values[0] <= 60
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == FEW


def step_back(page: Page, said: Locator) -> float | None:
    """One step to the left along a curve, and the value that is announced there."""
    page.keyboard.press("ArrowLeft")
    found = VALUE.search(said.inner_text())
    return float(found[1]) if found else None


def test_the_list_of_keys_is_of_what_they_do_now(editor: Page, boards: Boards, own: Own) -> None:
    panel = {"title": "Load", "kind": "line", "queries": [{"series": own.series().name}]}
    boards("POST", "", {"title": "Listed", "panels": [panel]})
    editor.goto("/d/listed/")
    Panel(editor).ready()
    listed = editor.locator(".keys")

    def meaning(key: str) -> Locator:
        name = editor.locator("dt").filter(has=editor.get_by_text(key, exact=True))
        return listed.locator(name).locator("xpath=following-sibling::dd[1]")

    editor.keyboard.press("?")
    expect(meaning("d")).to_have_text("Dashboards")
    expect(meaning("Shift P")).to_have_count(0)
    editor.keyboard.press("Escape")
    editor.keyboard.press("e")
    editing = Editor(editor).ready()
    editor.keyboard.press("?")
    # All of them are seen on a laptop, whose keys would scroll the page.
    assert listed.locator("..").evaluate("one => one.scrollHeight <= one.clientHeight")
    expect(meaning("d")).to_have_text("Duplicate the panel that has the focus")
    for key in ("Ctrl Z", "Ctrl Shift Z", "Delete", "Shift P", ",", "v", "n", "l"):
        expect(meaning(key)).to_have_count(1)
    editor.keyboard.press("Escape")
    editor.keyboard.press(",")
    expect(editor.get_by_role("dialog", name="Settings")).to_be_visible()
    editor.keyboard.press("Escape")
    expect(editor.get_by_role("dialog")).to_have_count(0)
    expect(editor.locator("dialog[open]")).to_have_count(0)
    Panel(editor).ready()
    editor.keyboard.press("n")
    expect(editor.get_by_role("dialog", name="Data of Load")).to_be_visible()
    editor.keyboard.press("Escape")
    editor.locator(".grid-stack-item .plot").focus()
    editor.keyboard.press("d")
    expect(editor.locator(".grid-stack-item")).to_have_count(2)
    editing.saved()
    editor.keyboard.press("P")
    expect(editing.bar).to_be_hidden()
    assert len(boards("GET", "/listed")["panels"]) == 2
    editor.keyboard.press("v")
    editor.wait_for_url("**/d/listed/versions/")
    theme = editor.locator("html").get_attribute("data-theme")
    editor.keyboard.press("l")
    expect(editor.locator("html")).not_to_have_attribute("data-theme", theme or "")
