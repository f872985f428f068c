"""Batches as agents send them: 5,000 lines with 10 fields each."""

import random
from collections.abc import Iterator
from pathlib import Path

from ..batches import MARK, ingest_figures
from ..measurement import Figure, Measurement, measurements

WRITERS = (1, 4)
HOSTS, STEPS, FIELDS = 100, 50, 10
LINES = HOSTS * STEPS
LEAST = 1_000_000


@measurements.register("ingest")
class Ingest(Measurement):
    about = "5,000 lines of 10 fields a request, from 1 and 4 writers"

    def run(self, folder: Path) -> Iterator[Figure]:
        what = "5,000 lines × 10 fields"
        yield from ingest_figures(folder, lines, LINES * FIELDS, WRITERS, what, LEAST)


def lines(writer: str) -> bytes:
    """100 hosts, each second by second, whose fields go up and down as a processor's do."""
    dice = random.Random(writer)
    levels = [[dice.uniform(0, 100) for _ in range(FIELDS)] for _ in range(HOSTS)]
    found = []
    for step in range(STEPS):
        for host in range(HOSTS):
            levels[host] = [min(100, max(0, v + dice.gauss(0, 2))) for v in levels[host]]
            fields = ",".join(f"f{n}={v:.2f}" for n, v in enumerate(levels[host]))
            found.append(
                b"cpu,host=%s-%d %s %s%02d" % (writer.encode(), host, fields.encode(), MARK, step)
            )
    return b"\n".join(found)
