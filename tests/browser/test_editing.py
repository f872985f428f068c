"""Dashboards made and changed in the page."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.accounts import log_in
from tests.browser.editor import Boards, Editor
from tests.browser.panels import Panel
from tests.browser.waiting import until
from tests.server import Server

CPU = 'machine_cpu{core="total"}'


def make(boards: Boards, *titles: str) -> Any:
    panels = [
        {"title": title, "kind": "line", "x": 6 * place, "queries": [{"series": CPU}]}
        for place, title in enumerate(titles)
    ]
    return boards("POST", "", {"title": "Attic", "panels": panels})


def test_a_draft_outlives_a_reload_and_is_published(editor: Page, boards: Boards) -> None:
    make(boards, "Air")
    editor.goto("/d/attic/")
    editor.locator("#edit").click()
    editing = Editor(editor).ready()
    editing.add("Load", "stat", "machine_load")
    # The server's own list, of all units that pages know how to write.
    percent = editor.locator('#units option[value="percent 0-1"]')
    expect(percent).to_have_attribute("label", "Percent, 0 to 1 (Plain)")
    editing.add("Words", "text")
    words = editor.get_by_role("group", name="Panel Words", exact=True)
    words.press("Delete")
    expect(words).to_have_count(0)
    editing.saved()
    editor.reload()
    editing.ready()
    Panel(editor, "Load").ready()
    expect(words).to_have_count(0)
    editing.button("Undo").click()
    expect(words).to_be_visible()
    assert [panel["title"] for panel in boards("GET", "/attic")["panels"]] == ["Air"]
    editing.publish()
    Panel(editor, "Load").ready()
    kinds = {panel["title"]: panel["kind"] for panel in boards("GET", "/attic")["panels"]}
    assert kinds == {"Air": "line", "Load": "stat", "Words": "text"}


def test_a_series_is_chosen_by_keys_alone_and_drawn_while_typing(
    editor: Page, boards: Boards
) -> None:
    make(boards)
    editor.goto("/d/attic/?edit")
    editing = Editor(editor).ready()
    editor.keyboard.press("a")
    series = editing.form.get_by_role("combobox", name="Series")
    expect(series).to_be_focused()
    options = editor.get_by_role("listbox").get_by_role("option")
    editor.keyboard.type("machine_c")
    expect(options.first).to_contain_text("machine_cpu")
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("Enter")
    editor.keyboard.type("{")
    expect(options.first).to_contain_text("core")
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("Enter")
    editor.keyboard.type("tot")
    expect(options).to_have_count(1)
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("Enter")
    expect(series).to_have_value(CPU)
    expect(editing.form.locator(".matches")).to_contain_text("1 series")
    panel = Panel(editor).ready()
    panel.newer_than(panel.last_time)
    editor.keyboard.press("Escape")
    expect(editing.form).to_be_hidden()
    expect(editor.locator(".grid-stack-item")).to_be_focused()


def test_panels_are_moved_sized_copied_and_removed_by_keys_and_all_is_undone(
    editor: Page, boards: Boards
) -> None:
    make(boards, "Air", "Load")
    editor.goto("/d/attic/?edit")
    editing = Editor(editor).ready()
    item = editor.get_by_role("group", name="Panel Air", exact=True)
    item.focus()
    for key in ("Shift+ArrowLeft", "Shift+ArrowDown", "ArrowRight", "ArrowDown"):
        editor.keyboard.press(key)
    assert editing.place("Air") == [1, 1, 5, 5]
    editor.keyboard.press("d")
    expect(editor.locator(".grid-stack-item")).to_have_count(3)
    editor.keyboard.press("Delete")
    expect(editor.locator(".grid-stack-item")).to_have_count(2)
    editing.saved()
    for _ in range(6):
        editor.keyboard.press("ControlOrMeta+z")
    assert editing.place("Air") == [0, 0, 6, 4]
    expect(editing.button("Undo")).to_be_disabled()
    editor.keyboard.press("ControlOrMeta+Shift+z")
    assert editing.place("Air") == [0, 0, 5, 4]


def test_a_panel_is_dragged_and_sized_with_the_mouse(editor: Page, boards: Boards) -> None:
    make(boards, "Air", "Load")
    editor.goto("/d/attic/?edit")
    editing = Editor(editor).ready()
    Panel(editor, "Load").ready()
    drag(editor, '[aria-label="Air"] .panel-head h2', 0, 5 * 68)
    until(lambda: editing.place("Air")[1] > 2, "a place below", editor)
    editor.get_by_role("group", name="Panel Load", exact=True).hover()
    drag(editor, '[aria-label="Panel Load"] .ui-resizable-se', 0, 2 * 68)
    until(lambda: editing.place("Load") == [6, 0, 6, 6], "the new height", editor)
    editing.saved()
    editing.publish()
    places = {one["title"]: one for one in boards("GET", "/attic")["panels"]}
    assert (places["Air"]["y"] > 2, places["Load"]["h"]) == (True, 6)


def drag(page: Page, selector: str, right: float, down: float) -> None:
    box = page.locator(selector).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2, steps=4)
    page.mouse.move(x + right, y + down, steps=4)
    page.mouse.up()


def test_what_is_wrong_stands_at_its_field_and_stays_as_it_was_typed(
    editor: Page, boards: Boards
) -> None:
    make(boards, "Air")
    editor.goto("/d/attic/?edit")
    editing = Editor(editor).ready()
    editor.get_by_role("button", name="Edit this panel").click()
    editing.form.locator("summary", has_text="More").click()
    step = editing.form.get_by_label("Column at least")
    step.fill("soon")
    wrong = editing.form.locator('[data-at="queries[0].step"] .field-error')
    expect(wrong).to_contain_text("takes a duration")
    editing.button("Publish").click()
    expect(step).to_have_value("soon")
    expect(step).to_be_focused()
    step.fill("1h")
    expect(wrong).to_be_hidden()
    Panel(editor).expect_state("ready")


def test_while_a_selector_is_typed_the_curve_of_before_stays(editor: Page, boards: Boards) -> None:
    make(boards, "Air")
    editor.goto("/d/attic/?edit")
    editing = Editor(editor).ready()
    editor.get_by_role("button", name="Edit this panel").click()
    panel = Panel(editor).ready()
    series = editing.form.get_by_role("combobox", name="Series")
    series.fill('machine_cpu{core="')
    wrong = editing.form.locator('[data-at="queries[0].series"] .field-error')
    expect(wrong).to_contain_text("a brace is neither closed nor escaped")
    expect(panel.element).to_have_attribute("data-dimmed", "")
    panel.expect_state("ready")
    expect(panel.message).to_be_hidden()
    expect(editor.locator("#live")).not_to_contain_text("Reconnecting")
    series.fill(CPU)
    expect(wrong).to_be_hidden()
    expect(panel.element).not_to_have_attribute("data-dimmed", "")


def test_a_panel_with_a_variable_is_live_while_it_is_edited(editor: Page, boards: Boards) -> None:
    series = {"series": 'machine_cpu{core="$core"}'}
    panel = {"title": "Core $core", "kind": "line", "queries": [series]}
    core = {"name": "core", "series": "machine_cpu", "tag": "core"}
    boards("POST", "", {"title": "Attic", "variables": [core], "panels": [panel]})
    editor.goto("/d/attic/?edit")
    Editor(editor).ready()
    drawn = Panel(editor).ready()
    drawn.newer_than(drawn.last_time)
    expect(editor.locator("#live")).to_contain_text("Live")


def test_a_newer_version_is_told_and_put_together_with_the_draft(
    editor: Page, boards: Boards
) -> None:
    made = make(boards, "Air")
    editor.goto("/d/attic/?edit")
    editing = Editor(editor).ready()
    editor.get_by_role("button", name="Edit this panel").click()
    editing.form.get_by_label("Title").fill("My air")
    editing.saved()
    boards("PATCH", "/attic", {"version": made["version"], "tags": ["theirs"]})
    editor.get_by_role("button", name="See both").click()
    expect(editor.get_by_role("radio", name="Air: Yours")).to_be_checked()
    editor.get_by_role("button", name="Go on with these").click()
    expect(editor.get_by_role("button", name="See both")).to_be_hidden()
    editing.saved()
    editing.publish()
    published = boards("GET", "/attic")
    assert (published["tags"], published["panels"][0]["title"]) == (["theirs"], "My air")


def test_settings_are_changed_and_the_dashboard_deleted(editor: Page, boards: Boards) -> None:
    make(boards, "Air")
    editor.goto("/d/attic/?edit")
    editing = Editor(editor).ready()
    editing.button("Settings of the dashboard").click()
    box = editor.get_by_role("dialog", name="Settings")
    box.get_by_label("Address").fill("the attic")
    box.get_by_role("button", name="Apply").click()
    expect(box.locator('[data-at="slug"] .field-error')).to_contain_text("letters")
    box.get_by_label("Address").fill("roof")
    box.get_by_role("combobox", name="Folder").fill("House")
    box.get_by_role("textbox", name="Tags").fill("b, a")
    box.get_by_role("button", name="Apply").click()
    expect(box).to_be_hidden()
    editing.publish()
    editor.wait_for_url("**/d/roof/**")
    assert boards("GET", "/roof")["tags"] == ["a", "b"]
    editor.locator("#edit").click()
    editing.ready().button("Settings of the dashboard").click()
    box.get_by_role("button", name="Delete", exact=True).click()
    editor.get_by_role("button", name="Delete the dashboard").click()
    editor.wait_for_url(lambda address: address.endswith("/"))
    assert "roof" not in boards.slugs


def test_who_is_not_signed_in_is_led_to_it_and_back(page: Page, demo: Server) -> None:
    page.goto("/d/co2/")
    page.get_by_role("link", name="Sign in to edit").click()
    log_in(page, demo)
    page.wait_for_url("**/d/co2/?edit**")
    Editor(page).ready().button("Leave").click()
    page.wait_for_url("**/d/co2/")
