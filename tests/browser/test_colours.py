"""The colour of each curve, chosen in the editor of its panel."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.editor import Boards, Editor
from tests.browser.panels import Panel
from tests.browser.waiting import until

CORES = 'machine_cpu{core!="total"}'
FIFTH = "rgb(193, 58, 9)"
INK = "(swatch) => getComputedStyle(swatch).color"


def colour_of(legend: Locator, name: str) -> Any:
    swatch = legend.get_by_role("button", name=name, exact=True).locator(".swatch")
    return swatch.evaluate(INK)


def test_the_second_curve_of_a_selector_gets_a_colour_that_it_keeps(
    editor: Page, boards: Boards
) -> None:
    panels = [{"title": "Cores", "kind": "line", "queries": [{"series": CORES}]}]
    boards("POST", "", {"title": "Attic", "panels": panels})
    editor.goto("/d/attic/?edit")
    editing = Editor(editor).ready()
    editor.get_by_role("button", name="Edit this panel").click()
    curves = editing.form.locator(".curve-colour")
    second = curves.nth(1)
    name = second.locator(".curve-name").inner_text()
    before = curves.first.locator(".colour-dot").evaluate(INK)
    second.focus()
    editor.keyboard.press("Enter")
    palette = editor.get_by_role("group", name=f"Colour of {name}", exact=True)
    expect(palette.get_by_role("button", name="By itself")).to_be_focused()
    palette.get_by_role("button", name="Colour 5", exact=True).click()
    expect(second).to_be_focused()
    expect(palette).to_be_hidden()
    dot = second.locator(".colour-dot")
    until(lambda: dot.evaluate(INK) == FIFTH, "the new colour", editor)
    legend = editor.locator(".preview .legend")
    until(lambda: colour_of(legend, name) == FIFTH, "the new colour in the legend", editor)
    editor.keyboard.press("ControlOrMeta+z")
    until(lambda: dot.evaluate(INK) != FIFTH, "the colour of before", editor)
    editor.keyboard.press("ControlOrMeta+Shift+z")
    until(lambda: dot.evaluate(INK) == FIFTH, "the new colour again", editor)
    editing.saved()
    editor.get_by_role("button", name="Done").click()
    editing.publish()
    editor.goto("/d/attic/")
    panel = Panel(editor, "Cores").ready()
    legend = panel.element.locator(".legend")
    assert colour_of(legend, name) == FIFTH
    [first] = [one for one in legend.get_by_role("button").all() if one.inner_text() != name]
    assert first.locator(".swatch").evaluate(INK) == before
    [query] = boards("GET", "/attic")["panels"][0]["queries"]
    assert query["colors"] == {f'machine_cpu{{core="{name}"}}': 5}
    assert "color" not in query


def test_escape_closes_the_palette_and_what_is_of_the_query_goes_by_itself_again(
    editor: Page, boards: Boards
) -> None:
    queries = [{"series": CORES, "color": 5}, {"series": "no_such_series"}]
    panels = [{"title": "Cores", "kind": "line", "queries": queries}]
    boards("POST", "", {"title": "Attic", "panels": panels})
    editor.goto("/d/attic/?edit")
    editing = Editor(editor).ready()
    editor.get_by_role("button", name="Edit this panel").click()
    first = editing.form.locator(".curve-colour").first
    first.click()
    chosen = editing.form.get_by_role("button", name="Colour 5", exact=True)
    expect(chosen).to_be_focused()
    editor.keyboard.press("Escape")
    expect(first).to_be_focused()
    expect(editing.form).to_be_visible()
    first.click()
    editing.form.get_by_role("button", name="By itself").click()
    dot = first.locator(".colour-dot")
    until(lambda: dot.evaluate(INK) != FIFTH, "a colour by itself", editor)
    editing.saved()
    draft = editor.request.get("/api/dashboards/attic/draft").json()["draft"]["definition"]
    assert draft["panels"][0]["queries"][0] == {"series": CORES}
