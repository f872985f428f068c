"""`/api/query`: what may be asked, of which series, and what is refused."""

import json
import time
from typing import Any

import httpx
import pytest

from tests.http.asking import Params, Write, ask, points, refusal

T = 1_700_000_000_000


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"width": "0"}, "width"),
        ({"width": "10001"}, "width"),
        ({"width": "abc"}, "width"),
        ({"width": "-5"}, "width"),
        ({"width": "1.5"}, "width"),
        ({"width": "٣"}, "width"),
        ({"width": "9" * 5000}, "width"),
        ({"agg": "median"}, "agg"),
        ({"agg": "__class__"}, "agg"),
        ({"step": "0s"}, "step"),
        ({"step": "fast"}, "step"),
        ({"step": "-1d"}, "step"),
        ({"step": "1"}, "step"),
        ({"step": "1us"}, "step"),
        ({"step": "999999999999999y"}, "step"),
        ({"tz": "Mars/Olympus"}, "tz"),
        ({"tz": "../../etc/passwd"}, "tz"),
        ({"tz": "/etc/passwd"}, "tz"),
        ({"tz": "x" * 5000}, "tz"),
        ({"tz": "a\0b"}, "tz"),
        ({"start": "yesterday"}, "start"),
        ({"start": "now-"}, "start"),
        ({"start": "now-5"}, "start"),
        ({"start": "NaN"}, "start"),
        ({"start": "1e99"}, "start"),
        ({"start": "-62135596800001"}, "start"),
        ({"start": "now-9999y"}, "start"),
        ({"start": "2023-13-01"}, "start"),
        ({"end": "10000-01-01"}, "end"),
        ({"end": "253402300800000"}, "end"),
        ({"start": "2", "end": "1"}, "start"),
        ({"start": "now"}, None),
        ({"start": "1", "end": "1"}, None),
        ({"width": "10000"}, None),
        ({"width": "1", "step": "365d"}, None),
        ({"step": "9998y", "start": "0001-01-01", "end": "9999-12-31"}, None),
        ({"step": "1000y", "tz": "Asia/Tokyo", "start": "0001-01-02", "end": "9999-12-31"}, None),
        ({"start": "", "end": "", "width": "", "agg": "", "step": "", "tz": ""}, None),
    ],
)
def test_a_parameter_takes_what_it_takes_and_a_refusal_names_it(
    http: httpx.Client, write: Write, asked: dict[str, str], parameter: str | None
) -> None:
    write({"series": "asked", "points": [[T, 1], [T + 1, 2]]})
    answer = http.get("/api/query", params={"series": "asked"} | asked)
    if parameter is None:
        assert answer.status_code == 200, answer.text
    else:
        assert refusal(answer, 400, "bad_parameter").startswith(f"{parameter} takes ")


@pytest.mark.database
@pytest.mark.parametrize("unknown", ["0", "999999999", str(2**63 - 1), str(2**63), str(10**30)])
def test_an_unknown_id_is_not_found(http: httpx.Client, unknown: str) -> None:
    refusal(http.get("/api/query", params={"series": unknown}), 404, "not_found")
    refusal(http.get("/api/export", params={"series": unknown}), 404, "not_found")
    refusal(http.get("/live", params={"series": unknown}), 404, "not_found")


@pytest.mark.database
@pytest.mark.parametrize(
    "selector",
    [
        "a{",
        "a}",
        "{}",
        '{t="x"}',
        "a{t}",
        "a{t=x}",
        'a{t="x"',
        'a{t~"x"}',
        'a{t="x"}b',
        "a\0",
        'a{t="\0"}',
    ]
    + ["a{" * 5000, 'a{t="x",,u="y"}'],
)
def test_a_malformed_selector_is_refused(http: httpx.Client, selector: str) -> None:
    for path in ("/api/query", "/api/export", "/live"):
        sentence = refusal(http.get(path, params={"series": selector}), 400, "bad_selector")
        assert sentence.startswith("series takes an id or a selector")


def test_the_series_are_asked_for(http: httpx.Client) -> None:
    for path in ("/api/query", "/api/query?series=", "/api/export?start=0"):
        assert "series takes" in refusal(http.get(path), 400, "bad_parameter")


