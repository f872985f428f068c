"""The gallery shows each kind, and each kind moves when a reading comes."""

import json
import time

import pytest
from playwright.sync_api import Page, expect

from charts.kind import kinds
from tests.browser.own import Own
from tests.browser.panels import Panel
from tests.browser.waiting import until

SHAPED = [name for name in kinds.names() if kinds[name].join == "shaped" and name != "text"]
MAKE = """
import json
from charts.models import Dashboard, Panel
made = Dashboard.objects.create(slug="kinds", title="Kinds", start="now-5m", position=92)
for place, (kind, series) in enumerate(json.loads({panels!r})):
    queries = [{{"series": one}} for one in series]
    Panel.objects.create(dashboard=made, title=kind, kind=kind, queries=queries, y=4 * place)
"""
# What there is to see of a panel, drawn or written.
SEEN = """
panel => [...panel.querySelectorAll("canvas")].map((one) => one.toDataURL()).join()
  || panel.querySelector(".face")?.textContent
"""


def test_every_kind_is_drawn_in_the_gallery(page: Page) -> None:
    page.goto("/gallery/")
    shown = page.locator("figure")
    named = {text.split()[0] for text in shown.locator("figcaption code").all_inner_texts()}
    assert named == set(kinds.names())
    ready = page.locator('[data-panel-id][data-state="ready"]')
    expect(ready).to_have_count(shown.count())
    expect(page.locator(".panel-table tbody tr").first).to_contain_text("%")
    expect(page.locator(".prose h3")).to_have_text("The Keeling curve")
    expect(page.locator(".panel-histogram .plot").last).to_have_attribute(
        "aria-label", "Wind: Histogram of 1,461 readings. Newest: Wind 3.5 m/s."
    )


def test_home_leads_to_the_gallery(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="All kinds of charts").click()
    expect(page.get_by_role("heading", name="Gallery")).to_be_visible()


def test_each_kind_moves_with_a_new_reading(page: Page, own: Own) -> None:
    one, other = own.series(), own.series()
    panels = [
        (kind, [one.name, other.name] if kind == "scatter" else [one.name]) for kind in SHAPED
    ]
    own.shell(MAKE.format(panels=json.dumps(panels)))
    page.goto("/d/kinds/")
    before = {}
    for kind in SHAPED:
        panel = Panel(page, kind).ready()
        panel.element.scroll_into_view_if_needed()
        before[kind] = panel.element.evaluate(SEEN)
    now = time.time() * 1000
    one.add((now, 500.0))
    other.add((now, 700.0))
    for kind in SHAPED:
        moves(page, kind, before[kind])
    expect(Panel(page, "table").element.locator("td").first).to_have_text("500")


def moves(page: Page, kind: str, before: str) -> None:
    element = Panel(page, kind).element
    element.scroll_into_view_if_needed()
    until(lambda: element.evaluate(SEEN) != before, f"{kind} to move", page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_cell_says_what_it_is_under_the_pointer(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/gallery/")
    heatmap = Panel(page, "Temperature by hour and day").ready()
    heatmap.plot.scroll_into_view_if_needed()
    before = heatmap.element.evaluate(SEEN)
    heatmap.point_at(0.5)
    until(lambda: heatmap.element.evaluate(SEEN) != before, "the tooltip", page)
