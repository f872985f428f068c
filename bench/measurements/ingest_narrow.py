"""Batches whose lines have one field each, and the same readings as JSON."""

import random
from collections.abc import Iterator
from pathlib import Path

import orjson

from ..batches import MARK, SECONDS, ingest_figures, naive_rates, rates
from ..http import request_bytes
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..naive_server import naive_server
from .ingest import WRITERS

HOSTS, STEPS = 100, 50
LINES = HOSTS * STEPS
LEAST = 400_000


@measurements.register("ingest-narrow")
class IngestNarrow(Measurement):
    about = "5,000 lines of one field a request, and 5,000 readings as JSON"
    is_slow = True

    def run(self, folder: Path) -> Iterator[Figure]:
        what = "5,000 lines × 1 field"
        yield from ingest_figures(folder, lines, LINES, WRITERS, what, LEAST)
        server = Livecurve(folder)
        with server.up("--no-demo"):
            own = rates(server.port, lambda name: _request(server, name), 1, LINES, SECONDS)
        with naive_server(folder) as port:
            naive = naive_rates(port, 1)
        yield Figure(
            "1 writer, JSON, 5,000 readings a request",
            "readings/s",
            own,
            "plain Django",
            naive,
            higher_is_better=True,
            targets={0.5: LEAST},
        )


def lines(writer: str) -> bytes:
    """100 sensors, each second by second."""
    dice = random.Random(writer)
    return b"\n".join(
        b"temperature,sensor=%s-%d value=%.2f %s%02d"
        % (writer.encode(), sensor, dice.gauss(20, 3), MARK, step)
        for step in range(STEPS)
        for sensor in range(HOSTS)
    )


def as_json(writer: str) -> bytes:
    """The same as JSON, a list of points for each sensor; MARK in the times."""
    dice = random.Random(writer)
    # A time cannot be a mark for orjson: a number that stands nowhere else takes its place.
    stand_in = 7_777_777_700_000
    readings = [
        {
            "series": "temperature",
            "tags": {"sensor": f"json-{writer}-{sensor}"},
            "points": [
                [stand_in + 1000 * step, round(dice.gauss(20, 3), 2)] for step in range(STEPS)
            ],
        }
        for sensor in range(HOSTS)
    ]
    return orjson.dumps({"readings": readings}).replace(b"77777777", MARK)


def _request(server: Livecurve, writer: str) -> bytes:
    headers = {"Authorization": f"Token {server.token}", "Content-Type": "application/json"}
    return request_bytes("POST", "/api/readings", headers, as_json(writer))
