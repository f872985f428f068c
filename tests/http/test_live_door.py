"""`/live` as a door: what it refuses, and how its answer looks."""

import httpx
import pytest

from tests.http.asking import Keys, refusal


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
