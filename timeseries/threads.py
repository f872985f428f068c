"""A small pool of long-lived threads for hot reads, each with its own connections.

Django opens a connection for every async request that touches the database; these stay.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, InterfaceError, ProgrammingError, connections

from .errors import DatabaseUnavailable

P = ParamSpec("P")
R = TypeVar("R")

READERS = 2


class Readers:
    """The pool. `close()` ends the threads and their connections; a later call starts anew."""

    def __init__(self, size: int = READERS) -> None:
        self._size = size
        self._pool: ThreadPoolExecutor | None = None
        self._lock = Lock()

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`work(*args)` on one of the threads. Raises DatabaseUnavailable when the database
        cannot be asked."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor(), lambda: guarded(work, *args, **kwargs))

    def close(self) -> None:
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is None:
            return
        # Each thread closes its own: the barrier sees to it that none takes two turns.
        together = Barrier(self._size)
        for _ in range(self._size):
            pool.submit(_close_connections, together)
        pool.shutdown()

    def _executor(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._size, "reader")
            return self._pool


def guarded(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`work()`; a lost or missing database becomes one sentence, and its connections are
    closed so that the next call opens new ones."""
    try:
        return work(*args, **kwargs)
    except (DatabaseError, InterfaceError) as error:
        connections.close_all()
        raise unavailable(error) from error


def unavailable(error: Exception) -> DatabaseUnavailable:
    """One sentence for a database that cannot be reached or has not been migrated."""
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    # A database or a role that does not exist is an OperationalError.
    missing = isinstance(error, ProgrammingError) and "does not exist" in text
    if "no such table" in text or missing:
        return DatabaseUnavailable("The database is not migrated: run `python manage.py migrate`.")
    return DatabaseUnavailable(f"The database cannot be asked ({text}): check DATABASE_URL.")


def _close_connections(together: Barrier) -> None:
    together.wait()
    connections.close_all()


readers = Readers()
