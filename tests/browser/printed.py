"""What the first run of a server has printed."""

import re
from dataclasses import dataclass

from tests.server import Server

WELCOME = re.compile(r"administrator +(\S+), password (\S+)\s+write token +(\S+)")


@dataclass(frozen=True, slots=True)
class Printed:
    """The administrator's name and password, and a token to write with."""

    username: str
    password: str
    token: str


def printed(server: Server) -> Printed:
    found = WELCOME.search(server.log.read_text())
    assert found, server.log.read_text()
    return Printed(*found.groups())
