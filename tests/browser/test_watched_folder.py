"""A dashboard in a file and in the page at once, by a server that watches its folder."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.accounts import log_in
from tests.browser.axe import on_all_screens
from tests.browser.panels import Panel
from tests.browser.tabs import OpenPage
from tests.browser.waiting import until
from tests.server import Server

CELLAR = """\
slug: cellar
title: Cellar
panels:
- title: Air
  kind: line
  unit: °C
"""
# From a file to the open page: 2 s, and more on a machine that has much else to do.
SOON = 6.0


@pytest.fixture(scope="module")
def watching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("watching")
    (folder / "dashboards").mkdir()
    (folder / "dashboards" / "cellar.yaml").write_text(CELLAR, encoding="utf-8")
    with Server(folder, DASHBOARDS_DIR=str(folder / "dashboards")) as server:
        address = f"{server.url}/api/dashboards/cellar"
        until(lambda: httpx.get(address).is_success, "the dashboard of the file")
        yield server


def file_of(server: Server) -> Path:
    return server.folder / "dashboards" / "cellar.yaml"


def write(server: Server, text: str) -> None:
    file_of(server).write_text(text, encoding="utf-8")


def rename(page: Page, server: Server, title: str) -> None:
    changed = page.context.request.patch(
        f"{server.url}/api/dashboards/cellar",
        headers={"If-Match": "*", "Origin": server.url},
        data={"title": title},
    )
    assert changed.status == 200


def test_a_file_and_its_page_follow_each_other_and_two_changes_are_settled(
    open_page: OpenPage, watching: Server
) -> None:
    page = open_page(base_url=watching.url)
    page.goto("/accounts/login/?next=/d/cellar/")
    log_in(page, watching)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Cellar")

    begun = time.monotonic()
    write(watching, CELLAR.replace("Cellar", "Wine cellar"))
    expect(heading).to_have_text("Wine cellar")
    assert time.monotonic() - begun < SOON

    panel = Panel(page)
    panel.expect_state("empty")
    before = panel.element.bounding_box()
    write(watching, CELLAR.replace("kind: line", "kind: pie"))
    notice = page.get_by_role("status").filter(has_text="cellar.yaml")
    expect(notice).to_contain_text("cannot be read: the dashboard stays as it was")
    assert panel.element.bounding_box() == before
    expect(notice).to_contain_text("panels[0].kind: takes one of")
    expect(heading).to_have_text("Wine cellar")

    write(watching, CELLAR.replace("Cellar", "From the file").replace("°C", "K"))
    rename(page, watching, "From the page")
    page.get_by_role("link", name="Compare and choose").click()
    group = page.get_by_role("group", name="title")
    expect(group.get_by_role("radio")).to_have_count(3)
    assert on_all_screens(page) == {}
    result = page.get_by_label("The result", exact=True)
    expect(result).to_contain_text("title: From the page")
    group.get_by_role("radio", name="File").check()
    expect(result).to_contain_text("title: From the file")
    group.get_by_role("radio", name="Page").check()
    page.get_by_role("checkbox", name="Write the result to cellar.yaml too").check()
    page.get_by_role("button", name="Save the result").click()
    expect(heading).to_have_text("From the page")
    text = file_of(watching).read_text(encoding="utf-8")
    assert text == CELLAR.replace("Cellar", "From the page").replace("°C", "K")

    file_of(watching).unlink()
    expect(page.get_by_role("status").filter(has_text="is gone")).to_be_visible()
    expect(heading).to_have_text("From the page")
