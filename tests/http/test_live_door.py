"""`/live` as a door: what it refuses, how its answer looks, and what it says in silence."""

import asyncio
from typing import Any

import httpx
import pytest

from charts.transports import sse
from tests.http.asking import Keys, refusal
from timeseries.live.frame import Delta, encode
from timeseries.live.hub import Channel, Subscription


@pytest.mark.parametrize(
    ("query", "code", "status"),
    [
        ("", "bad_parameter", 400),
        ("series=", "bad_parameter", 400),
        ("series=a&cursor=x", "bad_parameter", 400),
        ("series=a&cursor=-1", "bad_parameter", 400),
        ("series=a&cursor=٣", "bad_parameter", 400),
        ("&".join(["series=a"] * 201), "bad_parameter", 400),
        ("series=1,2,a{", "bad_selector", 400),
        ("series=%ff%00", "bad_selector", 400),
        ("series=0", "not_found", 404),
        ("series=999999998,999999999", "not_found", 404),
    ],
)
def test_a_bad_wish_is_refused(http: httpx.Client, query: str, code: str, status: int) -> None:
    refusal(http.get(f"/live?{query}"), status, code)


def test_a_stream_is_not_compressed_and_not_kept_by_proxies(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    headers = {"Accept-Encoding": "gzip, br", **keys.header("read"), "Host": "far.example"}
    with http.stream("GET", f"/live?series={name}", headers=headers) as answer:
        assert answer.status_code == 200
        assert "content-encoding" not in answer.headers
        assert answer.headers["cache-control"] == "no-cache, no-transform"
        assert answer.headers["x-accel-buffering"] == "no"


def test_in_silence_there_are_heartbeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "HEARTBEAT_SECONDS", 0.01)
    subscription = Subscription(Channel(set(), ()))
    subscription.push(encode(Delta(7)))
    sent: list[bytes] = []

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))
        if len(sent) == 4:
            subscription.end()

    asyncio.run(sse._write(subscription, send))
    assert sent[1] == b'id: 7\nevent: readings\ndata: {"cursor":"7"}\n\n'
    assert sent[2:4] == [b":\n\n", b":\n\n"]
