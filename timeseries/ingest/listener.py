"""The contract of a source that does not come by HTTP: a listener on an address of its own, or
a connection to where others publish.

One file each in `listeners/`. Each runs while its server does, or while this process leads
where one process alone should; whatever ends it, it is started again by the table of back-off.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django.conf import settings

from ..collecting.networks import read_address
from ..errors import LivecurveError
from ..metrics import REJECTED
from ..registry import Registry
from .arrivals import NOBODY
from .arrivals_shared import note_refused
from .pipeline import pipeline
from .protocol import Body

log = logging.getLogger(__name__)

# Seconds before it is tried again, by how often it has failed since it last worked.
BACK_OFF = (0.5, 1, 2, 4, 8, 15, 30)
# Between two looks whether there is something to do.
LOOK_SECONDS = 2.0


class Busy(Exception):
    """Another process of this machine has the address: it listens, this one waits."""


class Listener(ABC):
    """One source. An instance serves a process from its start to its stop."""

    # Only in the process that leads all others on its database.
    by_leader = False

    @property
    @abstractmethod
    def is_wanted(self) -> bool:
        """Whether the settings ask for it."""

    @abstractmethod
    async def run(self) -> None:
        """Take in what comes until cancelled. Raises OSError, LivecurveError or Busy."""


listeners: Registry[type[Listener]] = Registry("listener", "timeseries.ingest.listeners")


class Listening:
    """All listeners of a process."""

    def __init__(self, leads: Callable[[], bool] = lambda: True) -> None:
        self._leads = leads
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        for kind in listeners:
            listener = kind()
            if listener.is_wanted:
                self._tasks.append(asyncio.create_task(self._keep(listener), name=kind.__name__))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _keep(self, listener: Listener) -> None:
        failures = 0
        while True:
            if listener.by_leader and not self._leads():
                await asyncio.sleep(LOOK_SECONDS)
                continue
            begun = asyncio.get_running_loop().time()
            try:
                await self._while_leading(listener)
                failures = 0
            except Busy:
                await asyncio.sleep(LOOK_SECONDS)
                continue
            except (OSError, LivecurveError) as error:
                log.warning("%s: %s", type(listener).__name__, error)
                failures += 1
            except Exception:
                log.exception("%s failed; it is started again.", type(listener).__name__)
                failures += 1
            if asyncio.get_running_loop().time() - begun > BACK_OFF[-1]:
                failures = min(failures, 1)
            await asyncio.sleep(BACK_OFF[min(failures, len(BACK_OFF) - 1)])

    async def _while_leading(self, listener: Listener) -> None:
        if not listener.by_leader:
            await listener.run()
            return
        running = asyncio.create_task(listener.run())
        try:
            while self._leads() and not running.done():
                await asyncio.wait([running], timeout=LOOK_SECONDS)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def take_in(protocol: str, body: Body) -> None:
    """Parse and write what came where nobody waits for an answer; a line in the log says when it
    could not be written."""
    try:
        await pipeline.receive(protocol, body)
    except LivecurveError as error:
        log.warning("%s: %s", protocol, error)


def is_allowed(protocol: str, peer: Any) -> bool:
    """Whether who sends from this socket address may write, where protocols have no tokens; one
    who may not is counted among what arrives."""
    host = str(peer[0]) if peer else ""
    if not settings.LISTEN_ALLOW or _is_within(host):
        return True
    REJECTED.inc()
    note_refused(protocol, NOBODY, f"{host} may not write: LISTEN_ALLOW does not name it.")
    return False


@lru_cache(maxsize=4_096)
def _is_within(host: str) -> bool:
    try:
        # Link-local addresses come with the interface that they are of.
        address = read_address(host.partition("%")[0])
    except ValueError:
        return False
    return any(address in network for network in settings.LISTEN_ALLOW)


def address_of(text: str) -> tuple[str, int]:
    """Host and port of an address such as 127.0.0.1:2003 or [::1]:2003."""
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)
