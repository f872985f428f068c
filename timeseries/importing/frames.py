"""Frames of a wide or a long table to columns of readings: at once, or row by row."""

import math

import numpy as np
import polars as pl

from ..batch import Times, Values
from .format import Chunk, Column, Gathering, Options
from .layout import Layout, key_of
from .stamps import micros_of_cell

_NOT_FINITE = "the value is NaN, infinite, or beyond what a double holds; leave such values out"


def wide_columns(frame: pl.DataFrame, layout: Layout, times: Times) -> Chunk | None:
    """The readings of rows with these times; None when a value is refused."""
    chunk = Chunk()
    for column, key in layout.keys.items():
        filled, numbers = _numbers(frame.to_series(column))
        if numbers is None:
            return None
        if len(numbers):
            own = times if filled is None else times[filled.to_numpy()]
            chunk.columns.append(Column(key, own, numbers))
    for column in layout.refused:
        chunk.rejected_count += frame.to_series(column).count()
    return chunk


def long_columns(frame: pl.DataFrame, layout: Layout, times: Times) -> Chunk | None:
    """The same of a long table; None also when the name of a series is refused."""
    names = frame.to_series(layout.series).cast(pl.String)
    filled, numbers = _numbers(frame.to_series(layout.value))
    if numbers is None:
        return None
    if filled is not None:
        times, names = times[filled.to_numpy()], names.filter(filled)
    distinct = names.unique(maintain_order=True)
    try:
        keys = [key_of(name or "") for name in distinct]
    except ValueError:
        return None
    if len(keys) < 2:
        return Chunk([Column(key, times, numbers) for key in keys])
    places = names.replace_strict(distinct, range(len(keys)), return_dtype=pl.UInt32).to_numpy()
    order = np.argsort(places, kind="stable")
    ends = np.cumsum(np.bincount(places))[:-1]
    parts = zip(np.split(times[order], ends), np.split(numbers[order], ends), strict=True)
    return Chunk([Column(key, *part) for key, part in zip(keys, parts, strict=True)])


def _numbers(values: pl.Series) -> tuple[pl.Series | None, Values | None]:
    """Which values are there (None: all), and those; None when one of them is not finite."""
    filled = None
    if values.null_count():
        filled, values = values.is_not_null(), values.drop_nulls()
    numbers = values.cast(pl.Float64).to_numpy()
    return filled, numbers if np.isfinite(numbers).all() else None


def read_rows(frame: pl.DataFrame, first: int, layout: Layout, options: Options) -> Chunk:
    """Readings row by row, numbered from `first`, and what is refused of them."""
    gathering = Gathering()
    stamps = frame.to_series(layout.time)
    for place in range(len(frame)):
        cells = frame.row(place)
        columns = [column for column in layout.values if cells[column] is not None]
        try:
            time = micros_of_cell(stamps, place, options)
        except ValueError as error:
            gathering.reject(f"row {first + place}", str(error), len(columns))
            continue
        for column in columns:
            try:
                key = layout.key(column, cells)
                gathering.add(key, time, _finite(cells[column]))
            except ValueError as error:
                gathering.reject(f"row {first + place}, column {layout.names[column]}", str(error))
    return gathering.finish()


def _finite(value: float) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(_NOT_FINITE)
    return number
