"""Pictures of the running product for the documentation: `make screenshots`.

They go to docs/screenshots: `machine-light.png` on a laptop, `machine-phone-light.png` on a
phone, and so on.
"""

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

import tests.environment  # noqa: F401  sets the environment that servers are started in
from tests.browser.chromium import DESKTOP, MISSING, PHONE, find, launch
from tests.server import Server

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PAGES = {
    "home": "/",
    "machine": "/d/machine/",
    "co2": "/d/co2/",
    "seattle-weather": "/d/seattle-weather/",
    "explore": '/explore/?series=machine_cpu{core!="total"}&series=machine_load&start=now-5m',
    "gallery": "/gallery/",
    "sources": "/sources/",
}
SCREENS = {"": DESKTOP, "-phone": PHONE}
# So that the machine's curves have something to show.
READINGS_SECONDS = 75
# Curves come with the first answer, means and small curves a little later.
SETTLE_MS = 2000

SETTLED = """
() => [...document.querySelectorAll("[data-panel-id]")]
  .every((panel) => panel.dataset.state === "ready")
"""


def main() -> int:
    path = find()
    if path is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        Server(Path(folder), "--host", "127.0.0.1", MACHINE_READINGS="on") as server,
    ):
        time.sleep(READINGS_SECONDS)
        browser = launch(playwright, path)
        for suffix in SCREENS:
            for scheme in ("light", "dark"):
                take(browser, server, suffix, scheme)
        browser.close()
    return 0


def take(browser: Browser, server: Server, suffix: str, scheme: str) -> None:
    """All pages on one screen in one theme."""
    with browser.new_context(
        base_url=server.url,
        viewport=SCREENS[suffix],
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=bool(suffix),
    ) as context:
        page = context.new_page()
        for name, path in PAGES.items():
            picture(page, path, FOLDER / f"{name}{suffix}-{scheme}.png")


def picture(page: Page, path: str, target: Path) -> None:
    page.goto(path)
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=target)


if __name__ == "__main__":
    sys.exit(main())
