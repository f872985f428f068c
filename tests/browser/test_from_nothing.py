"""A dashboard from nothing: made in the page, shared, exported, deleted, imported, and equal."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import PHONE
from tests.browser.editor import Boards, Editor
from tests.browser.own import Own
from tests.browser.panels import Panel
from tests.browser.tabs import OpenPage
from tests.browser.waiting import until
from tests.server import Server

ROOM = 'nothing_air{room="$room"}'
EVERY = ["Air of attic", "Now", "Columns", "Figures", "Words", "attic"]


def test_a_dashboard_is_made_shared_exported_deleted_and_imported_equal(
    editor: Page, boards: Boards, own: Own, open_page: OpenPage, demo: Server
) -> None:
    for room in ("attic", "cellar"):
        own.series(series="nothing_air", unit="°C", tags={"room": room})
    begin(editor)
    editing = Editor(editor).ready()
    name_rooms(editing)
    add_panels(editing)
    shape(editing)
    editing.publish()
    choose(editor, "attic")
    before = seen(editor)
    assert [title for title, _ in before] == EVERY
    editor.reload()
    assert seen(editor) == before
    phone = open_page(base_url=demo.url, viewport=PHONE, has_touch=True)
    phone.goto(shared(editor))
    assert seen(phone) == before
    # An open page would go on asking for what is deleted now.
    phone.goto("/")
    published = described(boards)
    text = exported(editor)
    delete(editor)
    assert "all-rooms" not in boards.slugs
    take_in(editor, text)
    choose(editor, "attic")
    assert seen(editor) == before
    assert described(boards) == published
    assert exported(editor) == text


def begin(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="New dashboard").click()
    page.get_by_label("Title").fill("All rooms")
    page.get_by_role("combobox", name="Folder").fill("House")
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url("**/d/all-rooms/?edit")


def name_rooms(editing: Editor) -> None:
    """A variable with the values of a tag."""
    editing.button("Settings of the dashboard").click()
    box = editing.page.get_by_role("dialog", name="Settings")
    box.get_by_label("Range from").fill("now-5m")
    box.get_by_role("button", name="Variable").click()
    variable = box.locator(".variable-list > *").first
    variable.get_by_label("Name", exact=True).fill("room")
    variable.get_by_label("Tag", exact=True).fill("room")
    variable.get_by_role("combobox", name="Of these series").fill("nothing_air")
    variable.get_by_label("Several at once").check()
    variable.get_by_label("Offer all").check()
    box.get_by_role("button", name="Apply").click()
    expect(box).to_be_hidden()


def add_panels(editing: Editor) -> None:
    editing.add("Air of $room", "line", ROOM, shown="Air of all")
    editing.add("Now", "stat", ROOM)
    editing.add("Columns", "bar", ROOM)
    editing.add("Figures", "table", ROOM)
    editing.add("Words", "text")
    editing.add("$room", "area", ROOM, shown="all")


def shape(editing: Editor) -> None:
    """Text, a threshold, a comparison, and a panel for each room."""
    form = edit(editing, "Words")
    form.get_by_role("textbox", name="Text").fill("What **$room** breathes.")
    form = edit(editing, "Air of all")
    opened(form, "Thresholds").get_by_role("button", name="Threshold").click()
    form.get_by_label("Value", exact=True).fill("50")
    more = opened(form, "More")
    more.get_by_label("Band").check()
    more.get_by_label("Show", exact=True).select_option("mean")
    form = edit(editing, "all")
    opened(form, "Description and repetition").get_by_label("Repeat for each").select_option("room")
    editing.page.get_by_role("button", name="Done").click()
    editing.saved()


def edit(editing: Editor, title: str) -> Locator:
    """The form of the panel with this title, as it is shown."""
    done = editing.page.get_by_role("button", name="Done")
    if done.is_visible():
        done.click()
    panel = Panel(editing.page, title)
    panel.element.hover()
    panel.element.get_by_role("button", name="Edit this panel").click()
    return editing.form


def opened(form: Locator, part: str) -> Locator:
    section = form.locator("details", has=form.page.locator("summary", has_text=part)).first
    if section.get_attribute("open") is None:
        section.locator("summary").click()
    return section


def choose(page: Page, room: str) -> None:
    page.get_by_role("button", name="room All").click()
    page.get_by_role("option", name=room).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=f"room {room}").wait_for()


def seen(page: Page) -> list[tuple[str, list[str]]]:
    """The titles of all panels, and which series each draws."""
    until(lambda: titles(page) == EVERY, "the panels of the attic", page)
    panels = [Panel(page, title) for title in EVERY]
    for panel in panels:
        panel.element.scroll_into_view_if_needed()
        panel.expect_state("ready")
    return [(title, keys(panel)) for title, panel in zip(EVERY, panels, strict=True)]


def titles(page: Page) -> list[str]:
    return page.locator("[data-panel-id] h2 span:first-child").all_inner_texts()


def keys(panel: Panel) -> list[str]:
    return [curve.key for curve in panel.curves]


def shared(page: Page) -> str:
    """The link that is copied."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#range").click()
    page.get_by_role("button", name="Copy link", exact=True).click()
    page.get_by_role("button", name="Copied").wait_for()
    link: str = page.evaluate("navigator.clipboard.readText()")
    return link


def described(boards: Boards) -> Any:
    """The definition, without what counts changes and rows."""
    definition = boards("GET", "/all-rooms")
    panels = [{**panel, "id": 0} for panel in definition["panels"]]
    return {**definition, "version": 0, "panels": panels}


def exported(page: Page) -> str:
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Dashboard: files and versions").click()
    with page.expect_download() as download:
        page.locator("#board-menu").get_by_role("link", name="Export as YAML").click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def delete(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Menu of All rooms").click()
    page.locator(".menu:popover-open").get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete the dashboard").click()
    expect(page.get_by_role("link", name="All rooms")).to_have_count(0)


def take_in(page: Page, text: str) -> None:
    page.get_by_role("link", name="Import").click()
    page.get_by_label("File").set_input_files(
        {"name": "all-rooms.yaml", "mimeType": "text/yaml", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/d/all-rooms/")
