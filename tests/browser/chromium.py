"""Which Chromium, and how it is started."""

import shutil

from playwright.sync_api import Browser, Playwright, ViewportSize

# The first is the same engine without the windows around it, for two thirds of the processor time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
MISSING = "There is no Chromium: install Debian's package chromium-headless-shell, or chromium."
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


def find() -> str | None:
    """Where Chromium is; None when there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
