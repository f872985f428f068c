"""A light HTTP/1.1 client: it shares the cores with the server that it measures."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

import httptools
import orjson
import uvloop

from .measurement import Failed

T = TypeVar("T")


def request_bytes(
    method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> bytes:
    """A whole request, ready to be sent."""
    every = {"Host": "127.0.0.1", **(headers or {}), "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in every.items())
    return f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode() + body


def json_request(target: str, value: Any) -> bytes:
    """A POST of `value` as JSON."""
    return request_bytes("POST", target, {"Content-Type": "application/json"}, orjson.dumps(value))


class Connection(asyncio.Protocol):
    """One kept-alive connection with one request at a time. With `on_part`, the parts of the
    answer's body go there as they come, and are not kept."""

    def __init__(self, on_part: Callable[[bytes], None] | None = None) -> None:
        self._on_part = on_part
        self._parts: list[bytes] = []
        self._answer: asyncio.Future[tuple[int, bytes]]
        self._transport: asyncio.Transport
        self._parser = httptools.HttpResponseParser(self)

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """The status and the body of the answer. Raises Failed when the connection is lost."""
        if self._transport.is_closing():
            raise Failed("The server closed a connection.")
        self._parts.clear()
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, part: bytes) -> None:
        if self._on_part:
            self._on_part(part)
        else:
            self._parts.append(part)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if not self._answer.done():
            self._answer.set_result((status, b"".join(self._parts)))

    def connection_lost(self, error: Exception | None) -> None:
        if hasattr(self, "_answer") and not self._answer.done():
            self._answer.set_exception(Failed(f"The server closed a connection ({error})."))

    def close(self) -> None:
        self._transport.close()


@asynccontextmanager
async def connected(
    port: int, on_part: Callable[[bytes], None] | None = None
) -> AsyncIterator[Connection]:
    """A connection to a port of this machine for the length of the block."""
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(lambda: Connection(on_part), "127.0.0.1", port)
    try:
        yield connection
    finally:
        connection.close()


async def answer(connection: Connection, request: bytes) -> bytes:
    """The body of an answer that has to be 2xx. Raises Failed."""
    status, body = await connection.ask(request)
    if not 200 <= status < 300:
        raise Failed(f"The server answered {status}: {body[:300]!r}")
    return body


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, on the same loop as the servers have."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
