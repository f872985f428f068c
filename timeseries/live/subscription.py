"""One client of the hub, and the channel that it shares with others that follow the same."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from ..metrics import CONFLATED, RESYNCS
from ..models import Series
from ..selector import Selector
from .conflate import conflate
from .frame import Frame, encode, resync

QUEUE_FRAMES = 64


def _nobody() -> None:
    """Who waits for a subscription that nobody waits for."""


@dataclass(eq=False, slots=True)
class Channel:
    """Clients that asked for the same ids and selectors."""

    key: tuple[str, ...]
    ids: set[int]
    selectors: tuple[Selector, ...]
    subscriptions: "set[Subscription]" = field(default_factory=set)
    # The last frames that were conflated, and into what: who stands still stands still together.
    _conflated: tuple[tuple[Frame, ...], Frame] | None = None

    def wants(self, series: Series) -> bool:
        return any(selector.matches(series.name, series.tags) for selector in self.selectors)

    def conflate(self, frames: tuple[Frame, ...]) -> Frame:
        """Frames as one, made once for all clients that are equally far behind."""
        if self._conflated is None or self._conflated[0] != frames:
            whole = conflate([frame.delta for frame in frames if frame.delta is not None])
            self._conflated = frames, encode(whole)
        return self._conflated[1]


class Subscription:
    """One client: a bounded queue of frames.

    A client that lets it fill up gets all of it conflated into one frame. One that takes
    nothing before it is full once more is told to ask for its window again: its queue is
    emptied and holds one `resync`. `on_ready` is called whenever there is something to take.
    """

    __slots__ = ("_frames", "_is_conflated", "channel", "dropped", "ended", "on_ready")

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        # Frames that were conflated or dropped.
        self.dropped = 0
        self.ended = False
        self.on_ready: Callable[[], None] = _nobody
        self._frames: deque[Frame] = deque()
        self._is_conflated = False

    @property
    def waiting(self) -> int:
        """How many frames wait."""
        return len(self._frames)

    def push(self, frame: Frame) -> None:
        if len(self._frames) >= QUEUE_FRAMES:
            frame = self._shortened(frame)
        self._frames.append(frame)
        self.on_ready()

    def take(self) -> Frame | None:
        """The next frame, or None when there is none."""
        if not self._frames:
            return None
        self._is_conflated = False
        return self._frames.popleft()

    def end(self) -> None:
        """Let the client go once its frames are sent: the server stops."""
        self.ended = True
        self.on_ready()

    async def next(self, seconds: float) -> Frame | None:
        """The next frame, or None when there was none in that time."""
        if not self._frames and not self.ended:
            ready = asyncio.Event()
            self.on_ready = ready.set
            # Not wait_for, which before Python 3.12 may swallow a cancellation.
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await ready.wait()
            self.on_ready = _nobody
        return self.take()

    def _shortened(self, last: Frame) -> Frame:
        """What stands for all that waits and for `last`."""
        frames = (*self._frames, last)
        self._frames.clear()
        self.dropped += len(frames)
        # What came before a `resync` that still waits is out of date, and so is what came after
        # it once there is another.
        if self._is_conflated or any(frame.resync for frame in frames):
            self._is_conflated = False
            RESYNCS.inc()
            return resync(last.cursor)
        self._is_conflated = True
        CONFLATED.inc(len(frames))
        return self.channel.conflate(frames)
