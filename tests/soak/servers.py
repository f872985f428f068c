"""Servers of these tests: started quickly, and with a token at hand."""

import os
import re
from pathlib import Path

from tests.server import Server

POSTGRESQL = os.environ["DATABASE_URL"].startswith("postgres")


def soaked(folder: Path, *arguments: str, **environment: str) -> Server:
    """A server as users run it, in what concerns readings."""
    return Server(
        folder, *arguments, **{"DJANGO_SETTINGS_MODULE": "tests.soak.settings", **environment}
    )


def write_headers(server: Server) -> dict[str, str]:
    """Those of the token that a first run prints: a command that makes one takes a second."""
    found = re.search(r"write token +(\S+)", server.log.read_text())
    assert found, server.log.read_text()
    return {"Authorization": f"Token {found[1]}"}
