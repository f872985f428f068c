"""`/api/series/ID`: what is said of a series, and its end."""

from typing import Any

import httpx
import pytest

from tests.http.asking import Keys, Write, ask, refusal
from tests.http.stream import Stream
from tests.server import Server

pytestmark = pytest.mark.database

T = 1_700_000_000_000


@pytest.fixture
def pk(http: httpx.Client, write: Write, name: str) -> int:
    """A new series with three readings."""
    write({"series": name, "unit": "°C", "points": [[T + n, n] for n in range(3)]})
    made: int = ask(http, name, 0, 1)[0]["id"]
    return made


def listed(http: httpx.Client, name: str) -> list[Any]:
    found: list[Any] = http.get("/api/series", params={"search": name}).json()["series"]
    return found


def test_a_series_goes_with_all_that_it_has(
    http: httpx.Client, keys: Keys, server: Server, name: str, pk: int
) -> None:
    with Stream(server, name) as stream:
        stream.next()
        answer = http.delete(f"/api/series/{pk}", headers=keys.header("admin"))
        assert (answer.status_code, answer.json()) == (200, {"deleted": 3})
        assert str(pk) in stream.next().data["changed"]
    assert listed(http, name) == []
    assert ask(http, name, T, T + 5) == []
    refusal(http.get("/api/query", params={"series": pk}), 404, "not_found")
    refusal(http.delete(f"/api/series/{pk}", headers=keys.header("admin")), 404, "not_found")


def test_a_series_that_went_comes_again_with_its_next_reading(
    http: httpx.Client, keys: Keys, write: Write, name: str, pk: int
) -> None:
    http.delete(f"/api/series/{pk}", headers=keys.header("admin"))
    assert write({"series": name, "points": [[T, 5]]}).status_code == 200
    [one] = ask(http, name, T, T + 5)
    assert one["id"] != pk
    assert one["points"] == [[T, 5]]


def test_what_is_said_of_a_series_can_be_changed(
    http: httpx.Client, keys: Keys, name: str, pk: int
) -> None:
    change = {"unit": "°F", "label": "Cellar", "semantics": "counter"}
    answer = http.patch(f"/api/series/{pk}", json=change, headers=keys.header("admin"))
    assert answer.status_code == 200
    assert answer.json() == {"id": pk, "name": name, "tags": {}, "key": name, **change}
    [one] = listed(http, name)
    assert {field: one[field] for field in change} == change
    http.patch(f"/api/series/{pk}", json={"unit": ""}, headers=keys.header("admin"))
    [one] = listed(http, name)
    assert (one["unit"], one["label"], one["count"]) == ("", "Cellar", 3)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{", "The body is not JSON"),
        ("[]", "The body takes an object"),
        ("{}", "The body names what is to be changed"),
        ('{"key": "x"}', "'key' cannot be changed: unit, label, semantics, name, tags can."),
        ('{"name": ""}', "The series cannot be called that: "),
        ('{"tags": ["a"]}', "tags takes an object of texts"),
        ('{"unit": 5}', "unit takes a text"),
        ('{"unit": "a\\u0000"}', "unit takes a text"),
        ('{"unit": "' + "x" * 41 + '"}', "unit is refused"),
        ('{"label": "' + "x" * 201 + '"}', "label is refused"),
        ('{"semantics": "wave"}', "semantics is refused"),
        ('{"semantics": ""}', "semantics is refused"),
        ('{"label": "fine", "semantics": "wave"}', "semantics is refused"),
    ],
)
def test_what_a_series_does_not_take_is_refused_and_changes_nothing(
    http: httpx.Client, keys: Keys, name: str, pk: int, body: str, said: str
) -> None:
    answer = http.patch(f"/api/series/{pk}", content=body, headers=keys.header("admin"))
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(said)
    [one] = listed(http, name)
    assert (one["unit"], one["label"], one["semantics"]) == ("°C", "", "gauge")


@pytest.mark.parametrize("method", ["DELETE", "PATCH"])
def test_only_administrators_may(
    http: httpx.Client, keys: Keys, name: str, pk: int, method: str
) -> None:
    def ask_with(headers: dict[str, str]) -> httpx.Response:
        return http.request(method, f"/api/series/{pk}", json={"unit": "K"}, headers=headers)

    refusal(ask_with({}), 401, "unauthorized")
    for scope in ("read", "write"):
        refusal(ask_with(keys.header(scope)), 403, "forbidden")
    refusal(ask_with(keys.cookie), 403, "forbidden")
    assert [one["unit"] for one in listed(http, name)] == ["°C"]


@pytest.mark.parametrize("pk", ["999999999", "9" * 30, "x", "*", "0x1", "٣"])
@pytest.mark.parametrize("method", ["DELETE", "PATCH"])
def test_a_series_is_named_by_its_id_alone(
    http: httpx.Client, keys: Keys, method: str, pk: str
) -> None:
    headers = keys.header("admin")
    answer = http.request(method, f"/api/series/{pk}", json={"unit": "K"}, headers=headers)
    refusal(answer, 404, "not_found")


def test_other_methods_are_not_taken(http: httpx.Client) -> None:
    answer = http.get("/api/series/1")
    refusal(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "PATCH, DELETE"


def test_a_series_is_called_otherwise_and_merged_back(
    http: httpx.Client, keys: Keys, write: Write, name: str, pk: int
) -> None:
    admin = keys.header("admin")
    change = {"name": f"{name}_old", "tags": {"room": "lab"}, "label": "Old"}
    answer = http.patch(f"/api/series/{pk}", json=change, headers=admin).json()
    assert (answer["id"], answer["key"], answer["label"]) == (
        pk,
        f'{name}_old{{room="lab"}}',
        "Old",
    )
    # What its sender goes on to send is a new series.
    write({"series": name, "points": [[T + 1, 7], [T + 9, 9]]})
    [_, new] = sorted(one["id"] for one in listed(http, name))
    taken = http.patch(f"/api/series/{new}", json=change, headers=admin)
    refusal(taken, 409, "series_taken")
    merged = http.post(f"/api/series/{pk}/merge", json={"into": new}, headers=admin)
    assert merged.json() == {"into": new, "moved": 3, "left_out": 0}
    assert [point for point in ask(http, name, T, T + 20)[0]["points"] if point[1] is not None] == [
        [T, 0], [T + 1, 1], [T + 2, 2], [T + 9, 9]
    ]  # fmt: skip
    again = http.post(f"/api/series/{new}/merge", json={"into": new}, headers=admin)
    refusal(again, 400, "bad_parameter")
