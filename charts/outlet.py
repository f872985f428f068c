"""From a client's queue into its connection.

Measured with thousands of clients, what a frame costs is waking tasks and setting timers. So a
frame is handed over in the hub's own turn where the connection takes it at once, and a task of
the client's runs only while it does not; one round for all looks after silence and time limits.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from django.conf import settings

from timeseries.asgi import Send
from timeseries.eager import begin
from timeseries.live.frame import Frame
from timeseries.live.subscription import Subscription
from timeseries.metrics import CLIENTS, CLOSED, FRAMES

# Something is sent at the latest after so long.
HEARTBEAT_SECONDS = 15.0
# Each outlet is looked at once in so many rounds, of a second each.
ROUNDS = 5
ROUND_SECONDS = 1.0

Message = dict[str, Any]


class Outlet:
    """One client's way out. `encode` makes the message of a frame, or of None for a heartbeat;
    `last` are the messages that end it in good order. Used in a block, in which the client is
    waited for: TimeoutError leaves it when the client takes nothing for too long."""

    __slots__ = (
        "_blocked_since",
        "_clients",
        "_encode",
        "_frames",
        "_is_over",
        "_last",
        "_limit",
        "_send",
        "_sending",
        "_sent_at",
        "_subscription",
    )

    def __init__(
        self,
        transport: str,
        subscription: Subscription,
        send: Send,
        encode: Callable[[Frame | None], Message],
        last: Message,
    ) -> None:
        self._subscription = subscription
        self._send, self._encode, self._last = send, encode, last
        self._frames, self._clients = FRAMES.labels(transport), CLIENTS.labels(transport)
        self._sending: asyncio.Task[None] | None = None
        self._blocked_since = 0.0
        self._sent_at = 0.0
        self._is_over = False
        self._limit = asyncio.timeout(None)

    async def __aenter__(self) -> "Outlet":
        await self._limit.__aenter__()
        self._clients.inc()
        self._sent_at = asyncio.get_running_loop().time()
        rounds.add(self)
        self._subscription.on_ready = self.flush
        self.flush()
        return self

    async def __aexit__(self, *exception: Any) -> None:
        self._is_over = True
        rounds.remove(self)
        self._clients.dec()
        if self._sending:
            self._sending.cancel()
        await self._limit.__aexit__(*exception)

    def flush(self) -> None:
        """Send what waits, as far as the connection takes it."""
        while not self._sending and not self._is_over:
            frame = self._subscription.take()
            if frame is not None:
                self._frames.inc()
                self._hand_over(self._encode(frame))
            elif self._subscription.ended:
                self._hand_over(self._last)
                self._is_over = True
            else:
                return

    def look(self, now: float) -> None:
        """What the time asks for: a heartbeat, or an end."""
        if self._is_over:
            return
        if self._sending:
            # Our own server has let go of it by then (config/connection.py).
            if now > self._blocked_since + settings.SEND_SECONDS + ROUNDS * ROUND_SECONDS:
                CLOSED.inc()
                self._limit.reschedule(now)
        elif now > self._sent_at + HEARTBEAT_SECONDS - ROUNDS * ROUND_SECONDS:
            self._hand_over(self._encode(None))

    def _hand_over(self, message: Message) -> None:
        self._sent_at = asyncio.get_running_loop().time()
        try:
            rest = begin(self._send(message))
        except OSError:
            # Gone: `receive` says so too.
            self._is_over = True
            return
        if rest is not None:
            self._blocked_since = self._sent_at
            self._sending = asyncio.ensure_future(rest)
            self._sending.add_done_callback(self._go_on)

    def _go_on(self, done: "asyncio.Future[None]") -> None:
        self._sending = None
        if done.cancelled() or done.exception() is not None:
            self._is_over = True
        self.flush()


class Rounds:
    """Looks at every outlet in turn, a part of them each second."""

    def __init__(self) -> None:
        self._parts: list[set[Outlet]] = [set() for _ in range(ROUNDS)]
        self._turn = 0
        self._next: asyncio.TimerHandle | None = None

    def add(self, outlet: Outlet) -> None:
        min(self._parts, key=len).add(outlet)
        if self._next is None:
            self._wait()

    def remove(self, outlet: Outlet) -> None:
        for part in self._parts:
            part.discard(outlet)
        if self._next and not any(self._parts):
            self._next.cancel()
            self._next = None

    def _wait(self) -> None:
        self._next = asyncio.get_running_loop().call_later(ROUND_SECONDS, self._look)

    def _look(self) -> None:
        self._wait()
        self._turn = (self._turn + 1) % ROUNDS
        now = asyncio.get_running_loop().time()
        for outlet in list(self._parts[self._turn]):
            outlet.look(now)


rounds = Rounds()
