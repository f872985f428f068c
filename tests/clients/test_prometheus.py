"""Debian's Prometheus, which scrapes its node exporter and writes on what it finds."""

import math
import re
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server import Server, free_port

from .programs import eventually, points, program, running, snippet

V1, V2 = "prometheus.WriteRequest", "io.prometheus.write.v2.Request"
# The first version that writes 2.0, and so knows the setting.
HAS_V2 = (2, 54)
# What the sources page has to copy stands before the last lines. With one queue what was scraped
# last arrives last.
CONFIG = """
global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: {job}
    static_configs: [{{targets: ['127.0.0.1:{exporter}']}}]
{snippet}
    queue_config: {{batch_send_deadline: 200ms, max_shards: 1}}
"""
MESSAGE = "    protobuf_message: {}\n"
# Of a request: a name may have many series.
NAMES = 100
Samples = dict[frozenset[tuple[str, str]], list[tuple[float, float]]]


@pytest.mark.parametrize("message", [V1, V2])
def test_each_sample_that_prometheus_has_scraped_arrives(
    server: Server, tmp_path: Path, message: str
) -> None:
    prometheus, node = program("prometheus"), program("prometheus-node-exporter")
    has_v2 = _version(prometheus) >= HAS_V2
    if message == V2 and not has_v2:
        pytest.skip("this Prometheus writes 1.0 only; tests/http/test_remote_write_door.py has 2.0")
    exporter, port, job = free_port(), free_port(), f"node-{message}"
    config = CONFIG.format(job=job, exporter=exporter, snippet=snippet("prometheus", server))
    config += MESSAGE.format(message) if has_v2 else ""
    (tmp_path / "prometheus.yml").write_text(config)
    arguments = (
        f"--config.file={tmp_path}/prometheus.yml",
        f"--storage.tsdb.path={tmp_path}/data",
        f"--web.listen-address=127.0.0.1:{port}",
    )
    with (
        running(tmp_path, node, f"--web.listen-address=127.0.0.1:{exporter}"),
        running(tmp_path, prometheus, *arguments),
    ):
        last = f'scrape_series_added{{job="{job}"}}'
        eventually(lambda: len(points(server, last)) >= 3)
        theirs = _stored(port, job)
        until = max(found[-1][0] for found in theirs.values())
        eventually(lambda: points(server, last)[-1][0] >= until)
    assert len(theirs) > 300
    names = sorted({dict(labels)["__name__"] for labels in theirs})
    assert _arrived(server, job, names, until) == theirs
    [memory] = server.query(series="node_memory_MemTotal_bytes", start="now-1h")["series"]
    assert memory["unit"] == "B"


def _version(prometheus: str) -> tuple[int, int]:
    said = subprocess.run([prometheus, "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"version (\d+)\.(\d+)", said.stdout + said.stderr)
    assert found
    return int(found[1]), int(found[2])


def _stored(port: int, job: str) -> Samples:
    """What Prometheus itself has, with times in ms, but for what is no number."""
    asked = {"query": f'{{job="{job}"}}[1m]'}
    answer = httpx.get(f"http://127.0.0.1:{port}/api/v1/query", params=asked, timeout=20).json()
    found = {
        frozenset(series["metric"].items()): [
            (round(time * 1000), float(text))
            for time, text in series["values"]
            if math.isfinite(float(text))
        ]
        for series in answer["data"]["result"]
    }
    return {labels: samples for labels, samples in found.items() if samples}


def _arrived(server: Server, job: str, names: list[str], until: float) -> Samples:
    """The same here, up to a time."""
    found: Samples = {}
    for low in range(0, len(names), NAMES):
        queries = [{"series": f'{name}{{job="{job}"}}'} for name in names[low : low + NAMES]]
        for series in _query(server, queries):
            labels = frozenset({"__name__": series["name"], **series["tags"]}.items())
            samples = [(t, v) for t, v in series["points"] if v is not None and t <= until]
            found[labels] = samples
    return found


def _query(server: Server, queries: list[dict[str, str]]) -> list[dict[str, Any]]:
    asked = {"start": "now-1h", "end": "now+1h", "width": 4000, "queries": queries}
    answer = httpx.post(f"{server.url}/api/query", json=asked, timeout=20)
    assert answer.status_code == 200, answer.text
    series: list[dict[str, Any]] = answer.json()["series"]
    return series
