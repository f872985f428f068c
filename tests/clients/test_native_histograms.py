"""Debian's Prometheus, which scrapes native histograms and writes them on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from tests.server import Server, free_port
from timeseries.ingest.wire import messages

from .programs import eventually, points, program, running, snippet

CONFIG = """
global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: native
    static_configs: [{{targets: ['127.0.0.1:{exporter}']}}]
{snippet}
    send_native_histograms: true
    queue_config: {{batch_send_deadline: 200ms, max_shards: 1}}
"""
# https://github.com/prometheus/client_model
EXPOSED = messages(
    "tests.exposed",
    {
        "Family": {"name": (1, "string"), "type": (3, "int32"), "metric": (4, "*Metric")},
        "Metric": {"histogram": (7, "Histogram")},
        "Histogram": {
            "sample_count": (1, "uint64"),
            "sample_sum": (2, "double"),
            "schema": (5, "sint32"),
            "zero_threshold": (6, "double"),
            "zero_count": (7, "uint64"),
            "negative_span": (9, "*Span"),
            "negative_delta": (10, "*sint64"),
            "positive_span": (12, "*Span"),
            "positive_delta": (13, "*sint64"),
        },
        "Span": {"offset": (1, "sint32"), "length": (2, "uint32")},
    },
)
MEDIA = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily"


def _exposed() -> bytes:
    family: Any = EXPOSED["Family"](name="native_wait", type=4)
    histogram = family.metric.add().histogram
    histogram.sample_count, histogram.sample_sum = 16, 40.5
    histogram.schema, histogram.zero_threshold, histogram.zero_count = 1, 0.001, 2
    histogram.positive_span.add(offset=3, length=2)
    histogram.positive_span.add(offset=1, length=1)
    histogram.positive_delta.extend([3, 1, -2])
    histogram.negative_span.add(offset=0, length=1)
    histogram.negative_delta.append(5)
    content: bytes = family.SerializeToString()
    assert len(content) < 128
    return bytes([len(content)]) + content


class _Exporter(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{MEDIA}; encoding=delimited")
        self.end_headers()
        self.wfile.write(_exposed())

    def log_message(self, *_: Any) -> None: ...


@contextmanager
def _exporting() -> Iterator[int]:
    exporter = ThreadingHTTPServer(("127.0.0.1", 0), _Exporter)
    thread = threading.Thread(target=exporter.serve_forever)
    thread.start()
    try:
        yield exporter.server_port
    finally:
        exporter.shutdown()
        thread.join()
        exporter.server_close()


def test_the_buckets_of_a_native_histogram_arrive(server: Server, tmp_path: Path) -> None:
    prometheus, port = program("prometheus"), free_port()
    arguments = (
        f"--config.file={tmp_path}/prometheus.yml",
        f"--storage.tsdb.path={tmp_path}/data",
        f"--web.listen-address=127.0.0.1:{port}",
        "--enable-feature=native-histograms",
    )
    with _exporting() as exporter:
        config = CONFIG.format(exporter=exporter, snippet=snippet("prometheus", server))
        (tmp_path / "prometheus.yml").write_text(config)
        with running(tmp_path, prometheus, *arguments):
            eventually(lambda: len(points(server, "native_wait_count")) >= 2)
            asked = {"query": "native_wait"}
            answer = httpx.get(f"http://127.0.0.1:{port}/api/v1/query", params=asked, timeout=20)
    [found] = answer.json()["data"]["result"]
    _, histogram = found["histogram"]
    assert points(server, "native_wait_count")[0][1] == float(histogram["count"]) == 16
    assert points(server, "native_wait_sum")[0][1] == float(histogram["sum"]) == 40.5
    theirs = [(float(high), float(count)) for _, _, high, count in histogram["buckets"]]
    series = server.query(series="native_wait_bucket", start="now-1h")["series"]
    ours = {float(one["tags"]["le"]): one["points"][0][1] for one in series}
    assert ours.pop(float("inf")) == 16
    # What is up to the threshold counts as 0.
    for bound in (one for one in ours if abs(one) > 0.001):
        assert ours[bound] == sum(count for high, count in theirs if high <= bound + 1e-9)
