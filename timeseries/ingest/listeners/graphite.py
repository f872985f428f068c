"""Graphite's plaintext by TCP (`GRAPHITE_LISTEN`)."""

import asyncio
import errno
from contextlib import suppress

from django.conf import settings

from ...timerange import now
from ..listener import Busy, Listener, address_of, is_allowed, listeners, take_in
from ..protocol import Body

# Connections at once; of more the newest are closed.
CLIENTS = 1_000
# So much of one connection is parsed at a time; a line that is longer ends its connection.
CHUNK = 262_144
LONGEST_LINE = 4_096


@listeners.register("graphite")
class GraphiteListener(Listener):
    """Lines are written as they come, a chunk at a time for each connection: who sends faster
    than the disk takes it is read no further meanwhile. A client that says nothing for
    `RECEIVE_SECONDS` times ten is let go, and one that may not write at once."""

    def __init__(self) -> None:
        self._clients = 0

    @property
    def is_wanted(self) -> bool:
        return bool(settings.GRAPHITE_LISTEN)

    async def run(self) -> None:
        host, port = address_of(settings.GRAPHITE_LISTEN)
        try:
            server = await asyncio.start_server(self._serve, host, port, limit=CHUNK)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Busy from None
            raise
        async with server:
            await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._clients += 1
        try:
            peer = writer.get_extra_info("peername")
            if is_allowed("graphite", peer) and self._clients <= CLIENTS:
                with suppress(TimeoutError, OSError):
                    await _take_all(reader)
        finally:
            self._clients -= 1
            writer.close()


async def _take_all(reader: asyncio.StreamReader) -> None:
    rest = b""
    while True:
        async with asyncio.timeout(10 * settings.RECEIVE_SECONDS):
            chunk = await reader.read(CHUNK)
        content, _, rest = (rest + chunk).rpartition(b"\n")
        if not chunk:
            # What the last line is without its end.
            content, rest = rest, b""
        if content:
            await take_in("graphite", Body(content, {}, now()))
        if not chunk or len(rest) > LONGEST_LINE:
            return
