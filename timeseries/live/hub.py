"""The hub of a process: reads the commit log, and fans out what is new.

Clients that follow the same series share a channel, and a frame is encoded once for each
channel. Everything here runs in the event loop; the log is read on the readers' threads,
one read at a time.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress

from ..catalog import matching, resolve
from ..errors import LivecurveError
from ..metrics import LAG, WAITING
from ..models import Series
from ..selector import Selector, parse_selector
from ..threads import readers
from .bus import bus
from .followed import Followed
from .frame import Delta, Frame, encode, resync
from .log import NOTHING, LogForgotten, moment, read_missed, read_new
from .subscription import Channel, Subscription

log = logging.getLogger(__name__)

TICK_SECONDS, SETTLE_SECONDS = 0.05, 0.005
LOOK_SECONDS = 1.0
# After so many clients others have a turn.
STEP_CLIENTS = 500


Joins = dict[Channel, list[Series]]


class Hub:
    """All subscriptions of a process. `start` and `stop` with the server."""

    def __init__(self) -> None:
        self.cursor = 0
        self._channels: dict[tuple[str, ...], Channel] = {}
        self._newest: dict[int, int] = {}
        self._followed = Followed()
        # Series that have been met in the log, and have joined the channels that want them.
        self._met: set[int] = set()
        self._reading = asyncio.Lock()
        self._hint = asyncio.Event()
        # When the first hint came that has not been followed up.
        self._hinted_at: float | None = None
        self._read_at = 0.0
        self._task: asyncio.Task[None] | None = None
        self._unlisten: Callable[[], None] = lambda: None

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._unlisten = bus.listen(self._hinted_in(loop))
        self._task = asyncio.create_task(self._run(), name="hub")

    def _hinted_in(self, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
        def hinted() -> None:
            # A hint on the way while the loop closes is owed to nobody.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self.look)

        return hinted

    def look(self) -> None:
        """There is something to read in the log. For the event loop's thread."""
        if self._hinted_at is None:
            self._hinted_at = asyncio.get_running_loop().time()
        self._hint.set()

    async def stop(self) -> None:
        self._unlisten()
        self._unlisten = lambda: None
        self.end_all()
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def end_all(self) -> None:
        """Let all clients go, who come back to the next process with their cursors."""
        for channel in self._channels.values():
            for subscription in channel.subscriptions:
                subscription.end()

    async def subscribe(self, texts: Sequence[str], cursor: int | None) -> Subscription:
        """Follow ids and selectors; the first frame tells the cursor, with all that was
        missed since the client's own `cursor` where it has one.

        Raises NotFound, BadSelector, TooManySeries, DatabaseUnavailable.
        """
        # Under the lock: a series made between finding the others and entering the channel
        # would be announced to nobody.
        async with self._reading:
            channel = await self._channel(texts)
            subscription = Subscription(channel)
            try:
                subscription.push(await self._greeting(channel, cursor))
                channel.subscriptions.add(subscription)
            finally:
                self._drop_if_empty(channel)
        return subscription

    async def follow_also(
        self, subscription: Subscription, texts: Sequence[str], cursor: int | None
    ) -> None:
        """Let a client follow these too, from `cursor` on where it has one; the next frame is
        to them what the first one of `subscribe` is. Raises what `subscribe` raises."""
        async with self._reading:
            more = await self._channel(texts)
            try:
                # Before it enters the wider channel: what is read on for it is in the greeting.
                greeting = await self._greeting(more, cursor)
                await self._move(subscription, {*subscription.channel.key, *texts})
                subscription.push(greeting)
            finally:
                self._drop_if_empty(more)

    async def follow_only(self, subscription: Subscription, texts: Sequence[str]) -> None:
        """Let a client follow none but these; what is on its way may still tell of others."""
        async with self._reading:
            await self._move(subscription, set(texts))

    def unsubscribe(self, subscription: Subscription) -> None:
        subscription.channel.subscriptions.discard(subscription)
        self._drop_if_empty(subscription.channel)

    async def _move(self, subscription: Subscription, texts: set[str]) -> None:
        channel = await self._channel(texts)
        left, subscription.channel = subscription.channel, channel
        channel.subscriptions.add(subscription)
        if left is not channel:
            left.subscriptions.discard(subscription)
            self._drop_if_empty(left)

    def _drop_if_empty(self, channel: Channel) -> None:
        if channel.subscriptions or self._channels.get(channel.key) is not channel:
            return
        del self._channels[channel.key]
        for pk in self._followed.remove(channel.ids):
            self._newest.pop(pk, None)

    async def _channel(self, texts: Collection[str]) -> Channel:
        key = tuple(sorted(set(texts)))
        return self._channels.get(key) or await self._open(key)

    async def _open(self, key: tuple[str, ...]) -> Channel:
        ids, selectors = await readers.run(_resolve, key)
        known = self._newest if self._channels else {}
        number, times = await readers.run(moment, ids - known.keys())
        if not self._channels:
            # Nobody followed: what lies between was read by nobody and is owed to nobody.
            self.cursor = number
        self._newest = known | times
        self._followed.add(ids)
        channel = self._channels[key] = Channel(key, ids, selectors)
        return channel

    async def _greeting(self, channel: Channel, cursor: int | None) -> Frame:
        if cursor is not None and cursor > self.cursor:
            # Another process is ahead of this one, or the database is not the one it was.
            for _ in await self._advance():
                pass
        if cursor is None or cursor == self.cursor:
            return encode(Delta(self.cursor))
        if cursor > self.cursor:
            return resync(self.cursor)
        missed = await readers.run(read_missed, cursor, self.cursor, frozenset(channel.ids))
        if missed is None:
            return resync(self.cursor)
        added = [series for series in missed.added if channel.wants(series)]
        return encode(missed.part(channel.ids, added, bool(channel.selectors)))

    async def _run(self) -> None:
        while True:
            await self._wait()
            self._hint.clear()
            hinted_at, self._hinted_at = self._hinted_at, None
            if not self._channels:
                continue
            try:
                async with self._reading:
                    for _ in await self._advance():
                        # Others have their turn, and what was handed over goes out.
                        await asyncio.sleep(0)
                self._measure(hinted_at)
            except Exception as error:
                # Whatever it is: without this task nobody would be sent anything any more.
                known = isinstance(error, LivecurveError)
                log.warning("The commit log cannot be read: %s", error, exc_info=not known)
                await asyncio.sleep(LOOK_SECONDS)

    async def _wait(self) -> None:
        """Until there is something to read, or it is time to look anyway."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await self._hint.wait()
                # What comes within a tick goes out as one frame; the first after a while does
                # not wait for others, but for those that came with it.
                gap = self._read_at + TICK_SECONDS - asyncio.get_running_loop().time()
                await asyncio.sleep(max(gap, SETTLE_SECONDS))
        self._read_at = asyncio.get_running_loop().time()

    def _measure(self, hinted_at: float | None) -> None:
        if hinted_at is not None:
            LAG.observe(asyncio.get_running_loop().time() - hinted_at)
        WAITING.set(
            sum(one.waiting for channel in self._channels.values() for one in channel.subscriptions)
        )

    async def _advance(self) -> Iterator[None]:
        """Read on in the log. What is returned hands out what is new, step by step, and has to
        be gone through to its end, while the caller holds `_reading`."""
        try:
            delta, joins = await self._read_on()
        except LogForgotten:
            await self._start_over()
            return iter(())
        self.cursor = max(self.cursor, delta.cursor)
        for channel, joined in joins.items():
            # One that everybody has left meanwhile is counted no more.
            if self._channels.get(channel.key) is channel:
                ids = {series.pk for series in joined}
                self._join(channel, ids)
                self._newest = dict.fromkeys(ids, NOTHING) | self._newest
        self._newest |= {pk: t for pk, t in delta.newest.items() if pk in self._newest}
        return self._hand_out(delta, joins)

    def _join(self, channel: Channel, ids: set[int]) -> None:
        self._followed.add(ids - channel.ids)
        channel.ids |= ids

    async def _read_on(self) -> tuple[Delta, Joins]:
        newest, met = dict(self._newest), self._met
        delta, strangers = await readers.run(read_new, self.cursor, newest, met.__contains__)
        joins = self._joins(strangers)
        joined = {series.pk for some in joins.values() for series in some} - newest.keys()
        if joined:
            # New to everybody: read once more for them alone, from before their first reading.
            fresh, _ = await readers.run(
                read_new, self.cursor, dict.fromkeys(joined, NOTHING), lambda pk: True
            )
            delta.readings |= fresh.readings
            delta.changed |= fresh.changed
            delta.newest |= fresh.newest
            delta.states |= fresh.states
        # Only now: were the second read to fail, they would be met again.
        self._met.update(series.pk for series in strangers)
        return delta, joins

    def _joins(self, strangers: Sequence[Series]) -> Joins:
        """The new series of each channel whose selectors they match. One that was opened
        since they were made has them already, but the others do not."""
        joins = {
            channel: [one for one in strangers if one.pk not in channel.ids and channel.wants(one)]
            for channel in self._channels.values()
        }
        return {channel: joined for channel, joined in joins.items() if joined}

    async def _start_over(self) -> None:
        """This process stood still for longer than the log is kept: all ask again."""
        log.warning("The commit log has gone on too far: all clients are told to resync.")
        number, _ = await readers.run(moment, [])
        for channel in list(self._channels.values()):
            matched = await readers.run(_matching, channel.selectors)
            if self._channels.get(channel.key) is channel:
                self._join(channel, matched)
        _, self._newest = await readers.run(moment, self._followed.ids)
        self.cursor = number
        for channel in self._channels.values():
            for subscription in channel.subscriptions:
                subscription.push(resync(self.cursor))

    def _hand_out(self, delta: Delta, joins: Joins) -> Iterator[None]:
        handed = 0
        # Copies: who leaves between two steps leaves these.
        for channel in list(self._channels.values()):
            part = delta.part(channel.ids, joins.get(channel, []), bool(channel.selectors))
            if not part:
                continue
            frame = encode(part)
            for subscription in list(channel.subscriptions):
                subscription.push(frame)
                handed += 1
                if handed % STEP_CLIENTS == 0:
                    yield


def _resolve(texts: tuple[str, ...]) -> tuple[set[int], tuple[Selector, ...]]:
    ids = [text for text in texts if text.isascii() and text.isdecimal()]
    selectors = tuple(parse_selector(text) for text in texts if text not in ids)
    return {series.pk for text in ids for series in resolve(text)} | _matching(selectors), selectors


def _matching(selectors: Sequence[Selector]) -> set[int]:
    return {series.pk for selector in selectors for series in matching(selector)}


hub = Hub()
