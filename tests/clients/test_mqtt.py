"""Mosquitto and its `mosquitto_pub`: devices that publish."""

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.server import Server

from .broker import followed, said
from .programs import arriving, eventually, points, program

RULES = """
zigbee2mqtt/{device}
tele/{device}/SENSOR => tasmota
shelly/{device}/status/{part} => shelly
home/{room}/temperature
"""


Send = Callable[[str, object], None]


@contextmanager
def publishing(server: Server, folder: Path) -> Iterator[Send]:
    """What publishes a payload at a broker that the server follows."""
    publish = program("mosquitto_pub")
    with followed(server, folder, RULES) as port:
        address = ("-h", "127.0.0.1", "-p", str(port), "-q", "1")

        def send(topic: str, payload: object) -> None:
            text = payload if isinstance(payload, str) else json.dumps(payload)
            subprocess.run([publish, *address, "-t", topic, "-m", text], check=True, timeout=10)

        yield send


def test_messages_of_devices_become_readings(server: Server, tmp_path: Path) -> None:
    with publishing(server, tmp_path) as send:
        send("zigbee2mqtt/lamp", {"state": "ON", "brightness": 254, "color": {"x": 0.3}})
        send("tele/plug/SENSOR", {"Time": "2026-01-01T00:00:00", "ENERGY": {"Power": 12}})
        send("shelly/s1/status/switch:0", {"output": True, "temperature": {"tC": 41.5}})
        send("home/lab/temperature", "21.25")
        send("home/lab/temperature", "no number, and no JSON: {")
        send("other/topic", "1")
        lab = eventually(lambda: points(server, 'temperature{room="lab"}'))
    assert [value for _, value in lab] == [21.25]
    found = {
        selector: [value for _, value in points(server, selector)]
        for selector in (
            'brightness{device="lamp"}',
            'color_x{device="lamp"}',
            'tasmota_ENERGY_Power{device="plug"}',
            'shelly_output{device="s1",part="switch:0"}',
            'shelly_temperature_tC{device="s1",part="switch:0"}',
        )
    }
    assert list(found.values()) == [[254], [0.3], [12], [1], [41.5]]
    [state] = server.query(series='state{device="lamp"}', start="now-1h")["series"]
    assert state["states"] == {"0": "ON"}
    told = arriving(server, "mqtt")
    assert told["readings"] >= 6
    assert [one["at"] for one in told["reasons"]] == ['temperature{room="lab"}']


@pytest.mark.skipif("sqlite" not in os.environ["DATABASE_URL"], reason="It holds SQLite's lock.")
def test_what_was_not_on_disk_when_the_server_was_killed_is_sent_again(
    server: Server, tmp_path: Path
) -> None:
    with publishing(server, tmp_path) as send:
        held = sqlite3.connect(server.folder / "livecurve.sqlite3", isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        send("home/attic/temperature", "19.5")
        eventually(lambda: "Sending PUBLISH to livecurve-" in said(tmp_path))
        server.stop(signal.SIGKILL)
        assert "Received PUBACK from livecurve-" not in said(tmp_path)
        held.close()
        server.start()
        attic = eventually(lambda: points(server, 'temperature{room="attic"}'))
        eventually(lambda: "Received PUBACK from livecurve-" in said(tmp_path))
    assert [value for _, value in attic] == [19.5]
