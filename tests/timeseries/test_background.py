import logging
from time import monotonic, sleep

import pytest
from django.db import OperationalError, connection

from tests.timeseries.contents import make_series, write
from tests.timeseries.damage import flip, state_of
from tests.timeseries.databases import on_both_databases
from timeseries import background, blocks, looks
from timeseries.background import Background, unfinished
from timeseries.check import check
from timeseries.models import Reading, Series
from timeseries.store import WRITING
from timeseries.timerange import EARLIEST, LATEST, SECOND

pytestmark = on_both_databases


def steady(start: int, count: int) -> dict[int, float]:
    return {(start + n) * SECOND: n % 9 * 1.7 for n in range(count)}


def sizes(series: int) -> list[int]:
    return [one.count for one in blocks.extents(series, EARLIEST, LATEST + 1, WRITING)]


def turns(of: Background, seconds: float = 10.0) -> None:
    """As the writing thread takes them, until there is nothing to do soon."""
    ends = monotonic() + seconds
    while monotonic() < ends and of.wait() < 1.0:
        sleep(of.wait())
        of.turn()


def is_done(series: int) -> bool:
    state = state_of(series)
    return state.rolled_until > 0 and not list(check(series, WRITING))


def test_what_others_have_written_is_found_at_the_start() -> None:
    series = [make_series(name) for name in "abc"]
    write({pk: steady(0, 1_000) for pk in series})
    assert sorted(unfinished(WRITING)) == series
    turns(Background())
    assert [is_done(pk) for pk in series] == [True] * 3
    assert unfinished(WRITING) == []


def test_a_series_is_looked_at_some_seconds_after_it_was_written_to() -> None:
    idle = Background()
    turns(idle)
    pk = make_series("a")
    write({pk: steady(0, 1_000)})
    idle.touched({pk: 1_000})
    assert looks.LOOK_SECONDS - 1 < idle.wait() <= looks.LOOK_SECONDS
    idle.turn()
    assert state_of(pk).rolled_until == 0


def test_rows_are_packed_and_small_blocks_joined() -> None:
    pk = make_series("a")
    for start in range(0, 600, 10):
        write({pk: steady(start, 10)})
    for start in range(600, 900, 20):
        write({pk: steady(start, 20)})
    turns(Background())
    assert (sizes(pk), Reading.objects.count()) == ([900], 0)


def test_a_series_that_is_written_to_waits_with_joining_until_it_has_settled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(looks, "LOOK_SECONDS", 0.0)
    pk = make_series("a")
    busy = Background()
    for start in (0, 20, 40):
        write({pk: steady(start, 20)})
        busy.touched({pk: 20})
    turns(busy)
    assert sizes(pk) == [20, 20, 20]
    monkeypatch.setattr(looks, "SETTLED_SECONDS", 0.1)
    busy.touched({pk: 20})
    turns(busy, seconds=1.0)
    sleep(0.2)
    turns(busy)
    assert sizes(pk) == [60]


def test_much_work_is_done_in_short_turns() -> None:
    series = [make_series(f"s{n}") for n in range(60)]
    write({pk: steady(0, 2_000) for pk in series})
    running, longest = Background(), 0.0
    ends = monotonic() + 20
    while monotonic() < ends and unfinished(WRITING):
        begun = monotonic()
        running.turn()
        longest = max(longest, monotonic() - begun)
        sleep(min(running.wait(), 0.5))
    assert unfinished(WRITING) == []
    # A turn is 15 ms and a series: far less than all of them take together.
    assert longest < 1.0


def test_a_damaged_block_holds_up_no_other_series_and_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    series = [make_series(f"s{n}") for n in range(6)]
    write({pk: steady(0, 1_000) for pk in series})
    bad = series[2]
    flip("block", "values", bad)
    for start in range(2_000, 2_300, 10):
        write({bad: steady(start, 10)})
    running = Background()
    with caplog.at_level(logging.WARNING):
        turns(running)
        running.touched(dict.fromkeys(series, 10))
        running.finish()
    assert [is_done(pk) for pk in series if pk != bad] == [True] * 5
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 1
    assert f"The block of series {bad} from 0 to 999000000 µs is damaged" in told[0]
    # What can be done for it is done: its rows are packed.
    assert Reading.objects.filter(series=bad).count() == 0


def test_a_series_that_failed_is_left_alone_for_longer_each_time(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(looks, "RETRY_SECONDS", 0.5)
    monkeypatch.setattr(looks, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(background, "BUSY_SHARE", 1.0)
    pk = make_series("a")
    write({pk: steady(0, 1_000)})
    write({pk: steady(2_000, 1_000)})
    flip("block", "values", pk)
    running = Background()
    tried: dict[float, float] = {}
    ends = monotonic() + 20
    while 2.0 not in tried and monotonic() < ends:
        running.turn()
        if put_off := running._looks._put_off.get(pk):
            tried.setdefault(put_off.seconds, monotonic())
            assert running.wait() <= put_off.seconds
        sleep(0.01)
    assert list(tried) == [0.5, 1.0, 2.0]
    # Not before their time, but for what the look itself took.
    assert tried[2.0] - tried[0.5] > 1.4
    assert len(caplog.records) == 1


def test_a_series_that_is_mended_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "RETRY_SECONDS", 0.1)
    pk = make_series("a")
    write({pk: steady(0, 1_000)})
    write({pk: steady(2_000, 1_000)})
    flip("block", "values", pk)
    running = Background()
    running.turn()
    assert state_of(pk).rolled_until == 0
    flip("block", "values", pk)
    turns(running)
    assert is_done(pk)


def test_a_series_that_was_deleted_meanwhile_is_passed_over() -> None:
    series = [make_series(name) for name in "abc"]
    write({pk: steady(0, 1_000) for pk in series})
    running = Background()
    running._work.extend(series)
    Series.objects.filter(pk=series[1]).delete()
    running._do()
    assert [is_done(pk) for pk in (series[0], series[2])] == [True, True]


def test_what_was_planned_while_the_database_was_away_is_done_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(looks, "RETRY_SECONDS", 0.05)
    pk = make_series("a")
    write({pk: steady(0, 1_000)})
    running = Background()

    def away(*asked: object) -> None:
        raise OperationalError("no space left")

    running._work.append(pk)
    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        running._do()
    turns(running)
    assert is_done(pk)


def test_a_series_that_is_written_to_is_rolled_when_sixteen_buckets_have_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(looks, "LOOK_SECONDS", 0.0)
    pk = make_series("a")
    rolled, busy = [], Background()
    turns(busy)
    for start in range(0, 1_600, 400):
        write({pk: steady(start, 400)})
        busy.touched({pk: 400})
        busy._next_turn = 0.0
        busy.turn()
        rolled.append(state_of(pk).rolled_until // (60 * SECOND))
    # Up to what had been seen at the look before, the last second of it in the twentieth minute.
    assert rolled == [0, 0, 0, 19]
    # It never rests while every moment is one to look.
    ends = monotonic() + 10
    while state_of(pk).rolled_until < 1_560 * SECOND and monotonic() < ends:
        busy.turn()
    assert state_of(pk).rolled_until == 1_560 * SECOND
