"""`POST /api/v3/write_lp`: line protocol, answered as InfluxDB v3 does."""

from typing import Any

import httpx
import pytest

from tests.http.asking import Keys, points

T = 1_700_000_000


def post(http: httpx.Client, keys: Keys, body: str, **asked: Any) -> httpx.Response:
    return http.post(
        "/api/v3/write_lp",
        params={"db": "any", **asked},
        content=body,
        headers=keys.header("write", "Bearer"),
    )


@pytest.mark.parametrize(
    ("precision", "scale"),
    [("nanosecond", 10**9), ("microsecond", 10**6), ("millisecond", 1_000), ("second", 1)],
)
def test_precision_is_named_in_full_or_told_by_the_size_of_the_time(
    http: httpx.Client, keys: Keys, name: str, precision: str, scale: int
) -> None:
    assert post(http, keys, f"{name} value=1 {T * scale}", precision=precision).status_code == 204
    assert post(http, keys, f"{name} value=2 {(T + 1) * scale}").status_code == 204
    assert points(http, name, T * 1000, T * 1000 + 1001) == [[T * 1000, 1], [T * 1000 + 1000, 2]]


def test_good_lines_are_kept_and_each_bad_one_is_named(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    answer = post(http, keys, f"{name} value=1 {T}\r\n{name} ä=\r\n{name} value=3 {T + 1}\na")
    assert answer.status_code == 400
    told = answer.json()
    assert told["error"] == "partial write of line protocol occurred"
    assert [(line["line_number"], line["original_line"]) for line in told["data"]] == [
        (2, f"{name} ä="),
        (4, "a"),
    ]
    assert told["data"][0]["error_message"].startswith("line 2: ")
    assert points(http, name, T * 1000, T * 1000 + 1001) == [[T * 1000, 1], [T * 1000 + 1000, 3]]


def test_of_a_long_line_that_is_refused_the_beginning_is_told(
    http: httpx.Client, keys: Keys
) -> None:
    [told] = post(http, keys, "a " + "b" * 5_000).json()["data"]
    assert told["original_line"] == "a " + "b" * 998


def test_nothing_is_written_where_a_part_is_not_accepted(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    answer = post(http, keys, f"{name} value=1 {T}\n{name} value=", accept_partial="false")
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("Nothing is written: line 2: ")
    assert answer.json()["data"] is None
    assert http.get("/api/series", params={"search": name}).json()["series"] == []


@pytest.mark.parametrize("precision", ["hours", "NS"])
def test_a_precision_that_there_is_not_is_told(
    http: httpx.Client, keys: Keys, precision: str
) -> None:
    answer = post(http, keys, "a value=1 1", precision=precision)
    assert answer.status_code == 400
    assert "precision" in answer.json()["error"]
