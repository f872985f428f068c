"""Exponential histograms as OpenTelemetry's senders report them, asked for by expressions."""

from typing import Any

import httpx
import pytest

from tests.http.asking import Keys

T = 1_700_000_000
DELTA, CUMULATIVE = 1, 2
# What lies in (1, 2], (2, 4] and (4, 8], by the scale of a report.
Counts = tuple[int, int, int]
SCALES = [(0, 0, 0), (3, 0, 1), (1, 2, 3)]


def point(at: int, scale: int, counts: Counts) -> dict[str, Any]:
    """All of an octave in the last of its buckets; those at the edges that are empty left out, as
    senders do."""
    width = 2**scale
    found = [count for one in counts for count in [*[0] * (width - 1), one]]
    used = [place for place, count in enumerate(found) if count]
    return {
        "timeUnixNano": f"{T + 60 * at}000000000",
        "count": str(sum(counts)),
        "sum": float(sum(counts)),
        "scale": scale,
        "positive": {"offset": used[0], "bucketCounts": found[used[0] : used[-1] + 1]},
    }


def send(http: httpx.Client, keys: Keys, name: str, temporality: int, *points: Any) -> None:
    """A request for each."""
    for one in points:
        of = {"aggregationTemporality": temporality, "dataPoints": [one]}
        metrics = [{"name": name, "exponentialHistogram": of}]
        body = {"resourceMetrics": [{"scopeMetrics": [{"metrics": metrics}]}]}
        answer = http.post("/v1/metrics", json=body, headers=keys.header("write"))
        assert (answer.status_code, answer.json()) == (200, {})


def computed(http: httpx.Client, query: str) -> dict[str, float]:
    """Values by the bound that they are of, two minutes after the first report."""
    answer = http.get("/api/v1/query", params={"query": query, "time": T + 120})
    found = answer.json()["data"]["result"]
    return {one["metric"].get("le", ""): float(one["value"][1]) for one in found}


@pytest.mark.parametrize("scales", SCALES)
def test_what_came_in_several_reports_is_added_up_bound_by_bound(
    http: httpx.Client, keys: Keys, name: str, scales: Counts
) -> None:
    reports: list[Counts] = [(7, 0, 0), (0, 7, 0), (0, 0, 7)]
    send(http, keys, name, DELTA, *map(point, range(3), scales, reports))
    sums = f"sum_over_time({name}_bucket[5m])"
    found = computed(http, sums)
    assert [found[le] for le in ("1", "2", "4", "8", "16", "+Inf")] == [0, 7, 14, 21, 21, 21]
    for share, value in ((0.25, 1.75), (0.5, 3), (0.75, 5), (1, 8)):
        assert computed(http, f"histogram_quantile({share}, {sums})") == {"": value}


@pytest.mark.parametrize("scales", SCALES)
def test_a_bucket_that_fills_later_is_in_the_increase_of_each_bound_above_it(
    http: httpx.Client, keys: Keys, name: str, scales: Counts
) -> None:
    reports: list[Counts] = [(100, 0, 0), (200, 50, 0), (250, 150, 0)]
    send(http, keys, name, CUMULATIVE, *map(point, range(3), scales, reports))
    grown = f"increase({name}_bucket[121s])"
    found = computed(http, grown)
    assert found["1"] == 0
    assert found["4"] == found["8"] == found["+Inf"] == pytest.approx(2 * found["2"])
    assert found["4"] == pytest.approx(300, rel=0.01)
    for share, value in ((0.25, 1.5), (0.75, 3)):
        [quantile] = computed(http, f"histogram_quantile({share}, {grown})").values()
        assert quantile == pytest.approx(value)


def test_buckets_that_grow_wider_than_the_bounds_are_no_beginning_anew(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    narrow = point(0, 2, (100, 0, 0)), point(1, 0, (100, 50, 0))
    # (1, 4] by a scale of -1.
    wide = point(2, 0, (160, 0, 0)) | {"scale": -1}
    send(http, keys, name, CUMULATIVE, *narrow, wide)
    found = computed(http, f"increase({name}_bucket[121s])")
    assert found["4"] == found["+Inf"] == pytest.approx(60, rel=0.01)
    assert 0 <= found["2"] <= found["4"]
    assert computed(http, f"resets({name}_bucket[121s])")["2"] == 0
