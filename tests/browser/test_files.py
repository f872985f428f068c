"""Dashboards as files: imported, exported and restored in the page."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editor import Boards

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
    expect(page.get_by_role("status")).to_contain_text("/d/attic/ · 1 panel")
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/d/attic/")


@pytest.mark.usefixtures("boards")
def test_a_dashboard_is_imported_changed_restored_and_exported_equal(editor: Page) -> None:
    page = editor
    page.goto("/")
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


def test_an_open_page_shows_what_its_dashboard_has_become(editor: Page, boards: Boards) -> None:
    take_in(editor, ATTIC)
    boards("PATCH", "/attic", {"title": "The changed attic"}, **{"If-Match": "*"})
    expect(editor.get_by_role("heading", name="The changed attic")).to_be_visible()
