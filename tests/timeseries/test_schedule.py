import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from statistics import median

import pytest

from tests.timeseries.collecting.setting_up import blocking, kind, row
from tests.timeseries.databases import on_both_databases
from timeseries.collecting import editing
from timeseries.collecting.models import Collection, CollectionRun, CollectionState
from timeseries.errors import CannotCollect
from timeseries.history import history
from timeseries.ingest.pipeline import Pipeline
from timeseries.models import Series
from timeseries.schedule import Schedule
from timeseries.threads import readers
from timeseries.timerange import MILLISECOND, SECOND, now

pytestmark = on_both_databases
# How late a run may begin here: the machine has other work.
SOON = SECOND // 2


@pytest.fixture(autouse=True)
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    """The way in of a server, for this test alone."""
    started = Pipeline()
    started.start()
    monkeypatch.setattr("timeseries.schedule.pipeline", started)
    monkeypatch.setattr("timeseries.schedule.LOOK_SECONDS", 0.1)
    yield started
    started.stop()


def run(*steps: Callable[[], bool], schedules: int = 1) -> None:
    """Schedules that run until each step has been so."""

    async def go() -> None:
        running = [Schedule() for _ in range(schedules)]
        for schedule in running:
            schedule.start()
        try:
            async with asyncio.timeout(15):
                for step in steps:
                    while not await readers.run(step):
                        await asyncio.sleep(0.01)
        finally:
            for schedule in running:
                await schedule.stop()

    asyncio.run(go())


def state(one: Collection) -> CollectionState:
    return CollectionState.objects.get(collection=one)


