"""`POST /api/readings` with readings that are refused: each by itself, with its place."""

import json
from typing import Any

import httpx
import pytest

from tests.http.asking import Keys, Write, points, refusal
from timeseries.series_key import shown

T = 1_700_000_000_000
GOOD = f"[{T}, 1], [{T + 1000}, 2]"


def _post(http: httpx.Client, keys: Keys, body: str | bytes) -> httpx.Response:
    kind = {"Content-Type": "application/json"}
    return http.post("/api/readings", content=body, headers=kind | keys.header("write"))


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        (f"[{T}, NaN]", "NaN, infinite"),
        (f"[{T}, Infinity]", "NaN, infinite"),
        (f"[{T}, -Infinity]", "NaN, infinite"),
        (f"[{T}, 1e400]", "beyond what a double holds"),
        (f"[{T}, {10**400}]", "beyond what a double holds"),
        (f"[{T}, {'9' * 5000}]", "beyond what a double holds"),
        (f"[{T}, null]", "not null"),
        (f'[{T}, "21.4"]', "not the text of one"),
        (f"[{T}, [1]]", "not a list or object"),
        (f"[{T}]", "a time and a value"),
        (f"[{T}, 1, 2]", "a time and a value"),
        (f'{{"time": {T}, "value": 1}}', "a time and a value"),
        ("7", "a time and a value"),
        ("[253402300800000, 1]", "years 1 to 9999"),
        ("[-62135596800001, 1]", "years 1 to 9999"),
        ("[9223372036854775808, 1]", "years 1 to 9999"),
        (f"[{10**400}, 1]", "the time"),
        ("[1e400, 1]", "the time"),
        ("[NaN, 1]", "the time"),
        ("[null, 1]", "a time is epoch milliseconds"),
        ("[true, 1]", "a time is epoch milliseconds"),
        ('["", 1]', "not ISO 8601"),
        ('["yesterday", 1]', "not ISO 8601"),
        ('["2023-02-29T00:00:00Z", 1]', "that exists"),
        ('["2023-11-14T22:13:21+24:00", 1]', "that exists"),
        ('["0000-01-01", 1]', "that exists"),
        ('["10000-01-01T00:00:00Z", 1]', "not ISO 8601"),
        ('["0001-01-01T00:00:00+01:00", 1]', "years 1 to 9999"),
        ('["٢٠٢٣-11-14", 1]', "not ISO 8601"),
    ],
)
def test_a_bad_point_is_refused_with_its_place_and_the_others_are_kept(
    http: httpx.Client, keys: Keys, name: str, point: str, reason: str
) -> None:
    answer = _post(
        http, keys, f'{{"readings": [{{"series": "{name}", "points": [{point}, {GOOD}]}}]}}'
    )
    assert answer.status_code == 422, answer.text
    body = answer.json()
    assert body["accepted"] == 2
    [refused] = body["rejected"]
    assert refused["at"] == "readings[0].points[0]"
    assert reason in refused["reason"]
    assert points(http, name, T, T + 2000) == [[T, 1], [T + 1000, 2]]


@pytest.mark.parametrize(
    ("series", "reason"),
    [
        ('"series": ""', "the series name is empty"),
        (f'"series": "{"n" * 201}"', "longer than 200 characters"),
        ('"series": "a\\u0000b"', "control character"),
        ('"series": "a\\nb"', "control character"),
        ('"series": "a\\u0085b"', "control character"),
        ('"series": "a\\ud800b"', "lone surrogate"),
        ('"series": 5', "not a text"),
        ('"series": "a", "tags": {"": "x"}', "is empty"),
        ('"series": "a", "tags": {"t": ""}', "is empty"),
        (f'"series": "a", "tags": {{"t": "{"v" * 201}"}}', "longer than 200 characters"),
        ('"series": "a", "tags": {"t": "\\udfff"}', "lone surrogate"),
        ('"series": "a", "tags": {"t": 5}', "not a text"),
        ('"series": "a", "tags": ["t"]', "not an object"),
        (f'"series": "a", "unit": "{"u" * 41}"', "longer than 40 characters"),
        ('"series": "a", "unit": 5', "not a text"),
    ],
)
def test_a_bad_name_is_refused_with_its_place_and_the_other_series_are_kept(
    http: httpx.Client, keys: Keys, name: str, series: str, reason: str
) -> None:
    good = f'{{"series": "{name}", "points": [{GOOD}]}}'
    answer = _post(http, keys, f'{{"readings": [{good}, {{{series}, "points": [{GOOD}]}}]}}')
    assert answer.status_code == 422, answer.text
    body = answer.json()
    assert body["accepted"] == 2
    [refused] = body["rejected"]
    assert refused["at"] == "readings[1]"
    assert reason in refused["reason"]
    assert points(http, name, T, T + 2000) == [[T, 1], [T + 1000, 2]]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", "line 1, column 1"),
        (b'{"readings": [\n{]}', "line 2, column 2"),
        (b'{"readings": [{"series": "a\xff"}]}', "line 1 (byte 27)"),
        (b"[]", '{"readings": [...]}'),
        (b"7", '{"readings": [...]}'),
        (b"{}", '{"readings": [...]}'),
        (b'{"readings": {}}', '{"readings": [...]}'),
        (b'{"readings": [{"series": "a", "points": []}, 7]}', "readings[1]"),
        (b'{"readings": [{"points": []}]}', "readings[0]"),
        (b'{"readings": [{"series": "a"}]}', "readings[0].points"),
        (b'{"readings": [{"series": "a", "points": {}}]}', "readings[0].points"),
        (b"[" * 100_000, "readings[0].points[0]"),
        (b'{"readings":' * 100_000, "readings[0].points[0]"),
    ],
)
def test_a_body_of_another_shape_is_refused_with_the_place(
    http: httpx.Client, keys: Keys, body: bytes, place: str
) -> None:
    assert place in refusal(_post(http, keys, body), 400, "bad_request")


