"""The pages that show how curves get into pages of one's own."""

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.own import Own
from tests.browser.panels import Panel
from tests.browser.waiting import until
from tests.server import ROOT


def test_embedded_curves_are_drawn_and_go_on(page: Page) -> None:
    page.goto("/examples/embed/")
    processor, load = Panel(page, "Processor").ready(), Panel(page, "Load").ready()
    processor.newer_than(processor.last_time)
    load.newer_than(load.last_time)


def test_without_a_stream_curve_and_table_go_on_and_the_page_stays(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/examples/polling/")
    chart = page.locator(".polled-chart")
    expect(chart.locator("canvas")).to_be_visible()
    expect(page.locator(".newest")).to_contain_text('machine_cpu{core="total"}')
    page.evaluate("document.body.dataset.first = 'yes'")

    def newest() -> float:
        return float(chart.get_attribute("data-last-time") or 0)

    def table() -> str:
        return page.locator(".newest").inner_html()

    until(newest, "the first answer", page)
    last_time, rows = newest(), table()
    until(lambda: newest() > last_time, "a newer reading", page)
    until(lambda: table() != rows, "another table", page)
    assert page.evaluate("document.body.dataset.first") == "yes"
    assert not [one for one in asked if "/live?" in one or "/ws/" in one]


def test_the_javascript_in_the_documentation_gets_history_and_what_comes(
    page: Page, own: Own
) -> None:
    series = own.series()
    text = (ROOT / "docs/live.md").read_text(encoding="utf-8")
    [example] = re.findall(r"^```js\n(.*?)^```", text, re.M | re.S)
    page.goto("/")
    example = example.replace("mill_speed", str(series.id))
    page.evaluate(f"async () => {{ {example}\nwindow.example = {{ points, source }}; }}")
    is_open = "example.source.readyState === EventSource.OPEN"
    until(lambda: page.evaluate(is_open), "the stream", page)
    points = f"example.points.get('{series.id}')"
    assert len(page.evaluate(points)) == 60
    now = round(time.time() * 1000)
    series.add((now, 123.5))
    until(lambda: page.evaluate(f"{points}.at(-1)") == [now, 123.5], "the reading", page)
    assert len(page.evaluate(points)) == 61
