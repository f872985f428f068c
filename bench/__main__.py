"""`python -m bench`: run the measurements and print one table."""

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import httpx
import psutil
from playwright.sync_api import Error as BrowserError

from .measurement import Failed, Figure, Skipped, measurements
from .others import watch_others
from .table import table

# What a shell says of a program that Ctrl-C has ended.
STOPPED = 130
SHARED = (
    "{} cores, shared by server, browser and load generator. Other work on the machine took "
    "meanwhile, in cores: {}."
)
BROKEN = (Failed, BrowserError, httpx.HTTPError, subprocess.SubprocessError)


def main() -> int:
    chosen, full = _choose()
    signal.signal(signal.SIGTERM, _interrupt)
    results: list[tuple[str, Sequence[Figure]]] = []
    busy: list[str] = []
    status = 0
    try:
        for name in chosen:
            print(f"{name} …", file=sys.stderr, flush=True)
            others, begun = watch_others(), time.monotonic()
            try:
                results.append((name, _measure(name, full)))
            except Skipped as reason:
                print(f"  skipped: {reason}", file=sys.stderr, flush=True)
            except BROKEN as error:
                status = 1
                print(f"{name}: {error}", file=sys.stderr, flush=True)
            busy.append(f"{name} {others():.1f}")
            print(f"  {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        status = STOPPED
        print("Stopped; what was started has been ended.", file=sys.stderr)
    if results:
        print(table(results))
        print(f"\n{SHARED.format(psutil.cpu_count(), ', '.join(busy))}")
    return status


def _choose() -> tuple[list[str], bool]:
    """The names of the measurements, and whether they take all the data there can be."""
    about = "\n".join(f"  {name:18}{measurements[name].about}" for name in measurements.names())
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measures Livecurve beside a baseline and prints one table.",
        epilog=f"measurements:\n{about}\n\ndocs/performance.md explains each figure.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", metavar="NAMES", help="these measurements, separated by commas")
    parser.add_argument("--full", action="store_true", help="all of them, with all data: an hour")
    options = parser.parse_args()
    if options.only is None:
        every = [name for name in measurements.names() if options.full or not _is_slow(name)]
        return every, options.full
    names: list[str] = options.only.split(",")
    unknown = [name for name in names if name not in measurements]
    if unknown:
        parser.error(f"no measurement is named {', '.join(unknown)}")
    return names, options.full


def _is_slow(name: str) -> bool:
    return measurements[name].is_slow


def _measure(name: str, full: bool) -> list[Figure]:
    with tempfile.TemporaryDirectory(
        prefix="livecurve-bench-", ignore_cleanup_errors=True
    ) as folder:
        return list(measurements[name](full).run(Path(folder)))


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
