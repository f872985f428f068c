"""A server that is killed at any moment, and started again on what it has left."""

import signal
import time
from pathlib import Path

import numpy as np
import pytest

from tests.soak.clients import WritingClient, at_work, writing
from tests.soak.lengths import LENGTHS, SEED, say
from tests.soak.servers import POSTGRESQL, soaked, write_headers
from tests.soak.whole import acknowledged, assert_clean, assert_no_fault, assert_whole

CLIENTS = 4
ROUNDS = LENGTHS.kills_postgresql if POSTGRESQL else LENGTHS.kills_sqlite
# Seconds after the clients have begun.
EARLIEST, LATEST = 0.05, 1.5
# All that was ever written is looked at after so many kills, and at the end.
LOOK_EVERY = 25


@pytest.mark.database
def test_kills_at_random_moments_lose_nothing_that_was_acknowledged(data_dir: Path) -> None:
    chance = np.random.default_rng([SEED, 99])
    clients = [WritingClient(number, CLIENTS) for number in range(CLIENTS)]
    with soaked(data_dir) as server:
        headers = write_headers(server)
        for number in range(1, ROUNDS + 1):
            with at_work(*writing(clients, [server], headers)) as over:
                # Once at least there is something to lose.
                while not acknowledged(clients) and not over.wait(EARLIEST):
                    pass
                over.wait(chance.uniform(EARLIEST, LATEST))
                over.set()
                server.stop(signal.SIGKILL)
            begun = time.monotonic()
            server.start()
            say(f"kill {number}: up again in {time.monotonic() - begun:.1f} s")
            if number % LOOK_EVERY == 0 or number == ROUNDS:
                assert_whole(server, *clients)
        say(f"kills: {ROUNDS}, {acknowledged(clients):,} readings acknowledged")
        assert acknowledged(clients) > 0
        server.stop()
        assert_no_fault(server)
        assert_clean(server)
