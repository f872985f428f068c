"""A request's body, received within limits of size and time."""

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson

from .asgi import Receive
from .errors import BadRequest, TooLarge, TooSlow


class Disconnected(Exception):
    """The client went away before its body was whole: there is nobody to answer."""


def check_length(headers: Mapping[str, str], limit: int) -> None:
    """Raises TooLarge for a body that says itself that it is over `limit` bytes."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:18]) > limit:
        raise too_large(limit)


def json_object(body: bytes, example: str) -> dict[str, Any]:
    """The object that a body holds. Raises BadRequest, with an example of one."""
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The body is not JSON: {error}.") from None
    if not isinstance(given, dict):
        raise BadRequest(f"The body takes an object such as {example}.")
    return given


async def receive_body(receive: Receive, limit: int, seconds: float) -> bytes:
    """The whole body. Raises TooLarge as soon as it is over `limit` bytes, TooSlow when it is
    not there after `seconds`, Disconnected."""
    try:
        # Around all of it: to wait for each part by itself makes a task of it.
        async with asyncio.timeout(seconds):
            return await _whole(receive, limit)
    except TimeoutError:
        raise TooSlow(f"The body did not come within {seconds:.0f} seconds.") from None


async def _whole(receive: Receive, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise too_large(limit)
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts) if len(parts) > 1 else parts[0]


def too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body is over {limit} bytes: send it in smaller parts.")
