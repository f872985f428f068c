"""`DELETE /api/readings`: one reading or a range, and nothing that was not named."""

from functools import partial
from typing import Any

import httpx
import pytest

from tests.http.asking import Keys, Write, ask, points, refusal
from tests.http.stream import Stream
from tests.server import Server

pytestmark = pytest.mark.database

T = 1_700_000_000_000
BOUNDS = {"start": T, "end": T + 1000}


@pytest.fixture
def delete(http: httpx.Client, keys: Keys) -> Any:
    """`DELETE /api/readings` with these parameters and an administrator's token."""
    return partial(_delete, http, keys)


def _delete(http: httpx.Client, keys: Keys, **given: Any) -> httpx.Response:
    return http.request("DELETE", "/api/readings", params=given, headers=keys.header("admin"))


def test_a_range_goes_without_its_end(
    http: httpx.Client, write: Write, delete: Any, name: str
) -> None:
    write({"series": name, "points": [[T + n, n] for n in range(10)]})
    answer = delete(series=name, start=T + 2, end=T + 5)
    assert (answer.status_code, answer.json()) == (200, {"deleted": 3})
    assert [value for _, value in points(http, name, T, T + 100)] == [0, 1, 5, 6, 7, 8, 9]
    assert delete(series=name, start=T + 2, end=T + 5).json() == {"deleted": 0}


@pytest.mark.parametrize("time", ["2023-11-14T22:13:20.000001Z", "1700000000000.001"])
def test_one_reading_goes_by_its_time(
    http: httpx.Client, write: Write, delete: Any, name: str, time: str
) -> None:
    write({"series": name, "points": [[T, 0], [T + 0.001, 1], [T + 0.002, 2]]})
    assert delete(series=name, time=time).json() == {"deleted": 1}
    assert points(http, name, T, T + 1) == [[T, 0], [T + 0.002, 2]]


def test_all_that_is_named_goes_and_nothing_else(
    http: httpx.Client, write: Write, delete: Any, name: str
) -> None:
    tagged = [
        {"series": name, "tags": {"room": room}, "points": [[T, 1], [T + 2000, 2]]}
        for room in ("attic", "cellar", "lab")
    ]
    write(*tagged)
    [cellar] = ask(http, f'{name}{{room="cellar"}}', 0, 1)
    answer = delete(series=[f'{name}{{room!="lab"}}', cellar["id"]], **BOUNDS)
    assert answer.json() == {"deleted": 2}
    left = {one["tags"]["room"]: one["points"] for one in ask(http, name, T, T + 5000)}
    assert left == {
        "attic": [[T + 2000, 2]],
        "cellar": [[T + 2000, 2]],
        "lab": [[T, 1], [T + 2000, 2]],
    }


def test_bounds_may_be_relative_and_in_a_time_zone(
    http: httpx.Client, write: Write, delete: Any, name: str
) -> None:
    write({"series": name, "points": [["2023-11-14T22:00:00Z", 1], ["2023-11-14T23:00:00Z", 2]]})
    bounds = {"start": "2023-11-15T00:00", "end": "now-1m", "tz": "Europe/Berlin"}
    assert delete(series=name, **bounds).json() == {"deleted": 1}
    assert [value for _, value in points(http, name, 0, T * 2)] == [1]


def test_what_is_empty_deletes_nothing(write: Write, delete: Any, name: str) -> None:
    write({"series": name, "points": [[T, 1]]})
    assert delete(series="no_such_series", **BOUNDS).json() == {"deleted": 0}
    assert delete(series=name, start=T, end=T).json() == {"deleted": 0}
    assert delete(series=name, start=T + 1, end=T + 2).json() == {"deleted": 0}
    assert delete(series=name, time=T + 1).json() == {"deleted": 0}


def test_first_last_and_count_follow(
    http: httpx.Client, write: Write, delete: Any, name: str
) -> None:
    def listed() -> tuple[Any, Any, int]:
        [one] = http.get("/api/series", params={"search": name}).json()["series"]
        return one["first"], one["last"], one["count"]

    write({"series": name, "points": [[T + n, n] for n in range(5)]})
    delete(series=name, time=T)
    delete(series=name, start=T + 4, end="now")
    assert listed() == (T + 1, T + 3, 3)
    delete(series=name, start="0001-01-01", end="now")
    assert listed() == (None, None, 0)
    assert write({"series": name, "points": [[T + 2, 8]]}).status_code == 200
    assert listed() == (T + 2, T + 2, 1)


def test_open_charts_are_told_to_ask_again(
    http: httpx.Client, write: Write, delete: Any, server: Server, name: str
) -> None:
    write({"series": name, "points": [[T + n, n] for n in range(5)]})
    series = ask(http, name, T, T + 5)[0]["id"]
    with Stream(server, series) as stream:
        stream.next()
        delete(series=name, start=T + 1, end=T + 60_000)
        # From the first to the last that went, not all that was asked for.
        assert stream.next().data["changed"] == {str(series): [[T + 1, T + 4.001]]}


