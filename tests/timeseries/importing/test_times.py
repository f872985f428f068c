from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeseries.protocols.parsing import times
from timeseries.importing.times import UNITS, micros_of_text, micros_of_texts
from timeseries.timerange import EPOCH, parse_iso, parse_time, parse_zone, to_iso

BERLIN = parse_zone("Europe/Berlin")
HOUR = 3600 * 10**6


def together(*texts: str, precision: str = "ms") -> list[int] | None:
    found = micros_of_texts(pl.Series(texts, dtype=pl.String), precision, None)
    return None if found is None else found.tolist()


@given(st.lists(times, min_size=1, max_size=50))
def test_what_an_export_writes_is_read_together(micros: list[int]) -> None:
    assert together(*map(to_iso, micros)) == micros


@pytest.mark.parametrize(
    "text",
    [
        "2023-11-14",
        "2023-11-14 22:13",
        "2023-11-14T22:13:20",
        "2023-11-14T22:13:20.5z",
        "2023-11-14T22:13:20,123456789Z",
        "2023-11-14T22:13:20+05:30",
        "2023-11-14T22:13:20-0530",
        "2023-11-14T22:13:20.999999+14",
        "0001-01-01",
        "9999-12-31T23:59:59.999999999Z",
        "2024-02-29T23:59:59",
        "1700000000000",
        "1700000000000.1239",
        "0.0009",
        "0",
    ],
)
def test_every_way_to_write_a_time_is_read_together_as_by_itself(text: str) -> None:
    assert together(text, text) == [parse_time(text)] * 2
    assert together("2023-11-14T22:13:21Z", text) == [1_700_000_001_000_000, parse_time(text)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023-02-29",
        "2023-00-10",
        "2023-13-10",
        "2023-01-00",
        "2023-01-32",
        "0000-01-01",
        "2023-01-01T24:00",
        "2023-01-01T00:60",
        "2023-01-01T00:00:60",
        "2023-01-01T00:00:00+24:00",
        "2023-01-01T00:00:00+00:60",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "253402300800000",
        "٢٠٢٣-01-01",
        "now",
    ],
)
def test_what_is_no_time_is_left_to_the_slow_way_which_says_why(text: str) -> None:
    assert together(text, text) is None
    with pytest.raises(ValueError, match="the time is "):
        micros_of_text(text, "ms", None)


def test_texts_of_one_length_with_another_layout_are_left_to_the_slow_way() -> None:
    assert together("2023-11-14T22:13:20+01:00", "2023-11-14T22:13:20-01:00") is None
    assert together("2023-11-14", "1700000000") is None
    assert together("1.5", "15.") is None


@given(
    st.sampled_from(UNITS),
    st.integers(0, 10**11),
    st.text("0123456789", min_size=1, max_size=12),
)
def test_numbers_of_every_unit_are_floored_to_the_microsecond(
    unit: str, whole: int, rest: str
) -> None:
    scale = {"s": 10**6, "ms": 1_000, "us": 1, "ns": 1}[unit]
    digits = int(whole * 10 ** len(rest)) + int(rest)
    wanted = digits * scale // 10 ** len(rest) // (1_000 if unit == "ns" else 1)
    text = f"{whole}.{rest}"
    assert micros_of_text(text, unit, None) == wanted
    assert together(text, precision=unit) == [wanted]


@given(st.lists(st.integers(0, 2 * 365 * 24 * 60), min_size=1, max_size=20))
def test_times_without_a_zone_are_those_of_its_clocks(minutes: list[int]) -> None:
    texts = [(datetime(2023, 1, 1) + timedelta(minutes=minute)).isoformat() for minute in minutes]
    found = micros_of_texts(pl.Series(texts), "ms", BERLIN)
    changing = {"2023-03-26", "2023-10-29", "2024-03-31", "2024-10-27"}
    if {text[:10] for text in texts} & changing:
        assert found is None
    else:
        assert found is not None
        assert found.tolist() == [parse_iso(text, BERLIN) for text in texts]


def test_a_zone_says_nothing_of_times_that_have_one() -> None:
    texts = pl.Series(["2023-07-01T12:00:00Z", "2023-07-01T12:00:00+01:00", "1688212800000"])
    found = micros_of_texts(texts, "ms", BERLIN)
    noon = (datetime(2023, 7, 1, 12, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
    assert np.array_equal(np.asarray(found), [noon, noon - HOUR, noon])
