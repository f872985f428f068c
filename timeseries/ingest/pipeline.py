"""Parse, write, publish: the way that every reading takes, whoever sends it."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction

from ..batch import ReadingBatch
from ..errors import BadRequest, LivecurveError
from ..exact import BeforeRetention, NothingKept, PartlyRefused
from ..live.bus import bus
from ..metrics import ACCEPTED, REJECTED, WRITES
from ..store import WRITING
from ..writer import Writer
from .arrivals import NOBODY
from .arrivals_shared import note, note_refused
from .promises import Inbox
from .protocol import Body, Parsed, protocols
from .refusals import leave_out, told

R = TypeVar("R")

# A body below this is parsed faster than another thread is woken.
SMALL_BODY = 16_384
# Large bodies that are parsed at once: more only take the interpreter from each other.
PARSERS = 2


class Pipeline:
    """The way in of one process. Started and stopped with the server."""

    def __init__(self) -> None:
        self._writer: Writer | None = None
        self._inbox: Inbox[int] | None = None
        # Its threads come with the first body that needs one.
        self._parsers = ThreadPoolExecutor(PARSERS, "parser")

    def start(self, leads: Callable[[], bool] = lambda: True) -> None:
        """`leads` tells whether this process does the upkeep in the background."""
        self._writer = Writer(on_commit=bus.hint, leads=leads)
        self._writer.start()

    def stop(self) -> None:
        """Write what waits; what comes after that is refused."""
        if self._writer:
            self._writer.stop()

    async def receive(
        self, protocol: str, body: Body, check: Callable[[Parsed], None] | None = None
    ) -> Parsed:
        """Parse a body and write its readings; returns when they are on disk. `check` may still
        refuse all of it, by what came of it, before anything is written.

        Raises BadRequest for a body that cannot be read, and what `write` raises.
        """
        with _noted_when_refused(protocol, body.token):
            parsed = await self._parsed(protocol, body)
            if check:
                check(parsed)
            await self._keep(parsed)
        note(protocol, body.token, parsed)
        return parsed

    async def keep(self, protocol: str, parsed: Parsed) -> None:
        """Write what came of bodies that nobody waits for; what is refused of it is in `parsed`
        afterwards. Raises what `write` raises, and BadRequest when nothing is kept."""
        with _noted_when_refused(protocol):
            await self._keep(parsed)
        note(protocol, NOBODY, parsed)

    async def _parsed(self, protocol: str, body: Body) -> Parsed:
        parser = protocols[protocol]()
        if len(body.content) <= SMALL_BODY:
            return parser.parse(body)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._parsers, parser.parse, body)

    async def _keep(self, parsed: Parsed) -> None:
        try:
            await self.write(parsed.batch)
        except PartlyRefused as error:
            leave_out(parsed, error)
        except NothingKept as error:
            if not error.since:
                raise
            leave_out(parsed, error)
            raise BeforeRetention(f"Nothing is written: {told(parsed)}") from None
        _count(parsed)

    async def write(self, batch: ReadingBatch) -> None:
        """Write a batch; returns when it is on disk.

        Raises Overloaded, StorageFull or DatabaseUnavailable.
        """
        if not len(batch):
            return
        if not self._writer:
            raise LivecurveError("The server is not started: readings cannot be written.")
        await self._of_this_loop().wait_for(self._writer.submit(batch))

    def _of_this_loop(self) -> Inbox[int]:
        loop = asyncio.get_running_loop()
        if self._inbox is None or self._inbox.loop is not loop:
            self._inbox = Inbox(loop)
        return self._inbox

    def transact(self, work: Callable[[], R]) -> R:
        """What `work` returns, done in a transaction of its own: on the writing thread of a
        server, in turn with what others send, and in any other process right here.

        It blocks: for threads that are not the event loop's, and outside of transactions.
        Raises what `write` raises, and what `work` raises of our own errors.
        """
        if self._writer:
            return self._writer.call(work).result()
        with transaction.atomic(WRITING):
            result = work()
        bus.hint()
        return result

    def forget(self) -> None:
        """Look up again which series are called what, since one is called otherwise."""
        if self._writer:
            self._writer.forget()


@contextmanager
def _noted_when_refused(protocol: str, token: int = NOBODY) -> Iterator[None]:
    try:
        yield
    except BadRequest as error:
        note_refused(protocol, token, str(error))
        raise


def _count(parsed: Parsed) -> None:
    WRITES.inc()
    ACCEPTED.inc(len(parsed.batch))
    REJECTED.inc(parsed.rejected_count)


pipeline = Pipeline()
