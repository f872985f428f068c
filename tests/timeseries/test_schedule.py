import asyncio
import logging
import selectors
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest

from tests.timeseries.contents import batch_of
from timeseries import schedule as schedule_module
from timeseries.batch import ReadingBatch
from timeseries.collector import Collector
from timeseries.errors import NotFound, Overloaded
from timeseries.schedule import Schedule
from timeseries.timerange import HOUR, MILLISECOND, SECOND

START = 1_700_000_000 * SECOND


class Clock(selectors.SelectSelector):
    """Time that passes only while an event loop has nothing to do, and then at once."""

    def __init__(self) -> None:
        super().__init__()
        # Time of the loop in s, and what the time of day differs by from it in µs.
        self.time = 0.0
        self.offset = START + 250 * MILLISECOND
        self.pace = 1.0

    def now(self) -> int:
        return round(self.time * self.pace * SECOND) + self.offset

    def select(self, timeout: float | None = None) -> Any:
        self.time += timeout or 0
        return super().select(0)


class Inline:
    """An executor whose work is done when it is given."""

    def __init__(self, size: int, name: str) -> None:
        """Takes what a pool of threads takes."""

    def submit(self, work: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(work(*arguments))
        except Exception as error:
            done.set_exception(error)
        return done

    def shutdown(self, wait: bool) -> None:
        """Nothing is on the way."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(schedule_module, "now", clock.now)
    monkeypatch.setattr(schedule_module, "ThreadPoolExecutor", Inline)
    return clock


@pytest.fixture(autouse=True)
def written(monkeypatch: pytest.MonkeyPatch) -> list[ReadingBatch]:
    """What is written, by a pipeline that takes everything."""
    batches: list[ReadingBatch] = []

    async def write(batch: ReadingBatch) -> None:
        batches.append(batch)

    monkeypatch.setattr(schedule_module, "pipeline", SimpleNamespace(write=write))
    return batches


class Asked(Collector):
    """Notes in which slots and threads it was asked, and reads 1.0."""

    slots: list[int]
    threads: set[int]

    def work(self, at: int) -> None:
        """What takes it time, or fails."""

    def collect(self, at: int) -> ReadingBatch:
        self.slots.append(at)
        self.threads.add(threading.get_ident())
        self.work(at)
        return batch_of({"a": {at: 1.0}})


def collector(
    work: Callable[[int], object] = lambda at: None, interval: int = SECOND
) -> type[Asked]:
    """A kind of collector that does `work` in each slot."""

    class Working(Asked):
        def work(self, at: int) -> None:
            work(at)

    Working.interval, Working.slots, Working.threads = interval, [], set()
    return Working


def run(clock: Clock, seconds: float, *kinds: type[Collector]) -> None:
    async def keep_asking() -> None:
        schedule = Schedule()
        schedule.start(list(kinds))
        await asyncio.sleep(seconds)
        await schedule.stop()

    class Loop(asyncio.SelectorEventLoop):
        def time(self) -> float:
            return clock.time

    with asyncio.Runner(loop_factory=lambda: Loop(clock)) as runner:
        runner.run(keep_asking())


def whole(*seconds: int) -> list[int]:
    return [START + second * SECOND for second in seconds]


# In a time of the tests' own


def test_a_collector_is_asked_from_the_first_whole_interval_on(
    clock: Clock, written: list[ReadingBatch]
) -> None:
    kind = collector()
    run(clock, 5, kind)
    assert kind.slots == whole(2, 3, 4, 5)
    assert [batch.times.tolist() for batch in written] == [[slot] for slot in kind.slots]


def test_slots_are_whole_multiples_of_each_collectors_own_interval(clock: Clock) -> None:
    quick, slow = collector(interval=SECOND // 2), collector(interval=2 * SECOND)
    run(clock, 6, quick, slow)
    assert quick.slots == [START + n * SECOND // 2 for n in range(2, 13)]
    assert slow.slots == whole(4, 6)


def test_slots_that_a_slow_collector_missed_are_left_out(clock: Clock) -> None:
    def take_long(at: int) -> None:
        clock.time += 2.5

    kind = collector(take_long)
    run(clock, 9, kind)
    assert kind.slots == whole(2, 5, 8)


@pytest.mark.parametrize("pace", [0.99, 0.999_99, 1.01])
def test_no_slot_comes_early_or_twice_when_clocks_run_apart(clock: Clock, pace: float) -> None:
    behind: list[int] = []
    kind = collector(lambda at: behind.append(clock.now() - at))
    clock.pace = pace
    run(clock, 20, kind)
    assert kind.slots == whole(*range(2, 2 + len(kind.slots)))
    assert len(kind.slots) >= 18
    # A loop may wake early by what two clocks run apart in a part of an interval.
    assert min(behind) > -SECOND // 100


@pytest.mark.parametrize("step", [-HOUR, HOUR])
def test_a_clock_that_is_set_stops_nobody(clock: Clock, step: int) -> None:
    def set_clock(at: int) -> None:
        if len(kind.slots) == 2:
            asyncio.get_running_loop().call_later(0.4, change)

    def change() -> None:
        clock.offset += step

    kind = collector(set_clock)
    run(clock, 12, kind)
    assert kind.slots[:2] == whole(2, 3)
    moved = [slot for slot in kind.slots if abs(slot - START - step) < 60 * SECOND]
    assert len(moved) >= 6
    assert moved == list(range(moved[0], moved[-1] + 1, SECOND))


@pytest.mark.parametrize(
    ("error", "level", "told"),
    [
        (NotFound("no such device"), logging.WARNING, "Working: no such device"),
        (ZeroDivisionError("oops"), logging.ERROR, "Working failed; it is asked again"),
    ],
)
def test_a_failing_collector_is_told_and_asked_again(
    clock: Clock,
    written: list[ReadingBatch],
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    level: int,
    told: str,
) -> None:
    def fail_at_first(at: int) -> None:
        if at == whole(2)[0]:
            raise error

    kind = collector(fail_at_first)
    run(clock, 4, kind)
    [record] = caplog.records
    assert (record.levelno, told in record.getMessage()) == (level, True)
    assert kind.slots == whole(2, 3, 4)
    assert [batch.times[0] for batch in written] == whole(3, 4)


def test_readings_that_cannot_be_written_are_told_and_the_next_ones_tried(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def write(batch: ReadingBatch) -> None:
        raise Overloaded("Too many writes wait.")

    monkeypatch.setattr(schedule_module, "pipeline", SimpleNamespace(write=write))
    kind = collector()
    run(clock, 3, kind)
    assert kind.slots == whole(2, 3)
    messages = [record.getMessage() for record in caplog.records]
    assert messages == ["Working: Too many writes wait."] * 2


def test_a_collector_that_cannot_be_made_is_told_and_the_others_are_asked(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Collector):
        def __init__(self) -> None:
            raise PermissionError("/proc/stat")

        def collect(self, at: int) -> ReadingBatch:
            raise AssertionError

    kind = collector()
    run(clock, 3, Broken, kind)
    assert kind.slots == whole(2, 3)
    assert "Broken cannot be made" in caplog.text
    assert "/proc/stat" in caplog.text


# With threads


async def asked(kind: type[Asked], times: int) -> None:
    async with asyncio.timeout(20):
        while len(kind.slots) < times:
            await asyncio.sleep(0.005)


def test_a_slow_collector_holds_up_no_other_and_each_has_a_thread_of_its_own() -> None:
    go = threading.Event()
    slow = collector(lambda at: go.wait(20), 20 * MILLISECOND)
    quick = collector(interval=20 * MILLISECOND)

    async def keep_asking() -> None:
        schedule = Schedule()
        schedule.start([slow, quick])
        await asked(slow, 1)
        await asked(quick, len(quick.slots) + 5)
        assert len(slow.slots) == 1
        go.set()
        await asked(slow, 3)
        await schedule.stop()

    asyncio.run(keep_asking())
    assert [len(slow.threads), len(quick.threads), len(slow.threads | quick.threads)] == [1, 1, 2]


def test_a_stop_waits_for_no_collector_and_nobody_is_asked_after_it() -> None:
    go = threading.Event()
    slow = collector(lambda at: go.wait(20), 20 * MILLISECOND)
    quick = collector(interval=20 * MILLISECOND)

    async def stop() -> float:
        schedule = Schedule()
        schedule.start([slow, quick])
        await asked(slow, 1)
        await asked(quick, 1)
        begun = time.monotonic()
        await schedule.stop()
        took = time.monotonic() - begun
        go.set()
        count = len(quick.slots)
        await asyncio.sleep(0.1)
        assert (len(slow.slots), len(quick.slots)) == (1, count)
        return took

    assert asyncio.run(stop()) < 10
