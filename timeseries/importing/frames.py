"""Frames of a wide or a long table to columns of readings: at once, or row by row."""

import math
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..batch import Times, Values
from ..ingest.numbers import cell_number
from ..series_key import SeriesKey
from .format import Chunk, Column, Gathering, Options
from .layout import SEPARATOR, Layout
from .stamps import micros_of_cell
from .texts import cells, states

Places = NDArray[np.unsignedinteger[Any]]

_NOT_FINITE = "the value is NaN, infinite, or beyond what a double holds; leave such values out"


def wide_columns(frame: pl.DataFrame, layout: Layout, times: Times) -> Chunk | None:
    """The readings of rows with these times; None when a value is refused."""
    chunk = Chunk()
    for column, key in layout.keys.items():
        found = cells(frame.to_series(column))
        filled, numbers = (None, None) if found is None else _numbers(found.numbers)
        if found is None or numbers is None:
            return None
        if len(numbers):
            own = times if filled is None else times[filled.to_numpy()]
            chunk.columns.append(Column(key, own, numbers))
        if len(numbers) and (found.are_numbers is None or found.are_numbers.any()):
            layout.numeric.add(key)
        if found.texts is not None:
            if key in layout.numeric:
                return None
            there = found.texts.is_not_null()
            own, texts = times[there.to_numpy()], found.texts.filter(there)
            chunk.states.append(states([key], np.zeros(len(own)), own, texts))
    for column in layout.refused:
        chunk.rejected_count += frame.to_series(column).count()
    return chunk


def long_columns(frame: pl.DataFrame, layout: Layout, times: Times) -> Chunk | None:
    """The same of a long table; None also when the name of a series is refused."""
    names, found = _names(frame, layout), cells(frame.to_series(layout.value))
    filled, numbers = (None, None) if found is None else _numbers(found.numbers)
    if found is None or numbers is None:
        return None
    try:
        if filled is None:
            chunk = Chunk(_long_numbers(names, layout, times, numbers))
        else:
            own = times[filled.to_numpy()]
            chunk = Chunk(_long_numbers(names.filter(filled), layout, own, numbers))
        if found.are_numbers is None:
            layout.numeric.update(column.key for column in chunk.columns)
        else:
            layout.numeric.update(_placed(names.filter(found.are_numbers), layout)[0])
        if found.texts is not None:
            there = found.texts.is_not_null()
            keys, places = _placed(names.filter(there), layout)
            if not layout.numeric.isdisjoint(keys):
                return None
            own = times[there.to_numpy()]
            chunk.states.append(states(keys, places, own, found.texts.filter(there)))
    except ValueError:
        return None
    return chunk


def _long_numbers(names: pl.Series, layout: Layout, times: Times, numbers: Values) -> list[Column]:
    keys, places = _placed(names, layout)
    if len(keys) < 2:
        return [Column(key, times, numbers) for key in keys]
    order = np.argsort(places, kind="stable")
    ends = np.cumsum(np.bincount(places))[:-1]
    parts = zip(np.split(times[order], ends), np.split(numbers[order], ends), strict=True)
    return [Column(key, *part) for key, part in zip(keys, parts, strict=True)]


def _placed(names: pl.Series, layout: Layout) -> tuple[list[SeriesKey], Places]:
    """The series of names, and the place of each among them. Raises ValueError where one is
    refused. Names that are written otherwise may be of one series."""
    distinct = names.unique(maintain_order=True)
    keys = [layout.key_of(name or "") for name in distinct]
    if len(keys) < 2:
        return keys, np.zeros(len(names), np.uint32)
    places = names.replace_strict(distinct, range(len(keys)), return_dtype=pl.UInt32)
    return keys, places.to_numpy()


def _names(frame: pl.DataFrame, layout: Layout) -> pl.Series:
    """Of each row what names its series: the cells that do, joined."""
    columns = frame.columns
    if layout.series >= 0 and not layout.tags:
        return frame.to_series(layout.series).cast(pl.String)
    name = pl.lit(layout.name) if layout.series < 0 else pl.col(columns[layout.series])
    parts = [name, *(pl.col(columns[place]) for place in layout.tags.values())]
    texts = [part.cast(pl.String).fill_null("") for part in parts]
    return frame.select(pl.concat_str(texts, separator=SEPARATOR).alias("")).to_series()


def _numbers(values: pl.Series) -> tuple[pl.Series | None, Values | None]:
    """Which values are there (None: all), and those; None when one of them is not finite."""
    filled = None
    if values.null_count():
        filled, values = values.is_not_null(), values.drop_nulls()
    numbers = values.cast(pl.Float64).to_numpy()
    return filled, numbers if np.isfinite(numbers).all() else None


def read_rows(frame: pl.DataFrame, first: int, layout: Layout, options: Options) -> Chunk:
    """Readings row by row, numbered from `first`, and what is refused of them."""
    gathering = Gathering(layout.numeric)
    stamps = frame.to_series(layout.time)
    for place in range(len(frame)):
        row = frame.row(place)
        columns = [column for column in layout.values if _is_filled(row[column])]
        try:
            time = micros_of_cell(stamps, place, options)
        except ValueError as error:
            gathering.reject(f"row {first + place}", str(error), len(columns))
            continue
        for column in columns:
            at = f"row {first + place}, column {layout.names[column]}"
            try:
                key = layout.key(column, row)
            except ValueError as error:
                gathering.reject(at, str(error))
                continue
            gathering.take(at, key, time, row[column], _finite)
    return gathering.finish()


def _is_filled(cell: Any) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _finite(value: Any) -> float:
    number = cell_number(value.strip()) if isinstance(value, str) else float(value)
    if not math.isfinite(number):
        raise ValueError(_NOT_FINITE)
    return number
