"""Clients that write and read in threads while something happens to the server."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import httpx
import numpy as np

from tests.http.asking import Params
from tests.server import Server
from tests.soak.bodies import FORMATS
from tests.soak.ledger import Ledger
from tests.soak.lengths import SEED
from tests.soak.sources import Batch, batch_of, sources_of

# However long a server is told to be busy, in this time a write has to get through.
PATIENCE_SECONDS = 60
# Shorter than `Retry-After` asks for: the tests want the crowd.
PAUSE_SECONDS = 0.1
# After so many of the writes, one of their readings is asked for.
LOOKS = 0.1
AGGREGATES = ("m4", "mean", "min", "max", "sum", "count", "first", "last", "delta", "rate")


class WritingClient:
    """Sends one batch after the other, and keeps account of them."""

    def __init__(self, number: int, clients: int) -> None:
        self.number = number
        self.ledger = Ledger()
        self.retries = 0
        self._chance = np.random.default_rng([SEED, number])
        self._sources = sources_of(number, clients, self._chance)

    def batch(self) -> Batch:
        return batch_of(self._sources, self._chance)

    def write(self, server: Server, headers: dict[str, str], over: Event) -> None:
        """Until `over`; after that a lost connection is no fault, and the batch on its way is
        in the store or not."""
        with httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE_SECONDS) as http:
            while not over.is_set():
                try:
                    self.send(http, batch := self.batch())
                    if self._chance.random() < LOOKS:
                        self._look(http, batch)
                except httpx.TransportError:
                    if not over.is_set():
                        raise
                    return

    def send(self, http: httpx.Client, batch: Batch) -> httpx.Response:
        """Post a batch, again where the server is busy; the answer: 2xx, or 507 for a full disk."""
        entry = self.ledger.note(batch)
        answer = self._post(http, batch)
        if answer.status_code == 507:
            self.ledger.strike(entry)
            return answer
        assert answer.is_success, self._told(answer)
        entry.acknowledged = True
        return answer

    def _post(self, http: httpx.Client, batch: Batch) -> httpx.Response:
        body = FORMATS[int(self._chance.integers(len(FORMATS)))](batch)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = http.post(
                body.path, content=body.content, headers={"Content-Type": body.media}
            )
            if answer.status_code not in (429, 503):
                return answer
            assert "retry-after" in answer.headers, self._told(answer)
            assert time.monotonic() < deadline, self._told(answer)
            self.retries += 1
            time.sleep(PAUSE_SECONDS)

    def _look(self, http: httpx.Client, batch: Batch) -> None:
        """What is acknowledged is answered at once."""
        name, (times, values) = list(batch.items())[-1]
        time, value = int(times[-1]), float(values[-1])
        asked: Params = {"series": name, "start": time / 1000, "end": (time + 1) / 1000}
        answer = http.get("/api/query", params=asked)
        if answer.status_code != 503:
            assert answer.status_code == 200, self._told(answer)
            [found] = answer.json()["series"]
            assert found["points"] == [[time / 1000, value]], (
                f"{name} at {time} µs: expected {value!r}; {self._told(answer)}"
            )

    def _told(self, answer: httpx.Response) -> str:
        return f"client {self.number}, seed {SEED}: {answer.status_code} {answer.text[:500]}"


class ReadingClient:
    """Asks this and that of all series. Where the database may be `lost`, 503 is right, and an
    answer that had begun may end early."""

    def __init__(self, number: int, lost: bool = False) -> None:
        self._chance = np.random.default_rng([SEED, 1000 + number])
        self._lost = lost
        self.answers = 0

    def read(self, server: Server, over: Event) -> None:
        with httpx.Client(base_url=server.url, timeout=PATIENCE_SECONDS) as http:
            while not over.is_set():
                try:
                    self._ask(http)
                except httpx.RemoteProtocolError:
                    if not self._lost:
                        raise

    def _ask(self, http: httpx.Client) -> None:
        path, asked = self._question()
        answer = http.get(path, params=asked)
        told = f"seed {SEED}: {path} {asked}: {answer.status_code} {answer.text[:500]}"
        if self._lost and answer.status_code == 503:
            assert "retry-after" in answer.headers, told
            time.sleep(PAUSE_SECONDS)
            return
        assert answer.status_code == 200, told
        self.answers += 1
        if path == "/api/query":
            for series in answer.json()["series"]:
                times = [time for time, _ in series["points"]]
                assert times == sorted(times), told

    def _question(self) -> tuple[str, dict[str, Any]]:
        name = self._chance.choice(["shared", "walk_0", "bits_1", "live_*", "walk_*"])
        match int(self._chance.integers(10)):
            case 0:
                return "/api/series", {"search": "_1"}
            case 1:
                return "/api/export", {"series": "walk_0", "start": "now-30d", "end": "now-29d"}
        return "/api/query", {
            "series": name,
            "start": str(self._chance.choice(["1969-12-01", "now-31d", "now-7d", "now-5m"])),
            "end": "now+1d",
            "width": int(self._chance.choice([10, 300, 1200])),
            "agg": str(self._chance.choice(AGGREGATES)),
        }


@contextmanager
def at_work(*work: Callable[[Event], None]) -> Iterator[Event]:
    """Pieces of work in threads of their own beside the block. What they raise is raised at its
    end; the event tells them that it is over, and is set before the end where the block does so."""
    over = Event()

    def run(piece: Callable[[Event], None]) -> None:
        try:
            piece(over)
        except BaseException:
            over.set()
            raise

    with ThreadPoolExecutor(len(work)) as pool:
        running = [pool.submit(run, piece) for piece in work]
        try:
            yield over
        finally:
            over.set()
        for one in running:
            one.result()


def writing(
    clients: Sequence[WritingClient], servers: Sequence[Server], headers: dict[str, str]
) -> list[Callable[[Event], None]]:
    """The work of clients that write to one server each, in turn."""

    def work(client: WritingClient, server: Server) -> Callable[[Event], None]:
        return lambda over: client.write(server, headers, over)

    return [work(client, servers[place % len(servers)]) for place, client in enumerate(clients)]
