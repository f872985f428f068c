"""Tables whose columns are what somebody says that they are."""

import io
from pathlib import Path

import polars as pl
import pytest

from tests.timeseries.importing.reading import read, read_file
from timeseries.errors import BadParameter, BadRequest
from timeseries.importing.format import Options
from timeseries.series_key import SeriesKey
from timeseries.timerange import parse_iso
from timeseries.uploads.asked import options_of
from timeseries.uploads.preview import first_rows, would_read

T = parse_iso("2026-03-01T05:00:00Z")
WIDE = "when,t1,t2,note\n01.03.2026 06:00,4.5,80,x\n01.03.2026 06:01,,81,y\n"
LONG = "at,sensor,room,v\n1772341200,temp,lab,1.5\n1772341260,temp,,2.5\n1772341320,hum,lab,3\n"


def asked(**given: object) -> Options:
    return options_of(given)


def test_columns_get_the_names_tags_units_times_and_zone_that_are_said() -> None:
    options = asked(
        time={"column": "when", "format": "%d.%m.%Y %H:%M", "zone": "Europe/Berlin"},
        series=[
            {"column": "t1", "name": "temperature", "tags": {"room": "lab"}, "unit": "°C"},
            {"column": "t2"},
        ],
    )
    found = read("csv", WIDE, options)
    assert found.readings == {
        'temperature{room="lab"}': [(T, 4.5)],
        "t2": [(T, 80.0), (T + 60_000_000, 81.0)],
    }
    assert found.refused == []
    assert options.shape
    assert options.shape.note(SeriesKey.of("temperature", {"room": "lab"})).unit == "°C"


def test_a_long_table_has_a_column_of_series_and_columns_of_tags() -> None:
    options = asked(
        time={"column": "at", "format": "s"},
        long={"series": "sensor", "value": "v", "tags": ["room"], "unit": "K"},
    )
    wanted = {
        'temp{room="lab"}': [(T, 1.5)],
        "temp": [(T + 60_000_000, 2.5)],
        'hum{room="lab"}': [(T + 120_000_000, 3.0)],
    }
    assert read("csv", LONG, options).readings == wanted
    # The same where one bad line has all of them read by themselves.
    found = read("csv", LONG + "x,temp,lab,1\n", options)
    assert found.readings == wanted
    assert [at for at, _ in found.refused] == ["line 5, column at"]


def test_all_rows_may_be_of_one_series_in_parquet_too(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pl.read_csv(io.StringIO(LONG)).write_parquet(path)
    options = asked(
        time={"column": "at", "format": "s"}, long={"name": "all", "value": "v", "tags": ["sensor"]}
    )
    assert set(read_file("parquet", path, options).readings) == {
        'all{sensor="temp"}',
        'all{sensor="hum"}',
    }
    assert would_read(path, "parquet", options)["readings"][0] == {
        "series": 'all{sensor="temp"}',
        "time": "2026-03-01T05:00:00Z",
        "value": 1.5,
    }


def test_what_columns_are_is_guessed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("time,series,room,value\n2026-03-01T05:00:00Z,a,lab,1\n")
    assert first_rows(path, "csv")["mapping"] == {
        "time": {"column": "time", "format": "auto", "zone": "UTC"},
        "long": {"series": "series", "value": "value", "tags": ["room"], "unit": ""},
        "table": {"separator": ",", "decimal": ".", "encoding": "utf-8"},
    }
    path.write_text("\n".join(["a,taken,remark", *["1,2026-03-01T05:00:00Z,x"] * 30]))
    seen = first_rows(path, "csv")
    assert [one["kind"] for one in seen["columns"]] == ["number", "time", "text"]
    assert seen["mapping"]["time"]["column"] == "taken"
    assert [one["column"] for one in seen["mapping"]["series"]] == ["a"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "time takes an object"),
        ({"time": {"column": "t"}}, "series takes a list"),
        ({"time": {"column": "t", "format": "%Q"}}, "time.format takes"),
        ({"time": {"column": "t", "zone": "Mars/Olympus"}}, "time.zone takes"),
        ({"time": {"column": "t"}, "long": {"value": "v"}}, "long takes either"),
        ({"time": {"column": "t"}, "series": [{"column": "a", "tags": {"b": ""}}]}, "tag 'b'"),
        (
            {"time": {"column": "t"}, "series": [{"column": "a"}, {"column": "b", "name": "a"}]},
            "a name that no other",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadParameter, match=sentence):
        options_of(given)


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(BadRequest, match="one column called nothing"):
        read("csv", WIDE, asked(time={"column": "when"}, series=[{"column": "nothing"}]))
