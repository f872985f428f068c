"""A settled range is read while the server moves it about in its store: nobody may notice."""

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

import httpx
import numpy as np
import pytest

from tests.server import Server
from tests.soak.clients import (
    AGGREGATES,
    PATIENCE_SECONDS,
    WritingClient,
    at_work,
    writing,
)
from tests.soak.lengths import LENGTHS, SEED, say
from tests.soak.servers import soaked, write_headers
from tests.soak.sources import SECOND, Batch, Times, Values
from tests.soak.whole import assert_clean, assert_whole

SERIES = ("settled_a", "settled_b")
COUNT = LENGTHS.settled_readings
LARGEST_PIECE = 200
# From the newest readings a server learns their usual distance: they come first.
NEWEST = 400
# Readings before and after the range that is asked for: a step has to begin somewhere.
MARGIN = 500

Question = tuple[str, dict[str, str]]


class Settled:
    """Readings a second apart, with gaps; what is asked of them; and pieces of them to send."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng([SEED, 7])
        start = (time.time_ns() // 1000 // SECOND - 3 * COUNT) * SECOND
        seconds = np.arange(COUNT) + 60 * (np.arange(COUNT) // (COUNT // 4))
        self.times: Times = start + seconds * SECOND
        # In sixteenths: whichever way they are added up, the sum is exact.
        drawn = self._chance.integers(-3, 4, (len(SERIES), COUNT)).cumsum(axis=1) / 16
        self.values: dict[str, Values] = dict(zip(SERIES, drawn, strict=True))
        # Where readings of the same series may be written without changing an answer.
        self._before, self._after = int(self.times[0]), int(self.times[-1])

    def in_pieces(self) -> Iterator[Batch]:
        """All of it: the newest at once, the others in small pieces, late and in no order."""
        yield self._piece(np.arange(COUNT - NEWEST, COUNT))
        bounds = self._chance.integers(1, LARGEST_PIECE, COUNT).cumsum()
        pieces = np.split(np.arange(COUNT - NEWEST), bounds[bounds < COUNT - NEWEST])
        for number in self._chance.permutation(len(pieces)):
            yield self._piece(self._chance.permutation(pieces[number]))

    def again(self) -> Batch:
        """A piece of it with the values that it has."""
        begin = int(self._chance.integers(COUNT - LARGEST_PIECE))
        size = int(self._chance.integers(1, LARGEST_PIECE))
        return self._piece(self._chance.permutation(np.arange(begin, begin + size)))

    def around(self) -> Batch:
        """Readings of the same series before and after, a second apart as well."""
        count = int(self._chance.integers(1, LARGEST_PIECE))
        steps = np.arange(1, count + 1) * SECOND
        times = np.concatenate([self._before - steps, self._after + steps])
        self._before, self._after = int(times[count - 1]), int(times[-1])
        return dict.fromkeys(SERIES, (times, times / SECOND))

    def _piece(self, places: Times) -> Batch:
        return {name: (self.times[places], self.values[name][places]) for name in SERIES}

    def questions(self) -> list[Question]:
        asked = {
            "series": "settled_*",
            "start": str(self.times[MARGIN] // 1000),
            "end": str(self.times[-MARGIN] // 1000),
        }
        columns = [("m4", {"width": str(width)}) for width in (1, 50, 300, 1200, 10_000)]
        columns += [(agg, {"width": "100"}) for agg in AGGREGATES]
        columns += [(agg, {"step": "1m"}) for agg in ("mean", "count", "rate")]
        return [
            *(("/api/query", asked | more | {"agg": agg}) for agg, more in columns),
            ("/api/export", asked | {"format": "csv"}),
            ("/api/export", asked | {"format": "json"}),
        ]


def ask(http: httpx.Client, question: Question) -> bytes:
    """The body of an answer, without what moves on with every commit."""
    path, asked = question
    answer = http.get(path, params=asked)
    assert answer.status_code == 200, f"{path} {asked}: {answer.text}"
    return re.sub(rb'"cursor":"[^"]*",?', b"", answer.content)


def keep_asking(server: Server, expected: Sequence[tuple[Question, bytes]], over: Event) -> int:
    """Ask all questions over and over; how often. The same bytes have to come each time."""
    rounds = 0
    with httpx.Client(base_url=server.url, timeout=PATIENCE_SECONDS) as http:
        while not over.is_set():
            rounds += 1
            for question, before in expected:
                now = ask(http, question)
                assert now == before, difference(question, before, now)
    return rounds


def difference(question: Question, before: bytes, now: bytes) -> str:
    pairs = enumerate(zip(before, now, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(before), len(now)))
    around = slice(max(0, at - 100), at + 100)
    return (
        f"seed {SEED}: {question} changed at byte {at}:\n"
        f"expected {before[around]!r}\ngot      {now[around]!r}"
    )


@pytest.mark.database
def test_a_settled_range_is_answered_alike_while_its_readings_are_moved(data_dir: Path) -> None:
    settled, rounds = Settled(), []
    author, others = WritingClient(2, 3), [WritingClient(number, 3) for number in range(2)]
    with soaked(data_dir) as server, httpx.Client(base_url=server.url, timeout=60) as http:
        http.headers.update(headers := write_headers(server))
        for piece in settled.in_pieces():
            author.send(http, piece)
        expected = [(question, ask(http, question)) for question in settled.questions()]
        assert expected[0][1].count(b'"interval":1000,') == len(SERIES)
        # A server looks for work of that kind when it starts, and else takes its time.
        server.stop()
        server.start()

        def write(over: Event) -> None:
            while not over.is_set():
                author.send(http, settled.again())
                author.send(http, settled.around())

        def read(over: Event) -> None:
            rounds.append(keep_asking(server, expected, over))

        with at_work(write, read, read, *writing(others, [server], headers)) as over:
            over.wait(LENGTHS.beside)
        say(f"beside the packer: {sum(rounds)} rounds of {len(expected)} questions")
        assert_whole(server, author, *others)
        server.stop()
        assert_clean(server)
