"""Programs of others, started by the tests on ports and in folders of their own; and what of
their readings has arrived."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from charts.snippets import SNIPPETS, TOKEN
from charts.snippets import Server as Address
from tests.server import Server

PATIENCE = 20
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


@dataclass(frozen=True)
class Ports:
    """Where the server listens beside HTTP."""

    graphite: int
    statsd: int


def program(name: str) -> str:
    """Where it is. Without it a test is skipped on a developer's machine, and fails where all
    has to be tested."""
    found = shutil.which(name, path=PATH)
    if found is not None:
        return found
    reason = f"{name} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def running(folder: Path, *command: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A program, ended with the block; what it says is in the folder."""
    with (folder / f"{Path(command[0]).name}.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def snippet(name: str, server: Server) -> str:
    """What the sources page has to copy, with the server and a token in it."""
    [one] = [one for one in SNIPPETS if one.name == name]
    text = one.text(Address.of("http", f"127.0.0.1:{server.port}"))
    return text.replace(TOKEN, server.token("write"))


def eventually(found: Callable[[], Any]) -> Any:
    """What is found once it is something."""
    deadline = time.monotonic() + PATIENCE
    while not (result := found()):
        assert time.monotonic() < deadline, "It did not arrive."
        time.sleep(0.1)
    return result


def points(server: Server, selector: str, **more: Any) -> list[Any]:
    """The points of the only series of a selector, none when there is none."""
    asked = {"start": 0, "end": "now+1d", "width": 4000} | more
    series = server.query(series=selector, **asked)["series"]
    assert len(series) <= 1
    return [point for point in series[0]["points"] if point[1] is not None] if series else []


def arriving(server: Server, protocol: str) -> dict[str, Any]:
    """What `/api/arrivals` says of a protocol without tokens; nothing while it says nothing."""
    headers = server.headers("admin")
    told = httpx.get(f"{server.url}/api/arrivals", headers=headers, timeout=20).json()
    return next((one for one in told["sources"] if one["protocol"] == protocol), {})


def described(server: Server, name: str) -> tuple[str, str, str]:
    """Unit, semantics and description of a series."""
    listed = httpx.get(f"{server.url}/api/series", params={"search": name}, timeout=20).json()
    [series] = [one for one in listed["series"] if one["name"] == name]
    return series["unit"], series["semantics"], series.get("description", "")
