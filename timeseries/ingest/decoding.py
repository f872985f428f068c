"""A request's body: received within limits of size and time, and decompressed within one."""

import asyncio
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ..errors import BadRequest, TooLarge, TooSlow, Unsupported

Receive = Callable[[], Awaitable[Any]]

# A body may be any number of gzip members: of each that ends, so much at most is copied.
GZIP_CHUNK = 16_384


class Disconnected(Exception):
    """The client went away before its body was whole: there is nobody to answer."""


def check_length(headers: Mapping[str, str], limit: int) -> None:
    """Raises TooLarge for a body that says itself that it is over `limit` bytes."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:18]) > limit:
        raise too_large(limit)


async def receive_body(receive: Receive, limit: int, seconds: float) -> bytes:
    """The whole body. Raises TooLarge as soon as it is over `limit` bytes, TooSlow when it is
    not there after `seconds`, Disconnected."""
    parts: list[bytes] = []
    size = 0
    deadline = time.monotonic() + seconds
    while True:
        try:
            message = await asyncio.wait_for(receive(), max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            raise TooSlow(f"The body did not come within {seconds:.0f} seconds.") from None
        if message["type"] == "http.disconnect":
            raise Disconnected
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise too_large(limit)
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts) if len(parts) > 1 else parts[0]


def decompress(content: bytes, encoding: str, limit: int) -> bytes:
    """The content of a body with `Content-Encoding: encoding`, counted while it grows.

    Raises Unsupported, TooLarge, or BadRequest for a damaged one.
    """
    if encoding in ("", "identity"):
        return content
    if encoding not in ("gzip", "x-gzip"):
        raise Unsupported("Content-Encoding takes gzip or identity.")
    try:
        return _gunzip(content, limit)
    except zlib.error as error:
        raise BadRequest(f"The body is not gzip as its Content-Encoding says ({error}).") from None


def _gunzip(content: bytes, limit: int) -> bytes:
    # 16 + 15: a gzip header. Members may follow one another, as `cat a.gz b.gz` makes them.
    member = zlib.decompressobj(31)
    parts: list[bytes] = []
    at = size = 0
    while at < len(content):
        if member.eof:
            member = zlib.decompressobj(31)
        chunk = content[at : at + GZIP_CHUNK]
        part = member.decompress(chunk, limit - size + 1)
        size += len(part)
        if size > limit:
            raise too_large(limit)
        parts.append(part)
        at += len(chunk) - len(member.unused_data)
    if content and not member.eof:
        raise BadRequest("The gzip body ends in the middle: send it whole.")
    return b"".join(parts)


def too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body is over {limit} bytes: send it in smaller parts.")
