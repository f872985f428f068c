"""What a reading takes on the disk once everything has been packed, rollups included."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ..asking import write_all
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..naive_server import DATABASE, fill_samples, naive_server
from ..peer import Peer, beside
from ..series import DAY, FIELDS, processor_lines, sensor, sensor_lines
from ..usage import wait_for_rest

SENSOR, ALL_SENSOR = 500_000, 10_000_000
# A reading of each host every 10 s: a day of them in the long form.
HOSTS, STEPS, ALL_STEPS = 100, 1_000, 8_640
MOST_SENSOR, MOST_PROCESSOR = 1.5, 2
NAIVE_ROWS = 100_000

Bodies = Callable[[], Iterator[bytes]]


@measurements.register("space")
class Space(Measurement):
    about = "bytes a reading on the disk, at rest"

    def run(self, folder: Path) -> Iterator[Figure]:
        readings = ALL_SENSOR if self.full else SENSOR
        steps = ALL_STEPS if self.full else STEPS
        today = int(time.time()) // DAY * DAY
        values = sensor(readings)
        yield _figure(
            folder / "sensor",
            f"a sensor once a second, {readings:,} readings",
            lambda: sensor_lines(values, today - readings),
            readings,
            MOST_SENSOR,
        )
        readings = HOSTS * steps * len(FIELDS)
        yield _figure(
            folder / "processors",
            f"processors of 100 hosts every 10 s, {readings:,} readings",
            lambda: processor_lines(HOSTS, steps, today - 10 * steps),
            readings,
            MOST_PROCESSOR,
        )


def _figure(folder: Path, what: str, bodies: Bodies, readings: int, most: float) -> Figure:
    folder.mkdir()
    own = _livecurve(folder, bodies) / readings
    others = beside(folder, lambda peer: [_peer(peer, bodies) / readings])
    return Figure(
        what,
        "B/reading",
        [own],
        "plain Django, a row a reading",
        [_naive(folder)],
        peers=others,
        at_most=most,
    )


def _livecurve(folder: Path, bodies: Bodies) -> int:
    """Bytes by which the database has grown."""
    server = Livecurve(folder, MACHINE_READINGS="off")
    with server.up("--no-demo"):
        # Made now: it takes room too.
        server.write(b"")
    empty = _database(folder)
    with server.up("--no-demo"):
        write_all(server.port, (server.write(body, "s") for body in bodies()))
        wait_for_rest(server.pid)
    # What nobody has written to for ten minutes is packed to the end: a server that begins
    # takes all that is there for such.
    with server.up("--no-demo"):
        wait_for_rest(server.pid)
    return _database(folder) - empty


def _database(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("livecurve.sqlite3*"))


def _peer(peer: Peer, bodies: Bodies) -> int:
    empty = peer.size()
    write_all(peer.port, (peer.write(body, "s") for body in bodies()))
    peer.settle()
    return peer.size() - empty


def _naive(folder: Path) -> float:
    """Bytes a row of one device."""
    with naive_server(folder):
        empty = (folder / DATABASE).stat().st_size
        fill_samples(folder, "s1", 0, sensor(NAIVE_ROWS).tolist())
        return ((folder / DATABASE).stat().st_size - empty) / NAIVE_ROWS
