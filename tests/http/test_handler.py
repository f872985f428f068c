"""Django's handler as this server uses it."""

import asyncio
from typing import Any

import pytest
from django.http import HttpResponse

from config.handler import Handler

BODY = b"0123456789" * 100_000


def test_an_answer_is_sent_whole_and_not_kept_afterwards() -> None:
    sent: list[bytes] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(bytes(message.get("body", b"")))

    response = HttpResponse(BODY)
    asyncio.run(Handler().send_response(response, send))
    assert b"".join(sent) == BODY
    assert response.content == b""


def test_an_answer_to_a_client_that_has_gone_is_not_kept_either() -> None:
    async def send(message: dict[str, Any]) -> None:
        raise ConnectionResetError

    response = HttpResponse(BODY)
    with pytest.raises(ConnectionResetError):
        asyncio.run(Handler().send_response(response, send))
    assert response.content == b""
