"""A broker, and a server that follows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server import Server, free_port

from .programs import eventually, program, running

CONFIG = "listener {port} 127.0.0.1\nallow_anonymous true\nuser root\nlog_type all\n"
MAKE = """
from timeseries.models import MqttSource
MqttSource.objects.update(enabled=False)
MqttSource.objects.create(name="home {port}", host="127.0.0.1", port={port}, rules={rules!r})
"""


@contextmanager
def followed(server: Server, folder: Path, rules: str) -> Iterator[int]:
    """The port of a broker that the server follows by these rules."""
    mosquitto, port = program("mosquitto"), free_port()
    config = folder / "mosquitto.conf"
    config.write_text(CONFIG.format(port=port))
    with running(folder, mosquitto, "-c", str(config)):
        server.manage("shell", "-c", MAKE.format(port=port, rules=rules))
        eventually(lambda: "SUBSCRIBE" in said(folder))
        yield port


def said(folder: Path) -> str:
    """What the broker has written down."""
    return (folder / "mosquitto.log").read_text()
