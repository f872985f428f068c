"""A disk that fills up, and has room again later."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.server import Server
from tests.soak.clients import PATIENCE_SECONDS, WritingClient
from tests.soak.lengths import FULL, SEED, say
from tests.soak.servers import soaked, write_headers
from tests.soak.sources import SECOND, Batch
from tests.soak.whole import acknowledged, assert_clean, assert_whole

MIB = 2**20
BATCH = 5_000
RESUME_SECONDS = 30


class Filler(WritingClient):
    """Sends what does not pack well, in large batches."""

    _newest = 0

    def batch(self) -> Batch:
        times = self._newest + self._chance.integers(1, SECOND, BATCH).cumsum()
        self._newest = int(times[-1])
        return {f"filler_{self.number}": (times, self._chance.random(BATCH))}

    def fill(self, server: Server, headers: dict[str, str]) -> None:
        """Until the disk is full."""
        with httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE_SECONDS) as http:
            while (answer := self.send(http, self.batch())).status_code != 507:
                pass
        assert "make room" in answer.text, answer.text


def fill_and_make_room(server: Server, make_room: Callable[[], None]) -> None:
    headers = write_headers(server)
    fillers = [Filler(number, 2) for number in range(2)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda filler: filler.fill(server, headers), fillers))
    full = acknowledged(fillers)
    assert full, f"seed {SEED}: nothing was written before the disk was full"
    # Reading goes on.
    assert_whole(server, *fillers)
    make_room()
    with httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE_SECONDS) as http:
        since = time.monotonic()
        while fillers[0].send(http, fillers[0].batch()).status_code == 507:
            assert time.monotonic() < since + RESUME_SECONDS, f"still full: {server.warnings()}"
            time.sleep(0.1)
    say(f"disk full: after {full:,} readings; room taken after {time.monotonic() - since:.1f} s")
    assert_whole(server, *fillers)
    server.stop()
    assert_clean(server)


def test_a_full_database_refuses_writes_until_there_is_room(data_dir: Path) -> None:
    with soaked(data_dir, DJANGO_SETTINGS_MODULE="tests.soak.small_disk") as server:
        database = data_dir / "livecurve.sqlite3"
        # Pages that are free once it is dropped. The server's writer alone checkpoints.
        _execute(database, f"CREATE TABLE ballast AS SELECT zeroblob({2 * MIB}) AS content")
        fill_and_make_room(server, lambda: _execute(database, "DROP TABLE ballast"))


def _execute(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute(statement)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 64 MiB."""
    if not FULL:
        pytest.skip("A file system of its own is for the full form: make soak")
    if os.geteuid() != 0:
        pytest.skip("Only root may mount a file system")
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={64 * MIB}", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
    )
    if made.returncode:
        pytest.skip(f"No file system can be mounted here: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_file_system_refuses_writes_until_there_is_room(disk: Path, data_dir: Path) -> None:
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(24 * MIB))
    with soaked(data_dir, DATABASE_URL=f"sqlite:///{disk}/livecurve.sqlite3") as server:
        fill_and_make_room(server, ballast.unlink)
