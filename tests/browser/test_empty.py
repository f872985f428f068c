"""With nothing there yet, the pages say how to begin, with commands that work."""

import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.panels import Panel
from tests.browser.tabs import OpenPage
from tests.server import Server


@pytest.fixture(scope="module")
def bare(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without the demo and without this machine's readings."""
    with Server(tmp_path_factory.mktemp("bare"), "--no-demo") as running:
        yield running


@pytest.fixture
def page(open_page: OpenPage, bare: Server) -> Page:
    return open_page(base_url=bare.url)


def test_home_says_how_to_send_the_first_reading(page: Page, bare: Server) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Send the first reading")).to_be_visible()
    expect(page.locator(".code code").nth(1)).to_contain_text(f"curl {bare.url}/api/readings")


def test_the_sources_say_that_nothing_arrives(page: Page) -> None:
    page.goto("/sources/")
    expect(page.locator("#none")).to_be_visible()
    expect(page.locator("#arriving")).to_be_hidden()


def test_the_command_can_be_copied(open_page: OpenPage, bare: Server) -> None:
    page = open_page(base_url=bare.url, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/explore/")
    command = page.locator(".code").nth(1)
    command.get_by_role("button", name="Copy").click()
    expect(command.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == command.locator("code").inner_text().strip()


def test_the_two_commands_make_the_first_series_appear(page: Page, bare: Server) -> None:
    page.goto("/explore/")
    make_token, send = page.locator(".code code").all_inner_texts()
    program, script, *arguments = make_token.split()
    assert (program, script) == (".venv/bin/python", "manage.py")
    token = bare.manage(*arguments).stdout.split()[-1]
    sent = subprocess.run(
        ["bash", "-c", send.replace("YOUR_TOKEN", token)],
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    assert sent.stdout == '{"accepted":1,"rejected":[]}'
    row = page.locator("#rows .row")
    expect(row).to_have_count(1)
    expect(row.locator(".row-name")).to_have_text("room_temperature")
    expect(row.locator(".row-value")).to_have_text("21.4 °C")
    expect(page.get_by_role("heading", name="Send the first reading")).to_be_hidden()
    row.click()
    assert Panel(page).ready().curve.readings[-1][1] == 21.4
