"""A large CSV file into the database by `manage.py importreadings`."""

import csv
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ..livecurve import ROOT, Livecurve
from ..measurement import Figure, Measurement, Skipped, measurements
from ..naive_server import fill_samples, naive_server
from ..processes import running
from ..series import DAY, sensor
from ..usage import peak_memory

ROWS, ALL_ROWS = 3_000_000, 31_500_000
NAIVE_ROWS = 300_000
RUNS = 3
LEAST, MOST_MEMORY = 2_000_000, 400
COMMAND = ROOT / "timeseries/management/commands/importreadings.py"


@measurements.register("import")
class Import(Measurement):
    about = "a CSV of millions of rows by manage.py importreadings"

    def run(self, folder: Path) -> Iterator[Figure]:
        if not COMMAND.exists():
            raise Skipped("there is no manage.py importreadings.")
        rows = ALL_ROWS if self.full else ROWS
        file = folder / "sensor.csv"
        first = int(time.time()) // DAY * DAY - rows
        write_csv(file, rows, first)
        runs = [_import(folder / f"{run}", file, rows) for run in range(1 if self.full else RUNS)]
        yield Figure(
            f"CSV of {rows:,} rows, a series",
            "rows/s",
            [rate for rate, _ in runs],
            "csv and executemany into plain Django's table",
            [_naive(folder, file, first)],
            higher_is_better=True,
            targets={0.5: LEAST},
        )
        memory = [most for _, found in runs for most in found]
        if memory:
            yield Figure("peak memory of the import", "MiB", memory, at_most=MOST_MEMORY)


def write_csv(file: Path, rows: int, first: int) -> None:
    """`time,sensor`: ms since 1970, and two decimals."""
    values = sensor(rows)
    with file.open("w") as out:
        out.write("time,sensor\n")
        for low in range(0, rows, 100_000):
            part = enumerate(values[low : low + 100_000].tolist(), first + low)
            out.write("".join([f"{second}000,{value:.2f}\n" for second, value in part]))


def _import(folder: Path, file: Path, rows: int) -> tuple[float, list[float]]:
    """Rows a second, the start of Python and Django included, and MiB."""
    folder.mkdir()
    server = Livecurve(folder)
    server.manage("migrate", "--verbosity=0")
    command = [sys.executable, "manage.py", "importreadings", str(file)]
    memory: list[float] = []
    begun = time.perf_counter()
    with running(command, server.log, ROOT, server.environment) as process:
        while process.poll() is None:
            # Of a process that has ended nothing is left to read.
            memory = peak_memory(process.pid) or memory
            time.sleep(0.02)
        took = time.perf_counter() - begun
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return rows / took, memory


def _naive(folder: Path, file: Path, first: int) -> float:
    """Rows a second of the first of them."""
    with naive_server(folder):
        begun = time.perf_counter()
        with file.open() as lines:
            rows = csv.reader(lines)
            next(rows)
            values = [float(value) for _, (_, value) in zip(range(NAIVE_ROWS), rows, strict=False)]
        fill_samples(folder, "sensor", first, values)
        return NAIVE_ROWS / (time.perf_counter() - begun)
