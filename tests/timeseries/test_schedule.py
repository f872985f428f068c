import asyncio
import logging
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from tests.timeseries.contents import batch_of
from timeseries import schedule as schedule_module
from timeseries.batch import ReadingBatch
from timeseries.collector import Collector
from timeseries.errors import NotFound, Overloaded
from timeseries.schedule import Schedule

INTERVAL = 20_000
Work = Callable[[int], None]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[ReadingBatch]:
    """What is written, by a pipeline that takes everything."""
    batches: list[ReadingBatch] = []

    async def write(batch: ReadingBatch) -> None:
        batches.append(batch)

    monkeypatch.setattr(schedule_module, "pipeline", SimpleNamespace(write=write))
    return batches


def collector(work: Work = lambda at: None, interval: int = INTERVAL) -> type[Collector]:
    """A kind of collector that does `work` in each slot and reads 1.0."""

    class Working(Collector):
        slots: list[int] = []
        threads: set[str] = set()

        def collect(self, at: int) -> ReadingBatch:
            self.slots.append(at)
            self.threads.add(threading.current_thread().name)
            work(at)
            return batch_of({"a": {at: 1.0}})

    Working.interval = interval
    return Working


def run(seconds: float, *kinds: type[Collector]) -> None:
    async def keep_asking() -> None:
        schedule = Schedule()
        schedule.start(list(kinds))
        await asyncio.sleep(seconds)
        await schedule.stop()

    asyncio.run(keep_asking())


def slots_of(kind: type[Collector]) -> list[int]:
    slots: list[int] = kind.slots  # type: ignore[attr-defined]
    return slots


def test_a_collector_is_asked_in_every_whole_multiple_of_its_interval(
    written: list[ReadingBatch],
) -> None:
    asked: list[int] = []
    kind = collector(lambda at: asked.append(time.time_ns() // 1_000))
    run(0.3, kind)
    slots = slots_of(kind)
    assert 5 <= len(slots) <= 15
    assert all(slot % INTERVAL == 0 for slot in slots)
    assert slots == sorted(set(slots))
    # Never before its slot.
    assert all(at >= slot for at, slot in zip(asked, slots, strict=True))
    times = [batch.times.tolist() for batch in written]
    assert times == [[slot] for slot in slots[: len(times)]]


def test_no_slot_comes_twice_when_the_clock_hesitates(
    written: list[ReadingBatch], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hesitating() -> int:
        slot, past = divmod(time.time_ns() // 1_000, INTERVAL)
        return slot * INTERVAL + (past if past > 5_000 else -1)

    kind = collector()
    monkeypatch.setattr(schedule_module, "now", hesitating)
    run(0.3, kind)
    slots = slots_of(kind)
    assert len(slots) >= 3
    assert slots == sorted(set(slots))


def test_a_clock_that_is_set_back_stops_nobody(
    written: list[ReadingBatch], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = time.time_ns() // 1_000

    def set_back() -> int:
        at = time.time_ns() // 1_000
        return at if at - begun < 100_000 else at - 3_600_000_000

    kind = collector()
    monkeypatch.setattr(schedule_module, "now", set_back)
    run(0.4, kind)
    slots = slots_of(kind)
    assert len([slot for slot in slots if slot >= begun]) >= 2
    assert len([slot for slot in slots if slot < begun]) >= 5


def test_a_slow_collector_leaves_slots_out_and_holds_up_no_other(
    written: list[ReadingBatch],
) -> None:
    slow, quick = collector(lambda at: time.sleep(0.09)), collector()
    run(0.4, slow, quick)
    assert 2 <= len(slots_of(slow)) <= 5
    assert all(slot % INTERVAL == 0 for slot in slots_of(slow))
    assert len(slots_of(quick)) > 2 * len(slots_of(slow))


def test_a_collector_is_asked_from_one_thread_of_its_own(written: list[ReadingBatch]) -> None:
    kinds = [collector(), collector()]
    run(0.15, *kinds)
    threads = [kind.threads for kind in kinds]  # type: ignore[attr-defined]
    assert [len(names) for names in threads] == [1, 1]


@pytest.mark.parametrize(
    ("error", "level", "told"),
    [
        (NotFound("no such device"), logging.WARNING, "Working: no such device"),
        (ZeroDivisionError("oops"), logging.ERROR, "Working failed; it is asked again"),
    ],
)
def test_a_failing_collector_is_told_and_asked_again(
    written: list[ReadingBatch],
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    level: int,
    told: str,
) -> None:
    def fail_at_first(at: int) -> None:
        if at == slots_of(kind)[0]:
            raise error

    kind = collector(fail_at_first)
    run(0.2, kind)
    [record] = caplog.records
    assert (record.levelno, told in record.getMessage()) == (level, True)
    assert len(slots_of(kind)) >= 3
    assert [batch.times[0] for batch in written][:2] == slots_of(kind)[1:3]


def test_readings_that_cannot_be_written_are_told_and_the_next_ones_tried(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def write(batch: ReadingBatch) -> None:
        raise Overloaded("Too many writes wait.")

    monkeypatch.setattr(schedule_module, "pipeline", SimpleNamespace(write=write))
    kind = collector()
    run(0.15, kind)
    assert len(slots_of(kind)) >= 2
    assert {record.getMessage() for record in caplog.records} == {"Working: Too many writes wait."}


def test_a_collector_that_cannot_be_made_is_told_and_the_others_are_asked(
    written: list[ReadingBatch], caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Collector):
        def __init__(self) -> None:
            raise PermissionError("/proc/stat")

        def collect(self, at: int) -> ReadingBatch:
            raise AssertionError

    kind = collector()
    run(0.15, Broken, kind)
    assert slots_of(kind)
    assert "Broken" in caplog.text
    assert "/proc/stat" in caplog.text


def test_nobody_is_asked_after_the_stop(written: list[ReadingBatch]) -> None:
    kind = collector()
    run(0.1, kind)
    asked = len(slots_of(kind))
    time.sleep(0.05)
    assert len(slots_of(kind)) == asked


def test_a_stop_does_not_wait_for_a_slow_collector(written: list[ReadingBatch]) -> None:
    kind = collector(lambda at: time.sleep(0.5))

    async def stop() -> float:
        schedule = Schedule()
        schedule.start([kind])
        while not slots_of(kind):
            await asyncio.sleep(0.005)
        begun = time.monotonic()
        await schedule.stop()
        return time.monotonic() - begun

    assert asyncio.run(stop()) < 0.3
