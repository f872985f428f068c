"""Snippets for what no package index has, or only with a home or a workshop around it: what they
say is read as their program reads it, and sent as it sends."""

import gzip
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator

import httpx
import pytest
import yaml
from influxdb import InfluxDBClient

from charts.snippets import TOKEN
from tests.charts.test_snippets import text
from tests.clients.programs import points, program
from tests.server import Server

# As Node-RED's function node calls what it holds, and its request node what that returns.
FLOW = """
const flow = JSON.parse(process.argv[1]);
const [made, sent] = [1, 2].map((at) => flow[at]);
const msg = new Function("msg", made.func)({});
const headers = { "Content-Type": "application/json", ...msg.headers };
fetch(sent.url, { method: sent.method, headers, body: JSON.stringify(msg.payload) })
  .then(async (answer) => console.log(answer.status, await answer.text()));
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("agents")) as one:
        yield one


def filled(name: str, server: Server) -> str:
    return text(name, server.url).replace(TOKEN, server.token("write"))


def test_a_flow_of_node_red_sends_its_reading(server: Server) -> None:
    flow = filled("node-red", server)
    nodes = {one["id"]: one for one in json.loads(flow)}
    wired = {one for node in nodes.values() for wires in node["wires"] for one in wires}
    assert wired == set(nodes) - {"lc1"}
    assert len({(one["x"], one["y"]) for one in nodes.values()}) == len(nodes)
    command = [program("node"), "-e", FLOW, flow]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    assert said.startswith("200 "), said
    assert [value for _, value in points(server, "room_temperature")] == [21.4]


def test_states_of_home_assistant_arrive_with_their_unit(server: Server) -> None:
    said = yaml.safe_load(filled("home-assistant", server))["influxdb"]
    assert said["max_retries"] > 0  # Else it forgets what it could not write.
    with InfluxDBClient(
        **{name: said[name] for name in ("host", "port", "ssl", "database", "username", "password")}
    ) as client:
        for measurement, entity in (("°C", "kitchen"), ("sensor.door", "door")):
            client.write_points(
                [
                    {
                        "measurement": measurement,
                        "tags": {"domain": "sensor", "entity_id": entity},
                        "time": "2026-01-01T00:00:00Z",
                        "fields": {"value": 21.4},
                    }
                ]
            )
    found = httpx.get(f"{server.url}/api/series", headers=server.headers("read")).json()["series"]
    units = {one["name"]: one["unit"] for one in found if "entity_id" in one["tags"]}
    assert units == {"°C": "°C", "sensor.door": ""}
    [kept] = points(server, '°C{entity_id="kitchen"}')
    assert kept[1] == 21.4


def test_a_device_of_esphome_sends_its_reading(server: Server) -> None:
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!lambda", lambda loader, node: node.value)
    said = yaml.load(filled("esphome", server), Loader)
    [step] = said["interval"][0]["then"]
    [post] = step["if"]["then"]
    asked = post["http_request.post"]
    # The body is C++ that adds texts.
    expression = asked["body"].removeprefix("return").rstrip().removesuffix(";")
    known = {"App.get_name()": "probe", "to_string(id(temperature).state)": "21.400000"}
    parts = [one.strip() for one in re.split(r"\+\s", expression)]
    body = "".join(known.get(one) or str(json.loads(one)) for one in parts)
    answer = httpx.post(asked["url"], headers=asked["request_headers"], content=body)
    assert answer.status_code == 204, answer.text
    assert [value for _, value in points(server, 'room_temperature{device="probe"}')] == [21.4]


def test_metrics_of_telegraf_arrive(server: Server) -> None:
    [said] = tomllib.loads(filled("telegraf", server))["outputs"]["influxdb_v2"]
    assert said["content_encoding"] == "gzip"
    answer = httpx.post(
        f"{said['urls'][0]}/api/v2/write",
        params={"org": said["organization"], "bucket": said["bucket"]},
        headers={
            "Authorization": f"Token {said['token']}",
            "Content-Encoding": "gzip",
            "Content-Type": "text/plain; charset=utf-8",
        },
        content=gzip.compress(
            b"cpu,cpu=cpu0,host=a usage_idle=98.5,usage_user=1 1767225600000000000\n"
        ),
    )
    assert answer.status_code == 204, answer.text
    assert points(server, 'cpu_usage_idle{host="a"}')[0][1] == 98.5
