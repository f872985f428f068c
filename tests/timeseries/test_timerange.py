import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.errors import BadParameter
from timeseries.timerange import (
    DAY,
    EARLIEST,
    EPOCH,
    HOUR,
    LATEST,
    MINUTE,
    SECOND,
    TimeRange,
    from_milliseconds,
    from_seconds,
    now,
    parse_duration,
    parse_instant,
    parse_iso,
    parse_range,
    parse_time,
    parse_zone,
    to_iso,
    to_milliseconds,
)

NOW = 1_700_000_000_000_000


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("30s", 30 * SECOND),
        ("1h30m", 90 * MINUTE),
        ("1.5d", 36 * HOUR),
        ("250ms", 250_000),
        ("1us", 1),
        ("1w", 7 * DAY),
        ("1M", 30 * DAY),
        ("1y", 365 * DAY),
    ],
)
def test_a_duration_is_a_number_with_a_unit(text: str, micros: int) -> None:
    assert parse_duration(text) == micros


@pytest.mark.parametrize("text", ["", "5", "h", "-5m", "5 m", "0s", "0.1us", "5x", "٣m", "1_0s"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no duration such as 30s"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("milliseconds", "micros"),
    [
        (0, 0),
        (1_700_000_000_000, NOW),
        (1_700_000_000_000.123, NOW + 123),
        (0.0019, 1),
        (-0.0001, -1),
        (-1.5, -1_500),
        ("1700000000000.1239", NOW + 123),
        (Decimal("-0.001"), -1),
        ("1e3", SECOND),
    ],
)
def test_milliseconds_are_floored_to_the_microsecond(
    milliseconds: float | str | Decimal, micros: int
) -> None:
    assert from_milliseconds(milliseconds) == micros


@given(st.integers(EARLIEST, LATEST))
def test_milliseconds_as_text_keep_every_microsecond(micros: int) -> None:
    assert from_milliseconds(str(Decimal(micros) / 1000)) == micros


# From 1692 to 2248 (2**43 ms) a double holds every microsecond.
@given(st.integers(-1000 * 2**43, 1000 * 2**43))
def test_milliseconds_as_a_double_keep_every_microsecond(micros: int) -> None:
    assert from_milliseconds(to_milliseconds(micros)) == micros


@pytest.mark.parametrize(
    ("seconds", "micros"),
    [
        (0, 0),
        (1_700_000_000.000123, NOW + 123),
        (-0.0000016, -2),
        # Of a year in which doubles tell no microseconds apart.
        (139_083_773_822.537, 139_083_773_822_537_000),
        ("139083773822.537001", 139_083_773_822_537_001),
        ("1e3", 1_000 * SECOND),
        ("-1e-9999999", 0),
    ],
)
def test_seconds_are_what_their_decimal_says(seconds: float | str, micros: int) -> None:
    assert from_seconds(seconds) == micros


@pytest.mark.parametrize("value", [1e300, "1e999999", f"1e-{'9' * 20}", 253402300800])
def test_seconds_outside_the_years_1_to_9999_are_refused(value: float | str) -> None:
    with pytest.raises(ValueError, match="the time is outside the years 1 to 9999"):
        from_seconds(value)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), -float("inf"), "NaN", "Infinity", "x", "", "sNaN"]
)
def test_what_is_no_finite_number_of_milliseconds_is_refused(value: float | str) -> None:
    with pytest.raises(ValueError, match=r"the time is not a (finite )?number of milliseconds"):
        from_milliseconds(value)


@pytest.mark.parametrize(
    "value",
    [
        10**15,
        -(10**14),
        1e300,
        -1e300,
        pytest.param(10**5000, id="10**5000"),
        "1e999999",
        "-1e99999",
        253402300800000,
    ],
)
def test_milliseconds_outside_the_years_1_to_9999_are_refused(value: float | str) -> None:
    with pytest.raises(ValueError, match="the time is outside the years 1 to 9999"):
        from_milliseconds(value)


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("2023-11-14T22:13:20Z", NOW),
        ("2023-11-14 22:13:20", NOW),
        ("2023-11-14T22:13:20.123456789Z", NOW + 123_456),
        ("2023-11-14T22:13:20,5z", NOW + 500_000),
        ("2023-11-14T23:13:20+01:00", NOW),
        ("2023-11-14T14:13:20-0800", NOW),
        ("2023-11-15T03:43:20+05:30", NOW),
        ("2023-11-14T22:13Z", NOW - 20 * SECOND),
        ("1969-12-31T23:59:59.9999999Z", -1),
        ("1970-01-01", 0),
        ("0001-01-01", EARLIEST),
        ("9999-12-31T23:59:59.999999Z", LATEST),
    ],
)
def test_iso_8601_is_read_to_the_microsecond(text: str, micros: int) -> None:
    assert parse_iso(text) == micros