def test_each_runs_in_its_slots_and_its_readings_are_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = kind(monkeypatch, "quick")
    one = row("quick", labels={"room": "lab"})
    run(lambda: len(asked.slots) >= 5)
    phase = asked.slots[0] % (SECOND // 5)
    assert {slot % (SECOND // 5) for slot in asked.slots} == {phase}
    late = [start - slot for slot, start in zip(asked.slots, asked.starts, strict=True)]
    # Most: a machine may stand still, and then one is late.
    assert min(late) >= 0
    assert median(late) < SOON
    series = Series.objects.get(name="quick")
    assert series.tags == {"room": "lab"}
    times, values = history(series).arrays()
    assert set(asked.slots[:4]) <= set(times.tolist()) <= set(asked.slots)
    assert set(values.tolist()) == {1.0}
    ended = CollectionRun.objects.filter(collection=one).exclude(ended=None)
    assert {run.stored for run in ended} == {1}
    assert state(one).stored == ended.count()


def test_a_slow_one_delays_no_other_and_the_slots_that_it_misses_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = kind(monkeypatch, "slow", lambda at: asyncio.sleep(0.9))
    stuck = blocking(monkeypatch, "stuck", lambda at: time.sleep(0.9))
    quick = kind(monkeypatch, "quick")
    ones = [row("slow"), row("stuck"), row("quick")]
    run(lambda: len(slow.slots) >= 3 and len(stuck.slots) >= 3)
    # Most: a machine may stand still, and then all are late.
    gaps = [b - a for a, b in zip(quick.slots, quick.slots[1:], strict=False)]
    assert {gap % (SECOND // 5) for gap in gaps} == {0}
    assert median(gaps) <= SECOND // 5 * 2
    assert [state(one).missed > 3 for one in ones[:2]] == [True, True]
    assert median(b - s for s, b in zip(quick.slots, quick.starts, strict=True)) < SOON


def test_no_slot_runs_twice_however_many_schedules_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = kind(monkeypatch, "quick")
    row("quick")
    run(lambda: len(set(asked.slots)) >= 8, schedules=3)
    assert len(asked.slots) == len(set(asked.slots))


def test_a_change_is_seen_also_when_the_clock_was_set_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = kind(monkeypatch, "quick")
    one = row("quick")
    row("quick", interval=3_600 * SECOND, changed_at=now() + 3_600 * SECOND)
    seen: list[int] = []

    def turned_off() -> bool:
        if not seen and asked.slots:
            editing.change(one.pk, {"enabled": False})
            seen.append(now())
        return bool(seen) and now() > seen[0] + 2 * SECOND

    run(turned_off)
    assert max(asked.slots) < seen[0] + SECOND


def test_a_change_takes_effect_within_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = kind(monkeypatch, "first"), kind(monkeypatch, "second")
    one = row("first")
    changed: list[int] = []

    def change() -> bool:
        editing.change(one.pk, {"enabled": False})
        row("second")
        changed.append(now())
        return True

    def is_changed() -> bool:
        return bool(second.slots) and now() > max(first.starts) + SECOND

    run(lambda: len(first.slots) > 2, change, is_changed)
    assert max(first.starts) - changed[0] < 2 * SECOND
    assert second.starts[0] - changed[0] < 2 * SECOND


def test_one_that_is_deleted_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = kind(monkeypatch, "quick")
    one = row("quick")

    def delete() -> bool:
        editing.delete(one.pk)
        return True

    run(lambda: len(asked.slots) > 1, delete, lambda: now() > max(asked.starts) + SECOND)
    assert not CollectionRun.objects.exists()


def test_what_is_asked_for_runs_once_and_at_once_even_when_it_is_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = kind(monkeypatch, "rare")
    one = row("rare", 3600 * SECOND, enabled=False)
    wishes: list[int] = []

    def ask() -> bool:
        wishes.append(editing.ask(one.pk))
        return True

    run(ask, lambda: state_exists(one) and state(one).ended is not None)
    run(lambda: now() > wishes[0] + SECOND)
    assert asked.slots == wishes
    assert asked.starts[0] - wishes[0] < 2 * SECOND


def state_exists(one: Collection) -> bool:
    return CollectionState.objects.filter(collection=one).exists()


def test_errors_are_told_and_followed_by_longer_and_longer_pauses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(at: int) -> None:
        raise CannotCollect("The device is off.")

    asked = kind(monkeypatch, "broken", fail)
    one = row("broken")
    run(lambda: state_exists(one) and state(one).failures >= 3)
    assert (state(one).error, state(one).stored) == ("The device is off.", 0)
    assert state(one).resume_at == asked.slots[2] + 30 * SECOND
    # A schedule that starts anew keeps to it, and what is left out so is not missed.
    missed = state(one).missed
    run(lambda: now() > asked.slots[2] + 2 * SECOND)
    assert len(asked.slots) == 3
    assert state(one).missed == missed


def test_slots_that_passed_while_no_server_ran_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = kind(monkeypatch, "quick")
    one = row("quick", SECOND)
    CollectionState.objects.create(collection=one, last_slot=now() - 10 * SECOND)
    run(lambda: len(asked.slots) >= 2)
    assert 9 <= state(one).missed <= 13


def test_an_error_of_nobodys_costs_one_run_and_tells_nothing_that_is_secret(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(at: int) -> None:
        raise ZeroDivisionError("password=hunter2")

    asked = kind(monkeypatch, "broken", fail)
    one = row("broken", secrets={"password": "hunter3"})
    run(lambda: len(asked.slots) >= 2 and state(one).failures >= 2)
    assert state(one).error == "It failed with ZeroDivisionError."
    assert "hunter" not in caplog.text
    caplog.clear()


def test_a_run_that_takes_too_long_is_ended_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    kind(monkeypatch, "slow", lambda at: asyncio.sleep(60))
    one = row("slow", timeout=200 * MILLISECOND)
    run(lambda: state_exists(one) and state(one).failures >= 1)
    assert state(one).error == "It took longer than 0.2 seconds."


def test_a_stop_waits_for_no_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    stuck = blocking(monkeypatch, "stuck", lambda at: go.wait(20))
    row("stuck")
    ends: list[float] = []

    def begun() -> bool:
        ends.append(time.monotonic())
        return bool(stuck.slots)

    run(begun)
    assert time.monotonic() - ends[-1] < 10
    go.set()


def test_a_thread_that_hangs_is_not_joined_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    stuck = blocking(monkeypatch, "stuck", lambda at: go.wait(20))
    one = row("stuck", timeout=100 * MILLISECOND)
    run(lambda: state_exists(one) and state(one).failures >= 2)
    assert state(one).error == "The run before has not ended yet."
    assert len(stuck.slots) == 1
    go.set()
