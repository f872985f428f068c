"""Dashboards as files: imported, exported and restored in the page."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.test_accounts import log_in
from tests.server import Server

ATTIC = """\
slug: attic
title: The attic
panels:
- title: Processor
  kind: line
  unit: '%'
  queries:
  - series: machine_cpu{core="total"}
"""


def take_in(page: Page, text: str) -> None:
    page.goto("/dashboards/import/")
    page.get_by_label("Or its text").fill(text)
    page.get_by_label("Replace").check()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("status")).to_contain_text("at /d/attic/, 1 panel")
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/d/attic/")


def test_a_dashboard_is_imported_changed_restored_and_exported_equal(
    page: Page, demo: Server
) -> None:
    page.goto("/accounts/login/")
    log_in(page, demo)
    page.wait_for_url(f"{demo.url}/")
    page.get_by_role("link", name="Import").click()
    take_in(page, ATTIC)
    expect(page.locator("[data-panel-id]")).to_have_attribute("data-state", "ready")
    take_in(page, ATTIC.replace("The attic", "The roof"))
    expect(page.get_by_role("heading", name="The roof")).to_be_visible()
    menu = page.get_by_role("button", name="Dashboard: files and versions")
    menu.click()
    page.locator("#board-menu").get_by_role("link", name="Versions").click()
    page.get_by_role("button", name="Restore version 1").click()
    expect(page.get_by_role("heading", name="The attic")).to_be_visible()
    menu.click()
    with page.expect_download() as download:
        page.locator("#board-menu").get_by_role("link", name="Export as YAML").click()
    assert download.value.suggested_filename == "attic.yaml"
    assert Path(download.value.path()).read_text(encoding="utf-8") == ATTIC


def test_an_open_page_shows_what_its_dashboard_has_become(page: Page, demo: Server) -> None:
    page.goto("/accounts/login/")
    log_in(page, demo)
    page.wait_for_url(f"{demo.url}/")
    take_in(page, ATTIC)
    changed = page.context.request.patch(
        f"{demo.url}/api/dashboards/attic",
        headers={"If-Match": "*", "Origin": demo.url},
        data={"title": "The changed attic"},
    )
    assert changed.status == 200
    expect(page.get_by_role("heading", name="The changed attic")).to_be_visible()
