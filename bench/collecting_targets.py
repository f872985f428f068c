"""Targets for collectors: a page of metrics for all of them, and one that never answers."""

import asyncio
import sys

PAGE = b"# TYPE work_total counter\nwork_total 12\n# TYPE queue gauge\nqueue 3\n"
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: %d\r\n\r\n%b"
    % (len(PAGE), PAGE)
)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Requests without bodies, one after another on a connection."""
    while await reader.readline():
        while await reader.readline() not in (b"\r\n", b""):
            pass
        writer.write(ANSWER)
        await writer.drain()
    writer.close()


async def keep_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take the request, and say nothing until the other side gives up."""
    await reader.read()
    writer.close()


async def serve(good: int, silent: int) -> None:
    servers = [
        await asyncio.start_server(answer, "127.0.0.1", good),
        await asyncio.start_server(keep_silent, "127.0.0.1", silent),
    ]
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
