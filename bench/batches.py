"""Large requests in a closed loop: what one server after another takes of them in a second."""

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from .closed_loop import closed_loop, per_second, require_all
from .http import wait_for
from .livecurve import Livecurve
from .measurement import Figure
from .naive_server import naive_server, post_samples
from .peer import beside
from .usage import peak_memory

SECONDS = 5
BASELINE_SECONDS = 3
MOST_MEMORY = 300
MEMORY = "peak memory of the server"
# Bodies are made before what counts: a request's times differ in what stands for this alone.
MARK = b"@@@@@@@@"
STEPS_A_MARK = 100
# The naive application takes smaller requests, of which there would be too few otherwise.
NAIVE_READINGS = 5_000
NAIVE = "plain Django, JSON, 5,000 readings a request"

# The request of one writer whose times have MARK in them, by its name.
Prepare = Callable[[str], bytes]


def rates(port: int, prepare: Prepare, writers: int, readings: int, seconds: int) -> list[float]:
    """Readings a second, second by second, of `writers` whose requests have `readings` each.
    Raises Failed when one was refused."""
    bodies = [prepare(f"{writers}-{writer}") for writer in range(writers)]
    # A day back; each request of a writer goes on where its last one ended.
    begin = int(time.time() - 86400) // STEPS_A_MARK
    firsts = [itertools.count(begin) for _ in range(writers)]

    def request(writer: int) -> bytes:
        return bodies[writer].replace(MARK, b"%08d" % next(firsts[writer]))

    exchanges = wait_for(closed_loop(port, writers, seconds, request))
    require_all(exchanges)
    return per_second(exchanges, seconds, readings)


def naive_rates(port: int, writers: int) -> list[float]:
    """The same of the naive application. A writer's bodies are the same each time: rows are
    only ever added."""
    first = int(time.time() - 86400) * 1_000_000

    def samples(writer: str) -> Iterator[tuple[str, int, float]]:
        for number in range(NAIVE_READINGS):
            yield f"{writer}-{number % 1000}", first + number // 1000 * 1_000_000, number % 100

    def prepare(writer: str) -> bytes:
        return post_samples(samples(writer))

    return rates(port, prepare, writers, NAIVE_READINGS, BASELINE_SECONDS)


def ingest_figures(
    folder: Path,
    body: Callable[[str], bytes],
    readings: int,
    writers: Sequence[int],
    what: str,
    least: float,
) -> Iterator[Figure]:
    """Figures of line protocol in requests of so many readings, beside all baselines. `body`
    makes a writer's request, `least` is what the median has to reach."""
    body = cache(body)
    server = Livecurve(folder)
    with server.up("--no-demo"):
        own = _each(
            server.port, lambda name: server.write(body(name), "s"), writers, readings, SECONDS
        )
        memory = peak_memory(server.pid)
    with naive_server(folder) as port:
        naive = {count: naive_rates(port, count) for count in writers}
    others = beside(
        folder,
        lambda peer: (
            _each(
                peer.port,
                lambda name: peer.write(body(name), "s"),
                writers,
                readings,
                BASELINE_SECONDS,
            ),
            peak_memory(peer.pid),
        ),
    )
    for count in writers:
        yield Figure(
            f"{count} writer{'s' if count > 1 else ''}, {what}",
            "readings/s",
            own[count],
            NAIVE,
            naive[count],
            higher_is_better=True,
            peers={name: by_count[count] for name, (by_count, _) in others.items()},
            targets={0.5: least},
        )
    yield from memory_figure(memory, {name: most for name, (_, most) in others.items()})


def memory_figure(own: list[float], others: dict[str, list[float]]) -> Iterator[Figure]:
    """Where the system tells."""
    if own:
        yield Figure(MEMORY, "MiB", own, peers=others, at_most=MOST_MEMORY)


def _each(
    port: int, prepare: Prepare, writers: Sequence[int], readings: int, seconds: int
) -> dict[int, list[float]]:
    return {count: rates(port, prepare, count, readings, seconds) for count in writers}
