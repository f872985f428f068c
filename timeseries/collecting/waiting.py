"""Work that blocks, each on a thread of its own: what hangs holds up nobody, not even the end of
the process. A pool has few threads, which a few dead name servers would fill."""

import asyncio
import contextlib
from collections.abc import Callable
from threading import Thread
from typing import TypeVar

R = TypeVar("R")


def in_thread(work: Callable[[], R], name: str = "collector") -> "asyncio.Future[R]":
    """What `work` returns or raises. Who stops waiting does not stop the thread."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[R] = loop.create_future()

    def settle(result: R | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, failed = None, None
        try:
            result = work()
        except BaseException as error:
            failed = error
        # The loop may be closed by the time that it ends.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, result, failed)

    Thread(target=run, name=name, daemon=True).start()
    return done
