"""`GET /api/export`: what was written comes out again, to the last bit and microsecond."""

import csv
import io
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import polars as pl
import pytest

from tests.http.asking import Keys, Params, Write, refusal
from tests.http.shell import Shell
from tests.server import Server

T = 1_700_000_000_000
WHOLE: Params = {"start": "0001-01-01", "end": "9999-12-31T23:59:59.999999Z"}


def _micros(text: str) -> int:
    since = datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(microseconds=1)


def _rows(http: httpx.Client, *series: str, **asked: Any) -> tuple[list[str], list[list[str]]]:
    answer = http.get("/api/export", params={"series": series, "format": "csv"} | asked)
    assert answer.status_code == 200, answer.text
    head, *rows = csv.reader(answer.text.splitlines())
    return head, rows


@pytest.mark.database
def test_times_before_1970_and_microseconds_come_out_as_they_went_in(
    http: httpx.Client, write: Write, name: str
) -> None:
    chance = random.Random(1)
    times = sorted(chance.randrange(-(10**15), 2 * 10**15) for _ in range(200))
    values = [chance.uniform(-1, 1) * 10.0 ** chance.randrange(-300, 300) for _ in times]
    texts = [
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time)).isoformat()
        for time in times
    ]
    made = [[text, value] for text, value in zip(texts, values, strict=True)]
    assert write({"series": name, "points": made}).json()["accepted"] == 200
    head, rows = _rows(http, name, **WHOLE)
    assert head == ["time", name]
    assert [_micros(time) for time, _ in rows] == times
    assert [float(value) for _, value in rows] == values
    asked = {"series": name, "format": "json"} | WHOLE
    [series] = http.get("/api/export", params=asked).json()["series"]
    assert series["points"] == [[t / 1000, v] for t, v in zip(times, values, strict=True)]
    assert (series["count"], series["resolution"]) == (200, 0)


@pytest.mark.database
def test_an_export_of_many_pages_is_whole(http: httpx.Client, keys: Keys, name: str) -> None:
    lines = [f"{name} a={n} {n * 10}\n{name} b={-n} {n * 10 + 5 * (n % 2)}" for n in range(25_000)]
    headers = keys.header("write")
    for start in range(0, 25_000, 12_500):
        body = "\n".join(lines[start : start + 12_500])
        answer = http.post("/api/v2/write?precision=ms", content=body, headers=headers)
        assert answer.status_code == 204
    head, rows = _rows(http, f"{name}_b", f"{name}_a", start=0, end=10**6)
    assert head == ["time", f"{name}_b", f"{name}_a"]
    assert [(_micros(t), float(b)) for t, b, _ in rows if b] == [
        (n * 10_000 + 5_000 * (n % 2), -n) for n in range(25_000)
    ]
    assert [(_micros(t), float(a)) for t, _, a in rows if a] == [
        (n * 10_000, n) for n in range(25_000)
    ]
    asked: Params = {"series": f"{name}_a", "start": 10, "end": 249_990, "format": "json"}
    [series] = http.get("/api/export", params=asked).json()["series"]
    assert series["points"] == [[n * 10, n] for n in range(1, 24_999)]
    assert series["count"] == 24_998


def test_an_exported_csv_can_be_written_again(
    http: httpx.Client, keys: Keys, write: Write, name: str
) -> None:
    tags = {"quote": '"a, b"', "star": "*"}
    write({"series": name, "tags": tags, "points": [[T, 0.1], [T + 0.001, -5e-324]]})
    write({"series": f"{name}_b", "points": [[T, 7]]})
    asked: Params = {"series": f"{name}*", **WHOLE}
    exported = http.get("/api/export", params=asked)
    headers = {"Content-Type": "text/csv"} | keys.header("write")
    again = http.post("/api/readings", content=exported.content, headers=headers)
    assert again.json() == {"accepted": 3, "rejected": []}
    assert http.get("/api/export", params=asked).content == exported.content


EXTREMES = [-5e-324, 5e-324, -2.2250738585072014e-308, 1.7976931348623157e308, -1e-300, 0.1]