@pytest.mark.database
def test_selectors_name_series_by_their_tags(http: httpx.Client, write: Write, name: str) -> None:
    rooms: list[dict[str, str]] = [
        {"room": "lab", "floor": "1"},
        {"room": "lab 2"},
        {"room": "kitchen", "floor": "1"},
        {},
        {"room": 'a*b"\\{},=!'},
    ]
    for place, tags in enumerate(rooms):
        assert write({"series": name, "tags": tags, "points": [[T, place]]}).status_code == 200

    def found(selector: str) -> list[int]:
        return [series["points"][0][1] for series in ask(http, selector, T, T + 1)]

    assert found(name) == [0, 1, 2, 3, 4]
    assert found(f"{name}{{}}") == [0, 1, 2, 3, 4]
    assert found(f'{name}{{room="lab"}}') == [0]
    assert found(f'{name}{{room="lab*"}}') == [0, 1]
    assert found(f'{name}{{room!="lab"}}') == [1, 2, 3, 4]
    assert found(f'{name}{{room!="lab*", floor="1"}}') == [2]
    assert found(f'{name}{{room="*b*"}}') == [0, 1, 4]
    assert found(f'{name}{{floor=""}}') == [1, 3, 4]
    assert found(f'{name}{{room="a\\*b*"}}') == [4]
    assert found(f'{name}{{room="a\\*b\\"\\\\{{}},=!"}}') == [4]
    assert found(f'{name[:-1]}*{{room="kit*en"}}') == [2]
    assert found(f'{name}{{nothing="x"}}') == []
    assert found(f'{name}{{room__contains="lab"}}') == []


def test_series_are_answered_in_the_order_asked(
    http: httpx.Client, write: Write, name: str
) -> None:
    for part in "abc":
        write({"series": f"{name}_{part}", "points": [[T, 1]]})
    first = ask(http, f"{name}_b", T, T + 1)[0]["id"]
    asked = [f"{name}_c", f"{name}_nothing", str(first), f"{name}_*", f"{name}_c"]
    params: dict[str, Any] = {"series": asked, "start": T, "end": T + 1}
    answered = http.get("/api/query", params=params).json()["series"]
    assert [series["name"][-1] for series in answered] == ["c", "b", "a", "b", "c", "c"]
    assert [series["query"] for series in answered] == [0, 2, 3, 3, 3, 4]


def test_the_range_is_half_open_and_echoed_in_milliseconds(
    http: httpx.Client, write: Write, name: str
) -> None:
    write({"series": name, "points": [[T - 0.001, 0], [T, 1], [T + 0.999, 2], [T + 1, 3]]})

    def found(start: float, end: float) -> list[Any]:
        return [point for point in points(http, name, start, end) if point[1] is not None]

    assert found(T, T + 1) == [[T, 1], [T + 0.999, 2]]
    assert found(T + 0.001, T + 1.001) == [[T + 0.999, 2], [T + 1, 3]]
    asked: Params = {"series": name, "start": "2023-11-14T23:13:20+01:00", "end": T + 0.5}
    body = http.get("/api/query", params=asked).json()
    assert (body["start"], body["end"]) == (T, T + 0.5)


def test_a_time_without_an_offset_is_in_the_time_zone_asked_for(http: httpx.Client) -> None:
    asked: Params = {"series": "x", "start": "2024-07-01", "end": "2024-07-02T00:00"}
    utc = http.get("/api/query", params=asked).json()
    there = http.get("/api/query", params=asked | {"tz": "America/New_York"}).json()
    assert there["start"] - utc["start"] == there["end"] - utc["end"] == 4 * 3_600_000


def test_the_default_is_the_last_hour(http: httpx.Client) -> None:
    body = http.get("/api/query", params={"series": "x"}).json()
    assert abs(body["end"] - time.time() * 1000) < 5_000
    assert body["end"] - body["start"] == pytest.approx(3_600_000, abs=0.001)
    asked = {"series": "x", "start": "now-1h30m", "end": "now-30m"}
    body = http.get("/api/query", params=asked).json()
    assert body["end"] - body["start"] == pytest.approx(3_600_000, abs=0.001)


