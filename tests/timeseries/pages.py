"""A page that follows series, as the one in the browser does: it holds what a query answered,
adds live readings at the end, and asks again for what has changed."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from tests.timeseries.contents import Content, content_of, newest, wait_for_the_log
from timeseries.catalog import resolve
from timeseries.errors import NotFound
from timeseries.live.bus import bus
from timeseries.live.frame import Frame
from timeseries.live.hub import Hub
from timeseries.live.subscription import Subscription
from timeseries.models import Series
from timeseries.series_key import SeriesKey
from timeseries.timerange import from_milliseconds


class Process:
    """A hub with an event loop of its own, which runs only while it is waited for."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self.hub = self.run(_make_hub())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(work)

    def tick(self) -> None:
        """Let the hub read the log up to now, when anybody follows."""
        wait_for_the_log()
        bus.hint()
        self.run(self._reach(newest()))

    async def look(self) -> None:
        """Let the hub read what it can read now."""
        bus.hint()
        await asyncio.sleep(0.1)

    async def _reach(self, number: int) -> None:
        async with asyncio.timeout(20):
            while self.hub._channels and self.hub.cursor < number:
                await asyncio.sleep(0.001)

    def close(self) -> None:
        self.run(self.hub.stop())
        self._runner.close()


async def _make_hub() -> Hub:
    hub = Hub()
    hub.start()
    return hub


@contextmanager
def process() -> Iterator[Process]:
    one = Process()
    try:
        yield one
    finally:
        one.close()


class Page:
    """What it holds of each series, and what it was sent. `load` is its query."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.cursor: int | None = None
        self.content: dict[int, Content] = {}
        self.added: list[str] = []
        self.resyncs = 0
        self.frames: list[dict[str, Any]] = []
        # True while the window has to be queried; frames that come meanwhile are held.
        self.loading = False
        self._held: list[dict[str, Any]] = []
        self._process: Process | None = None
        self._subscription: Subscription | None = None
        # Newest time sent in this connection, and all that was sent and is not known as changed.
        self._newest: dict[int, int] = {}
        self._sent: dict[int, set[int]] = {}

    # The connection

    @property
    def connected(self) -> bool:
        return self._subscription is not None

    @property
    def subscription(self) -> Subscription:
        assert self._subscription
        return self._subscription

    def connect(self, to: Process) -> None:
        """Subscribe, or come back from the cursor, and take the first frame."""
        wait_for_the_log()
        self._process, self._newest = to, {}
        self._subscription = to.run(to.hub.subscribe(self.texts, self.cursor))
        first = self.cursor is None
        assert self.take(), "the first frame comes at once"
        if first:
            self.loading = True

    def disconnect(self) -> None:
        if self._process and self._subscription:
            self._process.hub.unsubscribe(self._subscription)
        self._process = self._subscription = None

    def take(self) -> bool:
        """Take the next frame that waits; whether there was one."""
        assert self._process
        frame = self._process.run(self.subscription.next(0))
        if frame:
            self._receive(frame)
        return frame is not None

    def take_all(self) -> None:
        while self.take():
            pass

    # What comes

    def _receive(self, frame: Frame) -> None:
        body = orjson.loads(frame.body)
        assert body["cursor"] == str(frame.cursor)
        assert self.cursor is None or frame.cursor >= self.cursor
        self.cursor = frame.cursor
        if frame.resync:
            assert body.keys() == {"cursor"}
            self.resyncs += 1
            self._newest, self._sent, self._held = {}, {}, []
            self.loading = True
            return
        self.frames.append(body)
        self._check(body)
        if self.loading:
            self._held.append(body)
        else:
            self._apply(body)

    def _check(self, body: dict[str, Any]) -> None:
        """Readings are later than all that were sent before, and ascend."""
        assert all(body[part] for part in ("series", "changed", "added") if part in body)
        for pk, start, end in _stretches(body):
            self._sent[pk] = {t for t in self._sent.get(pk, ()) if not start <= t < end}
        for pk, points in _columns(body):
            times = [t for t, _ in points]
            assert times == sorted(set(times))
            assert times[0] > self._newest.get(pk, times[0] - 1)
            assert times[0] > max(self._sent.get(pk, ()), default=times[0] - 1)
            self._newest[pk] = times[-1]
            self._sent.setdefault(pk, set()).update(times)

    def _apply(self, body: dict[str, Any]) -> None:
        self.added += [SeriesKey.of(one["name"], one["tags"]).text for one in body.get("added", ())]
        for pk, points in _columns(body):
            own = self.content.setdefault(pk, {})
            newest = max(own, default=None)
            # What is not later was answered already, as the browser's columns see it.
            own.update((t, v) for t, v in points if newest is None or t > newest)
        for pk, start, end in _stretches(body):
            self._ask_again(pk, start, end)

    def _ask_again(self, pk: int, start: int, end: int) -> None:
        kept = {t: v for t, v in self.content.get(pk, {}).items() if not start <= t < end}
        fresh = {t: v for t, v in content_of(pk).items() if start <= t < end}
        self.content[pk] = kept | fresh

    def load(self) -> None:
        """The query's answer is here: it takes the place of all, then come the held frames."""
        found = {one.pk for text in self.texts for one in resolve_if_there(text)}
        self.content = {pk: content_of(pk) for pk in found}
        held, self._held, self.loading = self._held, [], False
        for body in held:
            self._apply(body)

    def settled(self) -> dict[int, Content]:
        """What it holds, but for series of which it holds nothing."""
        return {pk: content for pk, content in self.content.items() if content}


def resolve_if_there(text: str) -> list[Series]:
    """An id that is gone is no error to a page that has it."""
    try:
        return resolve(text)
    except NotFound:
        return []


def _columns(body: dict[str, Any]) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    for pk, points in body.get("series", {}).items():
        yield int(pk), [(from_milliseconds(ms), value) for ms, value in points]


def _stretches(body: dict[str, Any]) -> Iterator[tuple[int, int, int]]:
    for pk, stretches in body.get("changed", {}).items():
        for start, end in stretches:
            yield int(pk), from_milliseconds(start), from_milliseconds(end)
