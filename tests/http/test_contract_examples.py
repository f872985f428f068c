"""The examples of the HTTP contract, as they are written there."""

import csv
import json

import httpx
import pytest

from tests.http.asking import Keys, Params, Write, points, refusal
from tests.http.stream import Stream
from tests.server import Server

pytestmark = pytest.mark.database

START = 1_700_000_000_000
WRITTEN = """{"readings": [{"series": "room_temperature", "tags": {"room": "lab"}, "unit": "°C",
 "points": [[1700000000000, 21.4], ["2023-11-14T22:13:21Z", 21.5]]}]}"""
KEY = 'room_temperature{room="lab"}'


@pytest.fixture
def written(http: httpx.Client, keys: Keys) -> httpx.Response:
    kind = {"Content-Type": "application/json"}
    return http.post("/api/readings", content=WRITTEN.encode(), headers=kind | keys.header("write"))


def test_json_is_written(written: httpx.Response, http: httpx.Client) -> None:
    assert written.status_code == 200
    assert written.json() == {"accepted": 2, "rejected": []}
    assert points(http, KEY, START, START + 2000) == [[START, 21.4], [START + 1000, 21.5]]


def test_of_bad_points_the_place_and_the_reason_are_told(write: Write, http: httpx.Client) -> None:
    answer = write({"series": "partial", "points": [[START, 1], [START, "x"], [START + 1, 2]]})
    assert answer.status_code == 422
    assert answer.json() == {
        "accepted": 2,
        "rejected": [
            {"at": "readings[0].points[1]", "reason": "a value is a number, and not a text"}
        ],
    }
    assert points(http, "partial", START, START + 2) == [[START, 1], [START + 1, 2]]


def test_csv_has_a_time_column_and_one_for_each_series(http: httpx.Client, keys: Keys) -> None:
    body = 'time,csv_plain,"csv_tagged{room=""lab""}"\n2023-11-14T22:13:20Z,1.5,2\n1700000001000,3,'
    headers = {"Content-Type": "text/csv"} | keys.header("write")
    answer = http.post("/api/readings", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"accepted": 3, "rejected": []})
    assert points(http, "csv_plain", START, START + 2000) == [[START, 1.5], [START + 1000, 3]]
    assert points(http, 'csv_tagged{room="lab"}', START, START + 2000) == [[START, 2]]


def test_a_field_of_line_protocol_is_a_series(http: httpx.Client, keys: Keys) -> None:
    line = b"lp_weather,town=Ulm rain=0.5,value=7i 1700000000000000000"
    headers = {"Content-Type": "text/plain"} | keys.header("write")
    answer = http.post("/api/v2/write?org=o&bucket=b", content=line, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert points(http, 'lp_weather_rain{town="Ulm"}', START, START + 1) == [[START, 0.5]]
    assert points(http, 'lp_weather{town="Ulm"}', START, START + 1) == [[START, 7]]


def test_series_are_listed(written: httpx.Response, http: httpx.Client) -> None:
    answer = http.get("/api/series", params={"search": "room_temp lab", "limit": 500, "offset": 0})
    body = answer.json()
    [series] = body["series"]
    assert answer.status_code == 200
    assert body["total"] == 1
    assert (
        series
        | {
            "name": "room_temperature",
            "tags": {"room": "lab"},
            "unit": "°C",
            "key": KEY,
            "first": START,
            "last": START + 1000,
            "count": 2,
        }
        == series
    )
    assert isinstance(series["id"], int)


def test_a_query_answers_columns(written: httpx.Response, http: httpx.Client) -> None:
    asked: Params = {"series": KEY, "start": START, "end": START + 2000, "width": 1200, "agg": "m4"}
    body = http.get("/api/query", params=asked).json()
    [series] = body["series"]
    assert (body["start"], body["end"]) == (START, START + 2000)
    assert (
        series
        | {
            "name": "room_temperature",
            "tags": {"room": "lab"},
            "unit": "°C",
            "resolution": 0,
            "count": 2,
            "points": [[START, 21.4], [START + 1000, 21.5]],
        }
        == series
    )
    assert http.get("/api/query", params=asked | {"series": series["id"]}).json() == body


def test_many_queries_go_in_one_body(written: httpx.Response, http: httpx.Client) -> None:
    asked = {
        "start": "2023-11-14T22:13:20Z",
        "end": START + 2000,
        "width": 1,
        "queries": [{"series": KEY, "agg": "max"}, {"series": KEY}],
    }
    body = http.post("/api/query", json=asked).json()
    assert (body["start"], body["end"]) == (START, START + 2000)
    assert [series["points"] for series in body["series"]] == [
        [[START, 21.5]],
        [[START, 21.4], [START + 1000, 21.5]],
    ]
    assert [series["agg"] for series in body["series"]] == ["max", "m4"]


def test_csv_is_exported(written: httpx.Response, http: httpx.Client) -> None:
    asked: Params = {"series": KEY, "start": START, "end": START + 2000, "format": "csv"}
    answer = http.get("/api/export", params=asked)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(answer.text.splitlines())) == [
        ["time", KEY],
        ["2023-11-14T22:13:20Z", "21.4"],
        ["2023-11-14T22:13:21Z", "21.5"],
    ]


