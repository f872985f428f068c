"""A file of readings is imported in the page, as a user does it."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.accounts import log_in
from tests.browser.panels import Panel
from tests.server import Server

# As a German spreadsheet writes it.
BEDS = [f"{15 + minute / 8}".replace(".", ",") for minute in range(60)]
ROWS = "".join(f"01.03.2026 06:{minute:02};{bed};ok\r\n" for minute, bed in enumerate(BEDS))


def test_a_file_is_previewed_mapped_imported_and_seen(
    page: Page, demo: Server, tmp_path: Path
) -> None:
    file = tmp_path / "greenhouse.csv"
    content = f"when;bed;remark\r\n{ROWS}01.03.2026 25:00;1;bad\r\n"
    file.write_bytes(b"\xef\xbb\xbf" + content.encode())
    page.goto("/accounts/login/?next=/import/")
    log_in(page, demo)
    page.locator("#file").set_input_files(file)
    expect(page.locator("#rows tbody tr").first).to_contain_text("01.03.2026 06:00")
    # What was uploaded is there again after a reload.
    page.reload()
    expect(page.locator("#separated")).to_have_text("Separated by semicolons")
    expect(page.get_by_label("Decimals")).to_have_value(",")
    expect(page.get_by_label("Format")).to_have_value("%d.%m.%Y %H:%M")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_label("bed: Name").fill("soil_temperature")
    page.get_by_label("bed: Tags").fill("bed=north")
    page.get_by_label("bed: Unit").fill("°C")
    page.get_by_role("button", name="Try").click()
    expect(page.locator("#tried")).to_contain_text("2026-03-01T05:01:00Z")
    expect(page.locator("#tried")).to_contain_text("15.125")
    page.get_by_role("button", name="Import", exact=True).click()
    run = page.locator("#runs > li").first
    expect(run).to_have_attribute("data-state", "done")
    expect(run).to_contain_text("60 readings written · 1 series · 1 refused")
    run.locator("summary").click()
    expect(run).to_contain_text("line 62, column when '01.03.2026 25:00' is not a time")
    run.get_by_role("link", name="Explore").click()
    panel = Panel(page).ready()
    assert len(panel.curve.readings) == 60
    page.get_by_role("button", name="Download").click()
    link = page.get_by_role("link", name="Arrow of all readings")
    assert "format=arrow" in (link.get_attribute("href") or "")
