"""Logging in, and the administration, under the same content security policy."""

from playwright.sync_api import Page, expect

from tests.browser.accounts import log_in
from tests.server import Server


def test_the_printed_administrator_logs_in_and_out(page: Page, demo: Server) -> None:
    page.goto("/d/co2/")
    page.get_by_role("button", name="Account").click()
    page.locator("#account").get_by_role("link", name="Log in").click()
    log_in(page, demo)
    page.wait_for_url("**/d/co2/")
    page.get_by_role("button", name="Account").click()
    expect(page.locator("#account")).to_contain_text("Logged in as admin")
    page.locator("#account").get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Account").click()
    expect(page.locator("#account").get_by_role("link", name="Log in")).to_be_visible()


def test_a_wrong_password_is_said(page: Page) -> None:
    page.goto("/accounts/login/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("correct username and password")


def test_the_administration_works_without_a_complaint(page: Page, demo: Server) -> None:
    page.goto("/admin/")
    log_in(page, demo)
    page.goto("/admin/charts/dashboard/")
    page.get_by_role("link", name="Seattle weather").click()
    expect(page.get_by_label("Slug")).to_have_value("seattle-weather")
    page.locator('input[name="_continue"]').click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    for model in ("timeseries/series", "timeseries/apitoken", "auth/user"):
        page.goto(f"/admin/{model}/")
        expect(page.locator("#changelist, #content").first).to_be_visible()
