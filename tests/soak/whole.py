"""Whether a store holds what was acknowledged, and nothing else."""

import re
from collections.abc import Sequence
from itertools import chain, islice
from pathlib import Path

import httpx
import numpy as np
import orjson

from tests.server import Server
from tests.soak.clients import WritingClient
from tests.soak.ledger import combined
from tests.soak.lengths import SEED
from tests.soak.sources import Times, Values

SHOWN = 20
CHECK_SECONDS = 600


def assert_whole(server: Server, *clients: WritingClient) -> None:
    """Everything acknowledged is exported bit for bit, and nothing else is there."""
    sent = combined(client.ledger for client in clients)
    with httpx.Client(base_url=server.url, timeout=CHECK_SECONDS) as http:
        names = _names(http)
        assert not names - sent.keys(), f"seed {SEED}: series that nobody sent: {names}"
        differences = chain.from_iterable(
            of.differences(name, *exported(http, name)) for name, of in sorted(sent.items())
        )
        found = list(islice(differences, SHOWN))
    assert not found, "\n".join([f"seed {SEED}: the first differences are", *found])


def _names(http: httpx.Client) -> set[str]:
    answer = http.get("/api/series", params={"limit": 500})
    assert answer.status_code == 200, answer.text
    return {series["key"] for series in answer.json()["series"]}


def exported(http: httpx.Client, name: str) -> tuple[Times, Values]:
    """All readings of a series, as the server exports them."""
    asked = {"series": name, "start": "0001-01-01", "end": "9999-12-31", "format": "json"}
    answer = http.get("/api/export", params=asked)
    assert answer.status_code == 200, answer.text
    points = [
        point for series in orjson.loads(answer.content)["series"] for point in series["points"]
    ]
    columns = np.array(points, np.float64).reshape(-1, 2)
    return np.rint(columns[:, 0] * 1000).astype(np.int64), np.ascontiguousarray(columns[:, 1])


def assert_clean(server: Server) -> None:
    """`checkstore` finds nothing, in a store at rest."""
    checked = server.manage("checkstore", check=False, seconds=CHECK_SECONDS)
    assert checked.returncode == 0, f"seed {SEED}:\n{checked.stdout}{checked.stderr}"


def assert_no_fault(server: Server) -> None:
    """The log may tell of what had to wait, and of nothing else."""
    told = [line for line in server.warnings() if " WARNING " not in line]
    assert not told, f"seed {SEED}: {told[:SHOWN]}; see {server.log}"


def acknowledged(clients: Sequence[WritingClient]) -> int:
    """How many readings."""
    return sum(client.ledger.readings() for client in clients)


def peak_memory(server: Server) -> float:
    """The most that a running server has had in memory at once, in MiB."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024
