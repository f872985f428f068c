"""Columns of times of any type to µs."""

import polars as pl

from ..batch import Times
from ..ingest.numbers import floor_milliseconds, scaled
from ..ingest.protocols.line_protocol import PRECISIONS
from ..timerange import check_time, parse_iso, to_iso
from .format import Options
from .times import (
    UNIT_OF_NUMBERS,
    in_zone,
    micros_of_integers,
    micros_of_stamp,
    micros_of_texts,
)


def micros_of_column(stamps: pl.Series, options: Options) -> Times | None:
    """Times to µs; None when one of them is null or refused, or needs to be read by itself."""
    if stamps.null_count():
        return None
    if options.pattern and stamps.dtype == pl.String:
        return _by_pattern(stamps, options)
    precision, kind = options.precision or UNIT_OF_NUMBERS, stamps.dtype
    if kind.is_temporal():
        unit, numbers = _numbers_of(stamps)
        micros = scaled(numbers.to_numpy(), *PRECISIONS[unit])
        zone = options.zone if _is_local(kind) else None
        return in_zone(micros, zone) if zone and micros is not None else micros
    if kind == pl.String:
        return micros_of_texts(stamps, precision, options.zone)
    if kind.is_integer() and kind != pl.UInt64:
        return micros_of_integers(stamps.cast(pl.Int64).to_numpy(), precision)
    if kind.is_float() and precision == UNIT_OF_NUMBERS:
        return floor_milliseconds(stamps.cast(pl.Float64).to_numpy())
    return None


def _by_pattern(stamps: pl.Series, options: Options) -> Times | None:
    # polars' fractions of a second are not Python's.
    if "%f" in (options.pattern or ""):
        return None
    try:
        read = stamps.str.strip_chars().str.to_datetime(options.pattern, time_unit="us")
    except pl.exceptions.PolarsError:
        return None
    return micros_of_column(read, options)


def micros_of_cell(stamps: pl.Series, place: int, options: Options) -> int:
    """One of them to µs. Raises ValueError with the reason."""
    if stamps.item(place) is None:
        raise ValueError("there is no time")
    if not stamps.dtype.is_temporal():
        return micros_of_stamp(str(stamps.item(place)), options)
    unit, numbers = _numbers_of(stamps)
    multiply, divide = PRECISIONS[unit]
    micros = check_time(int(numbers.item(place)) * multiply // divide)
    if options.zone and _is_local(stamps.dtype):
        return parse_iso(to_iso(micros).removesuffix("Z"), options.zone)
    return micros


def is_time(kind: pl.DataType) -> bool:
    """Whether times may be of a type."""
    return isinstance(kind, pl.Datetime) or kind in (pl.Date, pl.String) or kind.is_numeric()


def _numbers_of(stamps: pl.Series) -> tuple[str, pl.Series]:
    """Timestamps or dates as integers of a unit; those of a zone are in UTC."""
    if isinstance(stamps.dtype, pl.Datetime):
        return stamps.dtype.time_unit, stamps.to_physical()
    return "s", stamps.to_physical().cast(pl.Int64) * 86_400


def _is_local(kind: pl.DataType) -> bool:
    return not isinstance(kind, pl.Datetime) or kind.time_zone is None
