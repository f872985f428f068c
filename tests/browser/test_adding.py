"""Series of Explore become panels of a dashboard with one click."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.editor import Boards
from tests.browser.panels import Panel
from tests.browser.witness import Witness

TOTAL = 'machine_cpu{core="total"}'


def note(page: Page) -> Locator:
    return page.locator("#note")


def test_the_first_click_makes_a_dashboard_and_the_next_adds_to_it(
    editor: Page, boards: Boards
) -> None:
    editor.goto(f"/explore/?series={TOTAL}&agg=mean&start=now-5m")
    Panel(editor).ready()
    editor.get_by_role("button", name="Add to a new dashboard").click()
    expect(note(editor)).to_contain_text("The new dashboard machine_cpu total shows it.")
    made = boards("GET", "/machine_cpu-total")
    assert (made["title"], made["start"]) == ("machine_cpu total", "now-5m")
    [panel] = made["panels"]
    assert (panel["title"], panel["kind"]) == ("machine_cpu total", "line")
    assert panel["queries"] == [{"series": TOTAL, "agg": "mean"}]
    editor.goto('/explore/?series=machine_load{period="1m"}&agg=max&start=now-5m')
    Panel(editor).ready()
    editor.get_by_role("button", name="Add to machine_cpu total").click()
    expect(note(editor)).to_contain_text("Added to machine_cpu total.")
    first, second = boards("GET", "/machine_cpu-total")["panels"]
    assert second["queries"] == [{"series": 'machine_load{period="1m"}', "agg": "max"}]
    assert first["id"] == panel["id"]
    assert second["y"] >= first["y"] + first["h"]
    editor.get_by_role("link", name="Open machine_cpu total").click()
    Panel(editor, "machine_cpu total").ready()
    Panel(editor, "machine_load 1m").ready()


def test_what_was_added_is_taken_back(editor: Page, boards: Boards, witness: Witness) -> None:
    editor.goto(f"/explore/?series={TOTAL}&start=now-5m")
    Panel(editor).ready()
    for again in (False, True):
        name = "machine_cpu total" if again else "a new dashboard"
        editor.get_by_role("button", name=f"Add to {name}").click()
        expect(note(editor)).to_contain_text("Added" if again else "The new dashboard")
    note(editor).get_by_role("button", name="Undo").click()
    expect(note(editor)).to_contain_text("Taken out of machine_cpu total again.")
    assert len(boards("GET", "/machine_cpu-total")["panels"]) == 1
    boards("DELETE", "/machine_cpu-total", **{"If-Match": "*"})
    # What was deleted meanwhile is made anew, and may go at once.
    witness.expect("404.*machine_cpu-total")
    editor.get_by_role("button", name="Add to machine_cpu total").click()
    expect(note(editor)).to_contain_text("The new dashboard")
    note(editor).get_by_role("button", name="Undo").click()
    expect(note(editor)).to_contain_text("is gone again")
    assert "machine_cpu-total" not in boards.slugs
    expect(editor.get_by_role("button", name="Add to a new dashboard")).to_be_visible()


def test_each_series_of_the_list_is_added_from_its_row(editor: Page, boards: Boards) -> None:
    editor.goto("/explore/?search=machine_load")
    row = editor.locator("#rows li").filter(has_text="period 5m")
    add = row.get_by_role("button", name="Add machine_load to a dashboard")
    expect(add).to_have_css("opacity", "0")
    row.locator(".row").focus()
    editor.keyboard.press("Tab")
    expect(add).to_be_focused()
    expect(add).to_have_css("opacity", "1")
    editor.keyboard.press("Enter")
    expect(note(editor)).to_contain_text("The new dashboard machine_load 5m shows it.")
    expect(editor.locator("#chips li")).to_have_count(0)
    [panel] = boards("GET", "/machine_load-5m")["panels"]
    assert panel["queries"] == [{"series": 'machine_load{period="5m"}'}]
    other = editor.locator("#rows li").filter(has_text="period 15m")
    other.hover()
    other.get_by_role("button", name="Add machine_load to a dashboard").click()
    expect(note(editor)).to_contain_text("Added to machine_load 5m.")


def test_another_dashboard_is_chosen_beside_it(editor: Page, boards: Boards) -> None:
    boards("POST", "", {"title": "Attic"})
    editor.goto(f"/explore/?series={TOTAL}&start=now-5m")
    Panel(editor).ready()
    editor.get_by_role("button", name="Add to another dashboard").click()
    box = editor.get_by_role("dialog", name="Add to dashboard")
    box.get_by_label("Dashboard").select_option("attic")
    box.get_by_role("button", name="Add", exact=True).click()
    expect(note(editor)).to_contain_text("Added to Attic.")
    expect(editor.get_by_role("button", name="Add to Attic", exact=True)).to_be_visible()
    assert len(boards("GET", "/attic")["panels"]) == 1


def test_who_may_change_nothing_has_no_such_buttons(page: Page) -> None:
    page.goto("/explore/?search=machine_load")
    expect(page.locator("#rows .row").first).to_be_visible()
    expect(page.locator(".row-add")).to_have_count(0)
