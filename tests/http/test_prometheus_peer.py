"""The same readings in a real Prometheus and here: the same expressions have the same answers."""

import math
import random
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.http.asking import Params, Write
from tests.http.expressions import (
    COUNT,
    END,
    INSTANT,
    NO_VALUES,
    ORDERED,
    RANGED,
    REFUSED,
    SINCE,
    START,
    STEP,
)
from tests.prometheus_server import PrometheusServer

HOSTS = ("alpha", "beta", "gamma")
BOUNDS = ("0.1", "0.5", "1", "+Inf")


def _series() -> Iterator[tuple[str, dict[str, str], list[tuple[float, float]]]]:
    """Names, labels, and readings as [time in s, value], none of them at a step."""
    chance = random.Random(7)
    times = [START + at * STEP + 0.123 for at in range(COUNT)]
    for number, host in enumerate(HOSTS):
        labels = {"host": host, "unit": "c"}
        waves = [20 + 10 * math.sin(at / 40 + number) + chance.random() for at in range(COUNT)]
        yield "peer_gauge", labels, list(zip(times, waves, strict=True))
        total, counted = 5000.0, []
        for at in times:
            total = 0.0 if chance.random() < 0.01 else total + chance.randrange(50)
            counted.append((at, total))
        yield "peer_counter", {"host": host}, counted
        if host != "gamma":
            yield "peer_sparse", {"host": host, "le": "x"}, counted[:: 50 + number]
        for rank, bound in enumerate(BOUNDS):
            grown = [(at, float(1000 + 4 * step * (rank + 1))) for step, at in enumerate(times)]
            yield "peer_bucket", {"host": host, "le": bound}, grown


def _openmetrics() -> str:
    lines: list[str] = []
    for name in ("peer_gauge", "peer_counter", "peer_sparse", "peer_bucket"):
        lines.append(f"# TYPE {name} unknown")
        for one, labels, found in _series():
            if one == name:
                told = ",".join(f'{label}="{text}"' for label, text in labels.items())
                lines += [f"{name}{{{told}}} {value!r} {at:.3f}" for at, value in found]
    return "\n".join([*lines, "# EOF\n"])


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with PrometheusServer(tmp_path_factory.mktemp("prometheus"), _openmetrics()) as running:
        yield running.url


@pytest.fixture(scope="module")
def written(write: Write) -> None:
    for name, labels, found in _series():
        points = [[round(at * 1000), value] for at, value in found]
        assert write({"series": name, "tags": labels, "points": points}).status_code == 200


def _both(http: httpx.Client, peer: str, path: str, **given: Any) -> tuple[Any, Any]:
    ours = http.get(f"/api/v1/{path}", params=given)
    theirs = httpx.get(f"{peer}/api/v1/{path}", params=given)
    assert ours.status_code == theirs.status_code, ours.text
    return ours.json(), theirs.json()


def _comparable(answer: Any) -> Any:
    """By labels, with numbers for texts; the order of series is the server's own."""
    data = answer["data"]
    if data["resultType"] in ("scalar", "string"):
        return data["result"]
    found = {}
    for one in data["result"]:
        pairs = one["values"] if "values" in one else [one["value"]]
        found[tuple(sorted(one["metric"].items()))] = [(at, float(text)) for at, text in pairs]
    return found


def _assert_alike(ours: Any, theirs: Any) -> None:
    mine, other = _comparable(ours), _comparable(theirs)
    if not isinstance(other, dict):
        assert mine[0] == other[0]
        assert mine[1] == other[1] or float(mine[1]) == pytest.approx(float(other[1]), nan_ok=True)
        return
    assert mine.keys() == other.keys()
    for labels, pairs in other.items():
        assert [at for at, _ in mine[labels]] == [at for at, _ in pairs], labels
        values = [value for _, value in mine[labels]]
        assert values == pytest.approx([v for _, v in pairs], rel=1e-9, abs=1e-9, nan_ok=True)


@pytest.mark.usefixtures("written")
def test_each_expression_answers_at_a_moment_what_prometheus_does(
    http: httpx.Client, peer: str
) -> None:
    for expression in INSTANT:
        ours, theirs = _both(http, peer, "query", query=expression, time=END - 600)
        assert ours["data"]["resultType"] == theirs["data"]["resultType"], expression
        _assert_alike(ours, theirs)


@pytest.mark.usefixtures("written")
def test_each_expression_answers_over_a_range_what_prometheus_does(
    http: httpx.Client, peer: str
) -> None:
    asked = {"start": START - 600, "end": END + 600, "step": "60"}
    for expression in RANGED:
        ours, theirs = _both(http, peer, "query_range", query=expression, **asked)
        _assert_alike(ours, theirs)


@pytest.mark.usefixtures("written")
def test_the_order_of_an_answer_is_that_of_prometheus(http: httpx.Client, peer: str) -> None:
    for expression in ORDERED:
        ours, theirs = _both(http, peer, "query", query=expression, time=END - 600)
        assert [one["metric"] for one in ours["data"]["result"]] == [
            one["metric"] for one in theirs["data"]["result"]
        ], expression


@pytest.mark.usefixtures("written")
def test_what_later_versions_have_is_answered_as_what_it_comes_to(
    http: httpx.Client, peer: str
) -> None:
    asked: Params = {"start": START - 600, "end": END + 600, "step": "60"}
    for expression, same in SINCE.items():
        ours = http.get("/api/v1/query_range", params={"query": expression, **asked})
        theirs = httpx.get(f"{peer}/api/v1/query_range", params={"query": same, **asked})
        assert ours.status_code == theirs.status_code == 200, ours.text
        _assert_alike(ours.json(), theirs.json())


@pytest.mark.usefixtures("written")
def test_what_prometheus_refuses_is_refused_alike(http: httpx.Client, peer: str) -> None:
    for expression in REFUSED:
        ours, theirs = _both(http, peer, "query", query=expression, time=END - 600)
        assert (ours["status"], ours["errorType"]) == (theirs["status"], theirs["errorType"])
    for expression in NO_VALUES:
        asked = {"query": expression, "start": START, "end": END, "step": "60"}
        ours, theirs = _both(http, peer, "query_range", **asked)
        assert (ours["status"], ours["errorType"]) == (theirs["status"], theirs["errorType"])


@pytest.mark.usefixtures("written")
def test_series_and_labels_are_listed_alike(http: httpx.Client, peer: str) -> None:
    asked = {"match[]": ['peer_gauge{host!="beta"}', "peer_bucket"], "start": START, "end": END}
    ours, theirs = _both(http, peer, "series", **asked)
    assert sorted(map(str, map(sorted, map(dict.items, ours["data"])))) == sorted(
        map(str, map(sorted, map(dict.items, theirs["data"])))
    )
    assert _both(http, peer, "labels", **asked)[0] == _both(http, peer, "labels", **asked)[1]
