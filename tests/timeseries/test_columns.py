"""Columns of one width, and of calendar days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeseries.columns import columns
from timeseries.downsample import Times, Values
from timeseries.resolutions import column_width
from timeseries.timerange import DAY, EARLIEST, EPOCH, HOUR, LATEST, SECOND, parse_iso

from .curves import readings

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC"]


def hourly(first: str, last: str, zone: str) -> Times:
    start, end = (parse_iso(day, ZoneInfo(zone)) for day in (first, last))
    return np.arange(start, end, HOUR, dtype=np.int64)


@settings(deadline=None)
@given(readings(), st.sampled_from([1, 7, 1_000, SECOND, DAY, 28 * DAY, LATEST]))
def test_a_column_is_floor_of_time_by_step(curve: tuple[Times, Values], step: int) -> None:
    times = curve[0].tolist()
    numbers = [time // step for time in times]
    held = columns(curve[0], step)
    assert [times[start] // step for start in held.starts.tolist()] == sorted(set(numbers))
    assert held.starts.tolist() == [numbers.index(number) for number in sorted(set(numbers))]
    assert held.times.tolist() == [number * step for number in sorted(set(numbers))]
    assert held.lengths.tolist() == [step] * len(held.starts)


def test_columns_that_are_empty_among_full_ones_are_left_out() -> None:
    times = np.concatenate([np.arange(-1_000, 0), np.arange(505, 1_500)])
    held = columns(times, 10)
    assert held.times.tolist() == [*range(-1_000, 0, 10), *range(500, 1_500, 10)]
    assert np.diff(held.starts).tolist() == [10] * 100 + [5] + [10] * 98


@settings(deadline=None)
@given(readings(), st.integers(1, 20))
def test_readings_fill_at_most_width_plus_one_columns(
    curve: tuple[Times, Values], width: int
) -> None:
    times = curve[0]
    span = int(times[-1] - times[0]) + 1
    assert len(columns(times, column_width(span, width)).starts) <= width + 1


@settings(deadline=None)
@given(readings(), st.sampled_from([1, 2, 7, 30]), st.sampled_from(ZONES))
def test_a_calendar_column_counts_local_days(
    curve: tuple[Times, Values], days: int, name: str
) -> None:
    zone = ZoneInfo(name)
    held = columns(curve[0], days * DAY, zone)
    ends = held.times + held.lengths
    assert (curve[0][held.starts] >= held.times).all()
    assert (curve[0][[*(held.starts[1:] - 1), -1]] < ends).all()
    assert (ends[:-1] <= held.times[1:]).all()
    for time in held.times[(held.times >= EARLIEST + DAY) & (held.times < LATEST - DAY)].tolist():
        local = (EPOCH + timedelta(microseconds=time)).astimezone(zone)
        # On 2011-12-30, which Samoa skipped, the day after begins too.
        skipped = name == "Pacific/Apia" and local.date() == date(2011, 12, 31)
        assert skipped or (local.date() - date(1970, 1, 1)).days % days == 0
        assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("zone", "first", "last", "hours"),
    [
        ("Europe/Berlin", "2024-03-30", "2024-04-02", [24, 23, 24]),
        ("Europe/Berlin", "2024-10-26", "2024-10-29", [24, 25, 24]),
        ("America/New_York", "2024-03-09", "2024-03-12", [24, 23, 24]),
        ("America/New_York", "2024-11-02", "2024-11-05", [24, 25, 24]),
        ("America/Sao_Paulo", "2018-11-03", "2018-11-06", [24, 23, 24]),
        ("Asia/Kathmandu", "2024-03-30", "2024-04-02", [24, 24, 24]),
        ("Asia/Kathmandu", "1985-12-31", "1986-01-03", [24, 23.75, 24]),
    ],
)
def test_days_are_as_long_as_the_clocks_of_the_zone_say(
    zone: str, first: str, last: str, hours: list[float]
) -> None:
    held = columns(hourly(first, last, zone), DAY, ZoneInfo(zone))
    assert (held.lengths / HOUR).tolist() == hours
    assert held.times[0] == parse_iso(first, ZoneInfo(zone))
    assert np.diff(held.starts, append=len(hourly(first, last, zone))).tolist() == [
        -(-hour // 1) for hour in hours
    ]


def test_a_week_of_the_calendar_begins_on_thursday_as_seven_days_from_1970_do() -> None:
    held = columns(
        hourly("2024-03-25", "2024-04-08", "Europe/Berlin"), 7 * DAY, ZoneInfo("Europe/Berlin")
    )
    begins = [
        (EPOCH + timedelta(microseconds=time)).astimezone(ZoneInfo("Europe/Berlin"))
        for time in held.times.tolist()
    ]
    assert [moment.isoformat()[:16] for moment in begins] == [
        "2024-03-21T00:00",
        "2024-03-28T00:00",
        "2024-04-04T00:00",
    ]
    assert (held.lengths / HOUR).tolist() == [168, 167, 168]


def test_a_zone_changes_nothing_for_steps_that_are_not_whole_days() -> None:
    times = hourly("2024-03-30", "2024-04-02", "Asia/Kathmandu")
    plain, zoned = columns(times, 36 * HOUR), columns(times, 36 * HOUR, ZoneInfo("Asia/Kathmandu"))
    assert plain.times.tolist() == zoned.times.tolist()


def test_a_day_that_the_calendar_skipped_has_no_column() -> None:
    apia = ZoneInfo("Pacific/Apia")
    held = columns(hourly("2011-12-29", "2012-01-02", "Pacific/Apia"), DAY, apia)
    shown = [
        (EPOCH + timedelta(microseconds=time)).astimezone(apia).day for time in held.times.tolist()
    ]
    assert shown == [29, 31, 1]
    assert (held.lengths / HOUR).tolist() == [24, 24, 24]


@pytest.mark.parametrize("zone", ZONES)
def test_the_first_and_the_last_day_that_there_are_have_columns(zone: str) -> None:
    held = columns(np.array([EARLIEST, LATEST]), DAY, ZoneInfo(zone))
    assert held.starts.tolist() == [0, 1]
    assert held.times[0] <= EARLIEST < held.times[0] + held.lengths[0]
    assert held.times[1] <= LATEST < held.times[1] + held.lengths[1]


def test_times_before_1970_are_floored() -> None:
    first = int(datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC).timestamp() * SECOND)
    held = columns(np.array([first, 0, DAY - 1, DAY]), DAY, ZoneInfo("UTC"))
    assert held.times.tolist() == [-DAY, 0, DAY]
    assert held.starts.tolist() == [0, 1, 3]
