"""axe-core on the page as it is: what it finds, on which screen and in which theme."""

import os
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.chromium import DESKTOP, PHONE

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    "resultTypes": ["violations"],
    # Otherwise it copies style sheets into the page, which the administration's may not take.
    "preload": False,
}
SCREENS: list[tuple[str, ViewportSize, Literal["light", "dark"]]] = [
    ("laptop", DESKTOP, "light"),
    ("phone", PHONE, "dark"),
]
if os.environ.get("SOAK") == "full":
    SCREENS += [("laptop", DESKTOP, "dark"), ("phone", PHONE, "light")]
SETTLED = """
() => document.readyState === "complete"
  && [...document.querySelectorAll("[data-panel-id]")]
    .every((panel) => panel.dataset.state !== "loading")
"""

RUN = "options => axe.run(options).then(({violations}) => violations)"

STILL = """
() => document.getAnimations().every((one) => !(one instanceof CSSTransition))
"""


def violations(page: Page) -> list[str]:
    """One line for each element, and what is wrong with it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[dict[str, Any]] = page.evaluate(RUN, RULES)
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def on_all_screens(page: Page) -> dict[str, list[str]]:
    """The violations by screen and theme, where there are any."""
    found = {}
    page.wait_for_function(SETTLED)
    for screen, size, theme in SCREENS:
        page.set_viewport_size(size)
        # Without motion a theme of ours is there at once; the administration's takes a while.
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.wait_for_function(STILL)
        found[f"{screen}, {theme}"] = violations(page)
    page.set_viewport_size(DESKTOP)
    return {where: those for where, those in found.items() if those}
