"""The collectors page, as somebody uses it who wants a page of metrics fetched."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.server import Server
from tests.timeseries.collecting.web_server import Web, web

METRICS = (
    '# TYPE oven_celsius gauge\noven_celsius{part="top"} 181.5\noven_celsius{part="base"} 176\n'
)


@pytest.fixture
def oven() -> Iterator[Web]:
    """On the loopback address that the server may fetch from; of the others it may none."""
    with web("127.0.0.2") as served:
        served.says("/metrics", METRICS)
        yield served


def test_a_collector_is_checked_tried_saved_and_run_now(
    editor: Page, demo: Server, oven: Web
) -> None:
    editor.goto("/collectors/")
    editor.get_by_role("link", name="Add a collector").click()
    editor.get_by_role("link", name="Prometheus metrics").click()
    told, mistake = editor.locator("#told"), editor.locator("[id$='address-error']")

    # What is filled in is checked when the next field is gone to.
    editor.get_by_label("Name", exact=True).fill("Oven")
    editor.get_by_label("Address").fill("oven/metrics")
    editor.get_by_label("Only these metrics").focus()
    expect(mistake).to_contain_text("http")

    refused = f"http://127.0.0.1:{oven.port}/metrics"
    editor.get_by_label("Address").fill(refused)
    editor.get_by_role("button", name="Try").click()
    expect(mistake).to_be_empty()
    expect(told.get_by_role("heading").first).to_have_text(
        "Nothing is fetched from 127.0.0.1: 127.0.0.1 is loopback. "
        "An administrator can allow networks by COLLECT_ALLOW."
    )
    assert not oven.asked

    editor.get_by_label("Address").fill(f"{oven.url}/metrics")
    editor.get_by_role("button", name="Try").click()
    expect(told.get_by_role("heading")).to_have_text("5 readings would be stored")
    top = told.locator("li", has_text="top")
    expect(top).to_contain_text("181.5 °C")
    assert demo.query(series="oven_celsius")["series"] == []

    editor.get_by_label("Every").fill("1h")
    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_role("heading", name="Last runs")).to_be_visible()
    editor.get_by_role("link", name="Back").click()
    entry = editor.locator(".collector", has_text="Oven")
    expect(entry).to_have_attribute("data-status", "waiting")
    editor.get_by_role("button", name="Run Oven now").click()
    expect(entry).to_have_attribute("data-status", "ok")
    [series] = demo.query(series='oven_celsius{part="top"}')["series"]
    assert {value for _, value in series["points"]} == {181.5}

    entry.get_by_role("link", name="Oven").click()
    expect(editor.locator(".run-list li").first).to_contain_text("5 readings")
    editor.get_by_text("Delete", exact=True).click()
    editor.get_by_role("button", name="Delete it; its readings stay").click()
    expect(editor.locator(".collector", has_text="Oven")).to_have_count(0)


def test_the_page_of_a_collector_follows_its_runs(editor: Page, demo: Server, oven: Web) -> None:
    with httpx.Client(base_url=demo.url, headers=demo.headers("admin")) as elsewhere:
        settings = {"address": f"{oven.url}/metrics"}
        given = {"name": "Kiln", "kind": "prometheus", "settings": settings, "interval": "1h"}
        path = f"/collectors/{elsewhere.post('/api/collectors', json=given).json()['id']}"
        editor.goto(f"{path}/")
        history, runs = editor.locator("#history"), editor.locator(".run-list li")
        expect(history.locator(".status-waiting")).to_be_visible()

        oven.says("/metrics", "no", status=503)
        editor.get_by_label("Only these metrics").fill("oven_*")
        editor.get_by_role("button", name="Run now").click()
        expect(runs).to_have_count(1)
        expect(history.locator(".status-failed")).to_be_visible()
        expect(history.locator(".collector-error")).to_contain_text("answered with status 503")
        expect(history.locator("dd").first).to_contain_text("ms")
        expect(history.locator("dd").last).to_contain_text("in ")

        oven.says("/metrics", METRICS)
        assert elsewhere.post(f"/api{path}/run").status_code == 202
        expect(runs).to_have_count(2)
        expect(history.locator(".status-ok")).to_be_visible()
        expect(history.locator(".collector-error")).to_have_count(0)
        # What is typed meanwhile stays.
        expect(editor.get_by_label("Only these metrics")).to_have_value("oven_*")
        elsewhere.delete(f"/api{path}")
