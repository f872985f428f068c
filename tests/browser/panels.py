"""One panel as tests see it: what it says, and what it draws."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.waiting import until

Point = tuple[float, float | None]


@dataclass(frozen=True, slots=True)
class Curve:
    """One drawn curve: times in ms, null for a gap."""

    id: int
    key: str
    label: str
    points: list[Point]

    @property
    def readings(self) -> list[Point]:
        return [(time, value) for time, value in self.points if value is not None]

    @property
    def ascends(self) -> bool:
        return all(a < b for (a, _), (b, _) in pairwise(self.points))


class Panel:
    """The panel of a page with this title, or its only one."""

    def __init__(self, page: Page, title: str = "", at: int = 0) -> None:
        self.page = page
        named = f'[aria-label="{title}"]' if title else ""
        self.element: Locator = page.locator(f"[data-panel-id]{named}").nth(at)
        self.plot = self.element.locator(".plot")
        self.value = self.element.locator(".panel-value")
        self.message = self.element.locator(".panel-message")
        self.readout = self.element.locator(".cross-box")

    def expect_state(self, state: str) -> None:
        expect(self.element).to_have_attribute("data-state", state)

    def ready(self) -> "Panel":
        """This panel, once something is drawn in it."""
        self.expect_state("ready")
        self.element.and_(self.page.locator("[data-last-time]")).wait_for()
        return self

    @property
    def last_time(self) -> float:
        """Of the newest reading that is drawn, in ms."""
        return float(self.element.get_attribute("data-last-time") or "nan")

    def newer_than(self, time: float) -> None:
        """Wait for a reading later than this to be drawn."""
        until(lambda: self.last_time > time, f"a reading after {time:.0f}", self.page)

    @property
    def span(self) -> tuple[float, float]:
        """What the x axis shows, in ms."""
        span: dict[str, float] = self.element.evaluate("panel => panel.livecurve.span()")
        return span["start"], span["end"]

    @property
    def width(self) -> float:
        """What the x axis shows, in ms from end to end."""
        start, end = self.span
        return end - start

    @property
    def curves(self) -> list[Curve]:
        drawn: list[dict[str, Any]] = self.element.evaluate("panel => panel.livecurve.points()")
        return [
            Curve(one["id"], one["key"], one["label"], [(t, v) for t, v in one["points"]])
            for one in drawn
        ]

    @property
    def curve(self) -> Curve:
        """The only one."""
        [curve] = self.curves
        return curve

    @property
    def box(self) -> FloatRect:
        """Of the plot, in pixels, scrolled into view."""
        self.plot.scroll_into_view_if_needed()
        box = self.plot.bounding_box()
        assert box
        return box

    def point_at(self, part: float) -> None:
        """Move the mouse to that part of the plot's width, at half its height."""
        box = self.box
        self.page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2)

    def drag(self, from_part: float, to_part: float) -> None:
        """Drag over the plot, between two parts of its width."""
        self.point_at(from_part)
        self.page.mouse.down()
        self.point_at((from_part + to_part) / 2)
        self.point_at(to_part)
        self.page.mouse.up()
