"""One client's connection, with the limits that uvicorn leaves to a proxy in front of it."""

import asyncio
from typing import Any

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from timeseries.metrics import CLOSED

HEAD_BYTES = 65_536

_TOO_LONG = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class _TakenInTime(asyncio.Protocol):
    """What is sent is taken in time, or the connection is let go."""

    transport: asyncio.Transport
    _sending: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_sending()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        loop = asyncio.get_running_loop()
        self._sending = loop.call_later(settings.SEND_SECONDS, self._let_go)

    def resume_writing(self) -> None:
        self._cancel_sending()
        super().resume_writing()

    def _let_go(self) -> None:
        CLOSED.inc()
        self.transport.abort()

    def _cancel_sending(self) -> None:
        if self._sending:
            self._sending.cancel()
            self._sending = None


class BoundedConnection(_TakenInTime, HttpToolsProtocol):
    """HTTP/1.1 whose requests come whole within bounds of time, with heads of bounded size, and
    whose answers are taken in time: nothing waits for a client for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._in_head, self._head, self._messages = True, 0, 0
        self._deadline: float | None = None
        self._watch: asyncio.TimerHandle | None = None
        super().connection_made(transport)
        self._expect(settings.RECEIVE_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head and self._deadline is None:
            self._expect(settings.RECEIVE_SECONDS)
        before = self._messages
        super().data_received(data)
        # A head that is not whole by now: what came of it is kept in memory. Data in which a
        # message ended is that message's, however large its body.
        self._head += len(data) if self._in_head and self._messages == before else 0
        if self._head > HEAD_BYTES and not self.transport.is_closing():
            self.transport.write(_TOO_LONG)
            self.transport.close()

    def on_headers_complete(self) -> None:
        self._in_head = False
        # The doors have a limit of their own for a body, and answer; this one ends those that
        # go on sending after that.
        self._expect(2 * settings.RECEIVE_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if self.parser.should_upgrade() and self._should_upgrade():
            return
        self._in_head, self._head = True, 0
        self._messages += 1
        # Answered before its body was whole: uvicorn set its time for the next request too early.
        self._expect(settings.RECEIVE_SECONDS if self.cycle.response_complete else None)

    def handle_websocket_upgrade(self) -> None:
        # From now on the connection is another protocol's, with limits of its own.
        self._expect(None)
        super().handle_websocket_upgrade()

    def _expect(self, seconds: float | None) -> None:
        """Close the connection when the next step takes longer than that."""
        self._deadline = None if seconds is None else self.loop.time() + seconds
        if self._deadline and (self._watch is None or self._deadline < self._watch.when()):
            self._look_at(self._deadline)

    def _look_at(self, deadline: float) -> None:
        if self._watch:
            self._watch.cancel()
        self._watch = self.loop.call_at(deadline, self._look)

    def _look(self) -> None:
        # Deadlines are moved several times a request; one clock runs for all of them.
        self._watch = None
        if self._deadline and self._deadline > self.loop.time():
            self._look_at(self._deadline)
        elif self._deadline:
            self.transport.close()


class BoundedWebSocket(_TakenInTime, WebSocketsSansIOProtocol):
    """A WebSocket whose frames are taken in time."""

    async def send(self, message: Any) -> None:
        await super().send(message)
        # A refusal completes the handshake too: uvicorn would complain of it in the log.
        if self.initial_response is not None and self.close_sent:
            self.handshake_complete = True
