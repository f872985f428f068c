"""`POST /api/readings`: what it takes, and that writing again does no harm."""

import gzip
import json

import httpx
import pytest

from tests.http.asking import Keys, Write, points, refusal
from tests.http.raw import connected, head, status
from tests.http.shell import Shell
from tests.server import Server

T = 1_700_000_000_000


@pytest.mark.database
def test_of_the_same_series_and_time_the_last_value_stands(
    http: httpx.Client, write: Write, name: str
) -> None:
    reading = {"series": name, "points": [[T, 1], [T + 1000, 2]]}
    for _ in range(3):
        assert write(reading).json() == {"accepted": 2, "rejected": []}
    assert points(http, name, T, T + 2000) == [[T, 1], [T + 1000, 2]]
    write({"series": name, "points": [[T, 5], [T, 6]]}, {"series": name, "points": [[T, 7]]})
    assert points(http, name, T, T + 2000) == [[T, 7], [T + 1000, 2]]
    [series] = http.get("/api/series", params={"search": name}).json()["series"]
    assert series["count"] == 2


def test_times_come_in_any_form_and_order(http: httpx.Client, write: Write, name: str) -> None:
    times = [T + 0.0015, "2023-11-14T23:13:21.5+01:00", "2023-11-14 22:13:19", -1000.25, 1e12]
    write({"series": name, "points": [[time, place] for place, time in enumerate(times)]})
    assert points(http, name, -2000, T + 5000) == [
        [-1000.25, 3],
        [(1e12 - 1000.25) / 2, None],
        [1e12, 4],
        [(1e12 + T - 1000) / 2, None],
        [T - 1000, 2],
        [T + 0.001, 0],
        [T + 1500, 1],
    ]


def test_true_and_false_are_one_and_zero(http: httpx.Client, write: Write, name: str) -> None:
    write({"series": name, "points": [[T, True], [T + 1, False]]})
    assert points(http, name, T, T + 2) == [[T, 1], [T + 1, 0]]


def test_a_unit_that_is_named_later_is_filled_in_and_then_stays(
    http: httpx.Client, write: Write, name: str
) -> None:
    for unit in (None, "", "°C", "°F"):
        answer = write({"series": name, "unit": unit, "points": [[T, 1]]})
        assert answer.status_code == 200
    [series] = http.get("/api/series", params={"search": name}).json()["series"]
    assert series["unit"] == "°C"


@pytest.mark.database
def test_a_series_that_was_deleted_is_made_again(
    http: httpx.Client, write: Write, shell: Shell, name: str
) -> None:
    write({"series": name, "points": [[T, 1]]})
    shell.run(
        f"from timeseries.models import Series\nSeries.objects.filter(name={name!r}).delete()"
    )
    assert http.get("/api/series", params={"search": name}).json()["total"] == 0
    assert write({"series": name, "points": [[T + 1, 2]]}).status_code == 200
    assert points(http, name, T, T + 2) == [[T + 1, 2]]


def test_the_order_of_tags_makes_no_other_series(
    http: httpx.Client, write: Write, name: str
) -> None:
    write({"series": name, "tags": {"a": "1", "b": "2"}, "points": [[T, 1]]})
    write({"series": name, "tags": {"b": "2", "a": "1"}, "points": [[T + 1, 2]]})
    assert points(http, name + '{b="2",a="1"}', T, T + 2) == [[T, 1], [T + 1, 2]]


def test_nothing_to_write_is_no_error(write: Write, name: str) -> None:
    assert write().json() == {"accepted": 0, "rejected": []}
    assert write({"series": name, "points": []}).json() == {"accepted": 0, "rejected": []}


@pytest.mark.parametrize(
    ("media", "taken"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/x-www-form-urlencoded", False),
        ("text/plain", False),
        ("multipart/form-data; boundary=x", False),
    ],
)
def test_only_json_and_csv_are_read(
    http: httpx.Client, keys: Keys, media: str, taken: bool
) -> None:
    headers = {"Content-Type": media} | keys.header("write")
    answer = http.post("/api/readings", content=b'{"readings": []}', headers=headers)
    if taken:
        assert answer.status_code == 200
    else:
        assert "text/csv" in refusal(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "OPTIONS"])
def test_only_post_and_delete_are_taken(http: httpx.Client, method: str) -> None:
    answer = http.request(method, "/api/readings")
    assert "POST and DELETE" in refusal(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "POST, DELETE"


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip", "identity"])
def test_a_body_may_be_compressed(http: httpx.Client, keys: Keys, name: str, encoding: str) -> None:
    body = json.dumps({"readings": [{"series": name, "points": [[T, 1]]}]}).encode()
    # In two members, as `cat a.gz b.gz` makes them.
    packed = body if encoding == "identity" else gzip.compress(body[:9]) + gzip.compress(body[9:])
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
    answer = http.post("/api/readings", content=packed, headers=headers | keys.header("write"))
    assert answer.json() == {"accepted": 1, "rejected": []}
    assert points(http, name, T, T + 1) == [[T, 1]]


def test_a_client_that_asks_before_it_sends_is_told_to_go_on(server: Server, keys: Keys) -> None:
    body = b'{"readings": []}'
    lines = (
        f"Authorization: Token {keys.tokens['write']}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Expect: 100-continue",
    )
    with connected(server) as connection:
        connection.sendall(head("POST", "/api/readings", *lines))
        assert status(connection) == 100
        connection.sendall(body)
        assert status(connection) == 200
    with connected(server) as connection:
        connection.sendall(head("POST", "/api/readings", *lines[1:]))
        assert status(connection) == 401


def test_bad_cells_of_csv_are_refused_with_line_and_column(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    rows = [
        f"time,{name},{'n' * 201}",
        f"{T},1,5",
        f"{T + 1},NaN,",
        "soon,3,",
        f"{T + 3},4",
        f"{T + 4},5,",
        f"{T + 5},1_000,",
    ]
    headers = {"Content-Type": "text/csv"} | keys.header("write")
    answer = http.post("/api/readings", content="\r\n".join(rows), headers=headers)
    assert answer.status_code == 422
    places = sorted(
        refused["at"].partition(", column n")[0] for refused in answer.json()["rejected"]
    )
    assert answer.json()["accepted"] == 2
    assert places == [
        "line 1",
        f"line 3, column {name}",
        "line 4, column time",
        "line 5",
        f"line 7, column {name}",
    ]
    assert points(http, name, T, T + 10) == [[T, 1], [T + 4, 5]]


@pytest.mark.parametrize(
    "body", ["", "no,times\n1,2", "time,time\n1,2", "time,\n1,2", "time,a,a\n1,2,3", 'time,a\n1,"2']
)
def test_csv_of_another_shape_is_refused(http: httpx.Client, keys: Keys, body: str) -> None:
    headers = {"Content-Type": "text/csv"} | keys.header("write")
    assert refusal(http.post("/api/readings", content=body, headers=headers), 400, "bad_request")
