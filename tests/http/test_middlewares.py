"""Requests to the API are not slowed down on their way through Django."""

import pytest
from django.core.handlers.asgi import ASGIHandler
from pytest_django.fixtures import Settings


def _adapted(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What Django says, while it puts the middlewares together, that it runs in threads."""
    with caplog.at_level("DEBUG", "django.request"):
        ASGIHandler()
    return [record.getMessage() for record in caplog.records if "adapted" in record.getMessage()]


def test_no_middleware_is_adapted(caplog: pytest.LogCaptureFixture, settings: Settings) -> None:
    settings.DEBUG = True
    assert _adapted(caplog) == []


def test_one_that_only_knows_sync_would_be(
    caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    settings.DEBUG = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.sync_only"]
    assert any("sync_only" in message for message in _adapted(caplog))


def sync_only(get_response: object) -> object:
    return get_response
