import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.calendar_times import move, round_down
from timeseries.timerange import DAY, EPOCH, HOUR, parse_instant, parse_iso

TIMES = json.loads(Path("fixtures/golden/times.json").read_text(encoding="utf-8"))
zones = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Africa/Cairo",
    ]
).map(ZoneInfo)
# 1975 to 2035.
instants = st.integers(5 * 365 * DAY, 65 * 365 * DAY)


def local(time: int, zone: ZoneInfo) -> datetime:
    return (EPOCH + timedelta(microseconds=time)).astimezone(zone)


@pytest.mark.parametrize("one", TIMES, ids=lambda one: f"{one['text']} {one['zone']}")
def test_a_text_means_the_time_that_browsers_take_it_for_too(one: dict[str, str]) -> None:
    now, zone = parse_iso(one["now"]), ZoneInfo(one["zone"])
    assert parse_instant(one["text"], now, zone) == parse_iso(one["is"])


@given(instants, zones)
def test_a_day_begins_where_the_date_changes(at: int, zone: ZoneInfo) -> None:
    start = round_down(at, "d", zone)
    assert start <= at
    assert local(start, zone).date() == local(at, zone).date()
    assert local(start - 1, zone).date() < local(start, zone).date()


@given(instants, zones, st.integers(-40, 40))
def test_days_on_is_the_same_time_of_day_but_where_clocks_skip_it(
    at: int, zone: ZoneInfo, days: int
) -> None:
    begin = round_down(at, "d", zone)
    moved = move(begin, days, "d", zone)
    assert local(moved, zone).date() == local(at, zone).date() + timedelta(days)
    assert abs(moved - begin - days * DAY) <= 2 * HOUR


@given(instants, zones, st.sampled_from("smdwMy"))
def test_rounding_twice_is_rounding_once(at: int, zone: ZoneInfo, unit: str) -> None:
    once = round_down(at, unit, zone)
    assert once <= at
    assert round_down(once, unit, zone) == once


def test_the_calendar_ends_where_times_do() -> None:
    for count, unit in ((10**9, "d"), (-(10**9), "M"), (10**6, "y")):
        with pytest.raises(ValueError, match="outside the years 1 to 9999"):
            move(0, count, unit, None)


@pytest.mark.parametrize("text", ["now/", "now/x", "now/d/", "now-/d", "now-1d/dd", "nowish"])
def test_what_is_no_rounding_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no step|no duration"):
        parse_instant(text, 0, ZoneInfo("UTC"))


def test_months_that_are_too_short_end_with_their_last_day() -> None:
    january = datetime(2024, 1, 31, 12, tzinfo=UTC)
    at = (january - EPOCH) // timedelta(microseconds=1)
    assert local(move(at, 1, "M", None), ZoneInfo("UTC")).day == 29
