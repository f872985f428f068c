"""Hints to and from the other processes, by Channels' layer (Redis).

Nothing depends on it but how soon a reading is seen: messages are hints to read the commit
log, which is read once a second anyway. So sending is nobody's wait, has a time limit, and
what fails is counted and forgotten.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ..metrics import HINTS_LOST
from .bus import bus

log = logging.getLogger(__name__)

GROUP = "hints"
SEND_SECONDS = 0.5
JOIN_SECONDS = 5.0
STOP_SECONDS = 0.5
# How long what failed is left alone, from one failure in a row to the next.
PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Relay:
    """Between the bus of this process and all others. `start` and `stop` with the server."""

    def __init__(self, layer: Any, look: Callable[[], None]) -> None:
        """`layer` is a channel layer, or None: then it does nothing. `look` is called in the
        event loop when another process has committed something."""
        self._layer, self._look = layer, look
        self._name = uuid.uuid4().hex
        self._hint = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._unlisten: Callable[[], None] = lambda: None
        self._is_away = False

    def start(self) -> None:
        if self._layer is None:
            return
        loop = asyncio.get_running_loop()

        def hinted() -> None:
            # A hint on the way while the loop closes is owed to nobody.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._hint.set)

        self._unlisten = bus.listen(hinted)
        self._tasks = [asyncio.create_task(work()) for work in (self._tell, self._hear)]

    async def stop(self) -> None:
        self._unlisten()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            # A Redis that hangs may hold them up: that is no reason to wait for it.
            await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
            with suppress(Exception):
                async with asyncio.timeout(STOP_SECONDS):
                    await self._layer.flush()
        self._tasks = []

    async def _tell(self) -> None:
        failures = 0
        while True:
            await self._hint.wait()
            # Whatever is committed while this is on its way is told by the next one.
            self._hint.clear()
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await self._layer.group_send(GROUP, {"type": "hint", "from": self._name})
            except Exception as error:
                HINTS_LOST.inc()
                failures += 1
                self._lost(error)
                await asyncio.sleep(_pause(failures))
            else:
                failures = 0
                self._found()

    async def _hear(self) -> None:
        failures = 0
        while True:
            try:
                async with asyncio.timeout(JOIN_SECONDS):
                    channel = await self._layer.new_channel()
                    await self._layer.group_add(GROUP, channel)
                failures = 0
                while True:
                    message = await self._layer.receive(channel)
                    if message.get("from") != self._name:
                        self._look()
            except Exception as error:
                failures += 1
                self._lost(error)
                await asyncio.sleep(_pause(failures))

    def _lost(self, error: Exception) -> None:
        if not self._is_away:
            self._is_away = True
            reason = str(error) or type(error).__name__
            log.warning("Redis does not answer (%s): others see readings within a second.", reason)

    def _found(self) -> None:
        if self._is_away:
            self._is_away = False
            log.info("Redis answers again.")


def _pause(failures: int) -> float:
    return PAUSES[min(failures, len(PAUSES)) - 1]
