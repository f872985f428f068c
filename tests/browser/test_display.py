"""What a panel asks to be shown by: thresholds, a logarithm, labels, legends, a description."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.ink import runs
from tests.browser.own import Own
from tests.browser.panels import Panel
from tests.browser.waiting import until

MAKE = """
import json
from charts.models import Dashboard, Panel
made = Dashboard.objects.create(slug="shown", title="How it is shown", position=92)
for place, panel in enumerate(json.loads({panels!r})):
    Panel.objects.create(dashboard=made, y=4 * place, h=4, **{{"kind": "line", "w": 12, **panel}})
"""
WHOLE = "(one) => one.scrollWidth <= one.clientWidth"
# 2024-01-01T00:00Z, in ms.
MINUTE = 1_704_067_200_000
HOT = {"value": 20, "state": "critical", "label": "Too hot"}
DESCRIPTION = "Measured by the **window**, not [<b>here</b>](javascript:alert(1))."


@pytest.fixture(scope="module")
def slug(own: Own) -> Iterator[str]:
    """Readings of 1 to 60, of −29 to 30 of another series, and a minute of 0.9 of a third."""
    first = own.series(series="shown_one", unit="°C")
    second = own.series(series="shown_two")
    second.add(*((first.began + 1000 * n, float(n - 30)) for n in range(1, 61)))
    third = own.series(series="shown_bars")
    third.add(*((MINUTE + 1000 * n, 0.9) for n in range(60)))
    one = {"series": first.name}
    rates = [
        {"series": own.series(series=f"shown_rate_{n}", unit="requests/s").name} for n in (1, 2)
    ]
    panels = [
        {
            "title": "Hot",
            "queries": [one],
            "options": {
                "thresholds": [HOT],
                "threshold_style": "both",
                "labels": ["min", "max", "last"],
                "description": DESCRIPTION,
                "decimals": 2,
            },
        },
        {"title": "Log", "queries": [{"series": second.name}], "options": {"log": True}},
        {"title": "Table", "queries": [one], "options": {"legend": "table"}},
        {
            "title": "None",
            "queries": [one, {"series": second.name}],
            "options": {"legend": "none"},
        },
        {
            "title": "Bars",
            "kind": "bar",
            "queries": [{"series": third.name, "step": "30s"}],
            "options": {"min": 0, "max": 1},
        },
        {"title": "Rates", "w": 6, "queries": rates, "options": {"legend": "table"}},
        {"title": "Figures", "kind": "stat", "w": 6, "queries": [one, *rates]},
        {"title": "Narrow", "kind": "table", "queries": [one]},
        {"title": "Stat", "kind": "stat", "queries": [one], "options": {"thresholds": [HOT]}},
    ]
    own.shell(MAKE.format(panels=json.dumps(panels)))
    yield "shown"


def test_a_state_is_said_in_words_and_decimals_hold(page: Page, slug: str) -> None:
    page.goto(f"/d/{slug}/?start=now-5m")
    hot = Panel(page, "Hot").ready()
    expect(hot.value).to_have_text("60.00 °C · Too hot")
    expect(Panel(page, "Stat").ready().element.locator(".stat-alarm")).to_have_text("Too hot")


def test_bars_stand_where_the_crosshair_takes_their_times(page: Page, slug: str) -> None:
    page.goto(f"/d/{slug}/?start={MINUTE}&end={MINUTE + 60_000}")
    bars = Panel(page, "Bars").ready()
    bars.plot.scroll_into_view_if_needed()
    layers = bars.plot.locator("canvas")

    def seen() -> list[tuple[float, float]]:
        return sorted(run for layer in layers.all() for run in runs(layer, 0.7))

    [(first, first_end), (second, second_end)] = until(seen, "bars", page)
    # Each takes four fifths of its half of the axis.
    width = second_end - second
    assert first_end - first == pytest.approx(width, abs=0.01)
    assert second - first == pytest.approx(width / 0.8, abs=0.01)


def test_figures_with_a_long_unit_are_whole_and_lie_on_no_other(page: Page, slug: str) -> None:
    page.goto(f"/d/{slug}/?start=now-5m")
    for title, figures in (("Rates", ".legend td"), ("Figures", ".stat-value")):
        found = Panel(page, title).ready().element.locator(figures)
        expect(found.last).to_contain_text("60 requests/s")
        assert found.evaluate_all(f"all => all.every({WHOLE})")
    rows = Panel(page, "Figures").element.locator(".stat-row")
    assert rows.evaluate_all(f"all => all.every({WHOLE})")


def test_what_a_logarithm_has_no_place_for_is_counted(page: Page, slug: str) -> None:
    page.goto(f"/d/{slug}/?start=now-5m")
    log = Panel(page, "Log").ready()
    expect(log.element.locator(".panel-hint")).to_have_text("30 points at or below 0 are not drawn")


def test_a_legend_is_as_the_panel_asks(page: Page, slug: str) -> None:
    page.goto(f"/d/{slug}/?start=now-5m")
    table = Panel(page, "Table").ready().element.locator(".legend")
    expect(table.locator("tbody .legend-max")).to_have_text("60.0 °C")
    expect(Panel(page, "None").ready().element.locator(".legend")).to_be_hidden()


def test_a_description_is_markdown_and_no_script(page: Page, slug: str) -> None:
    page.goto(f"/d/{slug}/?start=now-5m")
    hot = Panel(page, "Hot").ready()
    hot.element.get_by_role("button", name="What this panel shows").click()
    text = hot.element.locator(".description")
    expect(text.locator("strong")).to_have_text("window")
    expect(text).to_contain_text("<b>here</b>")
    expect(text.locator("a")).to_have_count(0)
    expect(Panel(page, "Log").element.locator(".panel-info")).to_be_hidden()


def test_a_page_prints_as_a_report_and_is_then_as_it_was(page: Page, slug: str) -> None:
    page.goto(f"/d/{slug}/?start=now-5m")
    hot = Panel(page, "Hot").ready()
    drawn = "panel => panel.querySelector('.plot-canvas').querySelectorAll('svg text').length"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert hot.element.evaluate(drawn) > 3
    expect(page.locator(".print-head")).to_contain_text("How it is shown")
    expect(page.locator(".print-head")).to_contain_text("Printed 20")
    expect(page.locator(".bar")).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert hot.element.evaluate(drawn) == 0
    expect(page.locator(".print-head")).to_have_count(0)
    expect(hot.element.locator("canvas").first).to_be_visible()


def test_a_narrow_table_keeps_names_and_what_is_new(page: Page, slug: str) -> None:
    page.set_viewport_size({"width": 340, "height": 700})
    page.goto(f"/d/{slug}/?start=now-5m")
    table = Panel(page, "Narrow").ready().element
    row = table.locator("tbody tr")
    name = row.locator("th").bounding_box()
    assert name and name["width"] >= 8 * 13
    expect(row.locator("td").first).to_have_text("60.0 °C")
    expect(row.locator("td:visible")).to_have_count(2)
    assert table.locator(".face").evaluate("e => e.scrollWidth <= e.clientWidth")
