"""PostgreSQL ends the server's connections while clients write and read."""

from pathlib import Path
from time import monotonic, sleep

import httpx
import numpy as np
import psycopg
import pytest

from tests.http.stream import Stream
from tests.server import Server
from tests.soak.clients import ReadingClient, WritingClient, at_work, writing
from tests.soak.lengths import LENGTHS, SEED, say
from tests.soak.servers import POSTGRESQL, soaked, write_headers
from tests.soak.whole import acknowledged, assert_clean, assert_whole

CLIENTS = 4
RECOVERY_SECONDS = 10

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif(not POSTGRESQL, reason="SQLite has no connections to lose"),
]


def end_connections(server: Server) -> int:
    """End all of the server's connections to its database; how many there were."""
    base, _, name = server.database_url.rpartition("/")
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        return len(ended.fetchall())


def test_a_server_that_loses_its_database_finds_it_again_and_loses_nothing(data_dir: Path) -> None:
    chance = np.random.default_rng([SEED, 66])
    clients = [WritingClient(number, CLIENTS) for number in range(CLIENTS)]
    reader, ended = ReadingClient(0, lost=True), 0
    with soaked(data_dir) as server, Stream(server, "probe") as stream:
        stream.next()
        headers = write_headers(server)
        work = [*writing(clients, [server], headers), lambda over: reader.read(server, over)]
        with at_work(*work) as over:
            for _ in range(LENGTHS.lost_databases):
                if not over.wait(chance.uniform(0.3, 1.2)):
                    ended += end_connections(server)
        retries = sum(client.retries for client in clients)
        say(f"lost database: {ended} connections, {retries} writes sent again")
        assert ended
        assert acknowledged(clients)
        wait_until_all_is_well(server, headers, clients[0])
        assert stream.next().name in ("readings", "resync")
        assert_whole(server, *clients)
        server.stop()
        assert_clean(server)


def wait_until_all_is_well(server: Server, headers: dict[str, str], client: WritingClient) -> None:
    """Every door answers again, without a restart, five times one after the other."""
    asked = {"series": "probe", "start": "0", "end": "10"}
    deadline, well = monotonic() + RECOVERY_SECONDS, 0
    with httpx.Client(base_url=server.url, headers=headers, timeout=20) as http:
        while well < 5:
            answers = [
                client.send(http, {"probe": (np.array([1_000]), np.array([1.0]))}),
                http.get("/api/query", params=asked),
                http.get("/api/export", params=asked),
                http.get("/api/series"),
                http.get("/"),
            ]
            well = well + 1 if all(answer.status_code < 400 for answer in answers) else 0
            told = [(str(answer.url), answer.status_code, answer.text[:200]) for answer in answers]
            assert monotonic() < deadline, f"seed {SEED}: {told}"
            sleep(0.05)
