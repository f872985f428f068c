"""The sources page: a token made on the spot, snippets with it, and what arrives by it."""

import re
import subprocess
import time

from playwright.sync_api import Page, expect

from tests.browser.accounts import log_in
from tests.server import Server


def test_a_token_fills_the_snippets_one_is_run_and_what_it_sends_is_seen(
    page: Page, demo: Server
) -> None:
    page.goto("/accounts/login/?next=/sources/")
    log_in(page, demo)
    page.get_by_label("Token for").fill("balcony")
    page.get_by_role("button", name="Make a token").click()
    made = page.locator("#token-made code")
    expect(made).to_have_text(re.compile("^lc_"))
    token = made.inner_text()
    page.get_by_label("Find a program").fill("influx curl")
    expect(page.get_by_role("button", name="InfluxDB line protocol")).to_be_visible()
    expect(page.get_by_role("button", name="Prometheus")).to_be_hidden()
    expect(page.locator("#ways .way:visible")).to_have_count(1)
    command = page.locator(".snippet:visible code").inner_text()
    assert token in command
    assert "YOUR_TOKEN" not in command
    subprocess.run(["bash", "-c", command], check=True, capture_output=True, timeout=20)
    subprocess.run(["bash", "-c", command.replace("=21.4", "=warm")], check=True, timeout=20)

    row = page.locator("#incoming tr", has=page.get_by_text("balcony"))
    expect(row).to_contain_text("line_protocol")
    expect(row).to_contain_text("now")
    expect(page.locator("#incoming .reasons:visible").first).to_contain_text("line 1")
    # A curve of the past is new, too.
    past = f"paste,shelf=old level=1 {int(time.time()) - 7200}"
    subprocess.run(
        ["bash", "-c", re.sub(r'--data-binary ".*"', f'--data-binary "{past}"', command)],
        check=True,
    )
    expect(page.locator("#incoming-new")).to_contain_text("paste_level")
    page.get_by_label("Search series by name or tag").fill("paste level")
    row = page.locator("#arriving tr", has_text="paste_level")
    expect(row.locator(".number").first).to_have_text("1")
    page.get_by_label("Search series by name or tag").fill("room humidity")
    expect(page.locator("#arriving tbody tr")).to_have_count(1)

    page.get_by_role("button", name="Count", exact=True).click()
    expect(page.locator("#stored")).to_contain_text("machine_cpu")
    expect(page.locator("#stored-note")).to_contain_text("in a database of")

    page.get_by_text("All tokens").click()
    entry = page.locator("#tokens li", has_text="balcony")
    entry.get_by_role("button").click()
    entry.get_by_role("button", name="Revoke balcony for good").click()
    expect(entry).to_be_hidden()
