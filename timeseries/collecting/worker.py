"""One slot after another in a process of Celery's: what runs there beside its tasks."""

import asyncio
import os
from threading import Lock, Thread

from ..ingest.pipeline import Pipeline
from .clerk import Clerk
from .runner import Runner
from .web import close_connections


class Worker:
    """An event loop on a thread of its own, on which all collectors of the process wait, and a way
    in of its own, which does no upkeep: a server does. Both begin with the first task, and anew
    in a process that was forked. Open charts of servers find what is new in the log of commits."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pid = 0
        self._loop: asyncio.AbstractEventLoop
        self._runner: Runner
        self._pipeline: Pipeline
        self._clerk: Clerk

    def collect(self, collection: int, slot: int, is_asked: bool) -> None:
        """Run a slot (µs), unless it is somebody else's, too late, or left out."""
        with self._lock:
            if self._pid != os.getpid():
                self._start()
        plan = self._clerk.take(collection, slot, is_asked)
        if plan is None:
            return
        run = asyncio.run_coroutine_threadsafe(self._runner.run(plan, slot), self._loop)
        self._clerk.settle(run.result())

    def _start(self) -> None:
        self._pid = os.getpid()
        self._loop = asyncio.new_event_loop()
        self._pipeline = Pipeline()
        self._pipeline.start(leads=lambda: False)
        self._runner = Runner(self._pipeline.write)
        self._clerk = Clerk()
        self._clerk.start()
        Thread(target=self._loop.run_forever, name="collectors", daemon=True).start()

    def stop(self) -> None:
        """Write what waits, and end the loop."""
        with self._lock:
            if self._pid != os.getpid():
                return
            asyncio.run_coroutine_threadsafe(close_connections(), self._loop).result(5)
            self._pipeline.stop()
            self._clerk.stop()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._pid = 0


worker = Worker()
