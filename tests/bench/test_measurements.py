"""The measurements as a whole."""

from pathlib import Path

import orjson
import pytest

from bench.batches import MARK
from bench.measurement import Skipped, measurements
from bench.measurements import ingest, ingest_narrow, many_series
from bench.measurements.importing import write_csv
from bench.measurements.panels import dashboard
from bench.postgresql import new_database
from tests.server import ROOT


def test_every_measurement_says_what_it_is_about_and_the_docs_explain_it() -> None:
    page = (ROOT / "docs/performance.md").read_text()
    for name in measurements.names():
        assert measurements[name].about
        assert f"| `{name}`" in page


def test_a_batch_has_as_many_readings_as_it_is_counted_for() -> None:
    wide, narrow = ingest.lines("1-0"), ingest_narrow.lines("1-0")
    assert wide.count(b"=") == ingest.LINES * (ingest.FIELDS + 1)
    assert wide.count(MARK) == narrow.count(MARK) == ingest.LINES
    points = [
        one["points"] for one in orjson.loads(_timed(ingest_narrow.as_json("1-0")))["readings"]
    ]
    assert sum(map(len, points)) == ingest_narrow.LINES
    assert points[0][:2] == [[1234567800000, points[0][0][1]], [1234567801000, points[0][1][1]]]


def _timed(body: bytes) -> bytes:
    return body.replace(MARK, b"12345678")


def test_a_minute_has_a_reading_of_every_series() -> None:
    devices = {line.split(b" ")[0] for body in many_series.bodies(0) for line in body.split(b"\n")}
    assert len(devices) == many_series.SERIES


def test_the_file_to_import_has_epoch_milliseconds(tmp_path: Path) -> None:
    write_csv(tmp_path / "file.csv", 10, 1_700_000_000)
    head, first, second, *_, rest = (tmp_path / "file.csv").read_text().split("\n")
    assert (head, rest) == ("time,sensor", "")
    assert first.startswith("1700000000000,")
    assert second.startswith("1700000001000,")


def test_the_dashboard_has_twelve_panels_of_four_series() -> None:
    _, *panels = orjson.loads(dashboard())
    assert [len(one["fields"]["queries"]) for one in panels] == [4] * 12


def test_a_server_that_is_not_there_is_a_reason_to_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@127.0.0.1:1/postgres")
    with (
        pytest.raises(Skipped, match=r"no PostgreSQL at 127\.0\.0\.1:1:"),
        new_database("test"),
    ):
        pass
