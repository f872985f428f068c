"""Many clients write at once while others read: nothing is lost, and nothing is made up."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.server import Server
from tests.soak.clients import ReadingClient, WritingClient, at_work, writing
from tests.soak.lengths import FULL, LENGTHS, say
from tests.soak.servers import POSTGRESQL, soaked, write_headers
from tests.soak.whole import acknowledged, assert_clean, assert_no_fault, assert_whole, peak_memory

# SQLite has one process that writes.
PROCESSES = LENGTHS.servers if POSTGRESQL else 1
CLIENTS = 4
MEMORY_MIB = 300


@pytest.fixture
def servers(data_dir: Path) -> Iterator[list[Server]]:
    """Server processes on one database."""
    with ExitStack() as stack:
        first = stack.enter_context(soaked(data_dir))
        url = first.database_url
        others = [soaked(_made(data_dir / str(n)), DATABASE_URL=url) for n in range(1, PROCESSES)]
        with ThreadPoolExecutor(PROCESSES) as pool:
            list(pool.map(stack.enter_context, others))
        yield [first, *others]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.database
def test_a_storm_of_writes_is_stored_bit_for_bit_beside_readers(servers: list[Server]) -> None:
    clients = [WritingClient(number, CLIENTS) for number in range(CLIENTS)]
    readers = [ReadingClient(number) for number in range(2)]
    begun = time.monotonic()
    with at_work(
        *writing(clients, servers, write_headers(servers[0])),
        lambda over: readers[0].read(servers[0], over),
        lambda over: readers[1].read(servers[-1], over),
    ) as over:
        over.wait(LENGTHS.storm)
    seconds = time.monotonic() - begun
    peaks = [peak_memory(server) for server in servers]
    say(
        f"storm: {acknowledged(clients):,} readings acknowledged in {seconds:.1f} s, "
        f"{sum(client.retries for client in clients)} retries, "
        f"{sum(reader.answers for reader in readers)} answers; "
        f"peak memory {', '.join(f'{peak:.0f}' for peak in peaks)} MiB"
    )
    assert_whole(servers[-1], *clients)
    for server in servers:
        server.stop()
        assert_no_fault(server)
    assert_clean(servers[0])
    assert not FULL or max(peaks) < MEMORY_MIB
