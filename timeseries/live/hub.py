"""The hub of a process: reads the commit log, and fans out what is new.

Clients that follow the same series share a channel, and a frame is encoded once for each
channel. Everything here runs in the event loop; the log is read on the readers' threads,
one read at a time.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from ..catalog import matching, resolve
from ..errors import LivecurveError
from ..models import Series
from ..selector import Selector, parse_selector
from ..threads import readers
from .bus import bus
from .frame import Delta, Frame, encode, resync
from .log import NOTHING, LogForgotten, moment, read_missed, read_new

log = logging.getLogger(__name__)

TICK_SECONDS = 0.05
LOOK_SECONDS = 1.0
QUEUE_FRAMES = 64


@dataclass(eq=False, slots=True)
class Channel:
    """Clients that asked for the same ids and selectors."""

    ids: set[int]
    selectors: tuple[Selector, ...]
    subscriptions: "set[Subscription]" = field(default_factory=set)

    def wants(self, series: Series) -> bool:
        return any(selector.matches(series.name, series.tags) for selector in self.selectors)


Joins = dict[Channel, list[Series]]


class Subscription:
    """One client: a bounded queue of frames. A client that is too slow for it is told to
    ask for its window again: its queue is emptied and holds one `resync`."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.dropped = 0
        self.ended = False
        self._frames: deque[Frame] = deque()
        self._ready = asyncio.Event()

    def push(self, frame: Frame) -> None:
        if len(self._frames) >= QUEUE_FRAMES:
            self.dropped += len(self._frames)
            self._frames.clear()
            frame = resync(frame.cursor)
        self._frames.append(frame)
        self._ready.set()

    def end(self) -> None:
        """Let the client go once its frames are sent: the server stops."""
        self.ended = True
        self._ready.set()

    async def next(self, seconds: float) -> Frame | None:
        """The next frame, or None when there was none in that time."""
        if not self._frames and not self.ended:
            self._ready.clear()
            # Not wait_for, which before Python 3.12 may swallow a cancellation.
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._ready.wait()
        return self._frames.popleft() if self._frames else None


class Hub:
    """All subscriptions of a process. `start` and `stop` with the server."""

    def __init__(self) -> None:
        self.cursor = 0
        self._channels: dict[tuple[str, ...], Channel] = {}
        self._newest: dict[int, int] = {}
        # Series that have been met in the log, and have joined the channels that want them.
        self._met: set[int] = set()
        self._reading = asyncio.Lock()
        self._hint = asyncio.Event()
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
                loop.call_soon_threadsafe(self._hint.set)

        return hinted

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
        key = tuple(sorted(set(texts)))
        # Under the lock: a series made between finding the others and entering the channel
        # would be announced to nobody.
        async with self._reading:
            channel = self._channels.get(key) or await self._open(key)
            subscription = Subscription(channel)
            try:
                subscription.push(await self._greeting(channel, cursor))
                channel.subscriptions.add(subscription)
            finally:
                self._drop_if_empty(channel)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        subscription.channel.subscriptions.discard(subscription)
        self._drop_if_empty(subscription.channel)

    def _drop_if_empty(self, channel: Channel) -> None:
        if channel.subscriptions:
            return
        self._channels = {key: c for key, c in self._channels.items() if c is not channel}
        followed = set().union(*(c.ids for c in self._channels.values()))
        self._newest = {pk: time for pk, time in self._newest.items() if pk in followed}

    async def _open(self, key: tuple[str, ...]) -> Channel:
        ids, selectors = await readers.run(_resolve, key)
        known = self._newest if self._channels else {}
        number, times = await readers.run(moment, ids - known.keys())
        if not self._channels:
            # Nobody followed: what lies between was read by nobody and is owed to nobody.
            self.cursor = number
        self._newest = known | times
        channel = self._channels[key] = Channel(ids, selectors)
        return channel

    async def _greeting(self, channel: Channel, cursor: int | None) -> Frame:
        if cursor is not None and cursor > self.cursor:
            # Another process is ahead of this one, or the database is not the one it was.
            await self._advance()
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
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._hint.wait()
                    # What comes within a tick goes out as one frame.
                    await asyncio.sleep(TICK_SECONDS)
            self._hint.clear()
            if not self._channels:
                continue
            try:
                async with self._reading:
                    await self._advance()
            except Exception as error:
                # Whatever it is: without this task nobody would be sent anything any more.
                known = isinstance(error, LivecurveError)
                log.warning("The commit log cannot be read: %s", error, exc_info=not known)
                await asyncio.sleep(LOOK_SECONDS)

    async def _advance(self) -> None:
        """Read on in the log and hand out what is new. The caller holds `_reading`."""
        try:
            delta, joins = await self._read_on()
        except LogForgotten:
            await self._start_over()
            return
        self.cursor = max(self.cursor, delta.cursor)
        for channel, joined in joins.items():
            channel.ids.update(series.pk for series in joined)
            self._newest = dict.fromkeys((series.pk for series in joined), NOTHING) | self._newest
        self._newest |= {pk: t for pk, t in delta.newest.items() if pk in self._newest}
        self._hand_out(delta, joins)

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
        for channel in self._channels.values():
            channel.ids |= await readers.run(_matching, channel.selectors)
        followed = set().union(*(channel.ids for channel in self._channels.values()))
        _, self._newest = await readers.run(moment, followed)
        self.cursor = number
        for channel in self._channels.values():
            for subscription in channel.subscriptions:
                subscription.push(resync(self.cursor))

    def _hand_out(self, delta: Delta, joins: Joins) -> None:
        for channel in self._channels.values():
            part = delta.part(channel.ids, joins.get(channel, []), bool(channel.selectors))
            if part:
                frame = encode(part)
                for subscription in channel.subscriptions:
                    subscription.push(frame)


def _resolve(texts: tuple[str, ...]) -> tuple[set[int], tuple[Selector, ...]]:
    ids = [text for text in texts if text.isascii() and text.isdecimal()]
    selectors = tuple(parse_selector(text) for text in texts if text not in ids)
    return {series.pk for text in ids for series in resolve(text)} | _matching(selectors), selectors


def _matching(selectors: Sequence[Selector]) -> set[int]:
    return {series.pk for selector in selectors for series in matching(selector)}


hub = Hub()
