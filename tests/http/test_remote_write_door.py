"""`POST /api/v1/write` as Prometheus' remote write 1.0 and 2.0 ask for it."""

import math

import cramjam
import httpx
import pytest

from tests.http.asking import Keys, points
from tests.timeseries.protocols.valid import SeriesV2, prometheus_v1, prometheus_v2

T = 1_700_000_000_000
V2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request"
WRITTEN = "X-Prometheus-Remote-Write-Samples-Written"
Samples = list[tuple[int, float]]


def post(http: httpx.Client, keys: Keys, content: bytes, media: str) -> httpx.Response:
    headers = {"Content-Type": media, "Content-Encoding": "snappy", **keys.header("write")}
    body = bytes(cramjam.snappy.compress_raw(content))
    return http.post("/api/v1/write", content=body, headers=headers)


def test_version_2_is_told_how_many_samples_were_written(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    samples: Samples = [(T, 1.5), (T + 1000, 0.0), (T + 2000, math.nan)]
    series = SeriesV2({"__name__": name, "host": "a"}, samples, 2, "bytes", "How full")
    answer = post(http, keys, prometheus_v2(series), V2)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers[WRITTEN] == "2"
    assert answer.headers["X-Prometheus-Remote-Write-Histograms-Written"] == "0"
    assert points(http, f'{name}{{host="a"}}', T, T + 1001) == [[T, 1.5], [T + 1000, 0]]
    [series] = http.get("/api/series", params={"search": name}).json()["series"]
    assert (series["unit"], series["semantics"]) == ("B", "gauge")


def test_what_is_refused_is_named_and_the_rest_is_written(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    good: tuple[dict[str, str], Samples] = ({"__name__": name}, [(T, 2.0)])
    nameless: tuple[dict[str, str], Samples] = ({"host": "a"}, [(T, 1.0)])
    media = "application/x-protobuf"
    answer = post(http, keys, prometheus_v1(nameless, good), media)
    assert answer.status_code == 400
    assert answer.text == "timeseries[0]: the series has no label __name__ (1 refused)."
    assert answer.headers[WRITTEN] == "1"
    assert points(http, name, T, T + 1) == [[T, 2]]


@pytest.mark.parametrize("media", ["text/plain", "application/x-protobuf;proto=other"])
def test_a_version_that_there_is_not_is_refused(http: httpx.Client, keys: Keys, media: str) -> None:
    answer = post(http, keys, b"", media)
    assert answer.status_code == 415
    assert answer.text.startswith("Content-Type takes application/x-protobuf with proto=")


def test_a_body_that_is_not_what_it_says_is_no_error_of_the_server(
    http: httpx.Client, keys: Keys
) -> None:
    answer = post(http, keys, b"\xff\xff\xff", V2)
    assert answer.status_code == 400
    assert "io.prometheus.write.v2.Request" in answer.text
