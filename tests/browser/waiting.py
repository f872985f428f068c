"""Waiting for conditions, never for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Page

T = TypeVar("T")

# Seconds: long, as a loaded machine is slow; what works takes a fraction of it.
PATIENCE = 30
BETWEEN = 0.05


def until(condition: Callable[[], T], what: str, page: Page | None = None) -> T:
    """What the condition gives as soon as it is true. With a `page` its events are heard
    meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while not (given := condition()):
        assert time.monotonic() < deadline, f"Waited {PATIENCE} s for {what}."
        if page:
            page.wait_for_timeout(BETWEEN * 1000)
        else:
            time.sleep(BETWEEN)
    return given
