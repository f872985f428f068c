"""What the tests of this folder share."""

import logging

import pytest

from tests.soak.lengths import SEED, say


@pytest.fixture(autouse=True)
def legible(caplog: pytest.LogCaptureFixture) -> None:
    """A failure shows the seed, and no line for each request."""
    caplog.set_level(logging.WARNING, "httpx")
    say(f"SOAK_SEED={SEED}")
