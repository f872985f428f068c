"""`/api/poll`: the frames of the stream, one a request."""

import threading
import time
from typing import Any

import httpx
import pytest

from tests.http.asking import Keys, Write, refusal
from tests.http.stream import Stream
from tests.server import Server

T = 1_700_000_000_000


def poll(http: httpx.Client, series: object, **more: Any) -> Any:
    answer = http.get("/api/poll", params={"series": str(series), **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.database
def test_without_a_cursor_it_answers_the_current_one_at_once(http: httpx.Client, name: str) -> None:
    frame = poll(http, name)
    assert frame.keys() == {"cursor"}
    assert int(frame["cursor"]) >= 0


@pytest.mark.database
def test_what_was_missed_is_answered_at_once_and_is_the_frame_of_the_stream(
    http: httpx.Client, write: Write, server: Server, name: str
) -> None:
    write({"series": name, "points": [[T, 0]]})
    cursor = poll(http, f"{name}*")["cursor"]
    write({"series": name, "points": [[T - 1, 1], [T + 1, 1]]})
    write({"series": f"{name}_new", "tags": {"room": "lab"}, "points": [[T, 1.5]]})
    with Stream(server, f"{name}*", cursor=cursor) as stream:
        streamed = stream.next().data
    polled = poll(http, f"{name}*", cursor=cursor)
    assert polled.keys() == {"cursor", "series", "changed", "added"}
    assert polled | {"cursor": ""} == streamed | {"cursor": ""}


@pytest.mark.database
def test_it_waits_for_what_comes(http: httpx.Client, write: Write, name: str) -> None:
    write({"series": name, "points": [[T, 0]]})
    cursor = poll(http, name)["cursor"]
    later = threading.Timer(0.3, write, [{"series": name, "points": [[T + 1, 1]]}])
    later.start()
    begun = time.monotonic()
    frame = poll(http, name, cursor=cursor)
    assert 0.2 < time.monotonic() - begun < 5
    [points] = frame["series"].values()
    assert points == [[T + 1, 1]]


def test_when_nothing_comes_it_answers_a_cursor_after_the_wait(
    http: httpx.Client, name: str
) -> None:
    cursor = poll(http, name)["cursor"]
    begun = time.monotonic()
    frame = poll(http, name, cursor=cursor, wait=1)
    assert 0.9 < time.monotonic() - begun < 3
    assert frame.keys() == {"cursor"}
    assert int(frame["cursor"]) >= int(cursor)


def test_a_cursor_that_no_log_has_reached_is_told_to_resync(http: httpx.Client, name: str) -> None:
    frame = poll(http, name, cursor=2**62)
    assert frame == {"cursor": frame["cursor"], "resync": True}


@pytest.mark.parametrize("query", ["", "series=a&wait=51", "series=a&wait=x", "series=a&cursor=x"])
def test_a_bad_wish_is_refused(http: httpx.Client, query: str) -> None:
    refusal(http.get(f"/api/poll?{query}"), 400, "bad_parameter")


def test_whoever_comes_through_a_proxy_needs_a_token(http: httpx.Client, keys: Keys) -> None:
    far = {"X-Forwarded-For": "192.0.2.1"}
    refusal(http.get("/api/poll?series=a", headers=far), 401, "unauthorized")
    answer = http.get("/api/poll?series=a", headers=far | keys.header("read"))
    assert answer.status_code == 200


def test_who_goes_away_while_waiting_leaves_nothing_behind(
    http: httpx.Client, server: Server, name: str
) -> None:
    cursor = poll(http, name)["cursor"]
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{server.url}/api/poll", params={"series": name, "cursor": cursor}, timeout=0.3)
    waiting = 'livecurve_live_clients{transport="polling"} 0.0'
    deadline = time.monotonic() + 5
    while waiting not in http.get("/metrics").text:
        assert time.monotonic() < deadline
        time.sleep(0.05)
