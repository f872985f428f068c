"""`POST /api/v2/write`: line protocol, answered as InfluxDB v2 does."""

import gzip
import time
from typing import Any

import httpx
import pytest

from tests.http.asking import Keys, points

T = 1_700_000_000


def _post(
    http: httpx.Client, keys: Keys, body: str | bytes, more: dict[str, str] | None = None, **q: Any
) -> httpx.Response:
    headers = {"Content-Type": "text/plain; charset=utf-8", **keys.header("write"), **(more or {})}
    params = {"org": "o", "bucket": "b", **q}
    return http.post("/api/v2/write", params=params, content=body, headers=headers)


def _refused(answer: httpx.Response, status: int, code: str) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"code", "message"}
    assert answer.json()["code"] == code
    message: str = answer.json()["message"]
    return message


@pytest.mark.database
@pytest.mark.parametrize(
    ("precision", "scale"), [("ns", 10**9), ("us", 10**6), ("ms", 10**3), ("s", 1)]
)
def test_precision_is_the_unit_of_the_times(
    http: httpx.Client, keys: Keys, name: str, precision: str, scale: int
) -> None:
    answer = _post(http, keys, f"{name} value=1 {T * scale}", precision=precision)
    assert (answer.status_code, answer.content) == (204, b"")
    assert points(http, name, T * 1000, T * 1000 + 1) == [[T * 1000, 1]]


def test_nanoseconds_are_floored_to_microseconds(http: httpx.Client, keys: Keys, name: str) -> None:
    assert _post(http, keys, f"{name} value=1 1999\n{name} value=2 -1").status_code == 204
    assert points(http, name, -1, 1) == [[-0.001, 2], [0.001, 1]]


def test_a_line_without_a_time_gets_that_of_its_arrival(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    before = time.time() * 1000 - 1
    assert _post(http, keys, f"{name} value=1").status_code == 204
    [[arrived, value]] = points(http, name, "now-1m", "now+1m")
    assert value == 1
    assert before <= arrived <= time.time() * 1000


def test_numbers_and_booleans_become_readings_and_texts_become_states(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    body = f'{name},h=a\\ b f=1.5,i=-2i,u=3u,t=true,n=F,s="x, y=1" {T}\n# a comment\n\n'
    answer = _post(http, keys, body, precision="s")
    assert answer.status_code == 204
    assert "X-Livecurve-Text-Fields" not in answer.headers
    found = http.get(
        "/api/query", params={"series": f'{name}_*{{h="a b"}}', "start": T * 1000, "end": "now"}
    ).json()["series"]
    values = {series["name"].rpartition("_")[2]: series["points"][0][1] for series in found}
    assert values == {"f": 1.5, "i": -2, "u": 3, "t": 1, "n": 0, "s": 0}
    [state] = [series for series in found if series["name"].endswith("_s")]
    assert state["states"] == {"0": "x, y=1"}


@pytest.mark.parametrize("body", ["", "\n", "# nothing\n"])
def test_an_empty_body_is_no_error(http: httpx.Client, keys: Keys, body: str) -> None:
    assert _post(http, keys, body).status_code == 204


def test_a_partial_write_keeps_the_good_lines_and_names_the_first_bad_one(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    body = f"{name} value=1 {T}\n{name} value=nan {T}\n{name}\n{name} value=2 {T + 1}"
    message = _refused(_post(http, keys, body, precision="s"), 422, "invalid")
    assert message.startswith("line 2: ")
    assert "2 refused" in message
    assert points(http, name, T * 1000, "now") == [[T * 1000, 1], [T * 1000 + 1000, 2]]


@pytest.mark.parametrize(
    "line",
    [
        "value=1",
        " ",
        "m value",
        "m value=",
        "m value=1 x",
        "m value=1 1.5",
        "m value=1e400",
        "m value=1_000",
        "m value=٣",
        "m value=inf",
        "m value=9223372036854775808i",
        "m value=-1u",
        "m value=1 99999999999999999999",
        "m value=1 9223372036854775807",
        ",t=x value=1",
        "m,t value=1",
        "m,t= value=1",
        "m,t=a,t=b value=1",
        'm value="open',
        "m\x01 value=1",
        "n" * 201 + " value=1",
    ],
)
def test_a_bad_line_is_refused_and_never_an_error_of_the_server(
    http: httpx.Client, keys: Keys, line: str
) -> None:
    answer = _post(http, keys, line, precision="s")
    if line.strip():
        assert _refused(answer, 422, "invalid").startswith("line 1: ")
    else:
        assert answer.status_code == 204


def test_errors_have_influxdbs_shape(http: httpx.Client, keys: Keys) -> None:
    token = {"Authorization": "Token nonsense"}
    _refused(_post(http, keys, "m value=1", token), 401, "unauthorized")
    _refused(http.post("/api/v2/write", content=b"m value=1"), 401, "unauthorized")
    _refused(_post(http, keys, "m value=1", keys.header("read")), 403, "forbidden")
    assert "precision" in _refused(_post(http, keys, "m value=1", precision="d"), 400, "invalid")
    assert "byte 8" in _refused(_post(http, keys, b"m value=\xff"), 400, "invalid")
    damaged = {"Content-Encoding": "gzip"}
    _refused(_post(http, keys, b"m value=1", damaged), 400, "invalid")
    _refused(_post(http, keys, b"m value=1", {"Content-Encoding": "br"}), 415, "invalid")
    refused = http.get("/api/v2/write")
    _refused(refused, 405, "method not allowed")
    assert refused.headers["allow"] == "POST"


def test_a_gzipped_batch_as_telegraf_sends_it(http: httpx.Client, keys: Keys, name: str) -> None:
    lines = "".join(f"{name},host=a usage={i}.5,count={i}i {T + i}\n" for i in range(5_000))
    packed = gzip.compress(lines.encode())
    answer = _post(http, keys, packed, {"Content-Encoding": "gzip"}, precision="s")
    assert answer.status_code == 204
    found = points(http, name + "_usage", T * 1000, "now", agg="sum", step="20d")
    assert sum(value for _, value in found) == sum(i + 0.5 for i in range(5_000))
