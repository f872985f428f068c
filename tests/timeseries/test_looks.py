from time import monotonic

import pytest

from timeseries import looks
from timeseries.looks import LOOK_SECONDS, MANY, SETTLED_SECONDS, Looks


def seconds_until(of: Looks) -> float:
    soonest = of.soonest()
    assert soonest is not None
    return round(soonest - monotonic())


def test_a_series_is_looked_at_soon_after_many_readings_and_else_now_and_then() -> None:
    few, many = Looks(), Looks()
    few.written({1: MANY - 1})
    many.written({1: MANY})
    assert (seconds_until(few), seconds_until(many)) == (SETTLED_SECONDS, LOOK_SECONDS)


def test_readings_that_come_one_by_one_are_many_some_time() -> None:
    of = Looks()
    for _ in range(MANY - 1):
        of.written({1: 1})
    assert seconds_until(of) == SETTLED_SECONDS
    of.written({1: 1})
    assert seconds_until(of) == LOOK_SECONDS
    assert (of.take_many(1), of.take_many(1)) == (True, False)


def test_a_series_is_due_once_however_often_it_was_planned() -> None:
    of = Looks()
    for at in (monotonic(), monotonic() - 5, monotonic()):
        of.plan(2, at)
        of.plan(1, at)
    assert of.due(10) == [1, 2]
    assert of.due(10) == []


def test_what_is_planned_already_is_not_looked_at_sooner_because_a_search_found_it() -> None:
    of = Looks()
    of.written({1: MANY})
    of.plan_unplanned([1, 2])
    assert of.due(10) == [2]


def test_a_series_has_settled_when_nothing_has_come_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of = Looks()
    of.written({1: 1})
    assert (of.is_settled(1), of.is_settled(2)) == (False, True)
    monkeypatch.setattr(looks, "SETTLED_SECONDS", -1.0)
    assert of.is_settled(1)


def test_what_failed_is_left_alone_for_twice_as_long_each_time_and_told_once() -> None:
    of = Looks()
    told, waits = [], []
    for reason in ("damaged", "damaged", "worse"):
        told.append(of.put_off(1, reason))
        of.plan(1, monotonic())
        waits.append(seconds_until(of))
        of._planned.clear()
        of._queue.clear()
    assert (told, waits) == ([True, False, True], [30, 60, 120])
    of.forgive(1)
    of.plan(1, monotonic())
    assert of.due(1) == [1]
