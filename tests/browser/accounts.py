"""Logging in, as users do it."""

from playwright.sync_api import Page, expect

from tests.browser.printed import printed
from tests.server import Server


def log_in(page: Page, server: Server) -> None:
    """As the administrator whose password the first run printed."""
    administrator = printed(server)
    expect(page.get_by_label("Username")).to_be_focused()
    page.get_by_label("Username").fill(administrator.username)
    page.get_by_label("Password").fill(administrator.password)
    page.get_by_role("button", name="Log in").click()
