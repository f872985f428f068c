"""What programs that read from Prometheus ask for besides expressions."""

import base64
from typing import Any

import httpx
import pytest

from tests.http.asking import Keys, Params, Write

FOREIGN = {"Host": "curves.example.com"}


@pytest.fixture
def rooms(write: Write, name: str) -> str:
    """A series for each of two rooms, with a reading at 1,700,000,000 s."""
    for room, value in (("lab", 20.5), ("hall", 18)):
        points = [[1_700_000_000_000, value]]
        write({"series": name, "tags": {"room": room}, "unit": "°C", "points": points})
    return name


def data(http: httpx.Client, path: str, **asked: Any) -> Any:
    response = http.get(f"/api/v1/{path}", params=asked)
    assert response.status_code == 200, response.text
    return response.json()["data"]


def test_a_form_is_read_like_a_query_string(http: httpx.Client, rooms: str) -> None:
    asked = {"query": f"sum({rooms})", "time": "2023-11-14T22:13:30Z"}
    answered = http.post("/api/v1/query", data=asked).json()
    assert answered["data"]["result"] == [{"metric": {}, "value": [1700000010, "38.5"]}]


def test_labels_and_their_values_are_listed(http: httpx.Client, rooms: str) -> None:
    chosen = {"match[]": rooms}
    assert data(http, "labels", **chosen) == ["__name__", "room"]
    assert data(http, "label/room/values", **chosen) == ["hall", "lab"]
    assert rooms in data(http, "label/__name__/values")
    assert data(http, "label/nothing/values", **chosen) == []
    assert data(http, "label/room/values", limit=1, **chosen) == ["hall"]


def test_series_are_listed_when_they_have_readings_in_the_range(
    http: httpx.Client, rooms: str
) -> None:
    chosen = {"match[]": f'{rooms}{{room="lab"}}'}
    assert data(http, "series", **chosen) == [{"__name__": rooms, "room": "lab"}]
    assert data(http, "series", end=1_600_000_000, **chosen) == []


def test_metadata_has_units_and_types(http: httpx.Client, rooms: str) -> None:
    assert data(http, "metadata", metric=rooms) == {
        rooms: [{"type": "gauge", "help": "", "unit": "°C"}]
    }


@pytest.mark.parametrize("path", ["rules", "alerts", "query_exemplars", "status/flags", "read"])
def test_what_this_server_has_not_is_told_in_prometheus_form(http: httpx.Client, path: str) -> None:
    for answer in (http.get(f"/api/v1/{path}"), http.post(f"/api/v1/{path}", data={"query": "up"})):
        assert answer.status_code == 404
        told = answer.json()
        assert (told["status"], told["errorType"]) == ("error", "not_found")
        assert told["error"].startswith(f"Livecurve has no /api/v1/{path}: ")


def test_grafana_learns_which_prometheus_this_is_like(http: httpx.Client) -> None:
    assert data(http, "status/buildinfo")["application"] == "Livecurve"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"query": "1", "start": 1, "end": 2}, "step is missing"),
        ({"query": "1", "start": 2, "end": 1, "step": 1}, "end takes a time"),
        ({"query": "1", "start": 0, "end": 11_000, "step": 1}, "at most 11,000 steps"),
        ({"query": "1", "start": "x", "end": 1, "step": 1}, "start takes seconds"),
        ({"query": "1", "start": "1e400", "end": 1, "step": 1}, "start takes seconds"),
        ({"query": "1", "start": 0, "end": 1, "step": "0"}, "step takes seconds above 0"),
        ({"query": "1", "start": 0, "end": 1, "step": "nan"}, "step takes seconds above 0"),
        ({"query": '"a"', "start": 0, "end": 1, "step": 1}, "and not a string"),
        ({"start": 0, "end": 1, "step": 1}, "query is missing"),
        ({"query": "a\0", "start": 0, "end": 1, "step": 1}, "without NUL"),
    ],
)
def test_a_wrong_parameter_is_told_in_prometheus_form(
    http: httpx.Client, asked: Params, told: str
) -> None:
    response = http.get("/api/v1/query_range", params=asked)
    assert response.status_code == 400
    body = response.json()
    assert (body["status"], body["errorType"]) == ("error", "bad_data")
    assert told in body["error"]


def test_series_that_cannot_be_told_apart_are_an_error_of_execution(
    http: httpx.Client, rooms: str
) -> None:
    asked: Params = {"query": f'label_replace({rooms}, "room", "x", "", "")', "time": 1_700_000_000}
    response = http.get("/api/v1/query", params=asked)
    assert response.status_code == 422
    assert response.json()["errorType"] == "execution"


def test_a_token_may_come_as_the_password_of_basic_authorization(
    http: httpx.Client, keys: Keys
) -> None:
    refused = http.get("/api/v1/labels", headers=FOREIGN)
    assert refused.status_code == 401
    assert refused.json()["errorType"] == "unauthorized"
    given = base64.b64encode(f"grafana:{keys.tokens['read']}".encode()).decode()
    accepted = http.get("/api/v1/labels", headers=FOREIGN | {"Authorization": f"Basic {given}"})
    assert accepted.status_code == 200
