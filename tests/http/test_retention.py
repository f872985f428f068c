"""Where readings have gone by retention: what is answered, and what is refused."""

import time
from collections.abc import Iterator

import cramjam
import httpx
import pytest

from tests.http.asking import ask, refusal
from tests.server import Server
from tests.timeseries.protocols.valid import prometheus_v1
from timeseries.timerange import to_iso

DAY = 86_400_000
STEP = 600_000
WIDEST = 28 * DAY
BEGIN = int(time.time() * 1000) // WIDEST * WIDEST - 4 * WIDEST
KEPT_FROM = BEGIN + 2 * WIDEST
POINTS = [[at, at // STEP % 100] for at in range(BEGIN, BEGIN + 4 * WIDEST, STEP)]
GONE = sum(at < KEPT_FROM for at, _ in POINTS)
# To the edge of the second of the widest buckets, whatever day it is.
MAKE_ROW = f"""
import time
from timeseries.models import Retention
days = int((time.time() * 1000 - {KEPT_FROM}) // {DAY})
Retention.objects.create(selector="old", raw=days, position=1)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a series of four times 28 days."""
    with Server(tmp_path_factory.mktemp("retention")) as running:
        assert running.write({"series": "old", "points": POINTS}).status_code == 200
        running.manage("shell", "-c", MAKE_ROW)
        # As the server does by and by.
        running.manage("rebuildrollups")
        yield running


@pytest.fixture(scope="module")
def foreseen(server: Server) -> str:
    """What the command said beforehand."""
    return server.manage("applyretention", "--dry-run").stdout


@pytest.fixture(scope="module")
def applied(server: Server, foreseen: str) -> str:
    return server.manage("applyretention").stdout


@pytest.fixture(scope="module")
def http(server: Server, applied: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=20) as client:
        yield client


def test_the_command_removes_what_it_said(foreseen: str, applied: str) -> None:
    assert foreseen.startswith(f"{GONE:,} readings would go, ")
    assert applied == foreseen.replace("would go", "went")


def test_a_range_whose_readings_have_gone_is_answered_by_rollups(http: httpx.Client) -> None:
    [found] = ask(http, "old", BEGIN + DAY, BEGIN + 2 * DAY)
    assert found["resolution"] == 6 * 3_600_000
    assert found["count"] == DAY // STEP
    inside = [value for at, value in POINTS if BEGIN + DAY <= at < BEGIN + 2 * DAY]
    values = [value for _, value in found["points"] if value is not None]
    assert (min(values), max(values)) == (min(inside), max(inside))


def test_a_range_that_is_kept_is_answered_by_readings(http: httpx.Client) -> None:
    [found] = ask(http, "old", KEPT_FROM, KEPT_FROM + DAY)
    assert (found["resolution"], found["count"]) == (0, DAY // STEP)
    assert found["points"] == [list(p) for p in POINTS if KEPT_FROM <= p[0] < KEPT_FROM + DAY]


@pytest.mark.parametrize("agg", ["sum", "min", "max", "first", "last", "count", "mean"])
def test_days_before_and_after_are_answered_alike(http: httpx.Client, agg: str) -> None:
    [found] = ask(http, "old", KEPT_FROM - 2 * DAY, KEPT_FROM + 2 * DAY, agg=agg, step="1d")
    assert [at for at, _ in found["points"]] == [KEPT_FROM + n * DAY for n in range(-2, 2)]
    assert found["count"] == 4 * DAY // STEP
    if agg in ("sum", "mean"):
        [first, *_] = found["points"]
        day = [v for at, v in POINTS if KEPT_FROM - 2 * DAY <= at < KEPT_FROM - DAY]
        assert first[1] == (sum(day) if agg == "sum" else sum(day) / len(day))


def test_the_series_still_begins_and_counts_as_before(http: httpx.Client) -> None:
    [found] = http.get("/api/series", params={"search": "old"}).json()["series"]
    assert (found["first"], found["count"]) == (BEGIN, len(POINTS))


def test_an_export_has_the_readings_that_are_kept(http: httpx.Client) -> None:
    lines = http.get("/api/export", params={"series": "old", "start": BEGIN}).text.split()
    assert len(lines) == 1 + len(POINTS) - GONE


def test_a_reading_before_the_horizon_is_refused_with_the_reason(
    http: httpx.Client, server: Server
) -> None:
    late = server.write({"series": "old", "points": [[KEPT_FROM - 1, 1.0]]})
    gone = f"readings before {to_iso(KEPT_FROM * 1_000)} have gone by retention"
    sentence = f"Nothing is written: readings[0].points[0]: old: {gone} (1 refused)."
    assert refusal(late, 400, "before_retention") == sentence
    beside = server.write({"series": "beside", "points": [[KEPT_FROM - 1, 1.0]]})
    assert beside.status_code == 200


def _otlp(*points: tuple[str, int]) -> dict[str, object]:
    gauges = [
        {"name": name, "gauge": {"dataPoints": [{"timeUnixNano": f"{at}000000", "asInt": "1"}]}}
        for name, at in points
    ]
    return {"resourceMetrics": [{"scopeMetrics": [{"metrics": gauges}]}]}


def _remote(http: httpx.Client, server: Server, *samples: tuple[int, float]) -> httpx.Response:
    content = prometheus_v1(({"__name__": "old"}, list(samples)))
    media = {"Content-Type": "application/x-protobuf", "Content-Encoding": "snappy"}
    body = bytes(cramjam.snappy.compress_raw(content))
    return http.post("/api/v1/write", content=body, headers=server.headers("write") | media)


def test_doors_without_places_tell_of_each_series_how_many_are_too_old(
    http: httpx.Client, server: Server
) -> None:
    gone = f"old: readings before {to_iso(KEPT_FROM * 1_000)} have gone by retention (2 refused)."
    late = [("old", KEPT_FROM - 2), ("beside", KEPT_FROM - 1), ("old", KEPT_FROM - 1)]
    headers = server.headers("write")
    sent = http.post("/v1/metrics", json=_otlp(*late), headers=headers)
    assert sent.json() == {"partialSuccess": {"rejectedDataPoints": "2", "errorMessage": gone}}
    whole = http.post("/v1/metrics", json=_otlp(late[0], late[2]), headers=headers)
    assert (whole.status_code, whole.json()["message"]) == (400, f"Nothing is written: {gone}")
    one = POINTS[-1][0], POINTS[-1][1]
    sent = _remote(http, server, (KEPT_FROM - 2, 1.0), (KEPT_FROM - 1, 1.0), one)
    assert (sent.status_code, sent.text) == (400, gone)
    assert sent.headers["X-Prometheus-Remote-Write-Samples-Written"] == "1"
    whole = _remote(http, server, (KEPT_FROM - 2, 1.0), (KEPT_FROM - 1, 1.0))
    assert (whole.status_code, whole.text) == (400, f"Nothing is written: {gone}")


def test_a_delete_that_reaches_behind_it_is_refused_too(http: httpx.Client, server: Server) -> None:
    answer = http.delete(
        "/api/readings",
        params={"series": "old", "start": BEGIN, "end": KEPT_FROM + DAY},
        headers=server.headers("admin"),
    )
    assert "have gone by retention" in refusal(answer, 400, "before_retention")


def test_what_is_stored_is_as_it_should_be(http: httpx.Client, server: Server) -> None:
    assert "as they should be" in server.manage("checkstore").stdout
    assert server.warnings() == []
