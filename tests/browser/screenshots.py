"""Pictures of the running product for the documentation: `make screenshots`.

They go to docs/screenshots: `machine-light.png` on a laptop, `machine-phone-light.png` on a
phone, and so on. `make screenshots ONLY="merge files"` takes those of some scenes again.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

import tests.environment  # noqa: F401  sets the environment that servers are started in
from tests.browser.accounts import log_in
from tests.browser.chromium import DESKTOP, MISSING, PHONE, find, launch
from tests.browser.scenes import SCENES, Scene
from tests.browser.staged import Staged, settings
from tests.server import Server

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
SCREENS = {"": DESKTOP, "-phone": PHONE}
# A4, at 96 dots an inch.
PAPER: ViewportSize = {"width": 794, "height": 1123}
THEMES = ("light", "dark")
# So that the machine's curves have something to show.
READINGS_SECONDS = 75
# Curves come with the first answer, means and small curves a little later.
SETTLE_MS = 2000

SETTLED = """
() => [...document.querySelectorAll("[data-panel-id]")]
  .every((panel) => ["ready", "empty"].includes(panel.dataset.state))
"""


def main(*names: str) -> int:
    path = find()
    if path is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        environment = settings(Path(folder))
        with Server(Path(folder), "--host", "127.0.0.1", **environment) as server:
            staged = Staged(server)
            staged.stage()
            time.sleep(READINGS_SECONDS)
            browser = launch(playwright, path)
            take_all(browser, staged, FOLDER, names)
            browser.close()
    return 0


def take_all(browser: Browser, staged: Staged, folder: Path, names: tuple[str, ...]) -> None:
    """Of the named scenes, or of all, on each screen and in each theme."""
    scenes = [one for one in SCENES if not names or one.name in names]
    for suffix in SCREENS:
        for theme in THEMES:
            for locale, signed_in in sorted({(one.locale, one.signed_in) for one in scenes}):
                context = opened(browser, staged.server, suffix, theme, locale)
                if signed_in:
                    page = context.new_page()
                    page.goto("/accounts/login/")
                    log_in(page, staged.server)
                    page.wait_for_url(f"{staged.server.url}/")
                for one in scenes:
                    is_taken = not one.prints or (suffix, theme) == ("", "light")
                    if is_taken and (one.locale, one.signed_in) == (locale, signed_in):
                        page = context.new_page()
                        picture(page, one, staged, folder / f"{one.name}{suffix}-{theme}.png")
                        page.close()
                context.close()


def opened(
    browser: Browser, server: Server, suffix: str, theme: str, locale: str
) -> BrowserContext:
    how: dict[str, Any] = {
        "viewport": SCREENS[suffix],
        "color_scheme": theme,
        "has_touch": bool(suffix),
        "locale": locale,
    }
    return browser.new_context(base_url=server.url, **how)


def picture(page: Page, scene: Scene, staged: Staged, target: Path) -> None:
    page.goto(staged.address(scene.path))
    page.wait_for_function(SETTLED)
    if scene.act:
        scene.act(page, staged)
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(SETTLE_MS)
    if scene.prints:
        lay_out(page)
    page.screenshot(path=target)


def lay_out(page: Page) -> None:
    """The first sheet of paper."""
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    page.evaluate("document.body.style.padding = '12mm'")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