def test_json_is_exported_in_the_shape_of_a_query(
    written: httpx.Response, http: httpx.Client
) -> None:
    asked: Params = {"series": KEY, "start": START, "end": START + 2000}
    exported = http.get("/api/export", params=asked | {"format": "json"}).json()
    queried = http.get("/api/query", params=asked).json()
    [series] = exported["series"]
    assert {"start", "end", "series"} <= exported.keys()
    assert exported["start"] == queried["start"]
    assert {name: queried["series"][0][name] for name in series} == series


def test_the_first_event_of_a_stream_carries_the_cursor(
    written: httpx.Response, http: httpx.Client, server: Server
) -> None:
    cursor = http.get("/api/query", params={"series": KEY}).json()["cursor"]
    with Stream(server, KEY) as stream:
        event = stream.next(2)
    assert b"200 OK" in stream.head
    assert b"content-type: text/event-stream" in stream.head
    assert (event.id, event.name) == (event.data["cursor"], "readings")
    assert int(event.id) >= int(cursor)
    assert event.data == {"cursor": event.id}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_ping_is_answered_as_influxdb_does(http: httpx.Client, method: str) -> None:
    answer = http.request(method, "/ping")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["X-Influxdb-Version"].startswith("2.")
    assert answer.headers["X-Influxdb-Build"] == "livecurve"


def test_health_is_answered_as_influxdb_does(http: httpx.Client) -> None:
    answer = http.get("/health")
    assert answer.status_code == 200
    assert answer.json() | {"name": "livecurve", "status": "pass"} == answer.json()
    assert answer.json()["version"]
    assert http.head("/health").content == b""


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/query?series=999999999", 404, "not_found"),
        ("/api/query", 400, "bad_parameter"),
        ("/api/query?series=a{", 400, "bad_selector"),
        ("/api/panels/999999999/option", 404, "not_found"),
        ("/api/panels/" + "9" * 30 + "/option", 404, "not_found"),
        ("/api/panels/x/option", 404, "not_found"),
        ("/api/dashboards/nothing", 404, "not_found"),
        ("/api/dashboards/nothing/data", 404, "not_found"),
        ("/api/nothing", 404, "not_found"),
        ("/api/", 404, "not_found"),
        ("/api/readings", 405, "method_not_allowed"),
    ],
)
def test_an_error_is_one_sentence_and_a_code(
    http: httpx.Client, path: str, status: int, code: str
) -> None:
    assert refusal(http.get(path), status, code)


def test_every_answer_is_json_that_any_reader_takes(
    written: httpx.Response, http: httpx.Client
) -> None:
    for path in (
        f"/api/query?series={KEY}",
        "/api/series",
        f"/api/export?series={KEY}&format=json",
    ):
        json.loads(http.get(path).text, parse_constant=pytest.fail)
