"""A dashboard that is edited, as tests do it with mouse and keys."""

from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.browser.panels import Panel
from tests.server import Server


class Boards:
    """The API of the dashboards."""

    def __init__(self, server: Server) -> None:
        self._client = httpx.Client(base_url=server.url, headers=server.headers("admin"))
        self._before = self.slugs

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        response = self._client.request(
            method, f"/api/dashboards{path}", json=body, headers=headers
        )
        assert response.is_success, response.text
        return response.json()

    @property
    def slugs(self) -> set[str]:
        return {one["slug"] for one in self("GET", "")["dashboards"]}

    def close(self) -> None:
        """Delete what was made since."""
        for slug in self.slugs - self._before:
            self("DELETE", f"/{slug}", **{"If-Match": "*"})
        self._client.close()


class Editor:
    """The page of a dashboard while it is edited."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bar = page.locator(".edit-bar")
        self.state = page.locator(".edit-state")
        self.form = page.locator(".panel-form")

    def ready(self) -> "Editor":
        expect(self.bar).to_be_visible()
        return self

    def saved(self) -> None:
        expect(self.state).to_contain_text("Draft, saved")

    def button(self, name: str) -> Locator:
        return self.bar.get_by_role("button", name=name, exact=True)

    def add(self, title: str, kind: str, *series: str, shown: str = "") -> None:
        """A panel of this kind, and back to the dashboard. With variables in it, its title is
        `shown` in another way."""
        self.button("Add panel").click()
        for place, selector in enumerate(series):
            if place:
                self.form.get_by_role("button", name="Series", exact=True).click()
            self.form.locator(f"[data-query='{place}']").get_by_role(
                "combobox", name="Series"
            ).fill(selector)
        self.form.get_by_label("Title").fill(title)
        self.choose(kind)
        if series:
            Panel(self.page, shown or title).expect_state("ready")
        self.page.get_by_role("button", name="Done").click()

    def choose(self, kind: str) -> None:
        self.form.get_by_role("button", name="Kind:").click()
        self.page.locator(f'.kind[data-kind="{kind}"]').click()

    def place(self, title: str) -> list[int]:
        """Of a panel: column, row, width and height on the grid."""
        item = self.page.get_by_role("group", name=f"Panel {title}", exact=True)
        place: list[int] = item.evaluate(
            "({gridstackNode: {x, y, w, h}}) => [x, y, w, h]",
        )
        return place

    def publish(self) -> None:
        self.button("Publish").click()
        expect(self.bar).to_be_hidden()
        expect(self.page.locator("#grid")).to_be_visible()
