"""Samples of Prometheus' remote write, from their bytes on the wire to columns."""

from typing import Any

import numpy as np
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from ..batch import Times, Values
from ..errors import BadRequest
from .wire import messages

# A sample as nearly all are: a value (9 bytes; none is 0) and milliseconds between 2004 and 2109;
# as a field of a series with two bytes in front.
_WHOLE, _ZERO = 16, 7
WHOLE_FIELD = _WHOLE + 2
_ZERO_FIELD = _ZERO + 2
_FIELD, _VALUE_TAG, _TIME_TAG = 0x12, 0x09, 0x10
_WHOLE_BEGINS = bytes([_FIELD, _WHOLE, _VALUE_TAG])
_ZERO_BEGINS = bytes([_FIELD, _ZERO, _TIME_TAG])
_SHIFTS = 7 * np.arange(6)
_Bytes = NDArray[np.uint8]

_KINDS = messages(
    "livecurve.prometheus.samples",
    {"Sample": {"value": (1, "double"), "timestamp": (2, "int64")}},
)


def is_whole(series: bytes, count: int) -> bool:
    """Whether a series ends with so many fields of the usual length, if what is before them is
    whole fields too."""
    if count == 1:
        return series[-WHOLE_FIELD : 1 - _WHOLE] == _WHOLE_BEGINS
    size = WHOLE_FIELD * count
    begins, sizes = series[-size::WHOLE_FIELD], series[1 - size :: WHOLE_FIELD]
    return begins == bytes([_FIELD]) * count and sizes == bytes([_WHOLE]) * count


def trailing_samples(series: bytes) -> tuple[bytes, list[bytes]]:
    """What seem to be samples at the end of a series, and the bytes before them. The value of a
    label may be as long, but begins with no control character."""
    samples, end = [], len(series)
    while True:
        if series[end - WHOLE_FIELD : end - _WHOLE + 1] == _WHOLE_BEGINS:
            samples.append(series[end - _WHOLE : end])
            end -= WHOLE_FIELD
        elif series[end - _ZERO_FIELD : end - _ZERO + 1] == _ZERO_BEGINS:
            samples.append(series[end - _ZERO : end])
            end -= _ZERO_FIELD
        else:
            return series[:end], samples[::-1]


def columns(samples: list[bytes]) -> tuple[Times, Values]:
    """Milliseconds and values of samples. Raises BadRequest."""
    sizes = np.fromiter(map(len, samples), np.int64, len(samples))
    times, values = np.zeros(len(samples), np.int64), np.zeros(len(samples), np.float64)
    read = np.zeros(len(samples), np.bool_)
    for size in (_WHOLE, _ZERO):
        places = np.flatnonzero(sizes == size)
        if not len(places):
            continue
        some = samples if len(places) == len(samples) else [samples[at] for at in places.tolist()]
        table = np.frombuffer(b"".join(some), np.uint8).reshape(-1, size)
        times[places], values[places], read[places] = _read(table)
    for at in np.flatnonzero(~read).tolist():
        times[at], values[at] = _one(samples[at])
    return times, values


def columns_of_fields(fields: list[bytes]) -> tuple[Times, Values]:
    """The same of samples that are fields of the usual length. Raises BadRequest."""
    table = np.frombuffer(b"".join(fields), np.uint8).reshape(-1, WHOLE_FIELD)[:, 2:]
    times, values, read = _read(table)
    for at in np.flatnonzero(~read).tolist():
        times[at], values[at] = _one(table[at].tobytes())
    return times, values


def _read(table: _Bytes) -> tuple[Times, Values, NDArray[np.bool_]]:
    """Milliseconds and values of samples of one length, a row each, and which of them are as they
    seem to be."""
    stamps = table[:, -6:]
    good = (table[:, -7] == _TIME_TAG) & (stamps[:, :5] >= 0x80).all(1) & (stamps[:, 5] < 0x80)
    times = ((stamps & 0x7F).astype(np.int64) << _SHIFTS).sum(1)
    if table.shape[1] == _ZERO:
        return times, np.zeros(len(table)), good
    values = np.ascontiguousarray(table[:, 1:9]).view("<f8")[:, 0]
    return times, values.copy(), good & (table[:, 0] == _VALUE_TAG)


def _one(sample: bytes) -> tuple[int, float]:
    try:
        one: Any = _KINDS["Sample"].FromString(sample)
    except DecodeError:
        raise BadRequest("A sample of the body cannot be read.") from None
    return one.timestamp, one.value
