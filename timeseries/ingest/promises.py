"""From a thread's promises to a loop's futures, many at a time."""

import asyncio
from concurrent.futures import Future
from functools import partial
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Inbox(Generic[T]):
    """Where an event loop finds the promises that another thread has kept.

    The loop is woken once for all that were kept meanwhile, where `asyncio.wrap_future` wakes
    it for each: a commit keeps dozens at a time.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._kept: list[tuple[asyncio.Future[T], Future[T]]] = []
        self._lock = Lock()

    async def wait_for(self, promise: "Future[T]") -> T:
        """What a promise holds. Who stops waiting does not cancel it."""
        waiting: asyncio.Future[T] = self.loop.create_future()
        promise.add_done_callback(partial(self._put, waiting))
        return await waiting

    def _put(self, waiting: "asyncio.Future[T]", promise: "Future[T]") -> None:
        """In the thread that keeps the promise."""
        with self._lock:
            self._kept.append((waiting, promise))
            is_first = len(self._kept) == 1
        if is_first and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._hand_out)

    def _hand_out(self) -> None:
        with self._lock:
            kept, self._kept = self._kept, []
        for waiting, promise in kept:
            if waiting.done():
                continue
            if error := promise.exception():
                waiting.set_exception(error)
            else:
                waiting.set_result(promise.result())
