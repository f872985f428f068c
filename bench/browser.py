"""A headless Chromium for the length of a block."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.chromium import ARGUMENTS, find

# As tall as the longest dashboard here: a panel out of sight is not drawn.
VIEWPORT: ViewportSize = {"width": 1440, "height": 2000}
SCRIPTS = Path(__file__).parent / "pages"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, or Playwright's where there is none."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def fresh_page(
    browser: Browser, *scripts: str, viewport: ViewportSize = VIEWPORT
) -> Iterator[Page]:
    """A page with an empty cache, in which these files of `pages/` run before its own."""
    context = browser.new_context(viewport=viewport)
    try:
        for name in scripts:
            context.add_init_script(path=SCRIPTS / name)
        yield context.new_page()
    finally:
        context.close()


def script(name: str) -> str:
    """A file of `pages/` that is one function, for `Page.evaluate`."""
    return (SCRIPTS / name).read_text()
