"""How busy the machine was with other work: figures from a busy machine are doubtful."""

import os
import time
from collections.abc import Callable

import psutil

# Inherits what a browser leaves behind, so that what it has waited for may be our own.
INIT = 1


def watch_others() -> Callable[[], float]:
    """Begin to watch; the answer tells how many cores others have taken since then. What this
    program starts has to have ended by then."""
    begun, before = time.perf_counter(), _seconds()

    def cores() -> float:
        now = _seconds()
        taken = sum(max(0.0, seconds - before.get(one, 0.0)) for one, seconds in now.items())
        return taken / (time.perf_counter() - begun)

    return cores


def _seconds() -> dict[tuple[int, float], float]:
    """The CPU time of each other process, with that of the children that it has waited for,
    by its number and when it began."""
    taken = {}
    for process in psutil.process_iter(["cpu_times", "create_time"]):
        times = process.info["cpu_times"]
        if times is not None and process.pid not in (os.getpid(), INIT):
            taken[process.pid, process.info["create_time"]] = sum(times[:4])
    return taken