def test_writing_again_corrects_and_what_was_deleted_can_be_written_again(
    http: httpx.Client, write: Write, delete: Any, name: str
) -> None:
    write({"series": name, "points": [[T, 1], [T + 1, 2]]})
    write({"series": name, "points": [[T, 7]]})
    assert points(http, name, T, T + 5) == [[T, 7], [T + 1, 2]]
    delete(series=name, time=T)
    write({"series": name, "points": [[T, 8]]})
    assert points(http, name, T, T + 5) == [[T, 8], [T + 1, 2]]


def test_more_readings_than_one_step_takes_go_while_others_write(
    http: httpx.Client, keys: Keys, write: Write, delete: Any, name: str
) -> None:
    lines = "\n".join(f"{T + n},{n}" for n in range(120_000))
    kind = {"Content-Type": "text/csv"} | keys.header("write")
    sent = http.post("/api/readings", content=f"time,{name}\n{lines}", headers=kind)
    assert sent.json()["accepted"] == 120_000
    assert delete(series=name, start=T, end=T + 119_999).json() == {"deleted": 119_999}
    assert points(http, name, T, T * 2) == [[T + 119_999, 119_999]]


# What is refused


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"series": "x"}, "start takes"),
        ({"series": "x", "start": T}, "end takes"),
        ({"series": "x", "end": T}, "start takes"),
        ({"series": "x", "start": "", "end": T}, "start takes"),
        ({"series": "x", "time": T, "start": T}, "time takes the place of"),
        ({"series": "x", "time": T, **BOUNDS}, "time takes the place of"),
        ({"series": "x", "time": "noon"}, "time takes epoch milliseconds"),
        ({"series": "x", "start": "monday", "end": T}, "start takes epoch milliseconds"),
        ({"series": "x", "start": T, "end": T - 1}, "start takes a time that is not after end"),
        ({"series": "x", "start": "0000-01-01", "end": T}, "start takes epoch milliseconds"),
        ({"series": "x", **BOUNDS, "tz": "Mars"}, "tz takes"),
        (BOUNDS, "series takes an id or a selector"),
        ({"series": "", **BOUNDS}, "series takes an id or a selector"),
        ({"series": ["x"] * 1001, **BOUNDS}, "series takes at most 1000"),
    ],
)
def test_a_delete_takes_what_it_takes(delete: Any, given: dict[str, Any], said: str) -> None:
    assert refusal(delete(**given), 400, "bad_parameter").startswith(said)


def test_a_missing_bound_is_refused_and_nothing_goes(
    http: httpx.Client, write: Write, delete: Any, name: str
) -> None:
    write({"series": name, "points": [["2999-01-01", 1]]})
    said = refusal(delete(series=name, start=0), 400, "bad_parameter")
    assert said.endswith("has to be given: a delete has no default range.")
    assert len(points(http, name, "2999-01-01", "2999-01-02")) == 1


def test_unknown_and_unreadable_series_are_refused(delete: Any) -> None:
    refusal(delete(series="999999999", **BOUNDS), 404, "not_found")
    refusal(delete(series="a{", **BOUNDS), 400, "bad_selector")
    refusal(delete(series="a\0", **BOUNDS), 400, "bad_selector")
    refusal(delete(**BOUNDS, **{f"p{n}": n for n in range(2_500)}), 400, "bad_request")


def test_nothing_goes_when_one_of_many_series_is_unknown(
    http: httpx.Client, write: Write, delete: Any, name: str
) -> None:
    write({"series": name, "points": [[T, 1]]})
    refusal(delete(series=[name, "999999999"], **BOUNDS), 404, "not_found")
    assert points(http, name, T, T + 1) == [[T, 1]]


def test_only_administrators_delete(
    http: httpx.Client, keys: Keys, write: Write, name: str
) -> None:
    write({"series": name, "points": [[T, 1]]})
    asked = partial(
        http.request, "DELETE", "/api/readings", params={"series": name, **BOUNDS, "token": "x"}
    )
    refusal(asked(), 401, "unauthorized")
    refusal(asked(headers={"Authorization": "Token x"}), 401, "unauthorized")
    for scope in ("read", "write"):
        said = refusal(asked(headers=keys.header(scope)), 403, "forbidden")
        assert "--scope admin" in said
    own = {"Origin": str(http.base_url).rstrip("/")}
    # Signed in, but not among the staff.
    refusal(asked(headers=keys.cookie | own), 403, "forbidden")
    refusal(asked(headers=keys.cookie), 403, "forbidden")
    assert points(http, name, T, T + 1) == [[T, 1]]
    assert asked(headers=keys.header("admin", "Bearer")).json() == {"deleted": 1}
