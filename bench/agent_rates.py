"""What a server takes of OTLP and remote write, by the clock and by its processor time."""

import itertools
import time
from collections.abc import Iterator, Mapping

import psutil

from .agents import AGENTS, SERIES
from .batches import NAIVE, naive_rates
from .closed_loop import Exchange, closed_loop, per_second, require_all
from .http import wait_for
from .livecurve import Livecurve
from .measurement import Figure

SECONDS = 5
LEAST = 150_000
# Readings of each series in a request: with a few the series count for more than readings.
STEPS = (10, 1)
# Agents that send side by side, each its own series.
SENDERS = (1, 4)

# By protocol, readings of each series, and agents: readings a second, second by second, and a
# second of processor time.
Rates = Mapping[tuple[str, int, int], tuple[list[float], float]]


def agent_rates(server: Livecurve) -> Rates:
    """All of them, one after another; the server is running."""
    begin = int(time.time()) - 86_400
    return {
        (name, steps, senders): _rates(server, name, steps, senders, begin)
        for name, steps, senders in itertools.product(AGENTS, STEPS, SENDERS)
    }


def _rates(
    server: Livecurve, name: str, steps: int, senders: int, begin: int
) -> tuple[list[float], float]:
    # Others' series each time: in those that are there the times would be late.
    numbers = [steps * 100 + senders * 10 + sender for sender in range(senders)]
    turns = [AGENTS[name](n, steps).requests(server.token, begin) for n in numbers]

    def send(seconds: int) -> list[Exchange]:
        return wait_for(
            closed_loop(server.port, senders, seconds, lambda sender: next(turns[sender]))
        )

    # To make a series takes as long as dozens of readings.
    send(0)
    used = processor_seconds(server.pid)
    exchanges = send(SECONDS)
    used = processor_seconds(server.pid) - used
    require_all(exchanges)
    # Also those that were sent before the time began.
    readings = SERIES * steps * (len(exchanges) + senders)
    return per_second(exchanges, SECONDS, SERIES * steps), readings / used


def processor_seconds(pid: int) -> float:
    """Of a server and all its processes since they began."""
    root = psutil.Process(pid)
    times = [one.cpu_times() for one in (root, *root.children(recursive=True))]
    return sum(float(one.user + one.system) for one in times)


def agent_figures(own: Rates, naive_port: int, what: str = "") -> Iterator[Figure]:
    """Beside plain Django, of which nobody expects to read these protocols."""
    naive = {count: naive_rates(naive_port, count) for count in SENDERS}
    for (name, steps, senders), (rates, of_processor) in own.items():
        of = f"{name}, 1,000 series × {steps}, {senders} agent{'s' if senders > 1 else ''}{what}"
        # What is promised is for requests that hold some.
        targets = {0.5: float(LEAST)} if steps == max(STEPS) else {}
        yield Figure(
            of,
            "readings/s",
            rates,
            NAIVE,
            naive[senders],
            higher_is_better=True,
            targets=targets,
        )
        yield Figure("  of processor time", "readings/CPU s", [of_processor], higher_is_better=True)
