"""The demo's dashboards are right as soon as they are opened."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.panels import Panel
from tests.browser.witness import Witness

PANELS = {"machine": 14, "co2": 4, "seattle-weather": 5, "seattle-hours": 3, "sunspots": 3}
YEAR = 365.25 * 86_400_000


@pytest.mark.parametrize("slug", PANELS)
def test_one_answer_makes_all_panels_ready(page: Page, witness: Witness, slug: str) -> None:
    data = f"/api/dashboards/{slug}/data"
    with page.expect_response(lambda response: data in response.url) as response:
        page.goto(f"/d/{slug}/")
    assert len(witness.asked(data)) == 1
    assert len(response.value.json()["panels"]) == PANELS[slug]
    expect(page.locator('[data-panel-id][data-state="ready"]')).to_have_count(PANELS[slug])
    expect(page.locator("[data-panel-id]")).to_have_count(PANELS[slug])
    assert not witness.asked("/option")


def test_sunspots_reach_back_to_1700(page: Page) -> None:
    page.goto("/d/sunspots/")
    sunspots = Panel(page, "Sunspots").ready()
    assert sunspots.curve.points[0] == (-8520336000000, 5.0)
    assert len(sunspots.curve.readings) == 309
    assert sunspots.curve.ascends
    start, end = sunspots.span
    assert round((end - start) / YEAR) == 309


def test_weeks_without_a_measurement_are_gaps(page: Page) -> None:
    page.goto("/d/co2/")
    panel = Panel(page, "Carbon dioxide in the air").ready()
    expect(panel.element.locator(".panel-fresh")).to_contain_text("y ago")
    curve = panel.curve
    assert curve.ascends
    gaps = [at for at, (_, value) in enumerate(curve.points) if value is None]
    assert gaps
    for at in gaps:
        (before, one), (middle, _), (after, other) = curve.points[at - 1 : at + 2]
        assert one is not None
        assert other is not None
        assert after - before > 4 * 7 * 86_400_000
        assert middle == (before + after) / 2
