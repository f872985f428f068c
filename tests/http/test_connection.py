"""Clients that hold on to a connection, against `config/connection.py` in a server of its own."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from uvicorn import Config
from uvicorn.server import ServerState

from config import connection
from tests.http.raw import head


@asynccontextmanager
async def _serving(application: Any) -> AsyncIterator[int]:
    """The port of a server that answers with an ASGI application."""
    config = Config(application, lifespan="off", log_config=None)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: connection.BoundedConnection(config, state, {}), "127.0.0.1", 0
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for one in list(state.connections):
            one.transport.abort()
        await asyncio.gather(*state.tasks, return_exceptions=True)


def test_a_client_that_does_not_read_is_let_go(settings: Any) -> None:
    settings.SEND_SECONDS = 0.1

    async def run() -> None:
        gone = asyncio.Event()

        async def endless(scope: Any, receive: Any, send: Any) -> None:
            await receive()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            leaving = asyncio.create_task(receive())
            while not leaving.done():
                await send({"type": "http.response.body", "body": bytes(65_536), "more_body": True})
            assert leaving.result()["type"] == "http.disconnect"
            gone.set()

        async with _serving(endless) as port:
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(head("GET", "/"))
                await asyncio.wait_for(gone.wait(), 10)

    asyncio.run(run())


def test_a_body_is_no_part_of_the_head_however_large_a_piece_it_comes_in() -> None:
    async def run() -> bytes:
        async def size(scope: Any, receive: Any, send: Any) -> None:
            total, more = 0, True
            while more:
                message = await receive()
                total, more = total + len(message["body"]), message["more_body"]
            length = [(b"content-length", b"7")]
            await send({"type": "http.response.start", "status": 200, "headers": length})
            await send({"type": "http.response.body", "body": b"%07d" % total})

        async with _serving(size) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            length = 3 * connection.HEAD_BYTES
            writer.write(head("POST", "/", f"Content-Length: {length}") + bytes(length))
            answer = await reader.readuntil(b"\r\n\r\n")
            answer += await reader.readexactly(7)
            writer.close()
            return answer

    answer = asyncio.run(run())
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"0196608")


def test_requests_that_follow_one_another_have_their_time_each(settings: Any) -> None:
    settings.RECEIVE_SECONDS = 0.5

    async def run() -> list[bytes]:
        async def hello(scope: Any, receive: Any, send: Any) -> None:
            body = (await receive())["body"]
            await asyncio.sleep(0.4)
            length = [(b"content-length", b"%d" % len(body))]
            await send({"type": "http.response.start", "status": 200, "headers": length})
            await send({"type": "http.response.body", "body": body})

        async with _serving(hello) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            answers = []
            for body in (b"one", b"two"):
                writer.write(head("POST", "/", f"Content-Length: {len(body)}") + body)
                await reader.readuntil(b"\r\n\r\n")
                answers.append(await reader.readexactly(len(body)))
                # Nothing on the way: only uvicorn's own time for the next request runs.
                await asyncio.sleep(0.3)
            writer.write(b"POST / HTTP/1.1\r\nHost: half")
            answers.append(await asyncio.wait_for(reader.read(), 5))
            writer.close()
            return answers

    assert asyncio.run(run()) == [b"one", b"two", b""]
