"""Batches as agents send them: 5,000 lines with 10 fields each."""

import itertools
import random
import time
from collections.abc import Iterator
from pathlib import Path

from ..closed_loop import closed_loop, per_second, require_all
from ..http import wait_for
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..naive_server import naive_server, post_samples

SECONDS = 5
BASELINE_SECONDS = 3
WRITERS = (1, 4)
HOSTS, STEPS, FIELDS = 100, 50, 10
LINES = HOSTS * STEPS
READINGS = LINES * FIELDS
# Bodies are made before what counts: a request's times differ in what stands for this alone.
MARK = b"@@@@@@@@"
STEPS_A_MARK = 100


@measurements.register("ingest")
class Ingest(Measurement):
    about = "5,000 lines of 10 fields a request, from 1 and 4 writers"

    def run(self, folder: Path) -> Iterator[Figure]:
        own, naive = {}, {}
        server = Livecurve(folder)
        with server.up("--no-demo"):
            for writers in WRITERS:
                own[writers] = _livecurve(server, writers)
        with naive_server(folder) as port:
            for writers in WRITERS:
                naive[writers] = _naive(port, writers)
        for writers in WRITERS:
            yield Figure(
                f"{writers} writer{'s' if writers > 1 else ''}, 5,000 lines × 10 fields",
                "readings/s",
                own[writers],
                "plain Django, JSON, 5,000 readings a request",
                naive[writers],
                higher_is_better=True,
            )


def _livecurve(server: Livecurve, writers: int) -> list[float]:
    """Readings a second, second by second."""
    bodies = [_lines(f"{writers}-{writer}") for writer in range(writers)]
    # A day back; each request of a writer goes on where its last one ended.
    firsts = [itertools.count(int(time.time() - 86400) // STEPS_A_MARK) for _ in range(writers)]

    def request(writer: int) -> bytes:
        lines = bodies[writer].replace(MARK, b"%08d" % next(firsts[writer]))
        return server.write(lines, precision="s")

    exchanges = wait_for(closed_loop(server.port, writers, SECONDS, request))
    require_all(exchanges)
    return per_second(exchanges, SECONDS, READINGS)


def _lines(writer: str) -> bytes:
    """100 hosts, each second by second, whose fields go up and down as a processor's do."""
    dice = random.Random(writer)
    levels = [[dice.uniform(0, 100) for _ in range(FIELDS)] for _ in range(HOSTS)]
    lines = []
    for step in range(STEPS):
        for host in range(HOSTS):
            levels[host] = [min(100, max(0, v + dice.gauss(0, 2))) for v in levels[host]]
            fields = ",".join(f"f{n}={v:.2f}" for n, v in enumerate(levels[host]))
            lines.append(
                b"cpu,host=%s-%d %s %s%02d" % (writer.encode(), host, fields.encode(), MARK, step)
            )
    return b"\n".join(lines)


def _naive(port: int, writers: int) -> list[float]:
    """The same in smaller requests, of which there would be too few otherwise. The bodies are
    the same each time: rows are only ever added."""
    first = int(time.time() - 86400) * 1_000_000
    bodies = [
        post_samples(
            (f"{writers}-{writer}-{host}-f{number}", first + step * 1_000_000, float(number))
            for step in range(STEPS // 10)
            for host in range(HOSTS)
            for number in range(FIELDS)
        )
        for writer in range(writers)
    ]
    exchanges = wait_for(
        closed_loop(port, writers, BASELINE_SECONDS, lambda writer: bodies[writer])
    )
    return per_second(exchanges, BASELINE_SECONDS, READINGS // 10)
