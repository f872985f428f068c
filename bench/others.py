"""How busy the machine was with other work: figures from a busy machine are doubtful."""

import os
import time
from collections.abc import Callable

import psutil

# Inherits what a browser leaves behind, so that what it has waited for may be our own.
INIT = 1


def watch_others() -> Callable[[], float]:
    """Begin to watch; the answer tells how many cores others have taken since then. What this
    program starts has to have ended by then.

    Two estimates that are each too high at times, and the lower of them: what other processes
    have used says too much when one of them waited for a child that had run for long, and
    what the machine used beside us does when a process of ours had nobody who waited for it.
    """
    begun, before, beside = time.perf_counter(), _seconds_of_others(), _seconds_beside_us()

    def cores() -> float:
        now = _seconds_of_others()
        taken = sum(max(0.0, seconds - before.get(one, 0.0)) for one, seconds in now.items())
        least = max(0.0, min(taken, _seconds_beside_us() - beside))
        return least / (time.perf_counter() - begun)

    return cores


def _seconds_of_others() -> dict[tuple[int, float], float]:
    """The CPU time of each other process, with that of the children that it has waited for,
    by its number and when it began."""
    taken = {}
    for process in psutil.process_iter(["cpu_times", "create_time"]):
        times = process.info["cpu_times"]
        if times is not None and process.pid not in (os.getpid(), INIT):
            taken[process.pid, process.info["create_time"]] = sum(times[:4])
    return taken


def _seconds_beside_us() -> float:
    """The CPU time of the whole machine less ours and our children's."""
    every, own = psutil.cpu_times(), os.times()
    idle = every.idle + getattr(every, "iowait", 0.0) + getattr(every, "guest", 0.0)
    return sum(every) - idle - sum(own[:4])
