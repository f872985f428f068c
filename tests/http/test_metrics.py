"""`/metrics`: what the server counts of itself."""

import re

import httpx

from tests.http.asking import Keys, Write, refusal
from tests.http.stream import Stream
from tests.server import Server


def counted(http: httpx.Client, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", http.get("/metrics").text, re.M)
    return float(found[1]) if found else 0.0


def test_it_is_prometheus_text_form(http: httpx.Client) -> None:
    answer = http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "# TYPE livecurve_commit_seconds histogram" in answer.text


def test_writes_and_readings_are_counted(http: httpx.Client, write: Write, name: str) -> None:
    names = ("livecurve_writes_total", "livecurve_readings_accepted_total")
    before = [counted(http, one) for one in names]
    refused = counted(http, "livecurve_readings_rejected_total")
    write({"series": name, "points": [[1, 1], [2, 2], [3, "x"]]})
    assert [counted(http, one) for one in names] == [before[0] + 1, before[1] + 2]
    assert counted(http, "livecurve_readings_rejected_total") == refused + 1


def test_clients_and_their_frames_are_counted_by_transport(
    http: httpx.Client, server: Server, name: str
) -> None:
    clients, frames = (
        f'livecurve_live_{one}{{transport="sse"}}' for one in ("clients", "frames_total")
    )
    sent = counted(http, frames)
    with Stream(server, name) as stream:
        stream.next()
        assert counted(http, clients) >= 1
        assert counted(http, frames) > sent


def test_whoever_comes_through_a_proxy_needs_a_token(http: httpx.Client, keys: Keys) -> None:
    far = {"X-Forwarded-For": "192.0.2.1"}
    refusal(http.get("/metrics", headers=far), 401, "unauthorized")
    assert http.get("/metrics", headers=far | keys.header("read")).status_code == 200
