from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.collecting.backoff import BACK_OFF, pause_after
from timeseries.collecting.durations import shown_duration
from timeseries.collecting.timetable import (
    SPREAD_CRON,
    SPREAD_INTERVAL,
    Timetable,
    check_cron,
    check_zone,
    missed_before,
    phase_of,
)
from timeseries.timerange import HOUR, MINUTE, SECOND, parse_duration

times = st.integers(-(10**17), 10**17)
intervals = st.integers(SECOND, 400 * HOUR)


def micros(year: int, month: int, day: int, hour: int, minute: int = 0, zone: str = "UTC") -> int:
    moment = datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone))
    return round(moment.timestamp()) * SECOND


@given(times, intervals, st.integers(1, 10**6))
def test_the_slots_around_a_time_lie_one_interval_apart(
    time: int, interval: int, number: int
) -> None:
    table = Timetable(interval, phase=phase_of(number, interval))
    before, after = table.latest(time), table.after(time)
    assert before <= time < after == before + interval
    assert table.after(before) == after
    assert table.latest(after) == after


@given(times, st.integers(0, 10**10), st.integers(SECOND, 10**10))
def test_as_many_slots_lie_between_two_as_are_passed(low: int, span: int, interval: int) -> None:
    table, high = Timetable(interval), low + span
    count, slot = 0, table.after(low)
    while slot < high:
        count, slot = count + 1, table.after(slot)
    assert table.between(low, high) == count


def test_many_with_one_interval_are_spread_evenly_over_it() -> None:
    phases = sorted(phase_of(number, 10 * SECOND) for number in range(1, 501))
    gaps = [b - a for a, b in pairwise(phases)]
    assert max(gaps) < 50_000
    assert phases == sorted(phase_of(number, 10 * SECOND) for number in range(1, 501))
    assert max(phase_of(number, HOUR) for number in range(500)) < SPREAD_INTERVAL
    assert max(phase_of(number, 0) for number in range(500)) < SPREAD_CRON


def test_a_cron_expression_is_meant_in_its_zone_over_the_change_of_clocks() -> None:
    table = Timetable(cron="30 2 * * *", zone="Europe/Berlin")
    night = micros(2024, 3, 30, 2, 30, zone="Europe/Berlin")
    # The night after has no half past two: it runs at three, as Debian's cron does.
    assert table.after(night) == micros(2024, 3, 31, 3, 0, zone="Europe/Berlin")
    assert table.latest(night + MINUTE) == night
    assert table.latest(night) == night
    autumn = micros(2024, 10, 26, 12, zone="UTC")
    first = table.after(autumn)
    assert datetime.fromtimestamp(first // SECOND, UTC).hour == 0
    assert table.after(first) == micros(2024, 10, 28, 1, 30)


@pytest.mark.parametrize("cron", ["", "* * * *", "60 * * * *", "0 0 31 2 *", "a b c d e", "@daily"])
def test_what_is_no_cron_expression_is_told(cron: str) -> None:
    with pytest.raises(ValueError, match=r"cron|no time"):
        check_cron(cron, "UTC")


@pytest.mark.parametrize("zone", ["", "Nowhere", "../etc/passwd", "Europe"])
def test_what_is_no_zone_is_told(zone: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        check_zone(zone)


def test_slots_that_are_left_out_after_errors_are_not_missed() -> None:
    table = Timetable(10 * SECOND)
    assert missed_before(table, 100 * SECOND, 90 * SECOND, 0) == 0
    assert missed_before(table, 100 * SECOND, 50 * SECOND, 0) == 4
    assert missed_before(table, 100 * SECOND, 50 * SECOND, 100 * SECOND) == 0
    assert missed_before(table, 100 * SECOND, 50 * SECOND, 80 * SECOND) == 2


def test_pauses_grow_with_failures() -> None:
    pauses = [pause_after(failures) for failures in range(30)]
    assert pauses == sorted(pauses)
    assert pauses[:4] == [0, 0, 0, 30 * SECOND]
    assert {pause for _, pause in BACK_OFF} == set(pauses)


@given(st.integers(1, 400 * 24 * HOUR))
def test_a_duration_is_read_as_it_is_shown(duration: int) -> None:
    assert parse_duration(shown_duration(duration)) == duration
