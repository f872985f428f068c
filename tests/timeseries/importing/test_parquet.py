import io
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeseries.importing.reading import read
from tests.timeseries.protocols.parsing import times, values
from timeseries.errors import BadRequest
from timeseries.importing.format import Options
from timeseries.importing.formats import parquet
from timeseries.timerange import parse_zone

FIRST = 1_700_000_000_000_000
MOMENT = datetime(2023, 11, 14, 22, 13, 20)


def file(columns: dict[str, Any], **options: Any) -> bytes:
    out = io.BytesIO()
    pl.DataFrame(columns).write_parquet(out, **options)
    return out.getvalue()


def stamps(*micros: int, unit: Any = "us", zone: str | None = None) -> pl.Series:
    return pl.Series(micros).cast(pl.Datetime("us", zone)).dt.cast_time_unit(unit)


@pytest.mark.parametrize(
    ("column", "options"),
    [
        (stamps(FIRST), Options()),
        (stamps(FIRST, unit="ns"), Options()),
        (stamps(FIRST, unit="ms", zone="America/New_York"), Options()),
        (stamps(FIRST, zone="UTC"), Options(zone=parse_zone("Europe/Berlin"))),
        (stamps(FIRST + 3600 * 10**6), Options(zone=parse_zone("Europe/Berlin"))),
        (pl.Series([FIRST // 1000]), Options()),
        (pl.Series([FIRST / 1000]), Options()),
        (pl.Series([FIRST // 1000], dtype=pl.UInt64), Options()),
        (pl.Series([FIRST // 10**6], dtype=pl.Int32), Options(precision="s")),
        (pl.Series([FIRST / 10**6]), Options(precision="s")),
        (pl.Series(["2023-11-14T22:13:20Z"]), Options()),
    ],
    ids=range(11),
)
def test_a_column_of_times_may_be_of_any_type(column: pl.Series, options: Options) -> None:
    assert read("parquet", file({"time": column, "a": [1.5]}), options).readings == {
        "a": [(FIRST, 1.5)]
    }


def test_a_date_is_its_midnight_and_what_is_finer_than_a_microsecond_is_floored() -> None:
    found = read("parquet", file({"time": [date(1969, 12, 31)], "a": [1]}))
    assert found.readings == {"a": [(-86_400_000_000, 1.0)]}
    nanoseconds = pl.Series([-1, 1_999]).cast(pl.Datetime("ns"))
    found = read("parquet", file({"time": nanoseconds, "a": [1, 2]}))
    assert found.readings == {"a": [(-1, 1.0), (1, 2.0)]}


def test_values_may_be_of_any_numeric_type_and_a_null_is_no_reading() -> None:
    columns = {
        "time": [1, 2],
        "a": pl.Series([True, None]),
        "b": pl.Series([None, 2**40]),
        "c": pl.Series([0.25, None], dtype=pl.Float32),
        "d": pl.Series([None, None], dtype=pl.Float64),
        'e{tag="x"}': pl.Series([1, 2], dtype=pl.UInt8),
    }
    assert read("parquet", file(columns)).readings == {
        "a": [(1_000, 1.0)],
        "b": [(2_000, 2.0**40)],
        "c": [(1_000, 0.25)],
        'e{tag="x"}': [(1_000, 1.0), (2_000, 2.0)],
    }


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical])
def test_a_long_table_names_its_series_row_by_row(kind: Any) -> None:
    names = pl.Series(["a", 'b{x="y"}', "a"], dtype=kind)
    content = file({"value": [1, 2, 3], "series": names, "time": [2, 2, 1]})
    assert read("parquet", content).readings == {
        "a": [(1_000, 3.0), (2_000, 1.0)],
        'b{x="y"}': [(2_000, 2.0)],
    }


def test_more_columns_and_rows_than_are_read_at_a_time_come_out_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parquet, "_READINGS", 700)
    columns = {f"s{number}": np.arange(1_000) * 20.0 + number for number in range(20)}
    found = read("parquet", file({**columns, "time": np.arange(1_000)}, row_group_size=300))
    assert len(found.readings) == 20
    for number in range(20):
        assert found.readings[f"s{number}"] == [
            (time * 1_000, time * 20.0 + number) for time in range(1_000)
        ]


def test_bad_rows_are_told_by_their_numbers_and_all_others_are_kept() -> None:
    time = np.arange(5_000)
    a, b = np.arange(5_000) + 0.5, [None if row == 9 else row for row in range(5_000)]
    a[1_234], a[4_999] = np.nan, -np.inf
    moments = pl.Series([None if row == 77 else int(row) for row in time])
    found = read("parquet", file({"time": moments, "a": a, "b": b}))
    reason = "the value is NaN, infinite, or beyond what a double holds; leave such values out"
    assert found.refused == [
        ("row 78", "there is no time"),
        ("row 1235, column a", reason),
        ("row 5000, column a", reason),
    ]
    assert found.count == 4
    assert [len(of) for of in found.readings.values()] == [4_997, 4_998]


def test_a_time_beyond_the_years_is_refused() -> None:
    found = read("parquet", file({"time": [2**62, -(2**62), 1], "a": [1, 2, 3]}))
    assert found.readings == {"a": [(1_000, 3.0)]}
    assert {reason for _, reason in found.refused} == {"the time is outside the years 1 to 9999"}


def test_a_column_that_holds_no_numbers_is_refused_once() -> None:
    found = read("parquet", file({"time": [1, 2], "a": [1, 2], "raw": [b"x", None]}))
    assert found.readings == {"a": [(1_000, 1.0), (2_000, 2.0)]}
    assert found.refused == [("column raw", "a column of Binary holds neither numbers nor texts")]
    assert found.count == 1


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical])
def test_a_column_of_texts_is_one_of_states(kind: Any) -> None:
    mode = pl.Series(["auto", None, " off ", ""], dtype=kind)
    found = read("parquet", file({"time": [1, 2, 3, 4], "a": [1, 2, 3, None], "mode": mode}))
    assert found.states == {"mode": [(1_000, "auto"), (3_000, "off")]}
    assert len(found.readings["a"]) == 3
    names = pl.Series(["mode", "on", "n", "mode"], dtype=kind)
    value = pl.Series(["auto", "TRUE", "1e3", "off"], dtype=kind)
    found = read("parquet", file({"time": [1, 2, 3, 4], "series": names, "value": value}))
    assert found.states == {"mode": [(1_000, "auto"), (4_000, "off")]}
    assert found.readings == {"on": [(2_000, 1.0)], "n": [(3_000, 1000.0)]}
    assert not found.count


def test_a_text_of_a_series_of_numbers_is_refused_by_its_row() -> None:
    names, value = pl.Series(["n", "m"] * 500), [str(n) if n != 901 else "x" for n in range(1_000)]
    value[1] = "y"
    content = file({"time": np.arange(1_000), "series": names, "value": value})
    found = read("parquet", content)
    reasons = [f"{text!r} is not a number" for text in ("y", "x")]
    assert found.refused == list(
        zip(["row 2, column value", "row 902, column value"], reasons, strict=True)
    )
    assert not found.states
    assert [len(of) for of in found.readings.values()] == [500, 498]


def test_a_bad_name_in_a_long_table_refuses_its_reading() -> None:
    content = file({"time": [1, 2, 3], "series": ["a{", "b", None], "value": [1, 2, 3]})
    found = read("parquet", content)
    assert found.readings == {"b": [(2_000, 2.0)]}
    assert found.refused == [
        (
            "row 1, column value",
            "a brace is neither closed nor escaped",
        ),
        ("row 3, column value", "the series name is empty"),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cannot be read as Parquet"),
        (b"PAR1 but no more", "cannot be read as Parquet"),
        (file({"a": [1]}), "one column called time"),
        (file({"time": [True], "a": [1]}), "A column of Boolean holds no times"),
        (file({"time": [1], "series": ["a"], "value": [b"1"]}), "holds neither numbers nor"),
    ],
    ids=range(5),
)
def test_a_file_of_another_shape_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(BadRequest, match=sentence) as refused:
        read("parquet", content)
    assert str(refused.value).endswith(".")


@given(st.dictionaries(times, values, min_size=1))
def test_what_is_written_is_read_to_the_last_bit(content: dict[int, float]) -> None:
    columns = {"time": stamps(*content, zone="UTC"), "a": list(content.values())}
    found = read("parquet", file(columns)).readings["a"]
    assert repr(found) == repr(sorted(content.items()))


def test_a_time_without_a_zone_where_clocks_are_put_back_is_the_earlier_one() -> None:
    berlin = Options(zone=parse_zone("Europe/Berlin"))
    twice = pl.Series([datetime(2023, 10, 29, 2, 30)])
    found = read("parquet", file({"time": twice, "a": [1]}), berlin)
    wanted = datetime(2023, 10, 29, 0, 30, tzinfo=UTC).timestamp()
    assert found.readings == {"a": [(int(wanted) * 10**6, 1.0)]}