@pytest.mark.parametrize(
    ("body", "code", "place"),
    [
        (b"", "bad_request", "line 1 column 1"),
        (b"{", "bad_request", "line 1 column 2"),
        (b"\xff", "bad_request", "line 1 column 1"),
        (b"[" * 100_000, "bad_request", "not JSON"),
        (b"[]", "bad_request", "queries"),
        (b'"a"', "bad_request", "queries"),
        (b"{}", "bad_parameter", "queries takes"),
        (b'{"queries": []}', "bad_parameter", "queries takes"),
        (b'{"queries": {"series": "1"}}', "bad_parameter", "queries takes"),
        (b'{"queries": [7]}', "bad_parameter", "queries[0]"),
        (b'{"queries": [{"series": "a"}, {}]}', "bad_parameter", "queries[1].series"),
        (b'{"queries": [{"series": ["a"]}]}', "bad_parameter", "queries[0].series"),
        (b'{"queries": [{"series": true}]}', "bad_parameter", "queries[0].series"),
        (b'{"queries": [{"series": "a", "agg": 7}]}', "bad_parameter", "queries[0].agg"),
        (b'{"queries": [{"series": "a", "agg": "x"}]}', "bad_parameter", "agg takes"),
        (b'{"queries": [{"series": "a"}], "width": 0}', "bad_parameter", "width takes"),
        (b'{"queries": [{"series": "a"}], "width": true}', "bad_parameter", "width takes"),
        (b'{"queries": [{"series": "a"}], "start": {}}', "bad_parameter", "start takes"),
        (b'{"queries": [{"series": "a"}], "start": 1e300}', "bad_parameter", "start takes"),
        (b'{"queries": [{"series": "a"}], "tz": 7}', "bad_parameter", "tz takes"),
        (b'{"queries": [{"series": "a"}], "step": []}', "bad_parameter", "step takes"),
        (b'{"queries": [{"series": "a{"}]}', "bad_selector", "series takes"),
    ],
)
def test_a_body_of_another_shape_is_refused_with_the_place(
    http: httpx.Client, body: bytes, code: str, place: str
) -> None:
    assert place in refusal(http.post("/api/query", content=body), 400, code)


def test_a_body_may_hold_times_and_widths_as_numbers_or_texts(http: httpx.Client) -> None:
    queries = {"queries": [{"series": "x"}]}
    for more in ({"start": 5, "end": 7, "width": 9}, {"start": "5", "end": "7.0", "width": "9"}):
        body = http.post("/api/query", content=json.dumps(queries | more)).json()
        assert (body["start"], body["end"], body["series"]) == (5, 7, [])


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(http: httpx.Client, method: str) -> None:
    answer = http.request(method, "/api/query")
    refusal(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, POST"


def test_more_than_a_thousand_series_are_refused(
    http: httpx.Client, write: Write, name: str
) -> None:
    some = [{"series": name, "tags": {"n": str(n)}, "points": [[T, n]]} for n in range(1001)]
    assert write(*some).status_code == 200
    for path in ("/api/query", "/api/export", "/live"):
        assert "1000" in refusal(http.get(path, params={"series": name}), 400, "too_many_series")
    halves = {"queries": [{"series": name + '{n="*1*"}'}, {"series": name + '{n!="*1*"}'}]}
    refusal(http.post("/api/query", json=halves), 400, "too_many_series")
    answered = ask(http, name + '{n!="1000"}', T, T + 1)
    assert sorted(s["points"] for s in answered) == [[[T, n]] for n in range(1000)]


def test_as_many_ids_as_are_taken_fit_in_an_address(http: httpx.Client, write: Write) -> None:
    write({"series": "many_times", "points": [[T, 1]]})
    asked = "/api/query?start=0&end=1&" + "&".join(["series=many_times"] * 1000)
    refusal(http.get(asked + "&series=x"), 400, "bad_parameter")
    answer = http.get(asked)
    assert answer.status_code == 200, answer.text[:200]
    assert len(answer.json()["series"]) == 1000


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_an_answer_is_compressed_for_whoever_takes_it(
    http: httpx.Client, write: Write, name: str, encoding: str
) -> None:
    write({"series": name, "points": [[at, at] for at in range(100_000)]})
    asked: dict[str, str | int] = {"series": name, "start": 0, "end": 100_000, "width": 4_000}
    plain = http.get("/api/query", params=asked, headers={"Accept-Encoding": "identity"})
    packed = http.get("/api/query", params=asked, headers={"Accept-Encoding": encoding})
    assert "Content-Encoding" not in plain.headers
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == (
        encoding,
        "Accept-Encoding",
    )
    assert packed.json() == plain.json()
    assert int(packed.headers["Content-Length"]) < len(plain.content) / 3
