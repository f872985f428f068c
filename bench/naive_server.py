"""The naive application, running under the same server software as Livecurve."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
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
DATABASE = "naive.sqlite3"
MIGRATE = ("-m", "django", "migrate", "--run-syncdb", "--verbosity=0")


@contextmanager
def naive_server(folder: Path, url: str | None = None) -> Iterator[int]:
    """The port of the naive application, on an SQLite file in `folder` or the database `url`."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.naive.settings",
        "NAIVE_DATABASE": url or f"sqlite:///{folder}/{DATABASE}",
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


def get_samples(names: Sequence[str], since: int, until: int | None = None) -> bytes:
    """The request for the rows of these devices from `since` (µs) on, and before `until`."""
    asked = {"device": names, "since": moment(since).isoformat()}
    if until is not None:
        asked["until"] = moment(until).isoformat()
    return request_bytes("GET", f"/samples/?{urlencode(asked, doseq=True)}")


def fill_samples(folder: Path, name: str, first: int, values: Sequence[float]) -> None:
    """Rows of one device, a sample a second from `first` (s) on, straight into the file: over
    HTTP they would take minutes."""
    rows = ((1, _as_stored(first + second), value) for second, value in enumerate(values))
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("INSERT INTO naive_device (id, name) VALUES (1, ?)", [name])
        database.executemany(
            "INSERT INTO naive_sample (device_id, taken_at, value) VALUES (?, ?, ?)", rows
        )


def _as_stored(second: int) -> str:
    return moment(second * 1_000_000).strftime("%Y-%m-%d %H:%M:%S")
