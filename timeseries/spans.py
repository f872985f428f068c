"""Blocks of many series at once: where they lie, what they hold, and taking them away.

A statement costs as much as several blocks. Every function takes the alias to use.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connections

from .blocks import Extent, Packed
from .models import FULL_BLOCK

# A series, and the first and the last start (µs) of blocks, both included.
Span = tuple[int, int, int]
# Spans in one statement.
MOST = 500


def small(series: Sequence[int], using: str) -> dict[int, list[Extent]]:
    """The blocks of each series that may still be joined with others, ascending."""
    if not series:
        return {}
    among = ", ".join(map(str, series))
    found: dict[int, list[Extent]] = {}
    for pk, *extent in _rows(
        'SELECT series_id, start, "end", count FROM timeseries_block'
        f" WHERE count < {FULL_BLOCK} AND series_id IN ({among}) ORDER BY series_id, start",
        using,
    ):
        found.setdefault(pk, []).append(Extent(*extent))
    return found


def extents(spans: Sequence[Span], using: str) -> dict[int, list[Extent]]:
    """The blocks that begin in the spans by series, ascending."""
    found: dict[int, list[Extent]] = {}
    for pk, *extent in _within('start, "end", count', spans, using):
        found.setdefault(pk, []).append(Extent(*extent))
    return found


def packed(spans: Sequence[Span], using: str) -> list[list[Packed]]:
    """What begins in each span, ascending."""
    found: list[list[Packed]] = [[] for _ in spans]
    places = {span[:2]: place for place, span in enumerate(spans)}
    columns = 'low, start, "end", count, times, "values"'
    for pk, low, start, end, count, times, values in _within(columns, spans, using):
        block = Packed(pk, start, end, count, bytes(times), bytes(values))
        found[places[pk, low]].append(block)
    return found


def remove(starts: Sequence[tuple[int, int]], using: str) -> None:
    """Remove blocks, each named by its series and its start."""
    with connections[using].cursor() as cursor:
        cursor.executemany(
            "DELETE FROM timeseries_block WHERE series_id = %s AND start = %s", starts
        )


def _within(columns: str, spans: Sequence[Span], using: str) -> Iterator[Any]:
    for first in range(0, len(spans), MOST):
        among = ", ".join(map(str, spans[first : first + MOST]))
        yield from _rows(
            f"WITH span (series, low, high) AS (VALUES {among})"
            f" SELECT series, {columns} FROM span CROSS JOIN timeseries_block"
            " WHERE series_id = series AND start >= low AND start <= high"
            " ORDER BY series, start",
            using,
        )


def _rows(sql: str, using: str) -> list[Any]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql)
        rows: list[Any] = cursor.fetchall()
        return rows
