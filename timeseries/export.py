"""All raw readings of a range, streamed page by page: memory does not grow with the range.

Each page is read in a snapshot of its own, so that a slow download pins nothing.
"""

import asyncio
import csv
import io
import logging
from collections.abc import AsyncIterator, Sequence
from functools import partial

import numpy as np
import orjson

from .batch import Times, Values
from .catalog import resolve
from .errors import LivecurveError, TooManySeries
from .intervals import interval_of
from .models import Series
from .query import MOST_SERIES
from .states import State, read_states
from .store import get_store, snapshot
from .threads import readers
from .timerange import TimeRange, to_iso, to_milliseconds

log = logging.getLogger(__name__)

PAGE = 20_000
# Parts of a body that stand before its first readings.
HEADS = {"csv": 1, "json": 2, "parquet": 0, "arrow": 0}
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.stream",
}


async def export(
    texts: Sequence[str], timerange: TimeRange, form: str
) -> tuple[str, AsyncIterator[bytes]]:
    """The media type and the body of an export in `FORMATS`.

    Raises NotFound, BadSelector or TooManySeries before the first byte, and DamagedBlock where
    one of the first page is damaged. Where a later one is, the body ends there in the middle.
    """
    series = await readers.run(_find, texts)
    write = {"csv": _csv, "json": _json}.get(form) or partial(_long, form=form)
    body = _cut_loudly(write(series, timerange))
    begun = [part async for part in _first(body, HEADS[form] + 1)]
    return FORMATS[form], _chained(begun, body)


async def _cut_loudly(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What cannot be read is never left out in silence: the client's transfer breaks off, and
    the log says at what."""
    try:
        async for part in body:
            yield part
    except LivecurveError as error:
        log.error("An export ends early: %s", error)
        raise


async def _first(body: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    for _ in range(most):
        try:
            yield await anext(body)
        except StopAsyncIteration:
            return


async def _chained(begun: list[bytes], body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    for part in begun:
        yield part
    async for part in body:
        yield part


def _find(texts: Sequence[str]) -> list[Series]:
    with snapshot() as using:
        found = {series.pk: series for text in texts for series in resolve(text, using)}
    if len(found) > MOST_SERIES:
        raise TooManySeries(f"One export takes at most {MOST_SERIES} series: ask for fewer.")
    return list(found.values())


async def _csv(series: list[Series], timerange: TimeRange) -> AsyncIterator[bytes]:
    """A `time` column (ISO 8601) and one column a series, as `POST /api/readings` takes it."""
    yield _csv_lines([["time", *(one.key for one in series)]])
    start, share = timerange.start, max(1, PAGE // max(1, len(series)))
    while start < timerange.end:
        end, page = await readers.run(
            _page, [one.pk for one in series], start, timerange.end, share
        )
        if page:
            yield _csv_lines(_wide_rows(page))
        start = end


def _page(
    ids: list[int], start: int, end: int, share: int
) -> tuple[int, list[tuple[Times, Values]]]:
    """Readings of all series from `start` up to where the page ends, which is returned with
    them: no series has more than `share` of them."""
    store = get_store()
    with snapshot() as using:
        page = [store.first_columns(pk, start, end, share + 1, using) for pk in ids]
    # A series with more than its share ends the page at its first reading too many.
    end = min([end, *(int(times[share]) for times, _ in page if len(times) > share)])
    cut = [(times[times < end], values[: np.searchsorted(times, end)]) for times, values in page]
    return end, cut if any(len(times) for times, _ in cut) else []


def _wide_rows(page: list[tuple[Times, Values]]) -> list[list[str]]:
    times = np.unique(np.concatenate([times for times, _ in page]))
    rows = [[to_iso(time)] + [""] * len(page) for time in times.tolist()]
    for column, (own, values) in enumerate(page, start=1):
        places = np.searchsorted(times, own).tolist()
        for place, value in zip(places, values.tolist(), strict=True):
            rows[place][column] = repr(value)
    return rows


def _csv_lines(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


async def _json(series: list[Series], timerange: TimeRange) -> AsyncIterator[bytes]:
    """The shape of `/api/query` at resolution 0, without gap points."""
    head = {"start": to_milliseconds(timerange.start), "end": to_milliseconds(timerange.end)}
    yield orjson.dumps(head)[:-1] + b',"series":['
    for place, one in enumerate(series):
        yield (b"," if place else b"") + await readers.run(_series_head, one)
        count, start = 0, timerange.start
        while start < timerange.end:
            start, page = await readers.run(_page, [one.pk], start, timerange.end, PAGE)
            for times, values in page:
                yield _json_points(times, values, first=count == 0)
                count += len(times)
        yield b'],"count":%d}' % count
    yield b"]}"


async def _long(series: list[Series], timerange: TimeRange, form: str) -> AsyncIterator[bytes]:
    """A row a reading, with the key of its series: series by series, each by time."""
    # polars takes longer to load than all else together, and few ever export with it.
    from . import arrow, parquet

    stream = arrow.ArrowStream() if form == "arrow" else parquet.ParquetStream()
    try:
        for one in series:
            start = timerange.start
            while start < timerange.end:
                start, page = await readers.run(_page, [one.pk], start, timerange.end, PAGE)
                for times, values in page:
                    if ready := await asyncio.to_thread(stream.add, one.key, times, values):
                        yield ready
        yield await asyncio.to_thread(stream.finish)
    finally:
        stream.close()


def _series_head(series: Series) -> bytes:
    with snapshot() as using:
        state = read_states([series.pk], using).get(series.pk, State(series.pk))
        interval = interval_of(get_store(), state, using)
    head = {
        "id": series.pk,
        "name": series.name,
        "tags": series.tags,
        "unit": series.unit,
        "key": series.key,
        "interval": None if interval is None else to_milliseconds(interval),
        "resolution": 0,
    }
    return orjson.dumps(head)[:-1] + b',"points":['


def _json_points(times: Times, values: Values, first: bool) -> bytes:
    points = [
        [to_milliseconds(time), value]
        for time, value in zip(times.tolist(), values.tolist(), strict=True)
    ]
    return (b"" if first else b",") + orjson.dumps(points)[1:-1]
