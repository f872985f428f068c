"""Tabs that one test after the other uses: a new one costs more than most pages do."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize

from tests.browser.chromium import DESKTOP

OpenPage = Callable[..., Page]


class Tabs:
    """One tab for each combination of the settings of `browser.new_context`, in a profile of
    its own."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: dict[str, Page] = {}
        self._sizes: dict[Page, ViewportSize | None] = {}

    def open(self, **settings: Any) -> Page:
        settings = {"viewport": DESKTOP, **settings}
        key = repr(sorted(settings.items()))
        if key not in self._pages:
            context: BrowserContext = self._browser.new_context(**settings)
            page = self._pages[key] = context.new_page()
            self._sizes[page] = page.viewport_size
        return self._pages[key]

    def reset(self, page: Page) -> None:
        """Leave nothing for the next test but what the browser has cached."""
        page.unroute_all()
        page.mouse.move(0, 0)
        if (size := self._sizes[page]) and size != page.viewport_size:
            page.set_viewport_size(size)
        page.emulate_media(color_scheme="null", reduced_motion="null")
        page.evaluate("localStorage.clear()")
        page.context.clear_cookies()
        try:
            # Of the same site, which keeps its process, and with nothing to load.
            page.goto("/health")
        except Error:
            # Its server is gone.
            self._pages = {key: one for key, one in self._pages.items() if one is not page}
            page.context.close()

    def close(self) -> None:
        for page in self._pages.values():
            page.context.close()
