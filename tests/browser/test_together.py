"""Everything that the server computes for a panel, drawn together on one dashboard."""

import json
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.own import MAKE, Own
from tests.browser.panels import Panel

DAY_MS = 86_400_000.0
MINUTE_MS = 60_000.0
A, B = ({"series": f'many_air{{room="{room}"}}'} for room in ("attic", "cellar"))
TABLE = {"options": {"legend": "table"}}
LEFT = {"label": "today", "color": 3, "unit": "°C", "decimals": 2}
PANELS: dict[str, dict[str, Any]] = {
    "Look": {"queries": [{**A, **LEFT}, {**B, "label": "right", "axis": "right", "unit": "hPa"}]},
    "Before": {"queries": [A, {**A, "shift": "1d"}], **TABLE},
    "Band": {"queries": [{**A, "band": True, "step": "10m"}]},
    "Sum": {"queries": [{"series": "many_air", "combine": "sum"}], **TABLE},
    "Formula": {
        "queries": [{**A, "hidden": True}, {**B, "hidden": True}, {"formula": "B / A * 100"}],
        **TABLE,
    },
    "Logarithm": {"queries": [A, B], "options": {"log": True, "legend": "table"}},
    "Figures": {"kind": "stat", "queries": [{"series": "many_air"}], "w": 3, "h": 3},
}


@pytest.fixture(scope="module")
def board(own: Own) -> Iterator[str]:
    """Two days of readings a minute: 10 and 30 yesterday, 20 and 40 today."""
    first = round(time.time() / 60) * MINUTE_MS - 2 * DAY_MS
    for room, before in (("attic", 10.0), ("cellar", 30.0)):
        made = own.series(series="many_air", unit="°C", tags={"room": room}, ended=3 * 86_400)
        made.add(
            *(
                (first + MINUTE_MS * at, before + (10 if at >= 1440 else 0) + at % 10 / 10)
                for at in range(2880)
            )
        )
    panels = [
        {"title": title, "kind": "line", "h": 4, "w": 6, "x": place % 2 * 6, **panel}
        for place, (title, panel) in enumerate(PANELS.items())
    ]
    board = {"slug": "together", "title": "Together", "start": "now-6h", "position": 94}
    own.shell(MAKE.format(dashboards=json.dumps([{**board, "panels": panels}])))
    yield "/d/together/"


def test_what_is_computed_is_drawn_as_it_was_asked_for(page: Page, board: str) -> None:
    page.goto(board)
    panels = {title: Panel(page, title) for title in PANELS}
    for panel in panels.values():
        panel.element.scroll_into_view_if_needed()
        panel.ready()
    today, yesterday = values(panels["Before"])
    assert (round(min(today)), round(min(yesterday))) == (20, 10)
    assert swatches(panels["Before"]) == ["series-1", "dashed series-1"]
    assert swatches(panels["Look"])[0] == "series-3"
    [mean] = values(panels["Band"])
    # The first ten minutes may have begun before the range: what is left may be one reading.
    assert 20 <= min(mean) <= max(mean) < 21
    assert 20.4 < median(mean) < 20.5
    [total] = values(panels["Sum"])
    assert 60 <= min(total) <= max(total) <= 62
    [percent] = values(panels["Formula"])
    assert 190 < min(percent) <= max(percent) <= 200
    names = panels["Logarithm"].element.locator(".legend-name")
    assert [name.split()[-1] for name in names.all_inner_texts()] == ["attic", "cellar"]
    assert all(name.evaluate("e => e.scrollWidth <= e.clientWidth") for name in names.all())
    inside(panels["Figures"])
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert {text.split()[-1] for text in ticks(panels["Look"])} >= {"°C", "hPa"}
    assert {"10 °C", "100 °C"} <= set(ticks(panels["Logarithm"]))


def values(panel: Panel) -> list[list[float]]:
    return [[float(value or 0) for _, value in curve.readings] for curve in panel.curves]


def swatches(panel: Panel) -> list[str]:
    """The colours and lines that a legend names its curves by."""
    marks = panel.element.locator(".legend .swatch").all()
    classes = [(mark.get_attribute("class") or "").split() for mark in marks]
    return [
        " ".join(sorted(one.removeprefix("swatch-") for one in names if one != "swatch"))
        for names in classes
    ]


def ticks(panel: Panel) -> list[str]:
    """What stands at the axes, of a drawing for paper."""
    return panel.element.locator(".plot-canvas svg text").all_text_contents()


def inside(panel: Panel) -> None:
    """All figures are seen in the panel."""
    outer = panel.element.bounding_box()
    figures = panel.element.locator(".stat-value").all()
    assert outer and len(figures) == 2
    for figure in figures:
        box = figure.bounding_box()
        assert box and box["y"] + box["height"] <= outer["y"] + outer["height"]
        assert box["x"] + box["width"] <= outer["x"] + outer["width"]


def test_every_curve_has_a_mean(page: Page, board: str) -> None:
    page.goto(f"{board}?start=now-20h")
    means = {"Before": [20.45, 10.45], "Sum": [60.9], "Formula": [197.8]}
    for title, expected in means.items():
        panel = Panel(page, title)
        panel.element.scroll_into_view_if_needed()
        cells = panel.ready().element.locator("tbody .legend-mean")
        expect(cells.last).not_to_have_text("–")
        numbers = [float(text.split()[0]) for text in cells.all_text_contents()]
        assert numbers == pytest.approx(expected, rel=0.01), title
