"""The naive application, running under the same server software as Livecurve."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from .http import json_request, request_bytes
from .livecurve import ROOT
from .processes import first_answer, free_port, running

SERVE = (
    *("-m", "uvicorn", "bench.naive.asgi:application"),
    *("--no-access-log", "--log-level=warning", "--timeout-keep-alive=60"),
)
MIGRATE = ("-m", "django", "migrate", "--run-syncdb", "--verbosity=0")


@contextmanager
def naive_server(folder: Path) -> Iterator[int]:
    """The port of the naive application, on an SQLite file in `folder`."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.naive.settings",
        "NAIVE_DATABASE": str(folder / "naive.sqlite3"),
    }
    subprocess.run([sys.executable, *MIGRATE], cwd=ROOT, env=environment, check=True)
    port, log = free_port(), folder / "naive.log"
    command = [sys.executable, *SERVE, "--port", str(port)]
    with running(command, log, ROOT, environment) as process:
        first_answer(process, port, "/", log)
        yield port


def moment(time: int) -> datetime:
    """Microseconds since 1970 as a date and time."""
    seconds, rest = divmod(time, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


def post_samples(readings: Iterable[tuple[str, int, float]]) -> bytes:
    """The request that writes readings: name, time in µs, value."""
    items = [
        {"device": name, "taken_at": moment(time).isoformat(), "value": value}
        for name, time, value in readings
    ]
    return json_request("/samples/", items)


def get_samples(names: Sequence[str], since: int) -> bytes:
    """The request for the rows of these devices from `since` (µs) on."""
    query = urlencode({"device": names, "since": moment(since).isoformat()}, doseq=True)
    return request_bytes("GET", f"/samples/?{query}")
