"""What is noted of what arrives, in one process and in several."""

from pathlib import Path

import orjson
import pytest

from timeseries.batch import BatchBuilder
from timeseries.ingest import arrivals as module
from timeseries.ingest.arrivals import REASONS, SOURCES, Arrivals, arrivals, together
from timeseries.ingest.arrivals_shared import FOLDER, sources
from timeseries.ingest.protocol import Parsed
from timeseries.series_key import SeriesKey


class Clock:
    now = 1_700_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def parsed(readings: int, *reasons: str) -> Parsed:
    builder = BatchBuilder()
    for time in range(readings):
        builder.add(SeriesKey.of("room"), time, 1.0)
    found = Parsed(builder.build())
    for place, reason in enumerate(reasons):
        found.reject(f"line {place + 1}", reason)
    return found


def test_requests_readings_and_their_rate_are_counted(clock: Clock) -> None:
    noted = Arrivals()
    for _ in range(20):
        noted.note("line_protocol", 3, parsed(5))
        clock.now += 1
    [source] = together([noted.told()], clock.now * 1000)
    assert (source["protocol"], source["token"]) == ("line_protocol", 3)
    assert (source["requests"], source["readings"], source["rejected"]) == (20, 100, 0)
    assert source["rate"] == 5.0
    assert source["last"] - source["first"] == 19_000
    clock.now += 60
    [source] = together([noted.told()], clock.now * 1000)
    assert source["rate"] == 0


def test_reasons_are_gathered_with_their_newest_place(clock: Clock) -> None:
    noted = Arrivals()
    noted.note("readings_json", 1, parsed(1, "no number", "no number", "no time"))
    clock.now += 1
    noted.refuse("readings_json", 1, "not JSON")
    [source] = together([noted.told()], clock.now * 1000)
    assert source["rejected"] == 4
    assert source["reasons"][0] == {
        "reason": "not JSON", "count": 1, "at": "the request", "last": clock.now * 1000,
    }  # fmt: skip
    by_reason = {one["reason"]: (one["count"], one["at"]) for one in source["reasons"]}
    assert by_reason["no number"] == (2, "line 2")


def test_whoever_sends_whatever_memory_is_bounded() -> None:
    noted = Arrivals()
    for token in range(SOURCES + 10):
        noted.note("readings_json", token, parsed(0, *(f"reason {n}" for n in range(30))))
    told = noted.told()
    assert len(told) == SOURCES
    assert told[0]["token"] == 10
    assert {len(one["reasons"]) for one in told} == {REASONS}


def test_what_other_workers_have_taken_in_is_told_too(
    clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrivals.forget()
    arrivals.note("readings_json", 1, parsed(2, "no time"))
    (tmp_path / "arrivals-1.json").write_bytes(orjson.dumps(arrivals.told()))
    monkeypatch.setenv(FOLDER, str(tmp_path))
    [source] = sources()
    assert (source["requests"], source["readings"]) == (2, 4)
    assert source["reasons"][0]["count"] == 2
    arrivals.forget()