@pytest.mark.parametrize("form", [pytest.param("csv", marks=pytest.mark.database), "parquet"])
def test_an_export_is_imported_again_bit_for_bit(
    http: httpx.Client, write: Write, server: Server, shell: Shell, name: str, form: str
) -> None:
    times = ["0001-01-01", "1969-12-31T23:59:59.999999", T, T + 0.001, T + 1]
    points = list(zip([*times, "9999-12-31T23:59:59.999998"], EXTREMES, strict=True))
    tags = {"quote": '"a, b"', "star": "*"}
    write({"series": name, "tags": tags, "points": points}, {"series": name, "points": points[2:4]})
    asked: Params = {"series": f"{name}*", **WHOLE}
    before = http.get("/api/export", params=asked).text
    assert all(repr(value) in before for value in EXTREMES)
    file = server.folder / f"{name}.{form}"
    file.write_bytes(http.get("/api/export", params=asked | {"format": form}).content)
    shell.run(
        f"from timeseries.models import Series; Series.objects.filter(name={name!r}).delete()"
    )
    assert http.get("/api/export", params=asked).text == "time\r\n"
    server.manage("importreadings", str(file))
    after = http.get("/api/export", params=asked).text
    assert sorted(after.splitlines()[1:]) == sorted(before.splitlines()[1:])


def test_parquet_has_a_row_for_each_reading(http: httpx.Client, write: Write, name: str) -> None:
    points = [[T + 10 * n, n / 8] for n in range(50_000)]
    write({"series": name, "points": points}, {"series": f"{name}_b", "points": [[T, 7]]})
    asked: Params = {"series": f"{name}*", **WHOLE, "format": "parquet"}
    answer = http.get("/api/export", params=asked)
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert answer.headers["content-disposition"] == 'attachment; filename="readings.parquet"'
    frame = pl.read_parquet(io.BytesIO(answer.content)).with_columns(pl.col("time").to_physical())
    assert frame.rows() == [
        *((name, (T + 10 * n) * 1000, n / 8) for n in range(50_000)),
        (f"{name}_b", T * 1000, 7.0),
    ]


def test_arrow_is_one_stream_of_many_pages(http: httpx.Client, write: Write, name: str) -> None:
    points = [[T + 10 * n, n / 8] for n in range(50_000)]
    write({"series": name, "points": points}, {"series": f"{name}_b", "points": [[T, 7]]})
    asked: Params = {"series": f"{name}*", **WHOLE, "format": "arrow"}
    answer = http.get("/api/export", params=asked)
    assert answer.headers["content-type"] == "application/vnd.apache.arrow.stream"
    frame = pl.read_ipc_stream(answer.content).with_columns(pl.col("time").to_physical())
    assert frame.rows() == [
        *((name, (T + 10 * n) * 1000, n / 8) for n in range(50_000)),
        (f"{name}_b", T * 1000, 7.0),
    ]
    nothing = http.get("/api/export", params=asked | {"end": "0001-01-02"}).content
    assert pl.read_ipc_stream(nothing).shape == (0, 3)


def test_an_export_is_half_open_without_gap_points_and_a_download(
    http: httpx.Client, write: Write, name: str
) -> None:
    write({"series": name, "points": [[t, t] for t in (T, T + 1, T + 2, T + 3000, T + 3001)]})
    asked: Params = {"series": name, "start": T + 1, "end": T + 3001, "format": "json"}
    answer = http.get("/api/export", params=asked)
    assert answer.headers["content-disposition"] == 'attachment; filename="readings.json"'
    [series] = answer.json()["series"]
    assert [time for time, _ in series["points"]] == [T + 1, T + 2, T + 3000]


def test_a_series_is_exported_once(http: httpx.Client, write: Write, name: str) -> None:
    write({"series": name, "points": [[T, 1]]})
    assert _rows(http, name, f"{name}*", start=T, end=T + 1) == (
        ["time", name],
        [["2023-11-14T22:13:20Z", "1.0"]],
    )


def test_nothing_is_exported_as_nothing(http: httpx.Client, write: Write, name: str) -> None:
    assert _rows(http, name, **WHOLE) == (["time"], [])
    asked: Params = {"series": name, "start": 0, "end": 1, "format": "json"}
    assert http.get("/api/export", params=asked).json() == {"start": 0, "end": 1, "series": []}
    write({"series": name, "points": [[T, 1]]})
    assert http.get("/api/export", params=asked).json()["series"][0]["points"] == []
    assert _rows(http, name, start=0, end=1) == (["time", name], [])


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [({"format": "xls"}, "format"), ({"start": "2", "end": "1"}, "start"), ({"end": "x"}, "end")],
)
def test_a_parameter_takes_what_it_takes_and_a_refusal_names_it(
    http: httpx.Client, asked: dict[str, str], parameter: str
) -> None:
    answer = http.get("/api/export", params={"series": "x"} | asked)
    assert refusal(answer, 400, "bad_parameter").startswith(f"{parameter} takes ")
