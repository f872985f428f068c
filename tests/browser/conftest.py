"""Chromium, a server with the demo, and pages that may not complain.

Everything that lives longer than a test belongs to the package and not to the session:
Playwright keeps an event loop running in this thread, beside which no other test could
start one of its own.
"""

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.browser.accounts import sign_in
from tests.browser.chromium import MISSING, find, launch
from tests.browser.editor import Boards
from tests.browser.own import Own, OwnSeries
from tests.browser.panels import Panel
from tests.browser.printed import printed
from tests.browser.tabs import OpenPage, Tabs
from tests.browser.waiting import PATIENCE, until
from tests.browser.witness import Witness
from tests.server import Server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = find()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        chromium = launch(playwright, path)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server with the demo and this machine's readings, all of which have begun."""
    folder = tmp_path_factory.mktemp("demo")
    settings = {"MACHINE_READINGS": "on", "COLLECT_ALLOW": "127.0.0.2"}
    with Server(folder, "--host", "127.0.0.1", **settings) as running:
        # Those that are differences come with the second round.
        selector = "machine_network_received"
        until(lambda: running.query(series=selector)["series"], "the machine's readings")
        yield running


@pytest.fixture(scope="package")
def own(demo: Server) -> Iterator[Own]:
    """Dashboards and series for tests to write to, on the server with the demo."""
    headers = {"Authorization": f"Token {printed(demo).token}"}
    with httpx.Client(base_url=demo.url, headers=headers, timeout=PATIENCE) as client:
        yield Own(demo, client)


@pytest.fixture
def witness() -> Iterator[Witness]:
    """Watches all pages of a test, and is heard at its end."""
    witness = Witness()
    yield witness
    assert witness.complaints() == []
    assert all(host.startswith("127.0.0.1:") for host in witness.hosts), witness.hosts


@pytest.fixture(scope="package")
def long_open(browser: Browser, demo: Server) -> Iterator[tuple[Page, Witness]]:
    """A chart of the processor that is opened before all other pages and then left alone. It is
    small, as it is drawn all the while."""
    witness = Witness()
    small: ViewportSize = {"width": 640, "height": 400}
    with browser.new_context(viewport=small, base_url=demo.url) as context:
        page = context.new_page()
        witness.watch(page)
        page.goto('/explore/?series=machine_cpu{core="total"}&start=now-5m&search=core total')
        yield page, witness


@pytest.fixture(scope="package")
def tabs(browser: Browser, long_open: object) -> Iterator[Tabs]:
    tabs = Tabs(browser)
    yield tabs
    tabs.close()


@pytest.fixture
def open_page(tabs: Tabs, witness: Witness) -> Iterator[OpenPage]:
    """Pages with the settings of `browser.new_context`, such as `viewport`."""
    opened: list[Page] = []

    def open_page(**settings: Any) -> Page:
        page = tabs.open(**settings)
        witness.watch(page)
        opened.append(page)
        return page

    yield open_page
    for page in opened:
        witness.leave(page)
        tabs.reset(page)


@pytest.fixture
def page(open_page: OpenPage, demo: Server) -> Page:
    """A page of the server with the demo, on a laptop."""
    return open_page(base_url=demo.url)


@pytest.fixture
def boards(demo: Server) -> Iterator[Boards]:
    """The API of the dashboards; those that a test makes are deleted at its end."""
    boards = Boards(demo)
    yield boards
    boards.close()


@pytest.fixture
def editor(page: Page, demo: Server) -> Page:
    """A page of somebody who may edit."""
    sign_in(page, demo)
    return page


@pytest.fixture
def series(own: Own) -> OwnSeries:
    """A series of the test's own."""
    return own.series()


@pytest.fixture
def chart(page: Page, series: OwnSeries) -> Panel:
    """A chart of it with its stream open."""
    page.goto(f"/explore/?series={series.id}&start=now-5m")
    panel = Panel(page).ready()
    expect(page.locator("#live")).to_have_attribute("data-live", "live")
    assert len(panel.curve.readings) == 60
    return panel
