"""What the sources page has to copy works as it stands."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from charts.snippets import SNIPPETS, TOKEN, Server, Snippet
from tests import server as running
from tests.clients.broker import followed
from tests.clients.programs import eventually, points, program

NEEDS = {"javascript": "node", "sh": "bash", "python": sys.executable}
FLAG = {"javascript": "-e", "sh": "-c", "python": "-c"}
# They need no token: a port that a server listens to only where a setting says so, or a broker.
NO_TOKEN = {"statsd", "graphite", "mqtt"}
# Ports that snippets name, and on which nothing that a test starts may count.
STATSD, GRAPHITE = (running.free_port() for _ in range(2))
PORTS = {"/8125": f"/{STATSD}", "/2003": f"/{GRAPHITE}"}
# What runs in the environment of an SDK: a program that reports what it counts.
COUNTS = """
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
provider = MeterProvider([PeriodicExportingMetricReader(OTLPMetricExporter())])
provider.get_meter("snippet").create_counter("orders").add(1)
provider.shutdown()
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[running.Server]:
    """One of their own: they write to series that examples of other tests have too."""
    listening = {
        "STATSD_LISTEN": f"127.0.0.1:{STATSD}",
        "GRAPHITE_LISTEN": f"127.0.0.1:{GRAPHITE}",
        "STATSD_FLUSH_SECONDS": "1",
    }
    with running.Server(tmp_path_factory.mktemp("snippets"), **listening) as one:
        yield one


def text(name: str, address: str = "http://curves.example:8000") -> str:
    [one] = [one for one in SNIPPETS if one.name == name]
    scheme, _, host = address.partition("://")
    return one.text(Server.of(scheme, host))


@pytest.mark.parametrize("one", SNIPPETS, ids=lambda one: one.name)
def test_a_snippet_has_the_server_and_a_place_for_the_token(one: Snippet) -> None:
    found = text(one.name)
    assert "curves.example" in found
    assert (TOKEN in found) == (one.name not in NO_TOKEN)
    assert "{%" not in found


@pytest.mark.parametrize(
    "one", [one for one in SNIPPETS if one.runs and one.name != "mqtt"], ids=lambda one: one.name
)
def test_a_snippet_that_can_be_run_sends_its_reading(one: Snippet, server: running.Server) -> None:
    command = text(one.name, server.url).replace(TOKEN, server.token("write"))
    for port, free in PORTS.items():
        command = command.replace(port, free)
    if one.name == "otel-sdk":
        command += f"\n{sys.executable} -c '{COUNTS}'"
    before = received(server)
    run(one, command)
    eventually(lambda: received(server) > before)


def test_a_reading_that_is_published_as_its_snippet_says_arrives_by_the_rule_beside_it(
    server: running.Server, tmp_path: Path
) -> None:
    [mqtt] = [one for one in SNIPPETS if one.name == "mqtt"]
    program("mosquitto_pub")
    found = re.search("rules such as: (.*)", text("mqtt"))
    assert found
    with followed(server, tmp_path, found[1]) as port:
        run(mqtt, text("mqtt").replace("localhost", f"127.0.0.1 -p {port}"))
        lab = eventually(lambda: points(server, 'temperature{room="lab"}'))
    assert [value for _, value in lab] == [21.4]


def run(one: Snippet, command: str) -> None:
    program = shutil.which(NEEDS[one.runs])
    if program is None:
        pytest.skip(f"{NEEDS[one.runs]} is not here.")
    subprocess.run([program, FLAG[one.runs], command], check=True, capture_output=True, timeout=60)


def received(server: running.Server) -> int:
    """Readings, by whatever way."""
    found = httpx.get(f"{server.url}/metrics", headers=server.headers("read"), timeout=20).text
    [count] = re.findall(r"^livecurve_readings_accepted_total (\S+)$", found, re.M)
    return int(float(count))


@pytest.mark.parametrize("name", ["otel-collector", "prometheus"])
def test_a_file_of_yaml_is_yaml(name: str) -> None:
    assert yaml.safe_load(text(name))


@pytest.mark.parametrize(
    ("scheme", "host", "address", "port"),
    [
        ("http", "localhost:8000", "http://localhost:8000", 8000),
        ("https", "curves.example", "https://curves.example", 443),
        ("http", "[::1]:8000", "http://[::1]:8000", 8000),
        ("http", "[::1]", "http://[::1]", 80),
    ],
)
def test_the_address_is_the_one_that_the_page_was_opened_under(
    scheme: str, host: str, address: str, port: int
) -> None:
    server = Server.of(scheme, host)
    assert (str(server), server.port) == (address, port)
