"""Many devices that each send one reading and wait for the answer."""

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ..batches import memory_figure
from ..closed_loop import Exchange, closed_loop, latencies, per_second, require_all
from ..http import wait_for
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..naive_server import naive_server, post_samples
from ..peer import beside
from ..usage import peak_memory

CONNECTIONS = 32
SECONDS = 5
BASELINE_SECONDS = 3
LEAST_A_SECOND, MOST_MS = 6_000, 50


@measurements.register("small-writes")
class SmallWrites(Measurement):
    about = "32 connections that send one reading a request"

    def run(self, folder: Path) -> Iterator[Figure]:
        server = Livecurve(folder)
        times = itertools.count(time.time_ns() // 1000)

        def line(number: int) -> bytes:
            return b"door,device=%d value=21.5 %d" % (number, next(times))

        with server.up("--no-demo"):
            own = _load(server.port, SECONDS, lambda number: server.write(line(number)))
            memory = peak_memory(server.pid)
        require_all(own)
        with naive_server(folder) as port:
            naive = _load(
                port,
                BASELINE_SECONDS,
                lambda number: post_samples([(f"{number}", next(times), 21.5)]),
            )
        others = beside(
            folder,
            lambda peer: _load(
                peer.port, BASELINE_SECONDS, lambda number: peer.write(line(number))
            ),
        )
        baseline = "plain Django"
        yield Figure(
            "requests of one reading, each synced to disk",
            "requests/s",
            per_second(own, SECONDS),
            baseline,
            per_second(naive, BASELINE_SECONDS),
            higher_is_better=True,
            peers={name: per_second(done, BASELINE_SECONDS) for name, done in others.items()},
            targets={0.5: LEAST_A_SECOND},
        )
        yield Figure(
            "time to the answer",
            "ms",
            latencies(own),
            baseline,
            latencies(naive),
            peers={name: latencies(done) for name, done in others.items()},
            targets={0.99: MOST_MS},
        )
        yield from memory_figure(memory, {})


def _load(port: int, seconds: int, request: Callable[[int], bytes]) -> list[Exchange]:
    return wait_for(closed_loop(port, CONNECTIONS, seconds, request))