@given(st.datetimes(), st.integers(-1439, 1439))
def test_any_time_with_any_offset_is_read(moment: datetime, minutes: int) -> None:
    sign = "-" if minutes < 0 else "+"
    text = f"{moment.isoformat()}{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    micros = (moment.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
    micros -= minutes * MINUTE
    if EARLIEST <= micros <= LATEST:
        assert parse_iso(text) == micros
    else:
        with pytest.raises(ValueError, match="outside the years 1 to 9999"):
            parse_iso(text)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2023-02-30", "2023-13-01", "0000-01-01", "10000-01-01", "2023-11-14T25:00"]
    + ["2023-11-14T22:13:60", "2023-11-14T22", "20231114T221320Z", "２０２３-11-14", "2023-11-14Z"]
    + ["2023-11-14T22:13:20+24:00", "2023-11-14T22:13:20+01:60", "now", "1700000000000"],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="the time is "):
        parse_iso(text)


def test_a_time_without_an_offset_is_in_the_zone_that_is_given() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert parse_iso("2023-11-14T23:13:20", berlin) == NOW
    assert parse_iso("2023-11-14T22:13:20Z", berlin) == NOW
    # The clocks were put back at 03:00: the earlier 02:30 is meant.
    assert to_iso(parse_iso("2023-10-29T02:30", berlin)) == "2023-10-29T00:30:00Z"


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("now", NOW),
        ("now-6h", NOW - 6 * HOUR),
        ("now + 1h30m", NOW + 90 * MINUTE),
        (" 1700000000000.5 ", NOW + 500),
        ("-1", -1_000),
        ("2023-11-14", parse_iso("2023-11-14")),
    ],
)
def test_an_instant_is_relative_or_a_number_or_iso(text: str, micros: int) -> None:
    assert parse_instant(text, NOW) == micros


@pytest.mark.parametrize("text", ["now-", "now-6", "now-99999y", "later", "1_000", "٣", "1e99", ""])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_instant(text, NOW)


def test_a_time_of_a_reading_is_never_relative() -> None:
    assert parse_time("1700000000000") == parse_time("2023-11-14T22:13:20Z") == NOW
    with pytest.raises(ValueError, match="not ISO 8601"):
        parse_time("now")


def test_a_range_is_the_last_hour_unless_asked_otherwise() -> None:
    assert parse_range(None, None, NOW) == TimeRange(NOW - HOUR, NOW)
    assert parse_range("", "now-1d", NOW) == TimeRange(NOW - DAY - HOUR, NOW - DAY)
    assert parse_range("now-6h", "now", NOW).span == 6 * HOUR
    assert parse_range(None, "0001-01-01", NOW) == TimeRange(EARLIEST, EARLIEST)


@pytest.mark.parametrize(
    ("start", "end", "parameter"),
    [("now", "now-1s", "start"), ("x", None, "start"), (None, "x", "end"), ("now", "1e99", "end")],
)
def test_a_bad_range_names_the_parameter(start: str, end: str | None, parameter: str) -> None:
    with pytest.raises(BadParameter, match=f"^{parameter} takes ") as raised:
        parse_range(start, end, NOW)
    assert raised.value.parameter == parameter


def test_a_zone_is_an_iana_name() -> None:
    assert parse_zone("Europe/Berlin") == ZoneInfo("Europe/Berlin")
    assert parse_zone(None) is parse_zone("") is None


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "../etc/passwd", "America", "\x00", "\ud800", "/"]
)
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(BadParameter, match="tz takes the name of an IANA time zone"):
        parse_zone(name)


@given(st.integers(EARLIEST, LATEST))
def test_iso_output_keeps_the_microsecond(micros: int) -> None:
    assert parse_iso(to_iso(micros)) == micros


def test_whole_milliseconds_are_integers() -> None:
    assert repr(to_milliseconds(NOW)) == "1700000000000"
    assert repr(to_milliseconds(-1)) == "-0.001"


def test_now_is_the_time() -> None:
    assert abs(now() / SECOND - time.time()) < 1


@given(st.text(max_size=30) | st.text("now-+0123456789.:TZ eh ", max_size=20))
def test_any_text_is_an_instant_or_a_value_error(text: str) -> None:
    try:
        assert EARLIEST <= parse_instant(text, NOW) <= LATEST
    except ValueError as error:
        assert str(error)


def test_a_long_text_takes_no_time() -> None:
    start = time.perf_counter()
    for text in (
        "now-" + " " * 100_000 + "\nx\ny",
        "9" * 1_000_000,
        "2023-11-14T22:13" + " " * 10**6,
    ):
        with pytest.raises(ValueError):
            parse_instant(text + "!", NOW)
    assert time.perf_counter() - start < 1
