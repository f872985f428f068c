"""What a process used of the machine, and what its files take."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from .measurement import Failed

MEBIBYTE = 2**20
# At rest: looks now and then, but no work, for longer than new readings lie before a look.
CALM_SHARE, CALM_SECONDS = 0.02, 35.0


def peak_memory(pid: int) -> list[float]:
    """The most memory that a process has ever had, in MiB, files that it maps included: one
    number, or none where the system does not keep it (Linux does, as VmHWM)."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        # A process that has ended and that nobody has waited for has no such line.
        return [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")]
    return []


def resident_memory(pid: int) -> float:
    """The memory that a process has now, in MiB."""
    return float(psutil.Process(pid).memory_info().rss) / MEBIBYTE


def cpu_seconds(pid: int) -> float:
    """Processor time of a process since it began."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def size_of(folder: Path, *without: str) -> int:
    """Bytes of all files in a folder but those in the folders named `without`."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sum(
        path.stat().st_size
        for path in files
        if not set(path.relative_to(folder).parts[:-1]) & set(without)
    )


def wait_for_rest(pid: int, seconds: float = 120) -> None:
    """Until a process has nothing left to do. Raises Failed after `seconds`."""
    ends, before = time.monotonic() + seconds, cpu_seconds(pid)
    while time.monotonic() < ends:
        time.sleep(CALM_SECONDS)
        after = cpu_seconds(pid)
        if after - before < CALM_SHARE * CALM_SECONDS:
            return
        before = after
    raise Failed(f"The server was still at work {seconds:.0f} s after the last request.")


def wait_until_same(measure: Callable[[], int], seconds: float = 60) -> int:
    """What `measure` gives once it has given the same for three seconds. Raises Failed."""
    ends, before, same = time.monotonic() + seconds, measure(), 0
    while same < 3:
        if time.monotonic() > ends:
            raise Failed(f"The files were still changing after {seconds:.0f} s.")
        time.sleep(1)
        after = measure()
        same = same + 1 if after == before else 0
        before = after
    return before
