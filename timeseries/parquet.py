"""One Parquet file in the long shape, written while its readings are still being read.

polars pulls frames from a queue and pushes finished row groups out, in threads of its own: so
memory is bounded by a few pages and a row group, whatever the file's size. A reader that stops
taking bytes stops whoever puts pages in; only a thread waits for it.
"""

import queue
from collections import deque
from collections.abc import Iterator
from threading import Event, Thread
from typing import IO, cast

import polars as pl
from polars.io.plugins import register_io_source

from .batch import Times, Values

# Rows of a row group: 6 MiB of times and values.
ROW_GROUP = 262_144
PAGES = 4
WAIT_SECONDS = 1.0

# The key of the series, and the time in UTC: what pandas, polars and DuckDB read as it is.
SCHEMA = {"series": pl.String(), "time": pl.Datetime("us", "UTC"), "value": pl.Float64()}


class ParquetStream:
    """Pages of readings in, bytes of the file out. Each call but `close` may wait: it is for a
    thread. `close` ends the writing wherever it stands."""

    def __init__(self) -> None:
        self._pages: queue.Queue[pl.DataFrame | None] = queue.Queue(PAGES)
        self._written: deque[bytes] = deque()
        self._ended = Event()
        self._given_up = False
        self._failure: Exception | None = None
        self._thread = Thread(target=self._run, name="parquet", daemon=True)
        self._thread.start()

    def add(self, key: str, times: Times, values: Values) -> bytes:
        """Readings of a series; the bytes that have become ready. Raises what polars does."""
        self._put(long_frame(key, times, values))
        return self._ready()

    def finish(self) -> bytes:
        """The last bytes."""
        self._put(None)
        self._thread.join()
        return self._ready()

    def close(self) -> None:
        """Give up what is not finished; never waits."""
        self._given_up = True
        # Whoever waits for a page is woken: there is room, or there are pages to be taken.
        try:
            self._pages.put_nowait(None)
        except queue.Full:
            return

    def write(self, data: bytes) -> int:
        """Called by polars, with what is finished."""
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Called by polars; what is written is on its way."""

    def _put(self, page: pl.DataFrame | None) -> None:
        while not self._ended.is_set():
            try:
                self._pages.put(page, timeout=WAIT_SECONDS)
            except queue.Full:
                continue
            return

    def _ready(self) -> bytes:
        if self._failure:
            raise self._failure
        return b"".join(self._written.popleft() for _ in range(len(self._written)))

    def _run(self) -> None:
        try:
            source = register_io_source(lambda *asked: self._frames(), schema=SCHEMA)
            source.sink_parquet(cast(IO[bytes], self), row_group_size=ROW_GROUP)
        except Exception as error:
            self._failure = error
        finally:
            self._ended.set()

    def _frames(self) -> Iterator[pl.DataFrame]:
        while (page := self._pages.get()) is not None:
            if self._given_up:
                raise GivenUp
            yield page


def long_frame(key: str, times: Times, values: Values) -> pl.DataFrame:
    """A row a reading of a series, as `SCHEMA` says."""
    columns = [
        pl.repeat(key, len(times), dtype=pl.String, eager=True).alias("series"),
        pl.Series("time", times).cast(SCHEMA["time"]),
        pl.Series("value", values),
    ]
    return pl.DataFrame(columns)


class GivenUp(Exception):
    """Nobody takes the file any more."""
