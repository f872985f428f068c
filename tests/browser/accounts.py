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


def sign_in(page: Page, server: Server) -> None:
    """The same without a page, for tests of what comes then."""
    administrator = printed(server)
    path = f"{server.url}/accounts/login/"
    page.request.get(path)
    token = next(one for one in page.context.cookies(path) if one["name"] == "csrftoken")
    form: dict[str, str | float | bool] = {
        "username": administrator.username,
        "password": administrator.password,
        "csrfmiddlewaretoken": token["value"],
    }
    answer = page.request.post(path, form=form, max_redirects=0)
    assert answer.status == 302, answer.text()
