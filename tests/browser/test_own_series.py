"""What somebody does with series of their own: name, merge and compute with them."""

from playwright.sync_api import Page, expect

from tests.browser.editor import Boards, Editor
from tests.browser.own import Own, OwnSeries
from tests.browser.panels import Panel
from tests.browser.waiting import until


def test_label_unit_and_name_of_a_series_are_changed(editor: Page, own: Own) -> None:
    series = own.series(unit="V")
    page = series.id
    editor.goto(f"/series/{page}/")
    form = editor.locator("#series-form")
    form.get_by_label("Label").fill("Boiler")
    form.get_by_label("Unit").fill("°C")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("Saved.")
    renamed = f'boiler{{own="{series.entry["tags"]["own"]}"}}'
    form.get_by_label("Name and tags").fill(renamed)
    form.get_by_role("button", name="Save").click()
    until(lambda: told(own, page)["key"] == renamed, "the new name", editor)
    assert (told(own, page)["label"], told(own, page)["unit"]) == ("Boiler", "°C")
    editor.goto(f"/explore/?series={page}&start=now-5m")
    panel = Panel(editor, "Boiler").ready()
    expect(panel.value).to_contain_text("°C")
    assert len(panel.curve.readings) == 60


def told(own: Own, series: int) -> dict[str, str]:
    [found] = own.server.query(series=str(series))["series"]
    return {name: str(found[name]) for name in ("key", "label", "unit")}


def test_one_series_is_merged_into_another(editor: Page, own: Own) -> None:
    # Of five minutes ago, so that both keep their readings.
    one, into = own.series(ended=300), own.series()
    left, kept = one.id, into.id
    editor.goto(f"/series/{left}/")
    form = editor.locator("#series-merge")
    form.get_by_label("Name and tags of the other series").fill(told(own, kept)["key"])
    form.get_by_label("Move all its readings for good").check()
    form.get_by_role("button", name="Merge").click()
    editor.wait_for_url(f"**/series/{kept}/**")
    editor.goto(f"/explore/?series={kept}&start=now-15m")
    assert len(Panel(editor).ready().curve.readings) == 120


def test_a_formula_is_typed_and_its_value_drawn(editor: Page, own: Own, boards: Boards) -> None:
    used, size = own.series(), own.series()
    boards("POST", "", {"title": "Disks", "start": "now-5m", "panels": []})
    editor.goto("/d/disks/?edit")
    editing = Editor(editor).ready()
    editing.button("Add panel").click()
    form = editing.form
    for place, series in enumerate((used, size)):
        if place:
            form.get_by_role("button", name="Series", exact=True).click()
        query = form.locator(f"[data-query='{place}']")
        query.get_by_role("combobox", name="Series").fill(key_of(series))
        query.get_by_role("button", name="Do not draw it, for formulas alone").click()
    form.get_by_role("button", name="Formula", exact=True).click()
    form.locator("[data-query='2']").get_by_label("Formula", exact=True).fill("A / B * 100")
    panel = Panel(editor)
    until(lambda: panel.curves and panel.curve.label == "A / B * 100", "the formula", editor)
    # Both went from 1 to 60 in the same minute.
    assert {value for _, value in panel.curve.readings} == {100}


def key_of(series: OwnSeries) -> str:
    return f'{series.name}{{own="{series.entry["tags"]["own"]}"}}'
