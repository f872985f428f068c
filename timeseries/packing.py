"""Arrays to bytes and back, and the model field that keeps them.

The first byte names the codec, so that old rows stay readable when a better one comes:
0 is the array as it is in little-endian order, 1 is pcodec's standalone format, 2 is an even
sequence of 64-bit integers as its first number, step and length. A CRC-32 of codec and body
stands between them: on damaged bytes pcodec may answer other numbers, or ask for more memory
than there is, which ends the process. `docs/block-format.md` is for readers of other languages.
"""

import json
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from struct import Struct
from struct import error as StructError  # noqa: N812 - it is a class
from typing import Any

import numpy as np
from django.db import models
from numpy.typing import NDArray
from pcodec import ChunkConfig, standalone

from .errors import LivecurveError

RAW, PCODEC, EVEN = 0, 1, 2
# First number and step, and how many there are.
_SEQUENCE = Struct("<qqI")
# Below this many numbers pcodec's header outweighs what it saves.
SMALL = 16

Array = NDArray[Any]
_INTEGERS = np.dtype(np.int64)
# Short arrays are packed again with others: a third of the time for two more bytes in a hundred.
_QUICK, _THOROUGH = ChunkConfig(compression_level=4), ChunkConfig(compression_level=8)
SHORT = 2_048


class DamagedArray(LivecurveError):
    """Stored bytes that no codec here reads as the array that they should hold."""

    code = "damaged_array"


def pack(array: Array, small: int = SMALL) -> bytes:
    """A one-dimensional array of numbers, losslessly: every bit comes back.

    One of fewer than `small` numbers stays as it is, which takes a tenth of the time.
    """
    if array.dtype == _INTEGERS and len(array) > 2:
        steps = array[1:] - array[:-1]
        # The first look spares most uneven ones the second.
        if steps[0] == steps[-1] and (steps == steps[0]).all():
            return _sealed(EVEN, _SEQUENCE.pack(array[0], steps[0], len(array)))
    if len(array) < small or array.dtype.itemsize == 1:
        return _sealed(RAW, array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes())
    config = _QUICK if len(array) < SHORT else _THOROUGH
    return _sealed(PCODEC, standalone.simple_compress(np.ascontiguousarray(array), config))


def pack_each(column: Array, edges: NDArray[np.intp]) -> list[bytes]:
    """What `pack` makes of each part of a column from one edge to the next, no part empty and
    none compressed. Together they take a fifth of the time that each takes by itself."""
    size = column.dtype.itemsize
    content = column.astype(column.dtype.newbyteorder("<"), copy=False).tobytes()
    parts = list(pairwise(edges.tolist()))
    if column.dtype != _INTEGERS:
        return [_sealed(RAW, content[start * size : end * size]) for start, end in parts]
    # A first number has no step where the column ends behind it, and needs none.
    steps = np.diff(column, append=0)[edges[:-1]].tolist()
    even, firsts = _are_even(column, edges).tolist(), column[edges[:-1]].tolist()
    return [
        _sealed(EVEN, _SEQUENCE.pack(first, step, end - start))
        if is_even
        else _sealed(RAW, content[start * size : end * size])
        for (start, end), first, step, is_even in zip(parts, firsts, steps, even, strict=True)
    ]


def _are_even(column: Array, edges: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which parts have more than two numbers, all of them one step apart."""
    steps = np.diff(column)
    # How often, up to each number, the step behind it was another than the one behind that.
    changes = np.concatenate([[0], np.cumsum(steps[1:] != steps[:-1])])
    starts, ends = edges[:-1], edges[1:]
    even = ends - starts > 2
    even[even] = changes[ends[even] - 2] == changes[starts[even]]
    return even


def _sealed(codec: int, body: bytes) -> bytes:
    return _NAMES[codec] + zlib.crc32(body, _SEEDS[codec]).to_bytes(4, "little") + body


def unpack(data: bytes, dtype: np.dtype[Any]) -> Array:
    """The array that `pack` was given. Raises DamagedArray."""
    codec, body = data[0] if data else len(_SEEDS), data[5:]
    if codec >= len(_SEEDS) or data[1:5] != zlib.crc32(body, _SEEDS[codec]).to_bytes(4, "little"):
        raise DamagedArray("A stored array is damaged: restore the database from a backup.")
    try:
        array = _READERS[codec](body, dtype)
    except (ValueError, RuntimeError, StructError) as error:
        raise DamagedArray(f"A stored array cannot be read: {error}.") from error
    if array.dtype != dtype:
        raise DamagedArray(f"A stored array is not of type {dtype}.")
    return array


def _read_raw(body: bytes, dtype: np.dtype[Any]) -> Array:
    return np.frombuffer(body, dtype.newbyteorder("<")).astype(dtype, copy=False)


def _read_pcodec(body: bytes, dtype: np.dtype[Any]) -> Array:
    return np.asarray(standalone.simple_decompress(body))


def _read_even(body: bytes, dtype: np.dtype[Any]) -> Array:
    first, step, count = _SEQUENCE.unpack(body)
    end = first + count * step
    if step and abs(end) < 2**63:
        return np.arange(first, end, step, dtype=np.int64)
    # Beyond 64 bits both ways wrap around alike.
    return np.arange(count, dtype=np.int64) * np.int64(step) + np.int64(first)


_READERS: Sequence[Callable[[bytes, np.dtype[Any]], Array]] = (_read_raw, _read_pcodec, _read_even)
_NAMES = [bytes([codec]) for codec in range(len(_READERS))]
_SEEDS = [zlib.crc32(name) for name in _NAMES]


class PackedField(models.BinaryField):  # type: ignore[type-arg]
    """A numpy array of one dtype in Python, packed bytes in the database."""

    def __init__(self, dtype: str, *args: Any, **kwargs: Any) -> None:
        self.dtype = np.dtype(dtype)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.dtype.name, *args], kwargs

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, np.ndarray):
            value = pack(value.astype(self.dtype, copy=False))
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: object, connection: object) -> Array | None:
        return None if value is None else unpack(bytes(value), self.dtype)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj).tolist())

    def to_python(self, value: Any) -> Any:
        """Also what `value_to_string` wrote into a fixture."""
        return np.array(json.loads(value), self.dtype) if isinstance(value, str) else value