def test_of_a_body_of_another_shape_nothing_is_kept(
    http: httpx.Client, write: Write, name: str
) -> None:
    answer = write({"series": name, "points": [[T, 1]]}, {"series": name})
    assert answer.status_code == 400
    assert http.get("/api/series", params={"search": name}).json()["total"] == 0


@pytest.mark.database
def test_names_at_their_limits_and_numbers_at_theirs_are_kept(
    http: httpx.Client, write: Write, name: str
) -> None:
    long = (name + "°" * 200)[:200]
    tags = {"quote": '"\\', "both": "{a=b, c}", "star": "*", "emoji": "🌡", " lead": "trail "}
    kept: list[list[Any]] = [
        [-62135596800000, 5e-324],
        [-1.5, -1.7976931348623157e308],
        [0, -0.0],
        [0.001, 0.1],
        [253402300799999, 9007199254740992],
    ]
    answer = write({"series": long, "tags": tags, "unit": "°C" * 20, "points": kept})
    assert answer.json() == {"accepted": 5, "rejected": []}
    [series] = http.get("/api/series", params={"search": name}).json()["series"]
    assert (series["name"], series["tags"], series["unit"]) == (long, tags, "°C" * 20)
    asked = {"series": series["key"], "start": "0001-01-01", "end": "9999-12-31T23:59:59.999999Z"}
    [exported] = http.get("/api/export", params=asked | {"format": "json"}).json()["series"]
    assert exported["points"] == kept


def test_more_reasons_than_an_answer_lists_are_counted(write: Write, name: str) -> None:
    answer = write({"series": name, "points": [[T, None]] * 1_500})
    body = answer.json()
    assert answer.status_code == 422
    assert (body["accepted"], len(body["rejected"]), body["rejected_count"]) == (0, 1_000, 1_500)


def _hold_numbers(http: httpx.Client, keys: Keys, *names: str) -> None:
    readings = [{"series": name, "points": [[T, 1]]} for name in names]
    assert _post(http, keys, json.dumps({"readings": readings})).status_code == 200


def test_a_text_for_a_series_of_numbers_is_refused_with_its_place(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    _hold_numbers(http, keys, name)
    readings = [
        {"series": f"{name}_other", "points": [[T, 1]]},
        {"series": name, "points": [[T + 1000, "open"], [T, None], [T + 2000, "shut"]]},
    ]
    answer = _post(http, keys, json.dumps({"readings": readings}))
    assert (answer.status_code, answer.json()["accepted"]) == (422, 1)
    refused = {one["at"]: one["reason"] for one in answer.json()["rejected"]}
    why = "the series holds numbers, and no texts"
    assert refused.pop("readings[1].points[1]") == "a value is a number, and not null"
    assert refused == {
        "readings[1].points[0]": f"{name}: 'open': {why}",
        "readings[1].points[2]": f"{name}: 'shut': {why}",
    }
    assert points(http, name, T, T + 5000) == [[T, 1]]


def test_a_text_in_csv_for_a_series_of_numbers_is_refused_with_its_line_and_column(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    _hold_numbers(http, keys, name)
    body = f"time,{name}_a,{name}\n{T},1,\n{T + 1000},2,open\n{T + 2000},,\n{T + 3000},3,\n"
    kind = {"Content-Type": "text/csv"}
    answer = http.post("/api/readings", content=body, headers=kind | keys.header("write"))
    assert (answer.status_code, answer.json()["accepted"]) == (422, 3)
    [refused] = answer.json()["rejected"]
    assert refused["at"] == f"line 3, column {name}"
    assert "'open': the series holds numbers" in refused["reason"]


@pytest.mark.parametrize("count", [3, 40])
def test_a_text_in_line_protocol_for_a_series_of_numbers_is_refused_with_its_line(
    http: httpx.Client, keys: Keys, name: str, count: int
) -> None:
    _hold_numbers(http, keys, name)
    lines = [f"{name}_rest value={n},other={n} {T + n}" for n in range(count)]
    lines[1:1] = ["# a comment", f'{name} value="open" {T}']
    answer = http.post(
        "/api/v2/write",
        params={"precision": "ms"},
        content="\n".join(lines),
        headers=keys.header("write"),
    )
    assert answer.status_code == 422
    assert answer.json()["message"] == (
        f"line 3: {name}: 'open': the series holds numbers, and no texts "
        f"(1 refused, {2 * count} readings written)."
    )


def test_a_text_of_a_device_for_a_series_of_numbers_is_refused_with_its_name(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    path = f"/api/v1/{keys.tokens['write']}/telemetry"
    assert http.post(path, json={name: 1}).status_code == 200
    answer = http.post(path, json=[{f"{name}_a": 2}, {f"{name}_b": 3, name: "open"}])
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(f"[1].{shown(name)}: {name}{{device=")
    assert "'open': the series holds numbers" in answer.json()["message"]
