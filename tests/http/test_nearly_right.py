"""Bodies that are nearly right, at each door that readings are posted to: an answer, soon, and
never an error of the server's."""

from collections.abc import Callable
from typing import NamedTuple

import cramjam
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.http.asking import Keys, Write, points
from tests.server import Server
from tests.timeseries.protocols.changing import changed, changes, cut, cuts
from tests.timeseries.protocols.valid import VALID
from timeseries.ingest.door import WriteDoor, doors

SECONDS = 10
V2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request"


def _snappy(content: bytes) -> bytes:
    return bytes(cramjam.snappy.compress_raw(content))


class Sent(NamedTuple):
    """How a protocol comes to its door."""

    path: str
    protocol: str
    media: str = "text/plain"
    encoding: str = ""
    encode: Callable[[bytes], bytes] = bytes


SENT = [
    Sent("/api/readings", "readings_json", "application/json"),
    Sent("/api/readings", "readings_csv", "text/csv"),
    Sent("/write", "line_protocol"),
    Sent("/api/v2/write", "line_protocol"),
    Sent("/api/v3/write_lp", "line_protocol"),
    Sent("/v1/metrics", "otlp_protobuf", "application/x-protobuf"),
    Sent("/v1/metrics", "otlp_json", "application/json"),
    Sent("/api/v1/write", "prometheus_v1", "application/x-protobuf", "snappy", _snappy),
    Sent("/api/v1/write", "prometheus_v2", V2, "snappy", _snappy),
    Sent("/api/v1/TOKEN/telemetry", "thingsboard", "application/json"),
    Sent("/collectd", "collectd", "application/json"),
]


def nearly_right(sent: Sent) -> st.SearchStrategy[bytes]:
    """Bodies as they are sent: changed before they are compressed, or then, or in their values."""
    content = VALID[sent.protocol]
    bodies = cuts.map(lambda places: sent.encode(cut(content, places)))
    if sent.encoding:
        bodies |= cuts.map(lambda places: cut(sent.encode(content), places))
    if sent.media == "application/json":
        bodies |= changes.map(lambda values: changed(content, values))
    return bodies


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: f"{sent.path} {sent.protocol}")
def test_what_is_nearly_right_is_taken_or_refused(
    http: httpx.Client, keys: Keys, write: Write, server: Server, name: str, sent: Sent
) -> None:
    path = sent.path.replace("TOKEN", keys.tokens["write"])
    headers = {"Content-Type": sent.media, "Content-Encoding": sent.encoding}
    headers = {name: text for name, text in headers.items() if text} | keys.header("write")
    before = len(server.log.read_text())

    @settings(max_examples=60, database=None)
    @given(nearly_right(sent))
    def is_answered(content: bytes) -> None:
        answer = http.post(path, content=content, headers=headers, timeout=SECONDS)
        assert answer.status_code < 500, answer.text

    is_answered()
    assert write({"series": name, "points": [[0, 1]]}).status_code == 200
    assert points(http, name, 0, 1) == [[0, 1]]
    assert "Traceback" not in server.log.read_text()[before:]


def test_each_door_that_takes_readings_is_tried() -> None:
    paths = {door.path for door in doors if issubclass(door, WriteDoor)}
    assert {sent.path for sent in SENT} == paths
